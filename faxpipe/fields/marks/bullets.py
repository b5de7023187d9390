"""Tick boxes that are only bullets: printed before a label with the answer behind it, "[ ] Allergies: NKDA".

Place in the sentence: words -> **fields**, before `choices`. A box asks whether what stands behind it is so;
before a label that is answered there it asks nothing, and whoever filled the form in marked none of them. As soon
as one is marked the boxes mean something, and what stands behind the others is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from faxpipe.document import Page, TickBox, Word
from faxpipe.fields.labels.sections import Hit, Strength
from faxpipe.layout import Layout
from faxpipe.schema import Schema

CLOSE = 1.5
"""A box stands at most this many letters before its label."""
LIKE_MIN = 2
"""So many boxes before answered labels that print no choices make bullets of those before labels that may."""

_MAY_BE_CHOICES = frozenset(
    {"sex", "urgency", "modality", "levels", "conservative", "anticoagulants", "neuro", "yes_no", "cpt", "icd10"}
)
"""Kinds of which the words behind a label may be printed to choose from."""

_NO_ANSWER = re.compile(
    r"\b(?:attach(?:ed|ment)?s?|enclosed?|include[ds]?|copy|copies|list|reports?|notes?|please|see|if|required|needed"
    r"|provide|send|front|back|yes|no|or)\b|/\s*$|^\W*$|^[\W_]*\(",
    re.IGNORECASE,
)
"""What a form prints behind a label to say what it wants, or to choose from."""


def bullets(page: Page, laid: Layout, hits: Sequence[Hit], schema: Schema) -> tuple[TickBox, ...]:
    """The boxes of `page` that ask nothing; none where one of them is marked, or may be."""
    before = [(tick, hit) for hit in hits for tick in (_box_before(page, laid, hit),) if tick is not None]
    if any(tick.ticked is not False for tick, _ in before):
        return ()
    answered = [(tick, hit) for tick, hit in before if hit.fields and _is_answered(laid, hits, page, hit)]
    plain = [(tick, hit) for tick, hit in answered if not _may_choose(hit, schema)]
    kept = answered if len(plain) >= LIKE_MIN else plain
    found = [tick for tick, _ in kept]
    return tuple(tick for tick in found if all(other in found for other in _level_with(tick, page)))


def _level_with(tick: TickBox, page: Page) -> list[TickBox]:
    """The boxes of a box's row: beside a choice, it is one."""
    return [other for other in page.marks.ticks if other.box.top < tick.box.center_y < other.box.bottom]


def _may_choose(hit: Hit, schema: Schema) -> bool:
    return any(schema.field(name).kind in _MAY_BE_CHOICES for name in hit.fields)


def _box_before(page: Page, laid: Layout, hit: Hit) -> TickBox | None:
    """The box right before a label with a colon."""
    if hit.strength is not Strength.COLON:
        return None
    for tick in page.marks.ticks:
        gap = hit.box.left - tick.box.right
        if -0.3 * laid.em_x < gap < CLOSE * laid.em_x and tick.box.top < hit.box.center_y < tick.box.bottom:
            return tick
    return None


def _is_answered(laid: Layout, hits: Sequence[Hit], page: Page, hit: Hit) -> bool:
    """Whether words of an answer, and no box, stand behind a label up to the next label of its line."""
    behind = _behind(laid, hits, hit)
    text = " ".join(word.text for word in behind)
    if not behind or not any(map(str.isalnum, text)) or _NO_ANSWER.search(text):
        return False
    right = behind[-1].box.right
    return not any(
        tick.box.top < hit.box.center_y < tick.box.bottom and hit.box.right < tick.box.center_x < right
        for tick in page.marks.ticks
    )


def _behind(laid: Layout, hits: Sequence[Hit], hit: Hit) -> list[Word]:
    """The words right of a label, up to the next label of its line."""
    ends = [other.box.left for other in hits if other.line == hit.line and other.box.left > hit.box.right]
    words = [word for segment in laid.lines[hit.line].segments for word in segment.words]
    return [word for word in words if hit.box.right < word.box.center_x < min(ends, default=2.0)]
