"""The pages of one fax as its page shows them, and what people say of them: kind, way up, patient, split.

Whatever is said makes the fax be read again by it; until then the page shows what was read before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import RedirectResponse, Response

from faxpipe import plain
from faxpipe.document import PageKind
from faxpipe.errors import StaleVersionError
from faxpipe.referral import PageReading, Reading
from faxpipe.review.casefile import KIND_WORDS, Place, ReferralCase
from faxpipe.review.gate import note, say
from faxpipe.review.house import house
from faxpipe.review.images import pictures
from faxpipe.review.seat import Seat, Working
from faxpipe.review.stale import stale
from faxpipe.store import FaxDetail, Mode, Shelf
from faxpipe.store.decisions import REFERRAL, About, PageDecision, standing

router = APIRouter()

PAPER_PX = (850, 1100)
QUARTER = 90


@dataclass(frozen=True, slots=True)
class Mark:
    """A box on a page that belongs to a field (`key` as in the field's id) or a red flag."""

    key: str
    place: Place
    flag: bool = False


@dataclass(frozen=True, slots=True)
class PageLine:
    """One page. `patient`: number of the tab it belongs to, 0 for none; `said`: what of it people have decided."""

    number: int
    kind: str
    kind_words: str
    rotation: int
    width: int
    height: int
    patient: int
    says: str
    said: tuple[About, ...]
    marks: tuple[Mark, ...]


def page_lines(
    seat: Seat,
    detail: FaxDetail,
    reading: Reading | None,
    cases: Sequence[ReferralCase],
    said: Sequence[PageDecision],
) -> tuple[PageLine, ...]:
    """Every page there is a picture of; of a fax that was never read as many as its file holds."""
    if reading is None or not reading.pages:
        paths = house(seat.request).config.paths
        folder = paths.archive if detail.shelf is Shelf.ARCHIVE else paths.quarantine
        count = pictures(seat.request).count(folder / detail.archive)
        return tuple(
            PageLine(number, "", "Not read", 0, *PAPER_PX, 0, "", (), ()) for number in range(1, max(count, 1) + 1)
        )
    marks = _marks(cases)
    stands = standing(said)
    return tuple(
        _line(page, cases, marks.get(page.number, ()), tuple(one for one in stands if one.page == page.number))
        for page in reading.pages
    )


def _line(
    page: PageReading, cases: Sequence[ReferralCase], marks: Sequence[Mark], said: Sequence[PageDecision]
) -> PageLine:
    width, height = (page.width_px, page.height_px) if page.width_px > 1 else PAPER_PX
    turned = next((int(one.value or 0) for one in said if one.about is About.ROTATION), page.rotation)
    if (turned - page.rotation) % 180:
        width, height = height, width
    return PageLine(
        number=page.number,
        kind=page.kind.value,
        kind_words=KIND_WORDS[page.kind],
        rotation=turned,
        width=width,
        height=height,
        patient=next((case.number for case in cases if page.number in case.pages), 0),
        says=plain.reason(page.reason) if page.reason else "",
        said=tuple(one.about for one in said),
        marks=tuple(marks),
    )


def _marks(cases: Sequence[ReferralCase]) -> dict[int, list[Mark]]:
    """Boxes by page; those on other faxes' pages are left out."""
    marks: dict[int, list[Mark]] = {}
    for case in cases:
        for line in case.lines:
            key = f"f-{case.number}-{line.name}"
            if line.place is not None and line.place.fax_id is None:
                marks.setdefault(line.place.page, []).append(Mark(key, line.place))
            for choice in line.choices[1:]:
                if choice.place is not None and choice.place.fax_id is None:
                    marks.setdefault(choice.place.page, []).append(Mark(f"{key}-{choice.number}", choice.place))
        for at, flag in enumerate(case.flags):
            if flag.place.fax_id is None:
                mark = Mark(f"flag-{case.number}-{at}", flag.place, flag=True)
                marks.setdefault(flag.place.page, []).append(mark)
    return marks


@router.post("/fax/{fax_id}/pages/{number}/{about}")
def say_of_page(
    seat: Working,
    number: int,
    about: str,
    version: Annotated[int, Form(ge=1)],
    value: Annotated[str, Form(max_length=20)] = "",
    seen: Annotated[int, Form(ge=0)] = 0,
    referral: Annotated[int, Form(ge=1, le=999)] = 1,
) -> Response:
    """A word on a page: its `kind`, `rotation` ("right", "left", "half"), `patient` (number of a tab, "new" or
    "nobody"), `split` from here on, `purpose`; `undo` takes back all that was said of it."""
    detail = seat.desk.store.fax(seat.fax_id)
    reading = detail.reading if detail else None
    note(seat.request, "page_said", seat.fax_id, f"page {number} {about if about in WORDS else ''}".strip())
    if reading is None or about not in WORDS or not 1 <= number <= len(reading.pages):
        raise HTTPException(404, "There is no such page of a fax that was read.")
    values = _values(reading, seat.desk.casework.said(seat.fax_id), number, about, value)
    said = [PageDecision(page, of, text, seat.person.name, seat.now) for page, of, text in values]
    if not said:
        raise HTTPException(422, "There is nothing to save there.")
    turned = any(one.about is About.ROTATION for one in said)
    here = f"/fax/{seat.fax_id}?referral={referral}#page-{number}"
    try:
        with seat.desk.work.change(
            seat.fax_id, version, seat.person.name, now=seat.now, event="pages_said", detail=f"{number} {about}"
        ) as conn:
            seat.desk.casework.say(conn, seat.fax_id, said, Mode.PDF if turned else Mode.WORDS)
    except StaleVersionError as error:
        return stale(seat, error, seen=seen, at=here)
    say(seat.request, "Saved. The fax is being read again by it.")
    return RedirectResponse(here, 303)


WORDS = frozenset({"kind", "rotation", "patient", "split", "purpose", "undo"})


def _values(
    reading: Reading, said: Sequence[PageDecision], number: int, about: str, value: str
) -> list[tuple[int, About, str | None]]:
    """(page, matter, word) of each row that one click means."""
    page = reading.pages[number - 1]
    if about == "undo":
        return [(number, one.about, None) for one in standing(said) if one.page == number]
    if about == "kind":
        if value not in set(PageKind):
            raise HTTPException(422, "Please choose one of the kinds of page.")
        return [(number, About.KIND, value)]
    if about == "rotation":
        return [(number, About.ROTATION, str(_turned(page, said, value)))]
    if about == "purpose":
        return [(number, About.PURPOSE, REFERRAL)]
    if about == "split":
        home = next((one.pages for one in reading.referrals if number in one.pages), (number,))
        first: list[tuple[int, About, str | None]] = [(number, About.PATIENT, str(number))]
        return first + [(later, About.PATIENT, str(number)) for later in home if later > number]
    return [(number, About.PATIENT, _patient(reading, number, value))]


def _turned(page: PageReading, said: Sequence[PageDecision], value: str) -> int:
    stands = (one for one in standing(said) if one.page == page.number and one.about is About.ROTATION)
    now = next((int(one.value or 0) for one in stands), page.rotation)
    turn = {"right": QUARTER, "left": -QUARTER, "half": 2 * QUARTER}.get(value)
    if turn is None:
        raise HTTPException(422, "A page can be turned right, left or upside down.")
    return (now + turn) % 360


def _patient(reading: Reading, number: int, value: str) -> str:
    """The page that the given one shall go with, from the number of a referral, "new" or "nobody"."""
    if value == "new":
        return str(number)
    if value == "nobody":
        return "0"
    if value.isascii() and value.isdigit() and 1 <= int(value) <= len(reading.referrals):
        others = [page for page in reading.referrals[int(value) - 1].pages if page != number]
        if others:
            return str(others[0])
    raise HTTPException(422, "Please choose whose page it is.")
