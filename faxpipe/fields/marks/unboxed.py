"""Printed choices whose boxes were not found: a heavy mark, a blot or a ruling that touches them hides boxes.

Place in the sentence: words -> **fields**, between `choices` and those who read questions. A choice without its
box is still no answer by itself. Where it is the only one of its row that lost the box, its mark is what hid it,
so it is held as what was meant; where a whole question has none, nobody can tell and it is held without a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from faxpipe.document import Word, enclosing
from faxpipe.fields.context import Sheet
from faxpipe.fields.labels.sections import Hit
from faxpipe.fields.marks.choices import Option, Question, option_words
from faxpipe.fields.marks.rows import FAMILIES
from faxpipe.layout import Line, Segment, passage_of

LOST_WORDS_MAX = 8
ROWS_MAX = 3
NEAR_IN_HEIGHTS = 2.6
UNSURE = 0.5

NOUNS = {
    "order.service": re.compile(
        r"kyphoplast|vertebroplast|augmentation|injection|\bESI\b|block|ablation|stimulator|consult|evaluat|epidural",
        re.IGNORECASE,
    ),
    "diagnosis.text": re.compile(
        r"fracture|radiculopath|syndrome|stenosis|arthr|spondyl|osteopor|dysfunction|sciatica|neuralgia|\bpain\b"
        r"|disc\b|\bVCF\b|claudicat|neuropath|metasta",
        re.IGNORECASE,
    ),
}
"""What each of several choices of a service or a diagnosis holds."""

MARKED = re.compile(r"(?:\[?[xX\u2713\u2714\u221a/\\]\]?|[MVWN](?=[A-Z][a-z]))(?=[A-Z\s]|$)")
"""How a box with its mark is read when it is read as a letter: "XAssess", "/ Kyphoplasty", "[X] MRI"."""


def completed(sheet: Sheet, asked: tuple[Question, ...]) -> tuple[Question, ...]:
    """The questions with the choices that lost their boxes, and those that lost all of them."""
    asked = tuple(_taken_apart(sheet, question) for question in asked)
    used = {id(word) for question in asked for option in question.options for word in option.text.words}
    labels = {id(word) for hit in sheet.hits for word in _words(sheet, hit)}
    full = tuple(_with_lost(sheet, question, used | labels) for question in asked)
    known = [question.hit for question in full]
    printed = option_words(full)
    return (*full, *(one for hit in sheet.hits if hit not in known for one in _unboxed(sheet, hit, printed)))


def _taken_apart(sheet: Sheet, question: Question) -> Question:
    """The question with each of several choices behind one box by itself: the box is the first one's, and whether
    those that lost theirs are marked nobody knows."""
    options = []
    for option in question.options:
        first, *others = _members(option.text.words)
        if not others:
            options.append(option)
            continue
        ring = [words for words in others if words[0].text.startswith("(") and words[-1].text.endswith(")")]
        if option.marked and len(ring) == 1:  # drawn around it, and read as brackets
            options += [
                Option(passage_of(sheet.number, words), words is ring[0], option.confidence, words[0].box)
                for words in (first, *others)
            ]
            continue
        box = enclosing([option.box, *(word.box for word in first)])
        cut = replace(option.box, right=first[-1].box.right) if option.box.left < first[0].box.left else box
        options.append(Option(passage_of(sheet.number, first), option.marked, option.confidence, cut))
        options += [
            Option(passage_of(sheet.number, words), None, UNSURE, enclosing([w.box for w in words]))
            for words in others
        ]
    return replace(question, options=tuple(options))


def _members(words: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """The choices of one family that these words are, or all of them as one where they are anything else."""
    for family in FAMILIES:
        cut: list[tuple[Word, ...]] = []
        at = 0
        while at < len(words):
            fits = (n for n in (2, 1) if at + n <= len(words) and _letters(words[at : at + n]) in family.words)
            long = next(fits, 0)
            if not long:
                break
            cut.append(words[at : at + long])
            at += long
        if at == len(words) and len(cut) > 1:
            return cut
    return _grown_together(words)


def _grown_together(words: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """Two choices whose box between them ran into the words, "Consult onlyKyphoplasty": cut before the capital of
    the word that is too wide for its letters by a box, which stays whole with the first, so that all its print is
    known; all as one where no word is so."""
    for at, word in enumerate(words):
        seam = GROWN_TOGETHER.match(word.text)
        others = [(w.box.width, len(w.text)) for w in words if w is not word]
        if seam is None or not others:
            continue
        pitch = sum(width for width, _ in others) / sum(letters for _, letters in others)
        spare = word.box.width - pitch * len(word.text)
        if spare > BOX_LETTERS * pitch:
            left = word.box.left + pitch * seam.end("before")
            behind = replace(word, text=seam["after"], box=replace(word.box, left=left + spare))
            return [words[: at + 1], (behind, *words[at + 1 :])]
    return [words]


GROWN_TOGETHER = re.compile(r"(?P<before>[A-Za-z]*[a-z]{2})(?P<after>[A-Z][a-z]{3,})$")
BOX_LETTERS = 1.5
"""How many letters' width a box takes at least."""


