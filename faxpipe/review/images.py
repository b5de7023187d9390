"""Pages and places on them as pictures. URLs hold numbers only; what is drawn comes from the archived file."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import Response

from faxpipe.config import Config
from faxpipe.document import Box
from faxpipe.picture import Sheet
from faxpipe.review.gate import Reader, TheDesk, note
from faxpipe.review.house import house
from faxpipe.review.pictures import Pictures
from faxpipe.review.seat import FaxId
from faxpipe.store import Shelf
from faxpipe.store.desk import Desk

router = APIRouter()

WIDTH_PX = {"thumb": 170, "screen": 1000, "zoom": 1734}
PageNumber = Annotated[int, Path(ge=0, le=9999)]
SCALE = 10_000
"""Edges of a box in a URL are whole ten-thousandths of the page."""


@router.get("/fax/{fax_id}/pages/{number}.png")
def page_picture(
    request: Request,
    fax_id: FaxId,
    number: PageNumber,
    person: Reader,
    desk: TheDesk,
    size: Literal["thumb", "screen", "zoom"] = "screen",
) -> Response:
    """Page `number` upright; `size` says how wide."""
    note(request, "page_seen", fax_id, f"page {number}", once=True)
    sheet = sheet_of(desk, house(request).config, fax_id, number)
    return _png(pictures(request).page(sheet, WIDTH_PX[size]))


@router.get("/fax/{fax_id}/crops/{number}/{edges}.png")
def crop_picture(
    request: Request, fax_id: FaxId, number: PageNumber, edges: str, person: Reader, desk: TheDesk
) -> Response:
    """A place of page `number`: its edges left, top, right, bottom, as "1000-2050-3000-2200"."""
    note(request, "page_seen", fax_id, f"page {number}", once=True)
    box = box_of(edges)
    if box is None:
        raise HTTPException(404, "There is no such place on the page.")
    sheet = sheet_of(desk, house(request).config, fax_id, number)
    return _png(pictures(request).crop(sheet, box))


def sheet_of(desk: Desk, config: Config, fax_id: int, number: int) -> Sheet:
    """What to draw; a page that a person has turned is shown turned, though it was not read so yet."""
    found = desk.casework.page_place(fax_id, number)
    if found is None or not 1 <= number <= config.pages.pages_max:
        raise HTTPException(404, "There is no such page of a fax.")
    folder = config.paths.archive if found.shelf is Shelf.ARCHIVE else config.paths.quarantine
    sheet = Sheet(folder / found.archive, number, found.rotation, found.skew_deg, config.pages)
    turned = dict(desk.store.decided(fax_id).rotations).get(number)
    if turned is not None and turned != found.rotation:
        sheet = replace(sheet, rotation=turned, skew_deg=0.0)
    return sheet


def box_of(edges: str) -> Box | None:
    """The box of "1000-2050-3000-2200"; None for anything else."""
    parts = edges.split("-")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) <= 5 for part in parts):
        return None
    left, top, right, bottom = (int(part) / SCALE for part in parts)
    return Box(left, top, right, bottom) if left < right <= 1 and top < bottom <= 1 else None


def edges_of(box: Box) -> str:
    """`box` as it stands in a URL, at least a ten-thousandth wide and high."""
    left, top, right, bottom = (min(max(round(edge * SCALE), 0), SCALE) for edge in box.as_list())
    left, top = min(left, SCALE - 1), min(top, SCALE - 1)
    return f"{left}-{top}-{max(right, left + 1)}-{max(bottom, top + 1)}"


def pictures(request: Request) -> Pictures:
    """The pictures of this server."""
    found: Pictures = request.app.state.pictures
    return found


def _png(content: bytes) -> Response:
    return Response(content, media_type="image/png")
