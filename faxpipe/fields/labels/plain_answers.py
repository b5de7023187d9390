"""Words that answer the label beside them and can be no label themselves: "Insurance  Anthem".

Place in the sentence: words -> **fields**, under `answers`. Told by the tables of plans, medicines and allergens,
never by where the words stand.
"""

from __future__ import annotations

from collections.abc import Sequence

from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.fields.kinds.lists import find_medications
from faxpipe.fields.kinds.names import titled
from faxpipe.fields.kinds.payers import begins_with_payer
from faxpipe.fields.kinds.sex import find_sex
from faxpipe.fields.kinds.urgency import find_urgency
from faxpipe.referral import Check


def answers_plainly(fields: Sequence[str], text: str) -> bool:
    """Whether `text` beside a label of `fields` is its answer: "Ann Fox, NP", a plan, medicines, allergens,
    a sex, how soon."""
    if titled(text):
        return True
    if "coverage.payer" in fields:
        return begins_with_payer(text)
    if "patient.medications" in fields:
        return bool(find_medications(text, known_only=True))
    if "order.urgency" in fields:
        return find_urgency(text) is not None
    if "patient.sex" in fields:
        return find_sex(text) is not None
    if "patient.allergies" in fields:
        return any(one.check is Check.PASSED or one.value == "none" for one in find_allergies(text)[:1])
    return False
