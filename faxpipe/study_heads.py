"""The line that heads the report of an imaging study: "MRI LUMBAR SPINE W/O CONTRAST 10/12/2026".

Between words and kinds of pages, and between kinds and fields: `packets.kinds` and `fields.people.reports` ask
where on a page a report begins. The trap: a sentence or a label's answer names a study, too.
"""

from __future__ import annotations

import re

SPINE = re.compile(
    r"\b(?:spine|spinal|lumbar|thoracic|cervical|vertebra\w*|sacr\w+|[TL]\d{1,2}|disc)\b", re.IGNORECASE
)
_STUDY = re.compile(
    r"\b(?:MRI?|CT|x-?rays?|XR|radiographs?|films|bone scan|SPECT|tomography|magnetic resonance)\b", re.IGNORECASE
)
_OF_A_HEAD = frozenset({"spine", "of", "the", "without", "with", "and", "contrast", "views", "lumbar", "thoracic"})
SMALL_WORDS_MAX = 3


def heads_study(text: str) -> bool:
    """Whether a line is the head of a report, and no sentence about a study."""
    if _STUDY.search(text) is None or SPINE.search(text) is None:
        return False
    small = sum(word.isalpha() and word.islower() and word not in _OF_A_HEAD for word in text.split())
    return small <= SMALL_WORDS_MAX and not text.rstrip().endswith((",", ";"))
