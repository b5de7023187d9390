"""Words of a page -> rows of printed choices without boxes: "____ STAT  ____ Urgent", "Male / Female".

Between words and fields; says which words are choices and where their letters and the room for a mark lie. Whether
somebody marked one is for the pixels. The trap: an answer that is a list ("warfarin, aspirin") reads like choices;
so does prose. Choices stand side by side with nothing but room, strokes and signs between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from faxpipe.document import Box, Word, enclosing
from faxpipe.layout import Layout, Line


@dataclass(frozen=True, slots=True)
class Family:
    """Choices that stand together. `exclusive`: only one of them can be meant; `least` make a row."""

    words: frozenset[str]
    exclusive: bool = True
    least: int = 2


def _family(words: str, *, exclusive: bool = True, least: int = 2) -> Family:
    return Family(frozenset(words.split()), exclusive, least)


LEVELS = " ".join(f"{part}{number}" for part, last in (("t", 12), ("l", 5)) for number in range(1, last + 1))
LEVEL_FAMILY = _family(LEVELS, exclusive=False, least=3)
FAMILIES = (
    _family(
        "routine urgent stat emergent emergency asap expedited expedite elective nonurgent rush standard "
        "nextavailable normal"
    ),
    _family("male female other unknown nonbinary m f"),
    _family("yes no unknown unsure na y n"),
    _family("inpatient outpatient observation hospitalized home ed er snf"),
    _family("normal abnormal deficit deficits intact nodeficit nodeficits"),
    _family("nkda nka none yes"),
    _family("mri ct xray xrays bonescan spect petct none", exclusive=False),
    _family(
        "none warfarin coumadin apixaban eliquis rivaroxaban xarelto clopidogrel plavix aspirin dabigatran "
        "pradaxa heparin enoxaparin lovenox other",
        exclusive=False,
        least=3,
    ),
    LEVEL_FAMILY,
    _family(
        "analgesics brace bracing physicaltherapy pt bedrest rest injections injection nsaids opioids none other",
        exclusive=False,
        least=3,
    ),
)
SHORT = frozenset({"m", "f", "y", "n", "ed", "er", "pt", "na"})
"""Choices so short that any of them may be a stroke, or a word of another sense: all of a row's must be read."""

