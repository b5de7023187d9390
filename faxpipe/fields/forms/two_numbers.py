"""One label that asks for the telephone and the fax: "Office phone / fax   603-555-0142 / 555-0143".

Place in the sentence: words -> **fields**, under `labelled`. The numbers stand in the order in which the label
names them; a lone one is the first that it names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from faxpipe.fields.context import Sheet
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.phones import find_phones
from faxpipe.fields.labels.sections import Hit

PHONE, FAX = "referrer.phone", "referrer.fax"
NAMED = re.compile(r"(?P<fax>fax|facsimile)|phone|tel|voice|\bph\b", re.IGNORECASE)


def of_two_numbers(sheet: Sheet, hit: Hit, field: str, answer: str, read: Sequence[Found]) -> Sequence[Found]:
    """Of the numbers in an answer the one that is `field`'s, where its label asks for both; `read` elsewhere."""
    if not {PHONE, FAX} <= set(hit.fields):
        return read
    words = sheet.layout.lines[hit.line].segments[hit.segment].words[hit.start : hit.end]
    first = NAMED.search(" ".join(word.text for word in words))
    at = int((field == FAX) != (first is not None and first["fax"] is not None))
    return find_phones(answer)[at : at + 1]
