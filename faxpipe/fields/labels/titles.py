"""What a form's head and headings say, which is nobody's answer.

Place in the sentence: words -> **fields**, under `labelled`. A heading in capitals may begin as a label does, and
the numbers of a form's head are often those of whom it is to be sent to.
"""

from __future__ import annotations

import re

from faxpipe.fields.context import Sheet
from faxpipe.fields.kinds.payers import names_payer
from faxpipe.fields.labels.sections import Hit, Strength

NUMBERS = frozenset({"referrer.phone", "referrer.fax"})


def titles(sheet: Sheet, hit: Hit, name: str) -> bool:
    """Whether a line by itself in capitals is the heading of a form that asks for the field `name` elsewhere:
    "REQUEST FOR INTERVENTIONAL PROCEDURE"."""
    line = sheet.layout.lines[hit.line]
    asked = any(other.fields == (name,) and other.strength is not Strength.BARE for other in sheet.hits)
    return asked and len(line.segments) == 1 and hit.start == 0 and line.text.isupper()


def heads_number(sheet: Sheet, hit: Hit, name: str) -> bool:
    """Whether a number stands outside all sections of a form that asks for the sender's own in a section."""
    own = any(name in other.fields and other.role == "referrer" for other in sheet.hits)
    return hit.role is None and name in NUMBERS and own


def names_nobody(kind: str, value: str) -> bool:
    """Whether what should name a plan is another question's choice, words of captions only, or the title of a
    page that shows the card."""
    titled = CARD_SHOWN.match(value) is not None and not names_payer(value)
    return kind == "payer" and (titled or NO_PLAN.fullmatch(value) is not None)


CARD_SHOWN = re.compile(r"\W*(?:id )?(?:cards?|copy|copies|information|verification|details)\b", re.IGNORECASE)


NO_PLAN = re.compile(
    r"\W*(?:(?:yes|no|y|n|plans?|company|name|carrier|number|member|subscriber|contract|policy|id|insurance|insurer"
    r"|group|coverage|of|or|and|sponsor|code|type|class|financial|payers?|payors?|effective|eff|date|relation\w*"
    r"|primary|secondary|status|address|phone|seq|order|eligib\w*|verified|employer|cvg|holder)\W*)+",
    re.IGNORECASE,
)