SURELY_CHOICES = 3
"""Choices of one family that stand together in no sentence, whatever word is before them."""
WORDS_MAX = 2
NEXT_LINE = 2.0
TORN_MIN, TORN_ALIKE = 3, 80
NEAR_IN_HEIGHTS = 1.3
SIGN_LETTERS_MAX = 3
JOINING = frozenset({"or", "and", "the", "of", "to", "in", "on", "at", "for", "if", "is", "not", "per", "with"})
_EDGE = "_-–—/\\|()[]{}<>.:;~^*'\"`=+«»•·"
_LIKE_LEVEL = re.compile(r"[TL][0-9OoIl]")
_AS_LEVEL, _FIGURES = re.compile(r"[TL][0-9OoIl]{1,2}"), str.maketrans("oil", "011")
_JOINED = re.compile(r"[A-Z](?:[a-z-]+|[A-Z-]+(?![a-z])|[a-z-]*)")
_COMPOUND = re.compile(r"[A-Za-z_-]+")
_DRAWN = re.compile(r"[A-Za-z/\\√✓✔☑✗+^<>~]")


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed choice. `box`: as it was read, so it may reach over a mark; `said`: its letters;
    `lead`, `trail`: what was read with them and is none of them.
    """

    said: str
    value: str
    box: Box
    confidence: float
    lead: str = ""
    trail: str = ""

    @property
    def drawn(self) -> bool:
        """Whether something that could be a stroke was read with it."""
        return _DRAWN.search(self.lead + self.trail) is not None


@dataclass(frozen=True, slots=True)
class Row:
    """Choices of one family side by side on a line. `signs`: what was read as words between them.

    `left`, `right`: how far the room for marks before the first and behind the last choice reaches, fractions of
    the page's width. `line`: its words, of which `own` are replaced by the choices.
    """

    family: Family
    choices: tuple[Printed, ...]
    signs: tuple[Word, ...] = field(repr=False)
    left: float
    right: float
    line: Line = field(repr=False)
    own: frozenset[int] = field(repr=False)
    """`id`s of the words of the line that are these choices and signs."""
    unread: bool = False
    """Whether another choice seems to stand at an end of the row that was read badly, perhaps under its mark."""


def printed_rows(laid: Layout) -> tuple[Row, ...]:
    """Every row of printed choices on a page, top to bottom, each line's left to right.

    A row goes on where the next line begins with choices of its family, be they too few for a row.
    """
    found: list[Row] = []
    for line in laid.lines:
        before = [row.family for row in found if line.box.top - row.line.box.bottom < NEXT_LINE * laid.text_height]
        found += _rows(line, laid.em_x, before)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Item:
    """One or more words of a line: a choice, a sign (`printed` None), or something else."""

    words: tuple[Word, ...]
    printed: Printed | None
    sign: bool = False


def _rows(line: Line, em_x: float, before: Sequence[Family]) -> Iterator[Row]:
    """The rows of one line; `before`: the families of the rows on the line above it."""
    taken: set[int] = set()
    families = _possible(line)
    found = [
        run for family in families for run in _runs(line, family, em_x, 1 if family in before else family.least)
    ]
    for row in sorted(found, key=lambda row: -len(row.choices)):
        if not row.own & taken:
            taken |= row.own
            yield row


def _possible(line: Line) -> list[Family]:
    """The families of which a word may stand on the line, however it was joined or led by a stroke: a quick look
    that spares most lines the careful one."""
    plain = [_plain(word.text) for word in line.words]
    joined = "".join(plain)
    alone = {*plain, *(one + other for one, other in pairwise(plain))}
    levels = any(_LIKE_LEVEL.search(word.text) for word in line.words)
    return [
        family
        for family in FAMILIES
        if (family is LEVEL_FAMILY and levels)
        or any(word in alone if word in SHORT else word in joined for word in family.words)
    ]


def _runs(line: Line, family: Family, em_x: float, least: int) -> Iterator[Row]:
    """Runs of choices of one family; any word of another kind, and a comma, ends a run."""
    words, origin = _apart_again(line, family)
    exact = {item.printed.value for item in _items(words, family, em_x, None) if item.printed is not None}
    if not exact:
        return
    if exact - SHORT:  # then a lone letter is a stroke
        family = replace(family, words=family.words - SHORT)
    items = list(_items(words, family, em_x, family.words - exact))
    start = 0
    for at in range(len(items) + 1):
        if at < len(items) and (items[at].printed is not None or items[at].sign):
            continue
        row = _row(line, family, items, start, at, em_x)
        if row is not None and len(row.choices) >= (least if start == 0 and at == len(items) else family.least):
            yield replace(row, own=frozenset(origin.get(one, one) for one in row.own))
        start = at + 1


def _apart_again(line: Line, family: Family) -> tuple[list[Word], dict[int, int]]:
    """The words of a line with choices taken apart that were read as one word: "STATUrgentRoutine".

    Each is as wide as the line's print makes it, with the same room between all. The `id`s of the parts are told
    with that of their word.
    """
    words: list[Word] = []
    origin: dict[int, int] = {}
    pitches = sorted(word.box.width / len(word.text) for word in line.words if len(word.text) > 2)
    for word in line.words:
        parts = _JOINED.findall(word.text)
        whole = _COMPOUND.fullmatch(word.text) is not None and len(parts) > 1
        whole = whole and all(len(part) > 1 and _plain(part) in family.words for part in parts)
        pitch = min(pitches[len(pitches) // 3], word.box.width / len("".join(parts))) if whole else 0.0
        left = word.box.left
        gap = (word.box.width - pitch * len("".join(parts))) / (len(parts) - 1) if whole else 0.0
        for part in parts if whole else ():
            box = replace(word.box, left=left, right=left + pitch * len(part))
            words.append(replace(word, text=part, box=box))
            origin[id(words[-1])] = id(word)
            left = box.right + gap
        if not whole:
            words.append(word)
    return (_figured(words, origin) if family is LEVEL_FAMILY else words), origin


def _figured(words: list[Word], origin: dict[int, int]) -> list[Word]:
    """Levels in a row, with one of which a ring hid the letter: the 3 of "L2 3 L4"."""
    order = LEVELS.split()
    known = [_plain(word.text) for word in words]
    mended = list(words)
    for at in range(1, len(words)):
        if not re.fullmatch(r"\W*\d{1,2}\W*", words[at].text) or known[at - 1] not in order[:-1]:
            continue
        level = order[order.index(known[at - 1]) + 1]
        last = order.index(level) == len(order) - 1
        goes_on = last or (at + 1 < len(known) and known[at + 1] == order[order.index(level) + 1])
        if goes_on and known[at] == level[1:]:
            mended[at] = replace(words[at], text=level.upper())
            origin[id(mended[at])] = origin.get(id(words[at]), id(words[at]))
            known[at] = level
    return mended


def _row(line: Line, family: Family, items: list[_Item], start: int, end: int, em_x: float) -> Row | None:
    run = items[start:end]
    choices = tuple(item.printed for item in run if item.printed is not None)
    values = {choice.value for choice in choices}
    if not choices or len(values) < len(choices):
        return None
    if any(choice.value in SHORT and choice.lead.isalpha() for choice in choices):
        return None
    before, after = items[start - 1 : start] if start else [], items[end : end + 1]
    if values <= SHORT and not (before and _apart(choices, em_x)):  # "M/F: F" asks and answers
        return None
    if before and len(values) < SURELY_CHOICES and not _opens(before[0], run[0], em_x):
        return None
    left = before[0].words[-1].box.right if before else line.box.left - 6 * em_x
    right = after[0].words[0].box.left if after else line.box.right + 6 * em_x
    signs = tuple(word for item in run if item.sign for word in item.words)
    own = frozenset(id(word) for item in run for word in item.words)
    at = [number for number, item in enumerate(run) if item.printed is not None]
    unread = any(map(_parts, (*run[: at[0]], *run[at[-1] + 1 :]))) or any(
        _torn(item, family, values) for item in (*before, *after)
    )
    return Row(family, choices, signs, max(0.0, left), min(1.0, right), line, own, unread)


def _parts(end: _Item) -> bool:
    """Whether a sign beyond the last choice is one that parts choices, so that one more must follow."""
    return end.sign and any(letter in "/|" for letter in end.words[0].text)


def _torn(item: _Item, family: Family, known: set[str]) -> bool:
    """Whether a word beside a row is what is left of one of its family's choices: "utine"."""
    text = _plain(item.words[0].text)
    return (
        not item.words[0].text.endswith((":", "?"))
        and len(text) >= TORN_MIN
        and any(
            text in word or fuzz.ratio(text, word) >= TORN_ALIKE
            for word in family.words - known
            if len(word) > len(text)
        )
    )


