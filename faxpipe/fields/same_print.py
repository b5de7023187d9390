"""Do two readings of one place say the same? By the alphabet and the grammar of the field's kind.

Look-alikes are folded only where the kind knows what must stand there: digits in a telephone number, letters in a
name. An identifier may hold either, so its letters must agree as they are. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from rapidfuzz.distance import Levenshtein

from faxpipe.fields.context import Packet
from faxpipe.fields.kinds.found import Found, fold_digits
from faxpipe.fields.readers import READERS
from faxpipe.referral import Check
from faxpipe.schema import FieldSpec

WORDING_MIN, FREE_WORDING_MIN = 0.9, 0.7
"""Share of letters that two readings of a wording must have in common: of a list or a payer, with all its figures;
of free text, which people read and nothing looks up. There 0.9 held four good ones of 127 and no bad one."""

FREE = frozenset({"text"})
WORDED = frozenset({"payer", "practice", "address"}) | FREE
LISTED = frozenset({"medications", "allergies", "modality"})
DIGITS = frozenset({"phone", "npi", "percent", "score", "cpt"})
DATES = frozenset({"date"})
NAMES = frozenset({"person"})
_LETTERS = str.maketrans("01582|I!6", "olsbzlllg")
_DASHES = re.compile(r"[\u2010-\u2015]")


def parsed(spec: FieldSpec, packet: Packet, texts: tuple[str, ...]) -> tuple[Found, ...]:
    """What the texts of a value's places say by the grammar of its field; () where it makes nothing of them."""
    reader = READERS.get(spec.kind)
    return () if reader is None else reader.read("\n".join(texts), spec, packet)


def same(spec: FieldSpec, packet: Packet, first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two readings of a value's places say the same; `first` and `second` hold one text a place."""
    if not any(text.strip() for text in second):
        return False
    fold = _fold(spec.kind)
    second = tuple(_without_strays(one, other) for one, other in zip(first, second, strict=True))
    if [fold(text) for text in first] == [fold(text) for text in second]:
        return True
    ours, theirs = parsed(spec, packet, first), parsed(spec, packet, second)
    if ours and theirs and spec.kind not in WORDED and _values(spec, ours) == _values(spec, theirs):
        return _sound(theirs)
    return spec.kind in WORDED | LISTED and _same_wording(spec, " ".join(first), " ".join(second))


def same_place(spec: FieldSpec, first: str, second: str) -> bool:
    """Whether two readings of one place have the same characters, look-alikes of the kind folded."""
    fold = _fold(spec.kind)
    return fold(first) == fold(_without_strays(first, second))


def _without_strays(first: str, second: str) -> str:
    """`second` without a lone letter at either end that `first` has not: the edge of the next word."""
    words, known = second.split(), first.split()
    if len(words) > len(known) and len(words[-1]) == 1 and words[-1].isalpha():
        words = words[:-1]
    if len(words) > len(known) and len(words[0]) == 1 and words[0].isalpha():
        words = words[1:]
    return " ".join(words)


def _values(spec: FieldSpec, found: tuple[Found, ...]) -> list[object]:
    if spec.kind in NAMES:
        return [_as_letters(str(one.value)) for one in found]
    return [one.value for one in found]


def _sound(found: tuple[Found, ...]) -> bool:
    return all(one.check is not Check.UNREADABLE for one in found)


def _same_wording(spec: FieldSpec, first: str, second: str) -> bool:
    one, other = _plain(first), _plain(second)
    alike = Levenshtein.normalized_similarity(one, other)
    if spec.kind in FREE:
        return alike >= FREE_WORDING_MIN
    return alike >= WORDING_MIN and re.findall(r"\d+", one) == re.findall(r"\d+", other)


def _fold(kind: str) -> Callable[[str], str]:
    if kind in DIGITS:
        return _as_digits
    if kind in DATES:
        return _as_date
    return _as_letters if kind in NAMES else _exact


def _as_digits(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", fold_digits(text).lower())


def _as_date(text: str) -> str:
    """Digits and what parts them: 1/12/50 is not 11/2/50."""
    return re.sub(r"[^0-9a-z/]", "", re.sub(r"[-.\s]+", "/", _DASHES.sub("-", fold_digits(text).lower())))


def _as_letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", _ascii(text.translate(_LETTERS)).lower())


def _exact(text: str) -> str:
    """Letters, digits and what makes a range: L1-3 is not L13."""
    return re.sub(r"[^0-9a-z/-]", "", _ascii(_DASHES.sub("-", text)).lower()).strip("-/")


def _plain(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", _ascii(text).lower())


def _ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
