"""A red flag as a concept: a function or place, what is wrong with it, and what takes more.

Place in the sentence: words -> packets -> **fields**; the data stand in `flags.losses` and `flags.lesions`, in the
small language of `prose.phrase_items.compiled`.
"""

from __future__ import annotations

from dataclasses import dataclass

NOT_ABLE = "cannot|can't|couldn't|unable|inability|n't|not|longer|cant"
NUMB = "numb*|tingl*|insensate|paresthesia*|hypoesthesia*|hypesthesia*|hypoaesthesia*|dysesthesia*|anesthetic"
GONE = "lost|loses|losing|loss|no|without|lacks|lack|little|decreased|diminished|reduced|absent|altered|impaired"
LEGS = "leg|legs|le|les|ble|bles|lle|rle|limb|limbs|extremity|extremities|foot|feet|knees|thigh|thighs|quads"
ANY = "?of ?any ?all ?her ?his ?the ?their ?my"


@dataclass(frozen=True, slots=True)
class Concept:
    """`place` and `wrong`: phrases of the two parts; `reach`: tokens that may stand between them; `grows`:
    phrases of which one must stand in the sentence too; `of_others`: words between that the trouble may be of.
    """

    flag: str
    place: tuple[str, ...]
    wrong: tuple[str, ...]
    reach: int
    grows: tuple[str, ...] = ()
    of_others: str = ""
