"""The small language of token patterns, as spaCy's Matcher takes it.

Place in the sentence: words -> **fields**, under `text`.
"""

from __future__ import annotations

import re
from typing import Any


def compiled(phrase: str) -> list[dict[str, Any]]:
    """A token pattern. Blank-separated items, each one token, matched on `norm_`:

    `word`, `one|two` alternatives, `incontinen*` a beginning, `?of` may be missing, `~3` up to three tokens of
    anything but the end of a clause.
    """
    return [_item(item) for item in phrase.split()]


def _item(item: str) -> dict[str, Any]:
    if item.startswith("~"):
        return {"NORM": {"NOT_IN": [";", ".", ":", "but", "however"]}, "OP": f"{{0,{int(item[1:])}}}"}
    if ("|?" in item and not item.endswith("|?")) or item.startswith("?~"):
        raise ValueError(f"in this language ? stands before a whole item: {item}")
    optional = item.startswith("?") and len(item) > 1
    words = (item[1:] if optional else item).split("|")
    if any(word.endswith("*") for word in words):
        beginnings = "|".join(
            re.escape(word[:-1]) if word.endswith("*") else re.escape(word) + "$" for word in words
        )
        pattern: dict[str, Any] = {"NORM": {"REGEX": f"^(?:{beginnings})"}}
    else:
        pattern = {"NORM": {"IN": words}}
    return pattern | ({"OP": "?"} if optional else {})
