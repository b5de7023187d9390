"""Words that were read as one -> words.

Between words and layout. A line reader loses narrow blanks and takes specks for full stops, so a label sticks to
its answer ("Sex:F"), two words hang together by a dot ("marrow.edema"), and the options on both sides of a tick
box become one word ("MaleFemale"). Initials, times, amounts and addresses of the web are no such words. A stop
stays with the word before it, though it may be a speck: without it a negation would reach into the next sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from faxpipe.document import Box, TickBox, Word

_LABEL_END = re.compile(r"(?<=[A-Za-z#]):(?=[A-Za-z0-9(#])|(?<=[A-Za-z0-9]\)):(?=[A-Za-z0-9(])")
_STOP = re.compile(r"(?<=[A-Za-z]{2})([.,;])(?=[A-Za-z]{2}|[A-Z]\d)|(?<=\d)([.,;])(?=[A-Za-z]{3})")
_NUMBER_END = re.compile(r"(?<=[/.\-]\d{4})(?=[A-Z]{2,}\w*:)")
_LABEL_WORD = re.compile(
    r"^(?:medications?|medicines|allergies|diagnosis|insurance|telephone|facsimile|birthdate|signature)"
    r"(?=[a-z]{4}|[A-Z]{3}|\d)(?!like|ally)",
    re.IGNORECASE,
)
""" "Medicationsmetoprolol," """
_ID_BEGINS = re.compile(r"^I[Dd](?=[A-Z]{0,4}\d{5})")
_NUMBERED = re.compile(r"(?:id|no|#|num\w*|nbr)\W*$|:$", re.IGNORECASE)
_LABEL_BEGINS = re.compile(r"(?<=[a-z])(?=D\.?O\.?B\b)|(?<=[A-Z]{2})(?=NPI\b)|(?<=[a-z)])(?=(?:MRN|NPI|DOS)\b)")
_WEB = re.compile(r"@|www|://|\.(?:com|org|net|edu|gov|us)\b", re.IGNORECASE)
_JOINT = re.compile(r"(?<=[a-z)\d])(?=[A-Z])|(?<=[.,:;)/])(?=[A-Za-z])")
_LABEL_LETTERS_MIN = 3
_OPTION_LETTERS_MIN = 2
_CLEAR = 0.6
"""Of a box's width: paper between a box and the word before it, however closely they were read as one."""

_JOINT_SLACK = 0.2
"""How far a box may stand off the joint of two words, as a fraction of both words' width."""


def parted(words: Sequence[Word], ticks: Sequence[TickBox] = ()) -> Iterator[Word]:
    """`words` with those taken apart that were read as one; each part has its share of the box."""
    middles = [(tick.box.center_x, tick.box.center_y, tick.box) for tick in ticks]
    before = ""
    for word in words:
        left, right, slack = word.box.left, word.box.right, 0.3 * word.box.height
        top, bottom = word.box.top - slack, word.box.bottom + slack
        between = [box for x, y, box in middles if top < y < bottom and left < x < right]
        cuts = _cuts(word, between)
        if not cuts and _ID_BEGINS.match(word.text) and not _NUMBERED.search(before):
            cuts = [(2, 2)]  # "IDS20771843", where no label stands before it
        before = word.text
        yield from _cut(word, cuts, between) if cuts else (word,)


def _cuts(word: Word, ticks: Sequence[Box]) -> list[tuple[int, int]]:
    """Where to cut, as (end of the left part, start of the right one) in characters, left to right."""
    text = word.text
    joints = _joints(text)
    if not ticks or joints is None:
        return sorted(joints or ())
    found = set(joints)
    for tick in ticks:
        found |= _joint_at(text, (tick.center_x - word.box.left) / word.box.width)
    return sorted(found)


@lru_cache(maxsize=20_000)
def _joints(text: str) -> frozenset[tuple[int, int]] | None:
    """Where the letters alone say that a word is several; None for one that is never cut."""
    if len(text) < 2 * _OPTION_LETTERS_MIN or _WEB.search(text):
        return None
    found = {(match.end(), match.end()) for match in _LABEL_END.finditer(text) if _labels(text, match.start())}
    for pattern in (_STOP, _NUMBER_END, _LABEL_BEGINS, _LABEL_WORD):
        found |= {(match.end(), match.end()) for match in pattern.finditer(text)}
    return frozenset(found)


def _labels(text: str, colon: int) -> bool:
    """Whether the letters before a colon can be a label: more than "P:" of a telephone, unless digits follow."""
    begun = sum(sign.isalpha() or sign == "#" for sign in text[:colon])
    return begun >= _LABEL_LETTERS_MIN or (begun == colon > 1)


def _joint_at(text: str, share: float) -> set[tuple[int, int]]:
    """The joint of two words nearest to where a tick box stands between them."""
    joints = [
        match.start()
        for match in _JOINT.finditer(text)
        if min(match.start(), len(text) - match.start()) >= _OPTION_LETTERS_MIN
        and abs(match.start() / len(text) - share) < _JOINT_SLACK
    ]
    nearest = min(joints, key=lambda at: abs(at / len(text) - share), default=None)
    return set() if nearest is None else {(nearest, nearest)}


def _cut(word: Word, cuts: list[tuple[int, int]], ticks: Sequence[Box]) -> Iterator[Word]:
    """The parts of `word`. Beside a tick box between two of them their boxes end and begin at it."""
    pitch = word.box.width / len(word.text)
    start, left = 0, word.box.left
    for end, following in (*cuts, (len(word.text), len(word.text))):
        right, begin = word.box.left + (end - 0.4) * pitch, word.box.left + following * pitch
        tick = next((tick for tick in ticks if abs(tick.center_x - right) < _JOINT_SLACK * word.box.width), None)
        if end == len(word.text):
            right = word.box.right
        elif tick is not None:
            right, begin = min(right, tick.left - _CLEAR * tick.width), max(begin, tick.right)
        if end > start:
            box = replace(word.box, left=left, right=max(right, left + 0.5 * pitch))
            yield replace(word, text=word.text[start:end], box=box)
        start, left = following, begin