def _letters(words: tuple[Word, ...]) -> str:
    return SIGNS.sub("", "".join([word.text for word in words]).lower())


SIGNS = re.compile(r"[^a-z0-9]")


def _with_lost(sheet: Sheet, question: Question, used: set[int]) -> Question:
    hit = question.hit
    if hit is None or not hit.fields or not question.options:
        return question
    found = [*_between(sheet, hit, question, used), *_beside(sheet, question, used)]
    found = found or list(_kin(sheet, question, used))
    lost = [
        Option(passage_of(sheet.number, words), None, UNSURE, enclosing([w.box for w in words])) for words in found
    ]
    if not lost:
        return question
    height = sheet.layout.text_height
    options = sorted(
        (*question.options, *lost), key=lambda o: (round(o.text.words[0].box.center_y / height), o.box.left)
    )
    return replace(question, options=tuple(options))


def _between(sheet: Sheet, hit: Hit, question: Question, used: set[int]) -> Iterator[tuple[Word, ...]]:
    """What stands between the label and the last choice of its line, and belongs to neither."""
    for line in _lines(sheet, question):
        own = [option for option in question.options if _on(line, option)]
        level = abs(hit.box.center_y - line.box.center_y) < sheet.layout.text_height
        if len(own) < (1 if level else 2):
            continue
        left = hit.box.right if level else min(option.box.left for option in own)
        right = max(option.box.left for option in own)
        for segment in line.segments:
            words = tuple(
                w for w in segment.words if id(w) not in used and left < w.box.left and w.box.right < right
            )
            if _is_choice(words, question):
                yield words


def _beside(sheet: Sheet, question: Question, used: set[int]) -> Iterator[tuple[Word, ...]]:
    """What begins right over or under a choice on the next line, where no label stands."""
    lines = _lines(sheet, question)
    starts = [option.text.words[0].box.left for option in question.options]
    labelled = {hit.line for hit in sheet.hits if hit.start == 0}
    for at, line in enumerate(sheet.layout.lines):
        near = any(
            abs(line.box.center_y - other.box.center_y) < NEAR_IN_HEIGHTS * sheet.layout.text_height
            for other in lines
        )
        if not near or line in lines or at in labelled:
            continue
        reach = 0.6 * sheet.layout.em_x
        if not any(abs(segment.box.left - start) < reach for segment in line.segments for start in starts):
            continue
        for segment in line.segments:
            words = tuple(word for word in segment.words if id(word) not in used)
            if len(words) == len(segment.words) and _is_choice(words, question):
                yield words


def _kin(sheet: Sheet, question: Question, used: set[int]) -> Iterator[tuple[Word, ...]]:
    """What stands on a line of choices of which none is marked, and is a choice of their kind."""
    if any(option.marked for option in question.options):
        return
    printed = {_letters(option.text.words) for option in question.options}
    kinds = [family for family in FAMILIES if family.words & printed]
    for line in _lines(sheet, question):
        for segment in line.segments:
            words = tuple(word for word in segment.words if id(word) not in used)
            if len(words) == len(segment.words) and any(_letters(words) in kind.words for kind in kinds):
                yield words


def _lines(sheet: Sheet, question: Question) -> list[Line]:
    return [line for line in sheet.layout.lines if any(_on(line, option) for option in question.options)]


def _on(line: Line, option: Option) -> bool:
    first = option.text.words[0]
    return any(word is first for word in line.words)


def _is_choice(words: tuple[Word, ...], question: Question) -> bool:
    """Whether words are such as are printed to choose from: begun with a capital, or as small as another is."""
    text = " ".join(word.text for word in words)
    small = any(option.text.text[:1].islower() for option in question.options) and text.isalpha()
    begins = text[:1].isupper() or small
    return 0 < len(words) <= LOST_WORDS_MAX and bool(re.search(r"[A-Za-z]{2}|[TL]\d", text)) and begins


def _unboxed(sheet: Sheet, hit: Hit, printed: frozenset[int]) -> Iterator[Question]:
    """The question of a label behind, under or over which several services or diagnoses stand side by side."""
    nouns = next((NOUNS[name] for name in hit.fields if name in NOUNS), None)
    if nouns is None or hit.start != 0:
        return
    for pieces in (_pieces(sheet, hit, printed, 1), _pieces(sheet, hit, printed, -1)):
        rows = [row for row in pieces if row]
        each = [segment for row in rows for segment in row]
        columns = any(
            b[0].box.left - a[-1].box.right > 2 * sheet.layout.em_x for row in rows for a, b in pairwise(row)
        )
        fitting = sum(bool(nouns.search(_text(words))) and _text(words)[:1] in CHOICE_START for words in each)
        least = len(each) if len(each) < FITTING_ALL else FITTING * len(each)
        if len(each) >= (2 if columns else 3) and fitting >= least:
            yield Question(hit, _options(sheet, each))
            return


