"""When a typed name signs: where it is said to have.

Place in the sentence: words -> **fields**, for `signatures`. A name alone in print beside "Signature" may be who
is to sign, dated or not; "Signed by A. Fox, MD on 3/4/2026 at 13:02" is what a program prints once somebody has.
"""

from __future__ import annotations

import re

from faxpipe.fields.kinds.names import find_person


def says_signed(line: str, written: str) -> bool:
    """Whether `written`, a name beside a signature's label on this line, is the name of one who has signed."""
    at = line.find(written.split("\n", maxsplit=1)[0])
    if at < 0 or find_person(written) is None:
        return False
    return SAID_SIGNED.search(line[:at]) is not None or ELECTRONIC.search(line[at:]) is not None


SAID_SIGNED = re.compile(r"\be?-?signed\b(?:\s(?:by|off))?\W*$", re.IGNORECASE)
ELECTRONIC = re.compile(r"[(\[]\s?(?:electronic(?:ally)?|e-?sig\w*)\b", re.IGNORECASE)
