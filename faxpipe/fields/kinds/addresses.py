"""Postal addresses in one line: "12 Elm St Apt 3, Salem, NH 03079".

Place in the sentence: words -> **fields**, kind "address". The street and the town may stand on two lines or with
stray bars between them; the paper's wording of the street is kept, capitals are put right only where all is in
capitals. What lacks a town or a ZIP code is still reported, as `plain` with the note "partial".
"""

from __future__ import annotations

import re

from faxpipe.fields.kinds.found import Found, bounded, fold_digits
from faxpipe.fields.kinds.letter_case import title_case
from faxpipe.referral import Check

_STATES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO",
    "connecticut": "CT",
    "delaware": "DE", "florida": "FL", "georgia": "GA", "hawaii": "HI", "idaho": "ID", "illinois": "IL",
    "indiana": "IN", "iowa": "IA",
    "kansas": "KS", "kentucky": "KY", "louisiana": "LA", "maine": "ME", "maryland": "MD",
    "massachusetts": "MA", "mass": "MA",
    "michigan": "MI", "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT",
    "nebraska": "NE", "nevada": "NV",
    "new hampshire": "NH", "n.h.": "NH", "new jersey": "NJ", "new mexico": "NM", "new york": "NY",
    "north carolina": "NC",
    "north dakota": "ND", "ohio": "OH", "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA",
    "rhode island": "RI",
    "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT",
    "vermont": "VT", "virginia": "VA",
    "washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY", "puerto rico": "PR",
    "district of columbia": "DC",
}  # fmt: skip
_CODES = frozenset(_STATES.values())
_STATE = (
    rf"(?:{'|'.join(sorted((re.escape(name) for name in _STATES), key=len, reverse=True))}|[A-Z]{{2}}|"
    rf"[A-Z][a-z]|nh|ma)"
)
_TOWN = r"[A-Za-z][A-Za-z.'\u2019\-]{0,24}(?:[ ][A-Za-z][A-Za-z.'\u2019\-]{0,24}){0,3}"
_TAIL = re.compile(
    rf"(?P<town>{_TOWN})[\s,.|/]{{1,6}}(?P<state>{_STATE})[\s,.|"
    rf"]{{1,6}}(?P<zip>[0-9OolISB]{{5}}(?:\s?-\s?[0-9]{{4}})?)(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_SUFFIX = (
    r"st|street|ave?|avenue|rd|road|dr|drive|ln|lane|ct|court|cir|circle|blvd|boulevard|way|pl|place|ter|"
    r"terrace|hwy|highway|pkwy|parkway|"
    r"sq|square|trl|trail|row|path|loop|run|hill|park|pike|turnpike|tpke|ext|extension|rte|route|crossing|"
    r"xing|commons|pt|point|broadway|plaza|green"
)
_STREET = re.compile(
    rf"(?<![0-9A-Za-z/\-.:])(?P<street>[0-9]{{1,5}}(?:-[0-9]{{1,4}})?[A-Za-z]?\s{{1,3}}(?:[NSEW]\.?\s)?(?:[A-Za-z0-9.'\u2019\-]{{1,20}}\s){{1,4}}?"
    rf"(?:(?:{_SUFFIX})\b\.?(?!\s(?:st|street|ave|avenue|rd|road|dr|drive|ln|lane)\b)|(?:route|rte|rt\.?|"
    rf"highway|hwy)\s\d{{1,3}}[A-Za-z]?)(?:\s(?:N|S|E|W|NE|NW|SE|"
    rf"SW|Ext|Extension)\b\.?)?)"
    r"(?P<unit>[\s,|]{1,4}(?:(?:apt|apartment|unit|ste|suite|rm|room|lot|bldg|building|fl|floor|"
    r"no)\b\.?\s{0,2}#?\s?[A-Za-z0-9\-]{1,6}|#\s?[A-Za-z0-9\-]{1,6}))?",
    re.IGNORECASE,
)
_BOX = re.compile(r"(?P<street>\bP\.?\s?O\.?\s?Box\s{1,2}[0-9A-Za-z\-]{1,8})(?P<unit>(?!))?", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,.;|\u2018\u2019'\"*_\-\u00b7]{0,12}(?:(?:city|town|state|zip|address)\W{1,4}){0,3}")


def find_addresses(text: str) -> tuple[Found, ...]:
    """Every address in `text`: `passed` with street, town, a real state and ZIP, else `plain`, "partial"."""
    text = bounded(text)
    streets = sorted([*_STREET.finditer(text), *_BOX.finditer(text)], key=lambda match: match.start())
    found: list[Found] = []
    for street in streets:
        if found and street.start() < found[-1].end:
            continue
        address = _whole(street, text)
        if address.check is Check.PASSED or not re.search(r"\d\s+[a-z]|\s[a-z]{2,}\s", street["street"]):
            found.append(address)
    return tuple(found)


def _whole(street: re.Match[str], text: str) -> Found:
    end = street.end("unit") if street["unit"] else street.end("street")
    line = _tidy(street["street"] + (" " + street["unit"].strip(" ,|\n\t") if street["unit"] else ""))
    gap = _BETWEEN.match(text, end)
    tail = _TAIL.match(text, gap.end() if gap else end)
    if tail is None:
        return Found(line, street.start("street"), end, note="partial")
    state = _state(tail["state"])
    if state is None:
        return Found(line, street.start("street"), end, note="partial")
    postcode = fold_digits(tail["zip"][:5]) + tail["zip"][5:].replace(" ", "")
    value = f"{line}, {_tidy(tail['town'])}, {state} {postcode}"
    return Found(value, street.start("street"), tail.end(), Check.PASSED, postcode[:5] != tail["zip"][:5])


def _state(printed: str) -> str | None:
    known = _STATES.get(" ".join(printed.lower().split()))
    if known is not None:
        return known
    return printed.upper() if printed.upper() in _CODES else None


def _tidy(line: str) -> str:
    words = " ".join(line.replace("|", " ").split()).rstrip(" ,.")
    return title_case(words) if words == words.upper() else words
