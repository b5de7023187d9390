"""All header lines of one fax together: one sender, one number, counters that run.

Between words and packets. One fax comes from one machine, so a digit lost to noise on one page is mended by
the others, and a page whose line could not be read (turned, streaked) still gets its place and its number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import Hamming

from faxpipe.document import Box, Header, Page, Word, enclosing
from faxpipe.packets.counter import missing, running
from faxpipe.packets.header import read_header, to_upright

T = TypeVar("T")
NUMBER_SLIPS = 3
"""A telephone number that differs from the common one in so few digits was misread."""


def headers(pages: Sequence[Page]) -> tuple[Header | None, ...]:
    """The header of each page, mended by all others; None where a page has none."""
    read = [read_header(page) for page in pages]
    known = [header for header in read if header is not None]
    if not known:
        return tuple(read)
    common = _common(known)
    found = [header or _overlooked(page, common) for page, header in zip(pages, read, strict=True)]
    numbers, total = running([(h.page, h.of) if h else (None, None) for h in found])
    return tuple(
        _mended(header, common, numbers[index] if numbers else None, total) if header else None
        for index, header in enumerate(found)
    )


def missing_pages(found: Sequence[Header | None]) -> tuple[int, ...]:
    """Page numbers that the header lines promise and the fax lacks; empty where the evidence is mixed.

    `found`: one entry for each page of the fax in order, blank pages too.
    """
    numbers, total = running([(h.page, h.of) if h else (None, None) for h in found])
    return missing(numbers, total)


def _common(known: Sequence[Header]) -> Header:
    """What the headers agree on: the commonest sender, number and stamp, and the place of the line."""
    boxes = [h.box for h in known if h.box is not None and h.box.top < 0.06]
    return Header(
        sender=_commonest([h.sender for h in known if h.sender]),
        number=_commonest([h.number for h in known if h.number]),
        sent_at=_commonest([h.sent_at for h in known if h.sent_at]),
        box=_median_box(boxes) if boxes else None,
    )


def _commonest(values: Sequence[T]) -> T | None:
    return Counter(values).most_common(1)[0][0] if values else None


def _median_box(boxes: Sequence[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        median(box.top for box in boxes),
        max(box.right for box in boxes),
        median(box.bottom for box in boxes),
    )


def _overlooked(page: Page, common: Header) -> Header | None:
    """The header of a page on which none could be read: ink where the other pages have theirs."""
    if common.box is None:
        return None
    band = to_upright(common.box, page.rotation)
    words = [word for word in page.words if _in_band(word.box, band)]
    if not words or (page.rotation == 0 and not _resembles(words, common)):
        return None
    return Header(box=enclosing([word.box for word in words]))


def _in_band(box: Box, band: Box) -> bool:
    return (
        band.left - 0.02 <= box.center_x <= band.right + 0.02
        and band.top - 0.006 <= box.center_y <= band.bottom + 0.006
    )


def _resembles(words: Sequence[Word], common: Header) -> bool:
    """Whether an unread upright line is the common one: its sender or number, noise allowed for."""
    text = " ".join(word.text for word in sorted(words, key=lambda w: w.box.left)).upper()
    digits = "".join(c for c in text if c.isdigit())
    by_sender = common.sender is not None and fuzz.partial_ratio(common.sender.upper(), text) >= 70
    by_number = common.number is not None and (
        fuzz.partial_ratio(common.number.replace("-", ""), digits) >= 80 and len(digits) >= 8
    )
    return by_sender or by_number


def _mended(header: Header, common: Header, number: int | None, total: int | None) -> Header:
    """`header` with what the other pages know better; a page counter without support is dropped."""
    stamp = header.sent_at
    if stamp is None or (common.sent_at and abs((stamp - common.sent_at).days) > 1):
        stamp = common.sent_at
    return replace(
        header,
        sender=_near_sender(header.sender, common.sender),
        number=_near_number(header.number, common.number),
        sent_at=stamp,
        page=number,
        of=total if number is not None else None,
    )


def _near_sender(own: str | None, common: str | None) -> str | None:
    if own is None or common is None:
        return own or common
    return common if fuzz.ratio(own.upper(), common.upper()) >= 75 else own


def _near_number(own: str | None, common: str | None) -> str | None:
    if own is None or common is None:
        return own or common
    return common if Hamming.distance(own, common) <= NUMBER_SLIPS else own
