"""The faxes that came out worst: each page's picture, and every bad value beside what a person reads.

Part of the lab. Pictures are drawn from the PDF by the reader's own pages and cleaning, so that boxes fit; a
page that can't be drawn any more is left without its picture.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from faxpipe.config import PagesLimits
from faxpipe.document import Box
from faxpipe.errors import FaxpipeError
from faxpipe.lab.compare import CORE
from faxpipe.lab.html.page import table, text
from faxpipe.lab.readings import Sample
from faxpipe.lab.score import FaxScore, FieldScore, Json, Outcome
from faxpipe.pages import clean, open_pdf
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import pixel_box

FAXES_MAX, VALUES_MAX = 10, 14
BAD = (Outcome.FOUND_WRONG, Outcome.INVENTED, Outcome.MISSED, Outcome.HELD_OTHER)
DPI, MARGIN_IN = 150, 0.06
THUMB_PX, CROP_PX = 300, 700
GREYS = 8

SAYS = {
    Outcome.FOUND_WRONG: "found wrong",
    Outcome.INVENTED: "found where nothing stands",
    Outcome.MISSED: "missed",
    Outcome.HELD_OTHER: "held, other value",
}


@dataclass(frozen=True, slots=True)
class BadValue:
    """A value that came out badly; `crop`: PNG of the place it was read from, if there is one."""

    value: FieldScore
    crop: bytes | None


@dataclass(frozen=True, slots=True)
class WorstFax:
    """A fax, a small PNG of its first page, and its bad values, those of core fields first."""

    fax: FaxScore
    page: bytes | None
    values: tuple[BadValue, ...]
    more: int


def worst_faxes(
    faxes: Sequence[FaxScore], samples: Iterable[Sample], readings: Mapping[str, Json], limits: PagesLimits
) -> tuple[WorstFax, ...]:
    """Those with most bad core fields first, at most `FAXES_MAX`."""
    by_name = {sample.path.name: sample for sample in samples}
    ranked = sorted(faxes, key=lambda fax: (-len(_bad_core(fax)), fax.source))
    return tuple(
        _worst(fax, by_name[fax.source], readings.get(fax.source, {}), limits)
        for fax in ranked[:FAXES_MAX]
        if _bad_core(fax) and fax.source in by_name
    )


def _bad_core(fax: FaxScore) -> list[FieldScore]:
    return [v for r in fax.referrals for v in r.fields if v.field in CORE and v.outcome in BAD]


def worst_block(worst: WorstFax) -> str:
    """One fax: what it should have been, its first page, and its bad values."""
    fax = worst.fax
    name = fax.source.removesuffix(".pdf")
    thumb = _image(worst.page, f"first page of {name}") if worst.page else "<span></span>"
    verdict = (
        f"{fax.verdict} read as {fax.got_verdict or 'nothing'}, {fax.priority} as {fax.got_priority or 'nothing'}"
    )
    if worst.more:
        verdict += f"; {worst.more} more bad values are left out"
    headings = ("field", "outcome", "is", "read", "confidence", "how", "place")
    rows = [_row(one) for one in worst.values]
    inner = table(f"Bad values of {name}", headings, rows, words=frozenset({0, 1, 2, 3, 5, 6}), style="wide")
    return f'<article class="fax"><h3>{text(name)}</h3><p>{text(verdict)}</p>{thumb}{inner}</article>'


def _row(one: BadValue) -> list[str]:
    value = one.value
    place = _image(one.crop, f"where {value.field} was read", "crop") if one.crop else ""
    return [
        text(value.field),
        text(SAYS[value.outcome]),
        text(value.truth),
        text(value.got),
        "" if value.confidence is None else f"{value.confidence:.2f}",
        text(", ".join(_how(value))),
        place,
    ]


def _how(value: FieldScore) -> Iterator[str]:
    if value.page:
        yield f"page {value.page}"
    yield from (said.replace("_", " ") for said in (value.method, value.reason) if said)


def _image(png: bytes, says: str, style: str = "") -> str:
    data = base64.b64encode(png).decode("ascii")
    return f'<img class="{style}" alt="{text(says)}" src="data:image/png;base64,{data}">'


def _worst(fax: FaxScore, sample: Sample, reading: Json, limits: PagesLimits) -> WorstFax:
    bad = [v for r in fax.referrals for v in r.fields if v.outcome in BAD]
    bad.sort(key=lambda value: (value.field not in CORE, BAD.index(value.outcome)))
    shown = bad[:VALUES_MAX]
    turned = {int(page["number"]): int(page["rotation"]) for page in reading.get("pages", ())}
    wanted = frozenset({1, *(value.page for value in shown if value.page and value.box)})
    pages = dict(_pages(sample, wanted, turned, limits))
    values = [BadValue(value, _crop(value, pages)) for value in shown]
    first = _thumb(pages[1]) if 1 in pages else None
    return WorstFax(fax, first, tuple(values), len(bad) - len(shown))


def _pages(
    sample: Sample, numbers: frozenset[int], turned: Mapping[int, int], limits: PagesLimits
) -> Iterator[tuple[int, Pixels]]:
    """(number, upright page as it was read)."""
    try:
        with open_pdf(sample.path, limits) as fax:
            for raw in fax.pages():
                if raw.number > max(numbers):
                    break
                if raw.number in numbers and raw.pixels is not None:
                    turn = turned.get(raw.number, 0)
                    yield raw.number, clean(raw, rotation=turn, dpi=DPI, soften=False).pixels
    except (FaxpipeError, OSError):
        return


def _crop(value: FieldScore, pages: Mapping[int, Pixels]) -> bytes | None:
    if value.page is None or value.page not in pages or value.box is None:
        return None
    page = pages[value.page]
    rows, columns = pixel_box(Box(*value.box), page, grow=round(MARGIN_IN * DPI))
    return _png(page[rows, columns], CROP_PX)


def _thumb(page: Pixels) -> bytes:
    return _png(page, THUMB_PX)


def _png(pixels: Pixels, width_max: int) -> bytes:
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    if picture.width > width_max:
        size = (width_max, max(1, round(picture.height * width_max / picture.width)))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.quantize(GREYS).save(out, "PNG", optimize=True)
    return out.getvalue()
