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
from faxpipe.fields.forms.readers import COMBED_KINDS, READERS, combed
from faxpipe.fields.kinds.found import Found, fold_digits
from faxpipe.referral import Check
from faxpipe.schema import FieldSpec

WORDING_MIN, FREE_WORDING_MIN = 0.9, 0.7
"""Share of letters that two readings of a wording must have in common: of a list or a payer;
of free text, which people read and nothing looks up. There 0.9 held four good ones of 127 and no bad one."""

FREE = frozenset({"text"})
WORDED = frozenset({"payer", "practice", "address"}) | FREE
LISTED = frozenset({"medications", "allergies", "modality"})
DIGITS = frozenset({"phone", "npi", "percent", "score", "cpt"})
DATES = frozenset({"date"})
NAMES = frozenset({"person"})
IDENTIFIERS = frozenset({"id", "npi", "icd10"})
PARTED = frozenset({"levels", "onset"})
"""Kinds in which a sign between two digits makes two numbers of them: "T1, 2" is not "T12"."""

_FIGURE = re.compile(r"(?:\b[ctls]\s?)?\d+(?:[.,]\d+)?")
_TURNING = re.compile(
    r"\b(?:no|not|none|nor|never|non(?=[a-z -])|without|w/o|den(?:y|ies|ied)|neg(?:ative)?|absent|ruled|"
    r"old|prior|previous(?:ly)?|past|former|remote|heal(?:ed|ing)|resolved|history|hx|h/o|s/p|chronic|acute|"
    r"subacute|new|left|right|bilateral|hmo|ppo|pos|epo|hdhp|medicaid|medicare|advantage|supplement|"
    r"part [a-d]|plan [a-n])\b",
)
"""Words that make another statement, or another plan, of the same wording."""
_SPAN = re.compile(r"\b([ctls])\s?(\d{1,2})\s?[-/]\s?([ctls])?\s?(\d{1,2})\b")
_LEVEL_LIKE = re.compile(r"\b([ctl])\s?([il|1-9])(\s\||[il|0-9]?)(?![\w|])")
"""A level one of whose figures is a stroke: "Ll", "TII", "T1 |"."""
_LETTERS = str.maketrans("01582|I!6", "olsbzlllg")
_DASHES = re.compile(r"[\u2010-\u2015]")


def parsed(spec: FieldSpec, packet: Packet, texts: tuple[str, ...]) -> tuple[Found, ...]:
    """What the texts of a value's places say by the grammar of its field; () where it makes nothing of them."""
    reader = READERS.get(spec.kind)
    if reader is None:
        return ()
    boxes = combed(" ".join(texts), spec, packet) if spec.kind in COMBED_KINDS else ()
    if any(one.note == "comb" for one in boxes):
        return boxes
    return reader.read("\n".join(texts), spec, packet) or boxes


def same(spec: FieldSpec, packet: Packet, first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two readings of a value's places say the same; `first` and `second` hold one text a place."""
    if not any(text.strip() for text in second):
        return False
    fold = _fold(spec.kind)
    second = tuple(_trimmed(spec, one, other) for one, other in zip(first, second, strict=True))
    if spec.kind in NAMES and [fold(text) for text in first] == [fold(text) for text in second]:
        return True  # "Lakshmi |. Marchetti": the stroke ends no name
    ours, theirs = parsed(spec, packet, first), parsed(spec, packet, second)
    if _otherwise(spec, ours, theirs):
        return False
    if [fold(text) for text in first] == [fold(text) for text in second]:
        return True
    one, other = " ".join(first), " ".join(second)
    if ours and theirs and spec.kind not in WORDED:
        return _sound(theirs) and (spec.kind != "id" or _checked(theirs) or _plain(one) == _plain(other))
    if ours and theirs and spec.kind in FREE:  # without the codes that stand beside the words
        one, other = str(ours[0].value), str(theirs[0].value)
    return spec.kind in WORDED | LISTED and _same_wording(spec, one, other)


def same_place(spec: FieldSpec, first: str, second: str) -> bool:
    """Whether two readings of one place have the same characters, look-alikes of the kind folded."""
    fold = _fold(spec.kind)
    return fold(first) == fold(_trimmed(spec, first, second))


def same_but_accents(first: str, second: str) -> bool:
    """Whether two readings of a name are one but for letters with accents: "Cote" read as "Cété", "Munoz" as
    "Mufoz"."""
    one, other = (re.sub(r"[^a-z\u00e0-\u017f]", "", text.lower()) for text in (first, _ENYE.sub("n", second)))
    if len(one) != len(other):
        return False
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return all(a in "aeiou" and not b.isascii() for a, b in pairs)


_ENYE = re.compile(r"(?<=[aeiou])(?:fi|f)(?=[aeio])")


def _otherwise(spec: FieldSpec, ours: tuple[Found, ...], theirs: tuple[Found, ...]) -> bool:
    """Whether the grammar makes different values of the two; of a list, also where only one is a list at all."""
    if spec.kind in WORDED or not (ours or theirs):
        return False
    both = bool(ours and theirs) or spec.kind in LISTED
    return both and _values(spec, ours) != _values(spec, theirs)


_LEVEL_AND_EDGE = re.compile(r"\b([CTLS][0-9Iil|]{1,2})[a-z]\b")


_NEXT_SENTENCE = re.compile(r"(?:\.\s+[A-Z]|[,;]\s+[A-Za-z])$")


def _trimmed(spec: FieldSpec, first: str, second: str) -> str:
    """A lone letter may belong to an identifier unless it begins a sentence or a clause; of all else it is the
    next word's."""
    if spec.kind == "levels":  # so is one right behind a level: "L1c" of "L1 compression"
        second = _LEVEL_AND_EDGE.sub(lambda read: read[1].replace("i", "1"), second)
    if spec.kind in IDENTIFIERS:  # behind a stop and a blank the next words begin
        return second if _NEXT_SENTENCE.search(first) else _NEXT_SENTENCE.sub("", second)
    return _without_strays(first, second)


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


def _checked(found: tuple[Found, ...]) -> bool:
    return all(one.check is Check.PASSED for one in found)


def _same_wording(spec: FieldSpec, first: str, second: str) -> bool:
    """Alike by the letter, and the same in every figure, level and word that turns the meaning."""
    if _decisive(first) != _decisive(second):
        return False
    alike = Levenshtein.normalized_similarity(_plain(first), _plain(second))
    return alike >= (FREE_WORDING_MIN if spec.kind in FREE else WORDING_MIN)


def _decisive(text: str) -> tuple[list[str], list[str]]:
    text = _LEVEL_LIKE.sub(_level, _DASHES.sub("-", _ascii(text).lower()))
    text = _SPAN.sub(lambda span: f"{span[1]}{span[2]} {span[3] or span[1]}{span[4]}", text)  # C4-6 is C4-C6
    return [figure.replace(" ", "") for figure in _FIGURE.findall(text)], _TURNING.findall(text)


def _level(read: re.Match[str]) -> str:
    return read[1] + re.sub(r"[il|]", "1", read[2] + read[3].strip())


def _fold(kind: str) -> Callable[[str], str]:
    if kind in DIGITS:
        return _as_digits
    if kind in DATES:
        return _as_date
    if kind in PARTED | WORDED:
        return _as_figures
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


def _as_figures(text: str) -> str:
    return _exact(re.sub(r"(?<=\d)[^0-9A-Za-z/-]+(?=\d)", "/", _DASHES.sub("-", text)))


def _plain(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", _ascii(text).lower())


def _ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
