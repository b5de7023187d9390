"""Diagnosis codes of ICD-10-CM, dotted, checked against the code table.

Place in the sentence: words -> **fields**, kind "icd10". The table (`icd10cm.tsv.gz`, made by `icd10_build`)
is read on first use. OCR is undone by trying the look-alikes of each place and keeping the reading with the
fewest repairs that the table knows, so "M8O.O8XA" and "580.." are read right without guessing where two
readings are possible.
"""

from __future__ import annotations

import gzip
import re
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product

from faxpipe.fields.kinds.found import Found, bounded
from faxpipe.referral import Check

_FIRST = "A-Za-z0-9$\u00a7\u20ac"
_NEXT = r"0-9A-Za-z$|"
_DOTTED = re.compile(
    rf"(?<![A-Za-z0-9.])(?P<first>[{_FIRST}])\s?(?P<head>[{_NEXT}]{{2}})(?P<dot>\s?[.,\u00b7]\s?)"
    rf"(?:(?P<tail>[{_NEXT}]{{1,4}})(?P<more>\s[A-Z]{{1,2}})?(?![A-Za-z0-9])|"
    rf"(?P<full>[{_NEXT}]{{4}})[A-Za-z0-9|](?![A-Za-z0-9]))"
)
_PLAIN = re.compile(
    rf"(?<![A-Za-z0-9.\-/])(?P<first>[{_FIRST}])(?P<head>[0-9OolI|"
    rf"SBZ][{_NEXT}])(?P<tail>[{_NEXT}]{{0,4}})(?![A-Za-z0-9]|[\-/]\d)"
)
_DOT_LOST = re.compile(r"\W*([A-TV-Z][0-9][0-9AB]) ([0-9A-Z]{1,4})\W*")
""" "M48 062", alone"""
_FAMILY = re.compile(r"\s?-(?![A-Za-z0-9])")
_LIKE = {
    "O": "0", "o": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "L": "1", "|": "1", "i": "1", "S": "5", "$": "5",
    "s": "5", "B": "8",
    "Z": "2", "z": "2", "G": "6", "0": "O", "1": "I", "5": "S", "8": "B", "2": "Z", "6": "G",
}  # fmt: skip
_STROKES = frozenset("lIi|")
_FIRST_LIKE = {"$": "S", "\u00a7": "S", "\u20ac": "C"}
_VARIANTS_MAX = 256
_PLACEHOLDER_LIKE = frozenset("xX%*KkY\u00d7")
_TEMPERATURE = re.compile(r"T[0-9]{3}[0-9A-Z]?")
_CUE = re.compile(
    r"(?:icd|dx|diagnos[ei]s|codes?)[\s:#\-.]{0,6}(?:10)?[\s:#\-.(]{0,4}(?:cm)?[\s:#\-.(\[]{0,4}$",
    re.IGNORECASE,
)


def find_icd10(text: str) -> tuple[Found, ...]:
    """Every ICD-10-CM code in `text`, dotted, one `Found` each.

    `passed`: in the table; with the note "truncated" where it is a heading that more characters must follow.
    `failed`:
    "needs_7th" where a code must say the encounter (M80.08), "unknown" where the shape is right and the table
    lacks
    it. Codes without a dot are taken only as the table knows them, three-character ones only beside ICD or alone.
    """
    return _codes(bounded(text))


@lru_cache(maxsize=2_000)
def _codes(text: str) -> tuple[Found, ...]:
    found: list[Found] = []
    position = 0
    while (match := _DOTTED.search(text, position)) is not None:
        one = _dotted(match, text)
        position = one.end if one is not None else match.start() + 1
        found += [one] if one is not None else []
    for match in _PLAIN.finditer(text):
        if any(match.start() < other.end and other.start < match.end() for other in found):
            continue
        one = _plain(match, text, found)
        if one is not None:
            found.append(one)
    if not found and (lost := _DOT_LOST.fullmatch(text)) is not None and billable(lost[1] + lost[2]):
        return (Found(dotted(lost[1] + lost[2]), lost.start(1), lost.end(2), Check.PASSED, True),)
    return tuple(sorted(found, key=lambda one: one.start))


def description(code: str) -> str | None:
    """What the table says of `code` (with or without its dot); None for an unknown one."""
    row = _table().get(_bare(code))
    return row[1] if row else None


def billable(code: str) -> bool:
    """Whether `code` is complete: in the table and no heading."""
    row = _table().get(_bare(code))
    return bool(row and row[0])


def needs_7th(code: str) -> bool:
    """Whether `code` lacks the seventh character that its family demands."""
    bare = _bare(code)
    return 3 <= len(bare) < 7 and not billable(bare) and bare.ljust(6, "X") + "A" in _table()


def dotted(code: str) -> str:
    """ "M8008XA" -> "M80.08XA"."""
    bare = _bare(code)
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


