"""The names of medicines: which words are one, misread or not, and which of them thin the blood.

Place in the sentence: words -> **fields**; used by the lists of medications, allergies and anticoagulants.
The names stand in `drugs.txt`. A misread word is taken for a name only where exactly one is near: hydralazine
and hydroxyzine must never be mixed up, so a word between two names stays unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

ANTICOAGULANTS = frozenset(
    "warfarin apixaban rivaroxaban dabigatran edoxaban enoxaparin dalteparin fondaparinux heparin "
    "tinzaparin clopidogrel prasugrel "
    "ticagrelor ticlopidine vorapaxar cilostazol dipyridamole aspirin pentoxifylline".split()
) - {"pentoxifylline"}
"""Generic names that `treatment.anticoagulants` may hold: anticoagulants and antiplatelets."""

_COMBINED = {"aspirin-dipyridamole": ("aspirin", "dipyridamole"), "oxycodone-aspirin": ("aspirin",)}
_SAME_LOOK = str.maketrans(
    {"l": "i", "1": "i", "|": "i", "!": "i", "j": "i", "0": "o", "5": "s", "8": "b", "e": "c", "\u00e9": "c"}
)
_FUZZY_FROM = 6
_FUZZY_TWO_FROM = 10
_ORDINARY = frozenset(
    "iodine programs program programme cardia neural enable enabled singular testis testes rotary clarinet "
    "perception normal formal patient patients inhaler inhaled tablet tablets capsule capsules daily "
    "history "
    "arthritis muscle calculus cardiac iron lotion "
    "ability vision visual region relax formula regional reason regular central control renal natural "
    "neutral mobile actual senior several "
    "primary active action actions requires require request requests sodium thyroid insulin caffeine "
    "ginger garlic cranial capital "
    "complete complex effort effect effects affect lesion lesions align sedation levels travel trauma "
    "relate codes calcification thiazide "
    "barium benign cortex dental verbal global spinal thoracic lumbar medrol sister brother spiral statin "
    "statins steroid steroids".split()
)


@dataclass(frozen=True, slots=True)
class Drug:
    """`name`: as the table spells what was printed; `generic`: its substance; `exact`: no letter was repaired."""

    name: str
    generic: str
    exact: bool


def drug(words: str) -> Drug | None:
    """The medicine that `words` names (one name, any case); None for everything else."""
    return _drug(" ".join(words.lower().split()).replace("\u2019", "'"))


def is_drug(word: str) -> bool:
    """Whether `word` is a generic or brand name, a letter or two misread included."""
    return drug(word) is not None


def generic_name(word: str) -> str | None:
    """ "Coumadin" -> "warfarin"; None where `word` is no medicine."""
    known = drug(word)
    return known.generic if known else None


def blood_thinners(generic: str) -> tuple[str, ...]:
    """The anticoagulants and antiplatelets in a generic name; empty for every other medicine."""
    if generic in _COMBINED:
        return _COMBINED[generic]
    return (generic,) if generic in ANTICOAGULANTS else ()


def drug_names() -> tuple[str, ...]:
    """Every name of the table, generics and brands, in its order."""
    return tuple(_names())


def exact_drug(words: str) -> Drug | None:
    """As `drug`, for names that are spelt right."""
    return _exact(" ".join(words.lower().split()).replace("\u2019", "'"))


def begins_names(word: str) -> bool:
    """Whether the name of a medicine may begin with `word`, spelt right, and go on with another."""
    return _PARTS.split(word.lower().replace("\u2019", "'"), maxsplit=1)[0] in _first_words()


_PARTS = re.compile(r"[ .\-/]")


@cache
def _first_words() -> frozenset[str]:
    return frozenset(_PARTS.split(name, maxsplit=1)[0] for name in _names() if _PARTS.search(name))


def misread_drug(word: str) -> Drug | None:
    """As `drug`, for one word in which only letters of the same look were mixed up: safe enough for prose."""
    low = word.lower()
    if len(low) < _FUZZY_FROM or low.replace("\u00e9", "e") in _ORDINARY:
        return None
    name = _skeletons().get(_skeleton(low)) or _thin().get(_without_thin(low))
    if name is None or OSA.distance(name, low) > _THIN_LOST_MAX:
        return None
    return Drug(name, _names()[name], name == low)


def _exact(word: str) -> Drug | None:
    names = _names()
    if word in names:
        return Drug(word, names[word], True)
    slashed = word.replace("/", "-").replace(" - ", "-")
    return Drug(word, names[slashed], True) if slashed in names else None


@lru_cache(maxsize=8192)
def _drug(word: str) -> Drug | None:
    known = _exact(word)
    if known is not None:
        return known
    if " " not in word and (known := misread_drug(word)) is not None:
        return known
    names = _names()
    if len(word) < _FUZZY_FROM or word in _ORDINARY or not re.fullmatch(r"[a-z0-9|!$'\- ]+", word):
        return None
    near = _near(word)
    return Drug(near, names[near], False) if near is not None else None


def _near(word: str) -> str | None:
    """The one name within a letter (two from ten letters on) of `word`, where no other is as near or nearly so."""
    allowed = 2 if len(word) >= _FUZZY_TWO_FROM else 1
    matches = process.extract(word, _spellings(), scorer=OSA.distance, score_cutoff=allowed + 1, limit=4)
    near = [(name, distance) for name, distance, _ in matches]
    if not near or near[0][1] > allowed or len(near[0][0]) < _FUZZY_FROM:
        return None
    if near[0][0][0] != word[0] and near[0][0][1:] != word:  # the first letter differs, and was not just lost
        return None
    generics = _names()
    rivals = {generics[name] for name, distance in near if distance <= near[0][1] + 1}
    return near[0][0] if len(rivals) == 1 else None


def _skeleton(word: str) -> str:
    """`word` with the letters that OCR mixes up made one."""
    return word.replace("rn", "m").translate(_SAME_LOOK)


@cache
def _skeletons() -> dict[str, str]:
    """Skeleton -> name, where one name alone has it."""
    names: dict[str, list[str]] = {}
    for name in _spellings():
        names.setdefault(_skeleton(name), []).append(name)
    return {skeleton: alike[0] for skeleton, alike in names.items() if len(alike) == 1}


_THIN_LOST_MAX = 2
_THIN_FROM = 6
_THIN_LETTERS = str.maketrans("", "", "iltj1|!")


def _without_thin(word: str) -> str:
    """`word` without the letters that a line reader loses beside others: "lsinopril", "acetamnophen"."""
    left = word.translate(_THIN_LETTERS)
    return left if len(left) >= _THIN_FROM - 1 else ""


@cache
def _thin() -> dict[str, str]:
    """Name without thin letters -> name, where one substance alone has it."""
    names: dict[str, list[str]] = {}
    for name in _spellings():
        names.setdefault(_without_thin(name), []).append(name)
    names.pop("", None)
    return {left: alike[0] for left, alike in names.items() if len({_names()[name] for name in alike}) == 1}


@cache
def _spellings() -> tuple[str, ...]:
    return tuple(name for name in _names() if len(name) >= _FUZZY_FROM - 1)


@cache
def _names() -> dict[str, str]:
    """Every name of the table with its generic name; salts and fixed combinations included."""
    names: dict[str, str] = {}
    for line in files("faxpipe.fields.kinds").joinpath("drugs.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        generic, _, brands = line.partition(":")
        for name in (generic, *brands.split(",")):
            if name.strip():
                names.setdefault(name.strip(), generic.strip())
    return names
