"""Faxes whose words were jolted, torn and lost: whatever reading makes of a bad line, it gives a verdict."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from paper import page

from faxpipe.config import Config
from faxpipe.document import Box, Fax, Page, Word
from faxpipe.pipeline import understand
from faxpipe.referral import Verdict

ARRIVED = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
SIGNS = 'OIl1|08B5S2Z.,:;-_()[]{}/*✓☐☑½°é٣௧ﬁ\u200b\u00a0 xX~"%&@$'
TABLES = """
Exeter Family Practice        REFERRAL ORDER
-------------------------------------------------------------------------------
| Patient            | Date of birth | Sex     | Phone        | MRN           |
-------------------------------------------------------------------------------
| Fox, Ann           | 03/12/1940    | F       | 603-605-2866 | 0048812       |
-------------------------------------------------------------------------------
| Payer              | Plan          | Policy  | Covered      | Group #       |
|                    |               | ID      | party        |               |
-------------------------------------------------------------------------------
| Harvard Pilgrim    | PPO           | HPK 401 | Same         | 77102         |
| Health Care        |               | 72554   |              |               |
-------------------------------------------------------------------------------
| Medication         | Dose          | Sig     | Status       | Prescriber    |
-------------------------------------------------------------------------------
| lisinopril         | 10 mg         | daily   | Active       | Gauthier      |
| naproxen           | 500 mg        | bid     | Stopped      | Gauthier      |
-------------------------------------------------------------------------------
Allergies: penicillin (rash)       [x] Kyphoplasty   [ ] Injection   [ ] Other ______
Bladder retention   [ ] Yes   [x] No        Fever   [ ] Yes   [x] No     Pain  5 6 7 8
Referring provider: Vincent Gauthier, MD      NPI 1234567893    Signature ~~~~~~~~~~~
"""
LETTER = """
Vincent Gauthier, MD            Phone 603-563-2641    Fax 603-697-7777
September 3, 2026
RE: Ann Fox, DOB 03/12/1940, 603-605-2866
Dear Dr. Kramer: please see this 86 year old for kyphoplasty of T12. She fell on 8/19
and has pain 7/10, 9/10 at worst. MRI 9/2 shows an acute T12 fracture with edema, no
retropulsion. On lisinopril, apixaban and tylenol; allergic to penicillin (rash).
Medicare 1EG4TE5MK73. She denies numbness, incontinence or progressive weakness.
Sincerely,   Vincent Gauthier, MD   NPI 1234567893
"""


def _jolted(box: Box, by: float, chance: random.Random) -> Box:
    """Moved a little up or down, and wider to the left, as boxes are that took in a speck or a ruling."""
    left = max(0.0, box.left - abs(chance.gauss(0, by)))
    top = min(max(box.top + chance.uniform(-by, by) / 4, 0.0), 0.99)
    return Box(left, top, max(box.right, left + 0.001), min(1.0, top + box.height))


def _worn(word: Word, torn: float, by: float, chance: random.Random) -> Word:
    text = word.text
    if chance.random() < torn:
        text = "".join(chance.choice(SIGNS) if chance.random() < 0.3 else sign for sign in text).strip()
    return replace(word, text=text or ".", box=_jolted(word.box, by, chance))


def _shaken(drawn: Page, torn: float, by: float, chance: random.Random) -> Page:
    kept = [word for word in drawn.words if chance.random() > torn / 2]
    return replace(drawn, words=tuple(_worn(word, torn, by, chance) for word in kept))


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize(("torn", "by"), [(0.03, 0.005), (0.15, 0.01), (0.0, 0.02)])
def test_a_shaken_fax_gets_a_verdict_and_never_passes_for_complete(seed: int, torn: float, by: float) -> None:
    chance = random.Random(seed)
    pages = tuple(_shaken(page(text, at), torn, by, chance) for at, text in enumerate((TABLES, LETTER), 1))
    reading = understand(Fax("0" * 64, pages, "x.pdf"), Config(), received_at=ARRIVED)
    assert reading.verdict is not Verdict.COMPLETE
