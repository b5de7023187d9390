"""Vertebral levels T1..T12 and L1..L5, apart from the discs between them.

Place in the sentence: words -> **fields**, kind "level". Whether a level is fractured, and whether the fracture
is old or another person's, is for findings to say; here only what is printed. "T12-L1" may be a disc: it counts as
two vertebrae only when the caller says that fractures or levels are named (`plural`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from faxpipe.fields.kinds.found import Found, bounded, fold_digits

_LAST = {"T": 12, "L": 5, "C": 7, "S": 5}
_ORDER = tuple(f"{region}{number}" for region in "CTLS" for number in range(1, _LAST[region] + 1))
_ANY = r"(?:1[0-2OolI|]|[1-9]|[Il|][0-2OolI|]?)"
_JOIN = r"\s{0,2}(?P<join>[/\\&,+;]|and\b|through\b|thru\b|to\b|[\-\u2010-\u2015])\s{0,2}"
_LEVEL = re.compile(rf"(?<![A-Za-z0-9])(?P<region>[TLtlCcSs])[\-\s.]?(?P<number>{_ANY})(?![0-9A-Za-z])")
_NEXT = re.compile(
    rf"{_JOIN}(?:and\s{{1,2}}|&\s{{0,2}})?(?P<region>[TLtlCcSs])?[\-.]?(?P<number>{_ANY})(?![0-9A-Za-z%]|[.:/]\d)",
    re.IGNORECASE,
)
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
)  # fmt: skip
_WORDED = re.compile(
    rf"\b(?:(?P<ordinal>{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))\s+(?P<part>thoracic|lumbar|dorsal)"
    rf"|(?P<part2>thoracic|lumbar|dorsal)\s+(?:vertebra\s+)?(?:no\.?\s*|"
    rf"#\s*)?(?P<number>\d{{1,2}}))\b(?!\s*[/\-.%]\s*\d)(?!\s*(?:mg|cm|mm|%|weeks?|visits?))",
    re.IGNORECASE,
)
_WEIGHTED = re.compile(
    r"[\s\-]{0,2}(?:weighted|signal|sequences?|images?|hyperint|hypoint|w\b|bright|dark|axial|sagittal|"
    r"stir|and\s+stir|flair)",
    re.IGNORECASE,
)
_MISREAD = re.compile(
    r"(?<![A-Za-z0-9])(?:L[Ss$aA]|[71Ilf]1[0-2])(?=\s{0,2}(?:-\s?)?(?:vertebra|compress|fract|fx\b|burst|wedge|"
    r"(?:superior|inferior)\s+endplate|body\b|bodies\b))"
    r"|(?<=[Ff]racture of )L[S$](?!\w|\s+spine)|(?<=L[34]-)L[S$](?!\w)"
    r"|(?<![A-Za-z0-9])T[BS$](?=\s{0,2}(?:-\s?)?(?:compress|fract|fx\b|burst|wedge|kypho))"
)
_HORMONE = re.compile(r"\b(?:TSH|free|thyroid|uptake)\b", re.IGNORECASE)
_RANGE_JOINS = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015") | {"to", "through", "thru"}


def find_levels(text: str, *, plural: bool = False) -> tuple[Found, ...]:
    """Every level in `text`, one `Found` each, in the order of the paper; sacral and cervical ones are left out.

    "L4-L5", "L5-S1", "L4-5" are discs: `plain` with the note "disc", one `Found` per lumbar or thoracic side,
    unless `plural`, where they are the vertebrae from one to the other, note "range". T1 and T2 beside words
    of MRI technique ("T2 weighted", "T1, T2 and STIR") are no levels.
    """
    printed = bounded(text)
    text = _MISREAD.sub(_unread, printed)
    found: list[Found] = []
    position = 0
    while (match := _LEVEL.search(text, position)) is not None:
        group, position = _group(match, text, plural)
        found += group
    found += _worded(text)
    marked = (
        level
        if printed[level.start : level.end] == text[level.start : level.end]
        else replace(level, repaired=True)
        for level in found
    )
    return tuple(sorted(marked, key=lambda level: level.start))


def _unread(match: re.Match[str]) -> str:
    """The level that "LS vertebra", "La vertebral body", "TB fracture" and "712 compression" were, of the same
    length."""
    word = match[0]
    if word[1] in "BS$" and word[0] == "T":
        return f"T{'8' if word[1] == 'B' else '5'}"
    if word[0] in "Ll":
        return f"L{'5' if word[1] in 'Ss$' else '4'}"
    return f"T{word[1:]}"


def _group(match: re.Match[str], text: str, plural: bool) -> tuple[list[Found], int]:
    """The levels joined to the one at `match`: "T12 and L1", "T7 & 8", "L1-L3". And where they end."""
    first = _level(match["region"], match["number"])
    if first is None:
        return [], match.end()
    chain: list[tuple[str, int, int, str, bool]] = [(first[0], match.start(), match.end(), "", first[1])]
    end = match.end()
    while (following := _NEXT.match(text, end)) is not None:
        region = following["region"] or chain[-1][0][0]
        joined = following["join"].lower()
        level = _level(region, following["number"])
        if level is None or (not following["region"] and not _bare_follows(joined, following, text)):
            break
        start = following.start("region") if following["region"] else following.start("number")
        chain.append((level[0], start, following.end(), joined, level[1]))
        end = following.end()
    if _technique(chain, text, end):
        return [], end
    return _resolve(chain, plural), end


def _bare_follows(joined: str, match: re.Match[str], text: str) -> bool:
    """Whether a number without its letter still names a vertebra: "T7/8", "L4-5", "T7 & 8"; not "L1, 30%"."""
    close = match.start("number") - match.start() <= 3 or joined == "and"
    after = text[match.end() : match.end() + 12].lower()
    if joined == "and":
        return re.match(r"\s*(?:vertebra|compress|fract|fx|level|bod|$|[.,;)])", after) is not None
    return (
        close
        and joined not in {",", ";", "to"}
        and not re.match(r"\s*(?:%|mm|cm|mg|percent|weeks?|wks?|days?|/10|out\b)", after)
    )


def _level(region: str, number: str) -> tuple[str, bool] | None:
    digits = fold_digits(number)
    if not digits.isdigit():
        return None
    name = f"{region.upper()}{int(digits)}"
    return (name, digits != number or region not in "TLCS") if name in _ORDER else None


def _technique(chain: list[tuple[str, int, int, str, bool]], text: str, end: int) -> bool:
    """Whether this is MRI technique (T1 and T2, nothing else, beside its words), a hormone or a tumour stage."""
    if all(name in ("T3", "T4") for name, *_ in chain) and (
        _HORMONE.search(text[max(0, chain[0][1] - 24) : end + 24])
        or re.match(r"[\s,]{0,2}N[0-3xX]", text[end : end + 5])
    ):
        return True
    if any(name not in ("T1", "T2") for name, *_ in chain):
        return False
    before = text[max(0, chain[0][1] - 24) : chain[0][1]].lower()
    return (
        len({name for name, *_ in chain}) == 2
        or _WEIGHTED.match(text, end) is not None
        or re.search(
            r"(?:sagittal|axial|stir|low|high|bright|dark|on|weighted|coronal|multiplanar)[\s,]{0,3}(?:and\s)?$",
            before,
        )
        is not None
    )


def _resolve(chain: list[tuple[str, int, int, str, bool]], plural: bool) -> list[Found]:
    found: list[Found] = []
    discs = {index for index in range(1, len(chain)) if chain[index][3] in _RANGE_JOINS}
    for index, (name, start, end, _, repaired) in enumerate(chain):
        ranged = index in discs or index + 1 in discs
        note = "" if not ranged else "range" if plural else "disc"
        if index in discs and plural:
            found += [Found(between, start, end, note="range") for between in _between(chain[index - 1][0], name)]
        if name[0] in "TL":
            found.append(Found(name, start, end, repaired=repaired, note=note))
    return found


def _between(first: str, last: str) -> tuple[str, ...]:
    low, high = _ORDER.index(first), _ORDER.index(last)
    return tuple(name for name in _ORDER[low + 1 : high] if name[0] in "TL")


def _worded(text: str) -> list[Found]:
    found = []
    for match in _WORDED.finditer(text):
        part = (match["part"] or match["part2"]).lower()
        printed = match["ordinal"] or match["number"]
        number = (
            _ORDINALS.index(printed.lower()) + 1
            if printed.lower() in _ORDINALS
            else int(re.sub(r"\D", "", printed))
        )
        name = f"{'L' if part == 'lumbar' else 'T'}{number}"
        if name in _ORDER:
            found.append(Found(name, match.start(), match.end()))
    return found
