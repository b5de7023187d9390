"""The line a fax machine prints along the top edge (TTI): read it, and keep it out of patient data.

Between words and packets. Machines differ in order and wording but agree on three things: a time stamp,
a telephone number, a page counter. Two of the three in one line at the very top make a header; a
letterhead has only numbers, a printed page footer only a counter. The trap: the line is printed in the
orientation in which the page was *sent*, so a page that had to be turned has it on another edge.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from faxpipe.document import Box, Header, Page, Word, enclosing

TOP_BAND = 0.042
"""Share of the page height in which a header line may stand; machines print within the first 3 %."""

_DATE = re.compile(
    r"\b(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,/ ]+)?"
    r"(?:(?P<y1>20[0-9OIl]{2})[-/.](?P<m1>[0-9OIl]{1,2})[-/.](?P<d1>[0-9OIl]{1,2})"
    r"|(?P<m2>[0-9OIl]{1,2})[-/.](?P<d2>[0-9OIl]{1,2})[-/.]['’]?(?P<y2>(?:20)?[0-9OIl]{2})"
    r"|(?P<mon3>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/., ]+(?P<d3>[0-9]{1,2})"
    r"(?:[-/., ]+['’]?(?P<y3>20[0-9]{2}|[0-9]{2}(?![:0-9])))?"
    r"|(?P<d4>[0-9]{1,2})[-/., ]+(?P<mon4>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"[-/., ]+['’]?(?P<y4>20[0-9]{2}|[0-9]{2}(?![:0-9])))"
    r"(?:[/ ]*\(?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\)?)?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<![0-9:])(?P<hour>[0-2OIl]?[0-9OIl])[:;.](?P<minute>[0-5OIl][0-9OIl])(?:[:.][0-5][0-9])?"
    r"\s?(?P<half>[ap]\.?m?\.?(?![a-z]))?(?:\s?\(?(?:GMT|UTC|E[SD]T|C[SD]T|M[SD]T|P[SD]T)[-+0-9:]*\)?)?",
    re.IGNORECASE,
)
_TIME_AFTER = re.compile(
    r"\W{0,3}(?P<hour>[0-2]?[0-9])\W{1,2}(?P<minute>[0-5][0-9])(?:\s?(?P<half>[ap])m?)?(?![0-9/])"
)
"""Right after the date a time counts even where the colon was lost."""
_COUNTER = re.compile(
    r"(?<![A-Za-z0-9])(?:page|pages|pag|pgs?|p|fp)\s?[.:,#]*\s?(?P<page>[0-9OIl]{1,4})"
    r"(?:\s?(?:/|of)\s?(?P<of>[0-9OIl]{1,4}))?(?![0-9/A-Za-z])"
    r"|(?<![0-9/A-Za-z])#?(?P<page2>[0-9OIl]{1,4})\s?(?:/|\bof\b)\s?(?P<of2>[0-9OIl]{1,4})(?![0-9/A-Za-z])",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:\+?1[-. ]?)?\(?[2-9][0-9]{2}\)?[-. /]{0,2}[0-9]{3}[-. ]{0,2}[0-9]{4}(?![0-9])"
)
_TO = re.compile(r"(?:\bto\b\s*:?|->|→|⇒|=>)\s*", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s*[:\-]?\s*", re.IGNORECASE)
_MACHINE = re.compile(
    r"\b(?:fax\s?(?:no|number|id|server|#)?\b\.?|tel\b\.?|phone\b|station\s?id|id\b|no\b\.|received|rcvd|date|time"
    r"|job\b|via|efax|rightfax|[TF]-?[0-9]{3,4}\b|gmt\S*)\s*[:#]?",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:dob|d\.o\.b|mrn|birth|born|patient|pt|name|acct|account|chart|printed|print date|run date|https?|www"
    r"|accession|encounter|visit|page\s+\d+\s+of\s+\d+\s+printed)\b",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DIGITS = str.maketrans("OoIl", "0011")


def read_header(page: Page) -> Header | None:
    """The header line of one page as it stands, with its box on the upright page; None where none is.

    Nothing is repaired here: a page counter that cannot be true (81/61) or a date that does not exist is
    left out. `headers` mends one page by the others.
    """
    for row in header_rows(page):
        header = _parsed(row)
        if header is not None:
            box = enclosing([word.box for word in row])
            return replace(header, box=to_upright(box, page.rotation) if page.strip else box)
    return None


def header_rows(page: Page) -> list[list[Word]]:
    """Rows of words that could be the header line, topmost first, in the orientation it was sent."""
    source = page.strip or page.words
    if page.rotation and not page.strip:
        return []
    top = sorted((w for w in source if w.box.center_y < TOP_BAND), key=lambda w: w.box.center_y)
    rows: list[list[Word]] = []
    for word in top:
        if rows and any(w.box.overlap_y(word.box) > 0.5 for w in rows[-1]):
            rows[-1].append(word)
        else:
            rows.append([word])
    ordered = [sorted(row, key=lambda w: w.box.left) for row in rows[:4]]
    pairs = [a + b for a, b in pairwise(ordered) if b[0].box.center_y < 0.6 * TOP_BAND]
    return ordered + pairs


def without_header(page: Page, header: Header | None) -> Page:
    """`page` without the words of its header line, so that none is taken for patient data."""
    if header is None or header.box is None:
        return page
    band = header.box
    kept = tuple(word for word in page.words if not _inside(word.box, band))
    return replace(page, words=kept, strip=())


def _inside(box: Box, band: Box) -> bool:
    return band.left - 0.02 <= box.center_x <= band.right + 0.02 and (
        band.top - 0.003 <= box.center_y <= band.bottom + 0.003
    )


def to_upright(box: Box, rotation: int) -> Box:
    """`box` of the page as sent, on the page turned clockwise by `rotation` degrees."""
    if rotation == 180:
        return Box(1 - box.right, 1 - box.bottom, 1 - box.left, 1 - box.top)
    if rotation == 90:
        return Box(1 - box.bottom, box.left, 1 - box.top, box.right)
    if rotation == 270:
        return Box(box.top, 1 - box.right, box.bottom, 1 - box.left)
    return box


def _parsed(row: list[Word]) -> Header | None:
    text = " ".join(word.text for word in row)
    if _BODY.search(text):
        return None
    date, counter = _DATE.search(text), _counter_in(text)
    time = _TIME.search(text) or (_TIME_AFTER.match(text, date.end()) if date else None)
    numbers = list(_NUMBER.finditer(text))
    stamp = date is not None and time is not None
    if sum((stamp, bool(numbers), counter is not None)) < 2:
        return None
    shown, of = _page_of(counter)
    return Header(
        sender=_sender(text),
        number=_sender_number(text, numbers),
        sent_at=_moment(date, time),
        page=shown,
        of=of,
    )


def _counter_in(text: str) -> re.Match[str] | None:
    """The page counter: the last one, since a date such as 9/10 also looks like one."""
    masked = _DATE.sub(lambda m: " " * len(m.group()), text)
    masked = _NUMBER.sub(lambda m: " " * len(m.group()), masked)
    found = [m for m in _COUNTER.finditer(masked) if any(c.isdigit() for c in m.group())]
    return found[-1] if found else None


def _page_of(counter: re.Match[str] | None) -> tuple[int | None, int | None]:
    if counter is None:
        return None, None
    page_text, of_text = counter["page"] or counter["page2"], counter["of"] or counter["of2"]
    page = _number(page_text)
    of = _number(of_text) if of_text else None
    if page is None or page == 0 or (of is not None and page > of):
        return None, None
    return page, of


def _number(text: str) -> int | None:
    digits = text.translate(_DIGITS)
    return int(digits) if digits.isdigit() else None


def _moment(date: re.Match[str] | None, time: re.Match[str] | None) -> datetime | None:
    if date is None or time is None:
        return None
    year_text = date["y1"] or date["y2"] or date["y3"] or date["y4"]
    if year_text is None:
        return None
    name = date["mon3"] or date["mon4"]
    month_text = date["m1"] or date["m2"]
    month = _MONTHS.index(name.lower()) + 1 if name else _number(month_text)
    year, day = _number(year_text), _number(date["d1"] or date["d2"] or date["d3"] or date["d4"])
    hour, minute = _number(time["hour"]), _number(time["minute"])
    if year is None or month is None or day is None or hour is None or minute is None:
        return None
    half = (time["half"] or "").lower()[:1]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return datetime(year + 2000 if year < 100 else year, month, day, hour, minute)  # noqa: DTZ001 the machine's own clock
    except ValueError:
        return None


def _sender_number(text: str, numbers: list[re.Match[str]]) -> str | None:
    """The first number not addressed by "To"; in the form NXX-NXX-XXXX."""
    for match in numbers:
        before = text[: match.start()]
        addressed = list(_TO.finditer(before))
        since_from = before.lower().rfind("from")
        if addressed and addressed[-1].start() > since_from:
            continue
        digits = "".join(c for c in match.group() if c.isdigit())[-10:]
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return None


def _sender(text: str) -> str | None:
    """What is left of the line without stamp, numbers, counter and the machine's own words."""
    bare = _NUMBER.sub(" ¦ ", _TIME.sub(" ¦ ", _DATE.sub(" ¦ ", text)))
    bare = _COUNTER.sub(" ¦ ", bare)
    start = _FROM.search(bare)
    if start:
        bare = bare[start.end() :]
    addressed = _TO.search(bare)
    if addressed:
        bare = bare[: addressed.start()]
    bare = _MACHINE.sub(" ¦ ", bare)
    parts = [" ".join(re.sub(r"[^\w&'.,/ -]", " ", part).split()).strip(" .,-/=") for part in bare.split("¦")]
    parts = [part for part in parts if sum(c.isalpha() for c in part) > 2]
    return max(parts, key=len) if parts else None
