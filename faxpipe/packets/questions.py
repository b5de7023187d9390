"""Which fields the printed labels of a page ask for, read off the table of fields.

Between words and packets: tells the kind of a page by its questions where no title does. Only whole labels at
the beginning of a segment count, to the letter; finding answers is the work of the fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from faxpipe.schema import load_schema

LABEL_WORDS_MAX = 6
LETTERS_MIN = 3
"""Shorter labels ("X", "To") begin too many other lines."""


def asked_fields(segments: Iterable[str]) -> set[str]:
    """Names of the fields whose label begins one of `segments` (capitals, single blanks, no punctuation)."""
    table = _fields_by_label()
    asked: set[str] = set()
    for segment in segments:
        words = segment.split()
        for end in range(min(len(words), LABEL_WORDS_MAX), 0, -1):
            name = table.get(" ".join(words[:end]))
            if name is not None:
                asked.add(name)
                break
    return asked


@cache
def _fields_by_label() -> dict[str, str]:
    """For each label the field it asks for; where a section decides which, the first that lists it."""
    table: dict[str, str] = {}
    for spec in load_schema().fields:
        for label in (*spec.labels, *(label for _, labels in spec.in_section for label in labels)):
            plain = " ".join(re.sub(r"[^A-Z0-9]+", " ", label.upper()).split())
            if len(plain) >= LETTERS_MIN:
                table.setdefault(plain, spec.name)
    return table
