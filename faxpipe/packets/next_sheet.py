"""The next sheet of a letter, which looks like a note once its greeting stands on the sheet before.

Between words and packets; used by `kinds`. Printouts number their pages, too: only a number by itself at the head
counts, and only with the closing of a letter below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBERED = re.compile(r"\W*page\s?(?:two|three|four|[2-9])\W*|-\s?[2-9]\s?-", re.IGNORECASE)
HEAD_LINES = 5


def is_next_sheet(lines: Sequence[str], *, closes: bool) -> bool:
    """Whether a page goes on with a letter: numbered by itself at its head, and it `closes` as letters do."""
    return closes and any(_NUMBERED.fullmatch(line.strip()) for line in lines[:HEAD_LINES])
