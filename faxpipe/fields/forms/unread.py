"""What stands where an answer belongs and gives no value: ink, torn words, choices whose marks are unseen.

Place in the sentence: words -> **fields**, under `labelled`. An answer that nobody can read is no missing one: it
becomes a candidate without a value, with its place on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from faxpipe.document import Box, enclosing
from faxpipe.fields.context import Sheet
from faxpipe.fields.forms.readers import COMBED_KINDS
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.labels.answers import Answer
from faxpipe.fields.labels.sections import Strength
from faxpipe.fields.marks.unmarked import of_unmarked_row, unmarked_choices
from faxpipe.layout import Passage
from faxpipe.referral import Candidate, Check
from faxpipe.schema import FieldSpec

INK_CONFIDENCE, UNREAD_CONFIDENCE = 0.3, 0.35

UNMARKED = re.compile(
    r"\W*(?:[0-9lIO]{1,2}\W+){4,}[0-9lIO]{1,2}\W*|\W*yes\W+no\W*|\W*no\W+yes\W*|\W*m(?:ale)?\W+f(?:emale)?\W*|\W*f(?:emale)?\W+m(?:ale)?\W*",
    re.IGNORECASE,
)
"""Printed scales and choices that somebody has yet to mark."""

TICKED_KINDS = frozenset(
    {"sex", "urgency", "neuro", "yes_no", "levels", "conservative", "modality", "anticoagulants", "score"}
)
"""Kinds whose printed choices say nothing once there are boxes to tick."""

CHOSEN_KINDS = TICKED_KINDS | {"text", "allergies", "medications"}


def _says_another(spec: FieldSpec, text: Passage) -> bool:
    """Whether clean words stand where a number is wanted: "FAX COVER SHEET", "P: Follow up in 4 weeks", and beside
    "Dx 2" a diagnosis without its code."""
    sure = min((word.confidence for word in text.words), default=0.0)
    if spec.kind == "icd10":
        return sure >= WELL_READ and not any(map(str.isdigit, text.text))
    clean = sure >= CLEAN_WORDS
    return spec.kind in ("phone", "npi") and clean and sum(map(str.isdigit, text.text)) < FIGURES_MIN


CLEAN_WORDS, WELL_READ = 0.97, 0.85


def unmarked(sheet: Sheet, spec: FieldSpec, text: Passage) -> bool:
    """Whether the text is a scale or choices as they are printed, of which none is seen to be marked."""
    if spec.kind not in COMBED_KINDS and UNMARKED.fullmatch(text.text):
        return True
    return spec.kind in CHOSEN_KINDS and (unmarked_choices(text.text) or of_unmarked_row(sheet, text))


def unanswered(sheet: Sheet, spec: FieldSpec, answer: Answer) -> Iterator[Candidate]:
    """A candidate without a value where there is no answer, but ink, or choices whose marks may be unseen."""
    text = answer.text
    if text is None:
        if answer.ink is not None:
            yield unreadable(sheet, spec.name, "", answer.ink, INK_CONFIDENCE)
    elif spec.kind in CHOSEN_KINDS and unmarked(sheet, spec, text) and _unseen(sheet, text):
        if spec.name == URGENCY and not _inked(sheet, text):
            return  # nobody asks for it, and clean print between clean print marks nothing
        box = enclosing([word.box for word in text.words])
        yield unreadable(sheet, spec.name, text.text, box, INK_CONFIDENCE)
    elif _scrawl(answer):
        box = enclosing([word.box for word in text.words])
        yield unreadable(sheet, spec.name, text.text, box, INK_CONFIDENCE)


def _scrawl(answer: Answer) -> bool:
    """Whether what was read and is no answer is but a guess at something written: letters that could hardly be
    read, or any sign amid ink. One thin letter by itself may be a ruling."""
    words = answer.text.words if answer.text else ()
    hardly = all(word.confidence < TORN_READ for word in words)
    signs = sum(sum(map(str.isalnum, word.text)) for word in words)
    inked = answer.ink is not None and answer.ink.width > WRITTEN_WIDTH_MIN
    return hardly and (signs >= SCRAWL_SIGNS_MIN or inked)


SCRAWL_SIGNS_MIN, WRITTEN_WIDTH_MIN = 2, 0.03


def unread(sheet: Sheet, spec: FieldSpec, answer: Answer) -> Iterator[Candidate]:
    """A candidate without a value where something stands that a field of this kind cannot be."""
    hit, text = answer.hit, answer.text
    lines = spec.kind == "address" and not answer.below  # an address is long
    if text is not None and _says_another(spec, text):
        return
    if text is not None and spec.kind == "payer" and not _worded(text.text):
        if answer.hit.strength is not Strength.BARE and _torn_word(text) and len(hit.fields) == 1:
            box = enclosing([word.box for word in text.words])
            yield unreadable(sheet, spec.name, text.text, box, INK_CONFIDENCE)
        return
    if (
        text is not None
        and spec.kind in CHECKED_KINDS
        and len(hit.fields) == 1
        and (
            lines
            or not _wordy(answer)
            or (spec.kind in FIGURES and _figured(answer, spec.kind))
            or (spec.kind in LISTED and _hardly_read(answer))
        )
    ):
        box = enclosing([word.box for word in text.words])
        yield unreadable(sheet, spec.name, text.text, box, UNREAD_CONFIDENCE)
    if text is not None and spec.kind == "modality" and len(hit.fields) == 1 and STUDY_TORN.fullmatch(text.text):
        box = enclosing([word.box for word in text.words])
        yield unreadable(sheet, spec.name, text.text, box, UNREAD_CONFIDENCE)
    if len(hit.fields) > 1 and _scribbled(answer):
        yield unreadable(sheet, spec.name, "", answer.blot or hit.box, INK_CONFIDENCE)


STUDY_TORN = re.compile(
    r"\W*(?:[A-Z1l|]{1,2}[RTK][Il1|]?|[A-Za-z0-9]-?[rnv][ao][yvg]s?|bon\w* ?s\w+)\W*(?:\S+\W*)?", re.IGNORECASE
)
""" "K-ray", "NRI", "M RI": the name of a study with a letter misread"""

URGENCY = "order.urgency"


def _inked(sheet: Sheet, text: Passage) -> bool:
    """Whether anything but print stands at a row of printed choices, or one of them was read badly."""
    row = enclosing([word.box for word in text.words])
    reach = 0.5 * row.height
    near = Box(row.left - 2 * row.height, row.top - reach, row.right + row.height, row.bottom + reach)
    seen = sheet.page.marks
    boxes = (
        [ink.box for ink in seen.inks] + [ring.box for ring in seen.circles] + [tick.box for tick in seen.ticks]
    )
    inside = any(box.overlap_y(near) > 0 and near.left < box.right and box.left < near.right for box in boxes)
    return inside or any(word.confidence < CLEAN for word in text.words if word.text[:1].isalpha())


CLEAN = 0.9
"""A choice read with less confidence may be struck through or ringed."""


def _unseen(sheet: Sheet, text: Passage) -> bool:
    """Whether printed choices may be marked all the same: a form of boxes to tick has none seen beside them."""
    if unmarked_choices(text.text):
        return True
    boxes = [tick.box for tick in sheet.page.marks.ticks]
    row = enclosing([word.box for word in text.words])
    return len(boxes) > 1 and not any(box.overlap_y(row) > 0.3 and box.left < row.right for box in boxes)


def torn(sheet: Sheet, answer: Answer, one: Found) -> bool:
    """Whether ink that nobody read goes on behind or before the characters of a comb: there were more."""
    if one.note != "comb" or one.check is Check.PASSED or answer.text is None:
        return False
    if answer.blot is not None and answer.blot.right > answer.text.words[-1].box.right + BLOT_BEHIND:
        return True
    words = answer.text.covering(one.start, one.end) or answer.text.words
    row = enclosing([word.box for word in words])
    pitch = BOXES_BEYOND * row.width / max(1, sum(len(word.text) for word in words) - 1)
    return any(
        ink.box.overlap_y(row) > 0.5
        and row.left - pitch < ink.box.center_x < row.right + pitch
        and not any(ink.box.overlap_x(word.box) > 0.5 for word in words)
        for ink in sheet.page.marks.inks
    )


BOXES_BEYOND, BLOT_BEHIND = 1.5, 0.008
"""Boxes of a comb around it in which ink may belong to it; how far behind, of the page."""


def unreadable(sheet: Sheet, name: str, words: str, box: Box, confidence: float) -> Candidate:
    """A candidate without a value: `words` as they were read, `box` where they stand on the page."""
    return Candidate(name, None, words, sheet.number, box, confidence, "label", Check.UNREADABLE)


def _scribbled(answer: Answer) -> bool:
    """Whether ink that nobody could read follows the words of an answer, or ends them."""
    if answer.text is not None and len(answer.text.words) > 1:
        last = answer.text.words[-1]
        if last.confidence < SCRIBBLE_READ and len(last.text) > 3:
            return True
    if answer.blot is None or answer.text is None or answer.blot.width < SCRIBBLE_WIDTH_MIN:
        return False
    return answer.blot.right > answer.text.words[-1].box.right


SCRIBBLE_WIDTH_MIN = 0.08
SCRIBBLE_READ = 0.3
"""Confidence below which what was read is no more than that something stands there."""


def _wordy(answer: Answer) -> bool:
    """Whether what stands there is running text, hence no answer to a label that wants a number or date."""
    if answer.text is None or answer.below:
        return answer.below
    pieces = answer.text.text.split()
    return (
        len(pieces) > WORDY and sum(len(piece) > 2 for piece in pieces) > len(pieces) / 3
    )  # a comb is no sentence


def _torn_word(text: Passage) -> bool:
    """Whether a word of some letters was hardly read: a name in combs or by hand, no number."""
    return any(word.confidence < TORN_READ and sum(map(str.isalpha, word.text)) >= 3 for word in text.words)


TORN_READ = 0.5


def _worded(text: str) -> bool:
    """Whether a text is made of letters, as a name is, not of a number's characters."""
    letters, signs = sum(map(str.isalpha, text)), sum(map(str.isalnum, text))
    return letters >= LETTERS_MIN and letters > LETTERS_SHARE * signs


