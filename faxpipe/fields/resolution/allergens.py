"""What a patient takes and what they must not get, where one list ran into the other.

Place in the sentence: words -> **fields**, between gathering and deciding. The two lists stand side by side or
under each other on nearly every page, and a heading between them that was not read makes one of them. The trap:
that a patient takes what they must not get is the paper's own word wherever the lists stand apart.
"""

from __future__ import annotations

from dataclasses import replace

from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.referral import Candidate, Check


def apart(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates, the two lists apart: an entry of a list of medicines that stands where the allergies do ran
    into it from there."""
    candidates = _without_medicines(candidates)
    listed = [(c, c.value) for c in candidates if c.field == "patient.allergies" and isinstance(c.value, tuple)]

    asked = {
        item
        for c in candidates
        if c.field == "patient.medications" and c.method == "label" and isinstance(c.value, tuple)
        for item in c.value
    }

    def without(c: Candidate) -> Candidate | None:
        if c.field != "patient.medications" or not isinstance(c.value, tuple):
            return c
        ran_in = {item for one, items in listed if _share_lines(c, one) for item in items}
        if (
            c.method == "prose" and asked
        ):  # a heading between two lists was not seen: a form of the fax has them apart
            ran_in |= {item for one, items in listed if one.method == "label" for item in items} - asked
        rest = tuple(item for item in c.value if item not in ran_in)
        return replace(c, value=rest) if rest else None

    return [kept for c in candidates if (kept := without(c)) is not None]


def known_allergens(candidates: list[Candidate]) -> list[Candidate]:
    """Lists of allergies with an entry that nobody is allergic to are held, however clearly they were read."""

    def held(c: Candidate) -> bool:
        if c.field != "patient.allergies" or not isinstance(c.value, tuple):
            return False
        return not all(any(f.check is Check.PASSED for f in find_allergies(item)) for item in c.value)

    return [replace(c, confidence=min(c.confidence, UNKNOWN_ALLERGEN)) if held(c) else c for c in candidates]


UNKNOWN_ALLERGEN = 0.45


def _without_medicines(candidates: list[Candidate]) -> list[Candidate]:
    """Allergies of running text without the whole list of medicines, asked for or in rows, that ran into them."""
    lists = [c for c in candidates if c.field == "patient.medications" and c.method in {"label", "table"}]

    def without(c: Candidate) -> Candidate:
        if c.field != "patient.allergies" or c.method != "prose" or not isinstance(c.value, tuple):
            return c
        own = set(c.value)
        for one in lists:
            if isinstance(one.value, tuple) and len(one.value) >= LIST_MIN and _share_lines(one, c):
                own -= set(one.value) if own > set(one.value) else set()
        return replace(c, value=tuple(item for item in c.value if item in own))

    return [without(c) for c in candidates]


LIST_MIN = 3


def _share_lines(one: Candidate, other: Candidate) -> bool:
    """Whether two answers were read in the same place."""
    down = min(one.box.bottom, other.box.bottom) - max(one.box.top, other.box.top)
    across = min(one.box.right, other.box.right) - max(one.box.left, other.box.left)
    return one.page == other.page and down > 0.3 * min(one.box.height, other.box.height) and across > 0
