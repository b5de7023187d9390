"""Two or three labels in one caption: "Doctor / NPI", "Name & DOB", "Diagnosis and ICD-10".

Place in the sentence: words -> **fields**, under `book`. Such a caption asks for all of them at once. The trap:
two numbers of one shape behind it ("Phone / Fax") cannot be told apart, so only kinds that differ are joined.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_BETWEEN = re.compile(r" (?:/|&|and|with) ")
_KINDS = frozenset({"person", "npi", "sex", "icd10", "cpt", "payer", "id", "phone", "text"})
_DAY = "patient.birth_date"
"""The one day among them: others stand behind anything, and say when it was filled in."""
PARTS_MAX = 3
_OF_THE_ORDER = frozenset({"order", "diagnosis"})


def parts_of(caption: str) -> tuple[str, ...]:
    """The labels that a normalised caption may be made of; () where it is one."""
    if not (" / " in caption or " & " in caption or " and " in caption or " with " in caption):
        return ()  # nearly all of them, told without the pattern
    parts = tuple(part.strip() for part in _BETWEEN.split(caption))
    return parts if 1 < len(parts) <= PARTS_MAX and all(parts) else ()


def asked_together(asked: Sequence[Sequence[str]], kinds: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The fields that labels joined in a caption ask for, by whom they are about; `asked`: the fields that each of
    them may ask for by itself. {} where they cannot be told apart, or are about nobody in common."""
    found: dict[str, tuple[str, ...]] = {}
    for owner in {_owner(name) for name in asked[0]}:
        fields = [next((name for name in names if _owner(name) == owner), "") for names in asked]
        told = [kinds.get(name, "") for name in fields]
        known = all(kind in _KINDS or name == _DAY for name, kind in zip(fields, told, strict=True))
        if known and len(set(told)) == len(told):
            found[owner] = tuple(fields)
    return found


def _owner(name: str) -> str:
    owner = name.split(".", maxsplit=1)[0]
    return "order" if owner in _OF_THE_ORDER else owner
