"""The patient's sex: female, male, other.

Place in the sentence: words -> **fields**, kind "sex". One letter counts only where it stands by itself: the M of
"MD" or of a middle initial is none, and a form that prints both words with boxes has no answer in its text.
"""

from __future__ import annotations

import re

from faxpipe.fields.kinds.found import Found, bounded

_WORDS = {
    "female": "female", "fem": "female", "woman": "female", "girl": "female", "lady": "female", "f": "female",
    "male": "male", "man": "male", "gentleman": "male", "boy": "male", "m": "male",
    "other": "other", "nonbinary": "other", "non-binary": "other", "x": "other", "transgender": "other",
    "intersex": "other",
}  # fmt: skip
_WORD = re.compile(
    r"\b(?P<word>fe\s?male|femaie|female|fem|woman|lady|gentleman|male|maie|man|non-?binary|intersex)\b",
    re.IGNORECASE,
)
_LETTER_ALONE = re.compile(r"\W*(?P<word>[FMXfm]|[Oo]ther|OTHER)\W*")
_AGE_LETTER = re.compile(
    r"\b\d{1,3}\s?(?:-?\s?y(?:ear)?s?[\s\-.]?(?:/?\s?o(?:ld)?)?\.?|yo|y/o|"
    r"y\.o\.)?[\s,/\-]{0,3}(?P<word>[FM])(?![A-Za-z0-9.'\u2019])(?!\s[A-Z][a-z])"
)
_LABEL_LETTER = re.compile(
    r"\b(?:sex|gender)\b[\s:.=\-|]{0,6}(?P<word>[FMX]|[Oo]ther|OTHER)(?![A-Za-z0-9])", re.IGNORECASE
)
_DATE_LETTER = re.compile(r"\d{2,4}\s?[/,]\s?(?P<word>[FM])(?![A-Za-z0-9.])")


def find_sexes(text: str) -> tuple[Found, ...]:
    """Every statement of sex in `text`: words, "81 F", "Sex: M", "03/19/1947 / F", or a letter alone."""
    text = bounded(text)
    patterns = (_WORD, _LABEL_LETTER, _DATE_LETTER, _AGE_LETTER)
    matches = [match for pattern in patterns for match in pattern.finditer(text)]
    if (alone := _LETTER_ALONE.fullmatch(text)) is not None:
        matches.append(alone)
    found: dict[int, Found] = {}
    for match in matches:
        word = match["word"].lower().replace(" ", "").replace("aie", "ale")
        found.setdefault(match.start("word"), Found(_WORDS[word], match.start("word"), match.end("word")))
    return tuple(found[start] for start in sorted(found))


def find_sex(text: str) -> Found | None:
    """The one sex `text` states; None where it states none or both (printed choices)."""
    found = find_sexes(text)
    return found[0] if len({one.value for one in found}) == 1 else None
