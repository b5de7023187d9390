"""One list of words out of two readings of the same page.

The first reading sees lines and columns, the second only what the first left over: single words in cells, beside
tick boxes, on ruling lines. A word of the second takes the place of weaker ones it stands on; where the two saw
different figures, nobody should trust either unseen.
"""

from __future__ import annotations

from dataclasses import replace

from faxpipe.document import Box, Word

SECOND_MIN = 0.5
CLEARLY = 0.05
DISPUTED_MAX, FRAGMENT_MAX = 0.65, 0.45


def merged(first: tuple[Word, ...], second: tuple[Word, ...]) -> tuple[Word, ...]:
    """`first` in its order with weak words replaced; a word that only `second` saw follows its left neighbour."""
    kept = list(first)
    added = []
    for found in second:
        word = found
        if word.confidence < SECOND_MIN or not any(map(str.isalnum, word.text)):
            continue
        below = [other for other in kept if stands_on(word.box, other.box)]
        if any(other.confidence > word.confidence - CLEARLY for other in below):
            continue
        word = _disputed(word, below)
        at = kept.index(below[0]) if below else len(kept)
        kept = [other for other in kept if other not in below]
        if below:
            kept.insert(min(at, len(kept)), word)
        else:
            added.append(word)
    for word in sorted(added, key=lambda one: one.box.left):
        kept.insert(_place(word, kept), word)
    return tuple(kept)


def _place(word: Word, words: list[Word]) -> int:
    """Behind the nearest word to the left on its line, else before the nearest to the right, else last."""
    line = [(index, other) for index, other in enumerate(words) if word.box.overlap_y(other.box) >= 0.5]
    left = [(other.box.left, index) for index, other in line if other.box.left <= word.box.left]
    if left:
        return max(left)[1] + 1
    right = [(other.box.left, index) for index, other in line]
    return min(right)[1] if right else len(words)


def doubted_fragments(both: tuple[Word, ...], first: tuple[Word, ...], inks: tuple[Box, ...]) -> tuple[Word, ...]:
    """`both` with little confidence in words that the second reading made of one end of handwriting.

    `inks`: boxes of ink that no word explains. Figures cut from a longer number would otherwise pass for one.
    """
    known = {id(word) for word in first}
    return tuple(
        replace(word, confidence=min(word.confidence, FRAGMENT_MAX))
        if id(word) not in known and any(_goes_on(word.box, ink) for ink in inks)
        else word
        for word in both
    )


def _goes_on(box: Box, ink: Box) -> bool:
    """Whether ink goes on at the left or right of the word, nearer than the next word would be."""
    gap = max(ink.left - box.right, box.left - ink.right)
    return box.overlap_y(ink) >= 0.5 and gap < 0.4 * min(box.height, ink.height) and ink.height > 0.5 * box.height


def _disputed(word: Word, below: list[Word]) -> Word:
    """The word, with little confidence where it holds figures and the first reading saw others."""
    before = "".join(other.text for other in sorted(below, key=lambda other: other.box.left))
    same = _bare(before) == _bare(word.text)
    if not below or same or not any(map(str.isdigit, before + word.text)):
        return word
    return replace(word, confidence=min(word.confidence, DISPUTED_MAX))


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def stands_on(box: Box, other: Box) -> bool:
    """Whether the middle of one lies in the other."""
    return other.contains(box.center_x, box.center_y) or box.contains(other.center_x, other.center_y)