def _dotted(match: re.Match[str], text: str) -> Found | None:
    if match["full"]:
        return _with_a_stray(match, text)
    raw = match["first"] + match["head"] + match["tail"]
    end = match.end("tail")
    if match["more"] and len(raw) < 7:
        longer = _repair(raw + match["more"].strip())
        if longer is not None:
            return _judge(
                longer, raw + match["more"].strip(), match.start(), match.end(), text, bool(match["more"])
            )
    code = _repair(raw) or _with_placeholder(raw)
    spaced = match["dot"] != "." or match.start("head") > match.end("first")
    if code is not None and spaced and code != raw and len(raw) < 6:
        return None
    if raw.isdigit() and not _cued(match, text):
        return None
    if match.start("head") > match.end("first") and len(raw) < 6:
        return None
    if code is not None:
        return _judge(code, raw, match.start(), end, text, spaced)
    return _unknown(match, raw, text, spaced)


def _unknown(match: re.Match[str], raw: str, text: str, spaced: bool) -> Found | None:
    """What no repair makes a code: a whole one with the edge of its cell behind it, or a shape without a code."""
    end = match.end("tail")
    if raw[-1] in _STROKES and len(raw) > 4 and not spaced and (code := _repair(raw[:-1])) and billable(code):
        return Found(dotted(code), match.start(), end - 1, Check.PASSED, True)
    shaped = re.fullmatch(r"[A-TV-Z][0-9][0-9AB][0-9A-Z]{1,4}", raw)
    if shaped is None or spaced or (_TEMPERATURE.fullmatch(raw) and not _cued(match, text)):
        return None
    return Found(dotted(raw), match.start(), end, Check.FAILED, False, "unknown")


def _with_placeholder(raw: str) -> str | None:
    """A code of seven characters whose placeholder was lost: "M80.88A", where only one code can be meant."""
    if len(raw) != 6 or not raw[-1].isalpha():
        return None
    within = {raw[:5] + lost + raw[5:] for lost in "X0123456789"}
    meant = [code for code in within if billable(code)]
    return meant[0] if len(meant) == 1 else None


def _with_a_stray(match: re.Match[str], text: str) -> Found | None:
    """A whole code with one character too many behind it, for no code is longer than seven."""
    raw = match["first"] + match["head"] + match["full"]
    code = _repair(raw)
    if code is None or match["dot"] != "." or not billable(code):
        return None
    return Found(dotted(code), match.start(), match.end("full"), Check.PASSED, True)


def _plain(match: re.Match[str], text: str, others: list[Found]) -> Found | None:
    raw = match[0]
    alone = raw == text.strip(" .,:;()[]")
    code = _repair(raw)
    if code is None or sum(character.isdigit() for character in raw) < 2:
        return None
    beside = any(0 <= match.start() - other.end <= 4 for other in others)
    if len(raw) < 5 and (code != raw or not (alone or beside or _cued(match, text))):
        return None
    if len(raw) < 6 and code != raw and not alone:
        return None
    if len(raw) == 3 and not billable(code) and not alone:
        return None
    return _judge(code, raw, match.start(), match.end(), text, False)


def _cued(match: re.Match[str], text: str) -> bool:
    return _CUE.search(text[max(0, match.start() - 24) : match.start()]) is not None


def _judge(code: str, raw: str, start: int, end: int, text: str, spaced: bool) -> Found:
    repaired = spaced or code != raw
    if billable(code):
        return Found(dotted(code), start, end, Check.PASSED, repaired)
    if needs_7th(code) and not _FAMILY.match(text, end):
        return Found(dotted(code), start, end, Check.FAILED, repaired, "needs_7th")
    return Found(dotted(code), start, end, Check.PASSED, repaired, "truncated")


def _repair(raw: str) -> str | None:
    """The code of the table that `raw` was, with the fewest characters replaced; None where none or several
    are."""
    places = [_choices(character, place) for place, character in enumerate(raw)]
    total = 1
    for choices in places:
        total *= len(choices)
    if total > _VARIANTS_MAX:
        return None
    best: dict[int, list[str]] = {}
    table = _table()
    for variant in product(*places):
        code = "".join(character for character, _ in variant)
        if code in table:
            best.setdefault(sum(cost for _, cost in variant), []).append(code)
    if not best:
        return None
    nearest = best[min(best)]
    return nearest[0] if len(nearest) == 1 else None


def _choices(character: str, place: int) -> list[tuple[str, int]]:
    """What `character` in `place` (0 is the first letter) may have been on the paper, with its cost."""
    choices = [(character.upper(), 0)] if character.isalnum() else []
    like = _FIRST_LIKE.get(character) if place == 0 and character in _FIRST_LIKE else _LIKE.get(character)
    if like is not None and (place == 0) == like.isalpha():
        choices.append((like, 1))
    if place in (4, 5) and character in _PLACEHOLDER_LIKE and character not in "xX":
        choices.append(("X", 1))
    return choices


def _bare(code: str) -> str:
    return code.replace(".", "").strip().upper()


@cache
def _table() -> dict[str, tuple[bool, str]]:
    packed = files("faxpipe.fields.kinds").joinpath("icd10cm.tsv.gz").read_bytes()
    rows: dict[str, tuple[bool, str]] = {}
    for line in gzip.decompress(packed).decode().splitlines():
        if not line.startswith("#"):
            code, complete, says = line.split("\t")
            rows[code] = (complete == "1", says)
    return rows
