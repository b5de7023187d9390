"""Postal addresses in one line: "12 Elm St Apt 3, Salem, NH 03079".

Place in the sentence: words -> **fields**, kind "address". The street and the town may stand on two lines or with
stray bars between them; the paper's wording of the street is kept, capitals are put right only where all is in
capitals. What lacks a town or a ZIP code is still reported, as `plain` with the note "partial".
"""

from __future__ import annotations

import re
from dataclasses import replace

from faxpipe.fields.kinds.found import Found, bounded, fold_digits, real_digits
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
    rf"(?:{'|'.join(sorted((re.escape(name) for name in _STATES), key=len, reverse=True))}|[A-Z]{{2,3}}|"
    rf"[A-Z][a-z]|nh|ma)"
)
_TOWN = r"[A-Za-z][A-Za-z.'\u2019\-]{0,24}(?:[ ][A-Za-z][A-Za-z.'\u2019\-]{0,24}){0,3}"
_TAIL = re.compile(
    rf"(?P<town>{_TOWN})[\s,.|/]{{1,6}}(?P<state>{_STATE})[\s,.|"
    rf"]{{1,6}}(?P<zip>(?=\S*[0-9]\S*[0-9])[0-9OolISBQ\])|]{{5}}(?:\s?-\s?[0-9]{{4}})?)(?![0-9A-Za-z])",
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


_NAMED = re.compile(
    r"\W*(?P<street>[0-9]{1,5}[A-Za-z]?(?:\s[A-Za-z.'\u2019\-]{1,20}){0,4}\s[A-Za-z'\u2019\-]{3,20})[,\n]\s{0,3}"
)
_ZIP_LIKE = str.maketrans("Q])|", "0111")
TORN_LETTERS = 3
"""Letters behind a street that are no town with a state, from which on the rest of an address was misread."""
_PREFIXES = tuple(
    (int(span[:3]), int(span[-3:]), state)
    for state, spans in {
        "MA": "010-027 055", "RI": "028-029", "NH": "030-038", "ME": "039-049", "VT": "050-054 056-059",
        "CT": "060-062 064-069", "NJ": "070-089", "NY": "005 063 100-149", "PR": "006-007 009", "PA": "150-196",
        "DE": "197-199", "DC": "200 202-205", "MD": "206-219", "VA": "201 220-246", "WV": "247-268",
        "NC": "270-289", "SC": "290-299", "GA": "300-319 398-399",
        "FL": "320-339 341-342 344 346-347 349", "AL": "350-369",
        "TN": "370-385", "MS": "386-397", "KY": "400-427", "OH": "430-459", "IN": "460-479", "MI": "480-499",
        "IA": "500-528", "WI": "530-549", "MN": "550-567", "SD": "570-577", "ND": "580-588", "MT": "590-599",
        "IL": "600-629", "MO": "630-658", "KS": "660-679", "NE": "680-693", "LA": "700-714", "AR": "716-729",
        "OK": "730-749", "TX": "750-799 885", "CO": "800-816", "WY": "820-831", "ID": "832-838", "UT": "840-847",
        "AZ": "850-865", "NM": "870-884", "NV": "889-898", "CA": "900-961", "HI": "967-968", "OR": "970-979",
        "WA": "980-994", "AK": "995-999",
    }.items()
    for span in spans.split()
)  # fmt: skip
"""First three digits of the ZIP codes of each state, as the Postal Service gives them out."""


def find_addresses(text: str) -> tuple[Found, ...]:
    """Every address in `text`: `passed` with street, town, a real state and ZIP, else `plain`, "partial"."""
    text = bounded(text)
    streets = sorted([*_STREET.finditer(text), *_BOX.finditer(text)], key=lambda match: match.start())
    found: list[Found] = []
    for street in streets:
        if found and street.start() < found[-1].end:
            continue
        address = _with_route(_whole(street, text), text)
        if found and found[-1].end > address.start:
            found.pop()  # a box before the street is part of the address
        if address.check is Check.PASSED or not re.search(r"\d\s+[a-z]|\s[a-z]{2,}\s", street["street"]):
            found.append(address)
    if not found and (named := _without_suffix(text)) is not None:
        return (named,)
    return tuple(found)


def _with_route(address: Found, text: str) -> Found:
    """An address with the rural route or the like that stands right before its street: "RR 2, 611 Ridge Rd"."""
    route = _ROUTE.search(text[max(0, address.start - ROUTE_LETTERS_MAX) : address.start])
    if route is None or not isinstance(address.value, str):
        return address
    words = route["route"].split()
    printed = " ".join(word.capitalize() if word.isalpha() and len(word) > SHORT else word for word in words)
    value = f"{printed}, {address.value}"
    return replace(address, value=value, start=address.start - len(route[0]))


ROUTE_LETTERS_MAX, SHORT = 24, 2
""" "RR", "PO", "HC" are capitals of several words."""
_ROUTE = re.compile(
    r"(?<![A-Za-z0-9])(?P<route>(?:R\.?\s?R\.?|R\.?\s?F\.?\s?D\.?|H\.?C\.?|rural (?:route|delivery)|star route"
    r"|P\.?\s?O\.?\s?Box|apt\.?|apartment|unit|lot|suite|ste\.?)\s?(?:no\.?\s?|#\s?)?[0-9A-Z]{1,5})[\s,]{1,3}$",
    re.IGNORECASE,
)


def _whole(street: re.Match[str], text: str) -> Found:
    end = street.end("unit") if street["unit"] else street.end("street")
    line = _tidy(street["street"] + (" " + street["unit"].strip(" ,|\n\t") if street["unit"] else ""))
    gap = _BETWEEN.match(text, end)
    tail = _TAIL.match(text, gap.end() if gap else end)
    if tail is None:
        rest = text[end:]
        note = "torn" if sum(map(str.isalpha, rest)) >= TORN_LETTERS else "partial"
        return Found(line, street.start("street"), end, note=note)
    return _complete(line, tail, street.start("street")) or Found(line, street.start("street"), end, note="torn")


def _complete(line: str, tail: re.Match[str], start: int) -> Found | None:
    """Street and town, where the state is one; a state that was misread is the ZIP code's."""
    postcode = fold_digits(tail["zip"][:5].translate(_ZIP_LIKE)) + tail["zip"][5:].replace(" ", "")
    if real_digits(postcode[:5]) < ZIP_DIGITS:  # a small "q" or "b" is like no one digit
        return None
    printed, posted = _state(tail["state"]), state_of(postcode)
    state = printed or posted
    if state is None:
        return None
    value = f"{line}, {_tidy(tail['town'])}, {state} {postcode}"
    if MISREAD_NUMBER.match(line):
        return Found(value, start, tail.end(), note="torn")
    repaired = printed is None or postcode[:5] != tail["zip"][:5]
    check = Check.PASSED if posted in (None, state) else Check.PLAIN
    return Found(value, start, tail.end(), check, repaired, "" if posted in (None, state) else "other_state")


ZIP_DIGITS = 5
MISREAD_NUMBER = re.compile(r"\d+[a-z]\s")


def state_of(postcode: str) -> str | None:
    """The state that a ZIP code lies in, by its first three digits; None where they are given to none."""
    begins = int(postcode[:3])
    return next((state for first, last, state in _PREFIXES if first <= begins <= last), None)


def _without_suffix(text: str) -> Found | None:
    """ "12 The Meadows, Dover, NH 03820": a number and a name before a town with its ZIP code."""
    match = _NAMED.match(text)
    tail = _TAIL.match(text, match.end()) if match else None
    if match is None or tail is None or _state(tail["state"]) is None:
        return None
    return _complete(_tidy(match["street"]), tail, match.start("street"))


def _state(printed: str) -> str | None:
    known = _STATES.get(" ".join(printed.lower().split()))
    if known is not None:
        return known
    return printed.upper() if printed.upper() in _CODES else None


def _tidy(line: str) -> str:
    words = " ".join(line.replace("|", " ").split()).rstrip(" ,.")
    return title_case(words) if words == words.upper() else words