FITTING_ALL, FITTING = 4, 0.7
"""Of so many and more choices some may be misread."""
CHOICE_START = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ/[\\\u2713\u2714\u221a")


def _pieces(sheet: Sheet, hit: Hit, printed: frozenset[int], step: int) -> list[list[tuple[Word, ...]]]:
    """The runs of print of the lines from a label on, downwards or upwards, until another label stands."""
    own = sheet.layout.lines[hit.line]
    rows = [_runs(own.segments, hit, printed)] if step > 0 else []
    labelled = {other.line for other in sheet.hits if other.start == 0}
    last, at = own.box, hit.line + step
    while 0 <= at < len(sheet.layout.lines) and len(rows) <= ROWS_MAX:
        line = sheet.layout.lines[at]
        near = abs(line.box.center_y - last.center_y) < NEAR_IN_HEIGHTS * sheet.layout.text_height
        if at in labelled or not near:
            break
        rows.append(_runs(line.segments, None, printed))
        last, at = line.box, at + step
    return rows


def _runs(segments: tuple[Segment, ...], hit: Hit | None, printed: frozenset[int]) -> list[tuple[Word, ...]]:
    runs = []
    for at, segment in enumerate(segments):
        skipped = 0 if hit is None or at > hit.segment else hit.end if at == hit.segment else len(segment.words)
        words = tuple(word for word in segment.words[skipped:] if id(word) not in printed)
        runs += [run for run in _parted(words) if any(any(map(str.isalpha, word.text)) for word in run)]
    return runs


def _parted(words: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """One run of print cut before each box that was read as a sign by itself: "Block / Ablation / Injection"."""
    cuts = [
        at
        for at, (sign, after) in enumerate(pairwise(words))
        if at and sign.text in BOX_SIGNS and after.text[:1].isupper()
    ]
    return [words[low:high] for low, high in pairwise([0, *cuts, len(words)])]


BOX_SIGNS = frozenset({"/", "[]", "[X]", "[x]", "X", "x", "\u25a1", "\u2610", "\u2713", "O", "o"})


def _text(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words).lstrip("-:. ")


def _options(sheet: Sheet, each: list[tuple[Word, ...]]) -> tuple[Option, ...]:
    """The choices; marked where a mark was read as a sign before one, and then the others are not."""
    marks = [MARKED.match(_text(words)) for words in each]
    inked = _beside_ink(sheet, each)
    options = []
    for at, (words, mark) in enumerate(zip(each, marks, strict=True)):
        state = True if mark else False if any(marks) or inked not in (None, at) else None
        kept = _without(words, mark[0]) if mark else words
        options.append(Option(passage_of(sheet.number, kept), state, 0.3, enclosing([word.box for word in words])))
    return tuple(options)


def _beside_ink(sheet: Sheet, each: list[tuple[Word, ...]]) -> int | None:
    """The one choice beside which somebody wrote or drew; None where nobody did, or it may be another's."""
    boxes = [enclosing([word.box for word in words]) for words in each]
    chosen: set[int] = set()
    for ink in sheet.page.marks.inks:
        apart = [
            (max(ink.box.left - box.right, box.left - ink.box.right), at)
            for at, box in enumerate(boxes)
            if abs(ink.box.center_y - box.center_y) < 0.5 * sheet.layout.text_height + 0.5 * box.height
        ]
        near = sorted((gap, at) for gap, at in apart if -ink.box.width < gap < INK_WITHIN * sheet.layout.em_x)
        if len(near) > 1 and near[0][0] > NEARER * near[1][0]:
            return None
        chosen |= {at for _, at in near[:1]}
    return chosen.pop() if len(chosen) == 1 else None


INK_WITHIN, NEARER = 4.0, 0.5
"""Widths of a letter between a choice and its mark; of two choices, how much nearer one must be."""


def _without(words: tuple[Word, ...], mark: str) -> tuple[Word, ...]:
    """The words of a choice without the sign of its mark."""
    first = words[0]
    rest = first.text.lstrip("-:. ").removeprefix(mark)
    return (replace(first, text=rest), *words[1:]) if rest else words[1:]


def _words(sheet: Sheet, hit: Hit) -> tuple[Word, ...]:
    return sheet.layout.lines[hit.line].segments[hit.segment].words[hit.start : hit.end]