def _opens(before: _Item, first: _Item, em_x: float) -> bool:
    """Whether choices may begin behind these words: a label, or anything with room between."""
    gap = first.words[0].box.left - before.words[-1].box.right
    ends = before.words[-1].text.rstrip()[-1:]
    return ends in {":", "?", ")", "."} or gap > 0.8 * em_x or first.sign


def _apart(choices: Sequence[Printed], em_x: float) -> bool:
    return all(b.box.left - a.box.right > 0.7 * em_x for a, b in pairwise(choices))


def _items(words: Sequence[Word], family: Family, em_x: float, near: frozenset[str] | None) -> Iterator[_Item]:
    """The words of a line, sorted out; `near`: the choices that may be misread by a letter, None for none."""
    at = 0
    while at < len(words):
        item = (
            _choice(words, at, family, em_x, near or frozenset()) or _sign(words[at]) or _Item((words[at],), None)
        )
        at += len(item.words)
        yield item


def _sign(word: Word) -> _Item | None:
    """A stroke, a blank or initials that were read as a word of a few letters."""
    letters = re.sub(r"[^A-Za-z0-9]", "", word.text)
    if word.text == "1" or not word.text.strip(_EDGE):
        return _Item((word,), None, sign=True)
    figures = sum(map(str.isdigit, letters))
    initials = len(letters) == 2 and figures == 1 and _LIKE_LEVEL.fullmatch(letters) is None  # "B6" is a "BG"
    if len(letters) > SIGN_LETTERS_MAX or letters.lower() in JOINING or (figures and not initials):
        return None
    if word.text.endswith((":", ",", ";", "?")) or (len(letters) == SIGN_LETTERS_MAX and word.confidence > 0.9):
        return None
    return _Item((word,), None, sign=True)


