"""A report without a name, given by what it found: the fracture of one patient, of whom no report lies there yet.

Between words and packets, below `group`. Only a fracture at a level tells anybody from others; discs and joints
are everybody's. A level that stands beside a fracture on the pages of two patients tells nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from faxpipe.document import PageKind
from faxpipe.packets.facts import PageFacts

_LEVEL = re.compile(r"(?<![\w-])(?:T(?:1[0-2]|[1-9])|L[1-5])(?![\w-]|\s?-\s?[TLS]?\d)")
_FRACTURE = re.compile(r"\b(?:fracture|fx|vcf)\b", re.IGNORECASE)
NEAR_SIGNS = 40


def fractures(text: str) -> frozenset[str]:
    """The levels that stand beside a fracture in `text`."""
    near = (text[max(0, m.start() - NEAR_SIGNS) : m.end() + NEAR_SIGNS] for m in _FRACTURE.finditer(text))
    return frozenset(level for part in near for level in _LEVEL.findall(part))


def by_fracture(
    page: PageFacts, pages: Sequence[PageFacts], owners: Sequence[int | None], before: int | None
) -> int | None:
    """The one patient whose fracture a nameless report found; None where it may be another's.

    Where the report does not follow that patient's pages, it must be the only such report of the fax.
    """
    found = fractures(page.text)
    if page.kind is not PageKind.IMAGING_REPORT or not found:
        return None
    theirs: dict[int, set[str]] = {}
    reported: set[int] = set()
    for other, owner in zip(pages, owners, strict=True):
        if owner is not None:
            theirs.setdefault(owner, set()).update(fractures(other.text))
            reported |= {owner} if other.kind is PageKind.IMAGING_REPORT else set()
    fits = [who for who, levels in theirs.items() if found & levels]
    loose = [
        one
        for one, owner in zip(pages, owners, strict=True)
        if owner is None and one.kind is page.kind and found & fractures(one.text)
    ]
    if len(fits) != 1 or fits[0] in reported or not found <= theirs[fits[0]]:
        return None
    return fits[0] if fits[0] == before or len(loose) == 1 else None
