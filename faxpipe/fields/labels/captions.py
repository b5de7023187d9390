"""Do the labels of a page stand below their answers, as captions under a line? Asked once a page.

Place in the sentence: words -> **fields**, when a page is laid out. Told by where values of kinds that nobody can
mistake stand, over their labels or under them; what they say does not matter here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.icd10 import find_icd10
from faxpipe.fields.kinds.ids import IdKind, find_ids
from faxpipe.fields.kinds.npi import find_npis
from faxpipe.fields.kinds.phones import find_phones
from faxpipe.fields.kinds.sex import find_sex
from faxpipe.fields.labels.answers import Answers
from faxpipe.fields.labels.sections import Hit, Strength
from faxpipe.schema import Schema

OVER_MIN, OVER_SHARE = 2, 2
"""Answers over their labels, at least; and so many times those under theirs."""


def are_captions(answers: Answers, hits: Sequence[Hit], schema: Schema) -> bool:
    """Whether more values are found above their labels (`hits` of the page of `answers`) than below."""
    asked = [(hit, kind) for hit in hits if hit.strength is Strength.ALONE and (kind := _kind(hit, schema))]
    over = sum(_stands_over(answers, hit, kind) for hit, kind in asked)
    if over < OVER_MIN:
        return False
    found = [(answers.answer(hit), kind) for hit, kind in asked]
    said = [one.below for one, kind in found if one.text is not None and _says(kind, one.text.text)]
    under = sum(said)
    if len(said) - under >= over:  # as many have theirs beside them
        return False
    return over > OVER_SHARE * under


def without_answers(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """`hits` of a page of captions without those that begin an answer over a caption which asks for the same:
    "Please see for a facet block" over "services desired"."""
    under = {
        (hit.line, hit.segment): set(hit.fields)
        for hit in hits
        if hit.strength is Strength.ALONE and hit.start == 0
    }
    return tuple(
        hit
        for hit in hits
        if hit.strength is not Strength.BARE
        or hit.start > 0
        or not set(hit.fields) & under.get((hit.line + 1, hit.segment), set())
    )


def _stands_over(answers: Answers, hit: Hit, kind: str) -> bool:
    """Whether a label's value stands above it, and none beside it, where the next caption may stand."""
    passage = answers.above(hit)
    if passage is None:
        beside = answers.answer(hit).text
        if beside is None or _says(kind, beside.text):
            return False
        passage = answers.above(hit, beside=True)
    return passage is not None and _says(kind, passage.text)


def _kind(hit: Hit, schema: Schema) -> str | None:
    """The first kind with an unmistakable shape that a label asks for."""
    return next((kind for name in hit.fields if (kind := schema.field(name).kind) in SHAPES), None)


def _says(kind: str, text: str) -> bool:
    return SHAPES[kind](text)


ANY_DAY = date(2000, 1, 1)
"""Which year a short date belongs to does not matter for its being one."""

SHAPES: dict[str, Callable[[str], bool]] = {
    "date": lambda text: bool(find_dates(text, ANY_DAY)),
    "onset": lambda text: bool(find_dates(text, ANY_DAY)),
    "phone": lambda text: bool(find_phones(text)),
    "npi": lambda text: bool(find_npis(text)),
    "icd10": lambda text: bool(find_icd10(text)),
    "sex": lambda text: find_sex(text) is not None,
    "id": lambda text: bool(find_ids(text, IdKind.MEMBER)),
}