LETTERS_MIN, LETTERS_SHARE = 4, 0.6


def _figured(answer: Answer, kind: str) -> bool:
    """Whether what stands below a label in a cell of its own is a number that was misread, or a scribble."""
    if answer.text is None or not answer.below or answer.hit.strength is Strength.BARE:
        return False
    words = answer.text.text.split("\n")[0].split()
    if max(map(len, words), default=0) == 1 and len(words) > FIGURE_WORDS_MAX:
        words = ["".join(words)]  # a comb, box by box
    if len(words) > FIGURE_WORDS_MAX:
        return False
    text = "".join(words)
    figures = sum(map(str.isdigit, text))
    mixed = kind == "id" and len(words) <= ID_WORDS_MAX
    return (
        figures >= (FIGURES_MIN if mixed else max(FIGURES_MIN, FIGURES_SHARE * len(text)))
        or max(word.confidence for word in answer.text.words) < SCRIBBLE_READ
    )


def _hardly_read(answer: Answer) -> bool:
    """Whether of what stands behind a label with its colon a good part of the words could not be read: a list by
    hand is as long as a sentence, and a sentence is read."""
    if answer.text is None or answer.below or answer.hit.strength is not Strength.COLON:
        return False
    words = [word.confidence for word in answer.text.words if sum(map(str.isalpha, word.text)) >= TORN_LETTERS]
    return sum(sure < TORN_READ for sure in words) >= max(1.0, TORN_SHARE * len(words))


TORN_LETTERS, TORN_SHARE = 3, 0.3
LISTED = frozenset({"medications", "allergies", "anticoagulants"})
WORDY = 6
FIGURES = frozenset({"phone", "npi", "id", "date"})
FIGURE_WORDS_MAX, FIGURES_MIN, FIGURES_SHARE, ID_WORDS_MAX = 5, 3, 0.4, 2
CHECKED_KINDS = frozenset(
    {"date", "phone", "npi", "icd10", "id", "levels", "onset", "person", "score", "payer"}
    | {"medications", "allergies", "anticoagulants", "address"}
)