def _choice(words: Sequence[Word], at: int, family: Family, em_x: float, near: frozenset[str]) -> _Item | None:
    for count in range(WORDS_MAX, 0, -1):
        own = tuple(words[at : at + count])
        if len(own) < count or not _close(own, em_x) or (count > 1 and not all(map(_lettered, own))):
            continue
        printed = _printed(own, family, near)
        if printed is not None:
            return _with_remark(_Item(own, printed), words, at + count, family, em_x)
    return None


def _lettered(word: Word) -> bool:
    return any(map(str.isalnum, word.text))


def _close(words: Sequence[Word], em_x: float) -> bool:
    return all(b.box.left - a.box.right < NEAR_IN_HEIGHTS * em_x for a, b in pairwise(words))


def _with_remark(item: _Item, words: Sequence[Word], at: int, family: Family, em_x: float) -> _Item:
    """A choice with the remark in brackets behind it: "Yes (list)"; what stands in them is not the next choice,
    whose ring was read as brackets: "Routine (URGENT) STAT"."""
    if at >= len(words) or not re.match(r"\([A-Za-z0-9]{2,}", words[at].text) or item.printed is None:
        return item
    if _plain(words[at].text) in family.words - SHORT and words[at].text.endswith(")"):
        return item
    for end in range(at + 1, min(at + 6, len(words) + 1)):
        own = (*item.words, *words[at:end])
        if not _close(own[len(item.words) - 1 :], em_x):
            return item
        if words[end - 1].text.endswith(")"):
            said = " ".join((item.printed.said, *(word.text for word in words[at:end])))
            return _Item(own, replace(item.printed, said=said, box=enclosing([word.box for word in own])))
    return item


def _printed(words: tuple[Word, ...], family: Family, near: frozenset[str]) -> Printed | None:
    text = " ".join(word.text for word in words)
    if "," in text or ";" in text:
        return None
    box, confidence = enclosing([word.box for word in words]), min(word.confidence for word in words)
    bare = text.strip(_EDGE + " ")
    if not bare:
        return None
    begins = text.index(bare)
    lead, trail = text[:begins], text[begins + len(bare) :]
    if ":" in trail:
        return None
    value = _plain(bare)
    if value in family.words:
        return Printed(bare, value, box, confidence, lead, trail)
    if _AS_LEVEL.fullmatch(bare) and (value := _level(bare)) in family.words:
        return Printed(value.upper(), value, box, confidence, lead, trail)
    for cut in (1, 2, 3) if len(words) == 1 else ():  # "XFemale", "HB Yes": a stroke read as letters
        rest = bare[cut:].lstrip(_EDGE + " ")
        value = _plain(rest)
        if len(value) > 1 and value in family.words and value not in SHORT and rest[0].isupper():
            return Printed(rest, value, box, confidence, lead + bare[: len(bare) - len(rest)], trail)
    value = _nearly(_plain(bare), near) if len(words) == 1 else ""
    return Printed(value.capitalize(), value, box, confidence, lead, trail) if value else None


def _level(text: str) -> str:
    return text[0].lower() + text[1:].lower().translate(_FIGURES)


def _nearly(read: str, words: frozenset[str]) -> str:
    """The one choice that differs by a letter from what was read, as a mark through it makes it; "" without."""
    if len(read) < 3:
        return ""
    near = [word for word in words if len(word) > 3 and Levenshtein.distance(read, word, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else ""


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
