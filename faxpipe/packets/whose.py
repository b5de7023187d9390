"""Whom a page names, and whether two pages can mean one person.

Between words and packets, below `group`. Two things speak: the name and the birth date. Noise in one of them is
forgiven, a difference in both is not; two of one surname, a father and his son, names a letter apart are told by
their birth dates or by Sr. and Jr., twins by their first names.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Hamming, Levenshtein

from faxpipe.packets.called import SUFFIXES, generation, one_called, suffixes_apart

SamePerson = Callable[[str, str], float]
"""How likely two printed names mean one person, 0..1, forgiving order, initials and misread letters."""

SAME_NAME = 0.85
ONE_NAME = 0.975
"""Above, two names are one with at most a letter between them."""
TWO_LETTERS = 0.95
"""Below, more than a letter differs: Marion and Martin."""
OTHER_NAME = 0.6
SURE = 0.6
"""A name read with less confidence (handwriting) may join pages but never part them."""
APART_DIGITS = 4
"""Birth dates that differ in so many digits are two dates, not one misread."""
GENERATION_YEARS = 15
CRISP = 0.9
"""A name read with this confidence stands as it was read, but for a letter."""
DAMAGED = 70
"""Letters in common, of 100, from which two names may be one that noise has hurt all over."""
STRANGE = 35
"""Letters in common, of 100, that any two names have."""


@dataclass(frozen=True, slots=True)
class PatientMark:
    """Whom a page names; None where it does not say. `birth_date` is ISO 8601, `confidence` 0..1."""

    name: str | None = field(default=None, repr=False)
    birth_date: str | None = field(default=None, repr=False)
    confidence: float = 1.0

    @property
    def silent(self) -> bool:
        return self.name is None and self.birth_date is None

    @property
    def whole(self) -> bool:
        """Whether it gives more than one name of the person."""
        return self.name is not None and " " in self.name.strip()

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE


UNNAMED = PatientMark()


class Relation(Enum):
    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"


def relation(a: PatientMark, b: PatientMark, same_person: SamePerson) -> Relation:
    """Whether two marks mean one person."""
    names = [mark.name for mark in (a, b) if mark.name is not None and mark.whole]
    digits = digits_apart(a, b)
    if len(names) < 2:  # "Roe" alone neither joins nor parts
        if digits is None:
            return Relation.UNKNOWN
        return Relation.SAME if digits == 0 else _parted(a, b) if digits > 2 else Relation.UNKNOWN
    if digits == 0:
        return Relation.OTHER if twins(a, b) else Relation.SAME
    if _generations_apart(a, b, digits):
        return _parted(a, b)
    return _by_name(a, b, likeness(names[0], names[1], same_person), digits)


def likeness(one: str, other: str, same_person: SamePerson) -> float:
    """How well two names agree, 0..1, a first name in its short form too, which is never quite the same."""
    plain = same_person(one, other)
    first, theirs = letters(one).partition(" "), letters(other).partition(" ")
    if plain > SAME_NAME or first[0] == theirs[0] or not one_called(first[0], theirs[0]):
        return plain
    return max(plain, min(CALLED, same_person(f"{first[0]} {first[2]}", f"{first[0]} {theirs[2]}")))


CALLED = 0.94
"""Likeness of Bill Roe and William Roe: one person, unless the birth dates are two."""


def twins(a: PatientMark, b: PatientMark) -> bool:
    """Whether two marks clearly give one surname and one birth date, and first names that no slip makes one."""
    if digits_apart(a, b) != 0 or min(a.confidence, b.confidence) < CRISP:
        return False
    own, theirs = ((letters(mark.name or "")).split() for mark in (a, b))
    if min(len(own), len(theirs)) < 2 or own[-1] != theirs[-1] or own[0] in theirs or theirs[0] in own:
        return False
    brief = any(len(word) == 1 for word in (own[0], theirs[0]))
    return not brief and not one_called(own[0], theirs[0]) and fuzz.partial_ratio(own[0], theirs[0]) < DAMAGED


def _generations_apart(a: PatientMark, b: PatientMark, digits: int | None) -> bool:
    """Sr. and Jr., or one of the two against a name without either that has quite another birth date."""
    own, theirs = generation(a.name or ""), generation(b.name or "")
    if own is not None and theirs is not None:
        return own != theirs
    if own is theirs or digits is None:
        return False
    return digits >= APART_DIGITS or (digits == APART_DIGITS - 1 and years_apart(a, [b]) >= GENERATION_YEARS)


def _by_name(a: PatientMark, b: PatientMark, likeness: float, digits: int | None) -> Relation:
    if likeness > SAME_NAME:
        apart = digits is not None and digits >= APART_DIGITS - (likeness < TWO_LETTERS)
        return _parted(a, b) if apart and likeness < 1.0 else Relation.SAME
    if likeness >= OTHER_NAME:
        if digits is None:
            crisp = min(a.confidence, b.confidence) >= CRISP and _in_common(a.name or "", b.name or "") < DAMAGED
            return _parted(a, b) if crisp else Relation.UNKNOWN
        return Relation.SAME if digits <= 2 else _parted(a, b)
    names = a.name or "", b.name or ""
    if (digits is None or digits <= 2) and (_damaged(*names) or _torn(*names)):
        return Relation.UNKNOWN
    return _parted(a, b)


def relation_to(mark: PatientMark, marks: Sequence[PatientMark], same_person: SamePerson) -> Relation:
    """Whether `mark` means the person whom all of `marks` mean."""
    relations = [relation(mark, other, same_person) for other in marks]
    if Relation.SAME in relations:
        return Relation.SAME
    return Relation.OTHER if Relation.OTHER in relations else Relation.UNKNOWN


def namesake(mark: PatientMark, marks: Sequence[PatientMark], digits: int = APART_DIGITS) -> bool:
    """Whether `mark` gives a birth date that is none of theirs, misread or not: of one name, and two people."""
    apart = [known for other in marks if (known := digits_apart(mark, other)) is not None]
    return mark.sure and bool(apart) and min(apart) >= digits


def same_generation(a: PatientMark, b: PatientMark) -> bool:
    """Whether two marks say alike which of several people of one name they mean."""
    return generation(a.name or "") == generation(b.name or "")


def digits_apart(a: PatientMark, b: PatientMark) -> int | None:
    """How many digits of the two birth dates differ; None where one is not given."""
    return Hamming.distance(a.birth_date, b.birth_date) if a.birth_date and b.birth_date else None


def years_apart(mark: PatientMark, marks: Sequence[PatientMark]) -> int:
    """The least number of years between the birth date of `mark` and one of `marks`; 0 where none is given."""
    born = mark.birth_date
    return min(
        (abs(int(born[:4]) - int(other.birth_date[:4])) for other in marks if born and other.birth_date), default=0
    )


def nearly_born(a: PatientMark, b: PatientMark) -> bool:
    """At most one digit between two birth dates, or one page that gives none."""
    return (digits_apart(a, b) or 0) <= 1


def resembles(mark: PatientMark, marks: Sequence[PatientMark]) -> bool:
    """Whether an unsure name may be the name of `marks`: some letters in common, or the birth date."""
    if not mark.whole or mark.confidence < SCRIBBLE:
        return True
    if any(digits is not None and digits <= 2 for digits in (digits_apart(mark, other) for other in marks)):
        return True
    names = [letters(other.name) for other in marks if other.name is not None]
    return not names or max(fuzz.token_sort_ratio(letters(mark.name or ""), name) for name in names) >= STRANGE


SCRIBBLE = 0.4
"""Below this confidence the letters of a name say nothing."""


def letters(name: str) -> str:
    """Small letters without accents, words by single blanks."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z]+", bare.replace("'", "").replace("\u2019", "")))


def spelling(mark: PatientMark) -> tuple[str, str] | None:
    """First and last name as a page clearly gives them, in small letters; None for initials and doubtful print."""
    words = [word for word in letters(mark.name or "").split() if word not in SUFFIXES]
    if mark.confidence < CRISP or len(words) < 2 or len(words[0]) == 1:
        return None
    return words[0], words[-1]


def _torn(one: str, other: str) -> bool:
    """Whether two names are one but for the first letters, lost at a border: "nes Bianchi"."""
    a, b = letters(one).split(), letters(other).split()
    if min(len(a), len(b)) < 2 or a[-1] != b[-1]:
        return False
    short, long = sorted((a[0], b[0]), key=len)
    return len(short) >= TORN_LETTERS and long.endswith(short)


TORN_LETTERS = 3


def _damaged(one: str, other: str) -> bool:
    """Whether two names look like one that noise has hurt in all of its words; a family shares one word whole."""
    if _in_common(one, other) < DAMAGED:
        return False
    return not {word for word in letters(one).split() if len(word) > 2} & set(letters(other).split())


def _in_common(one: str, other: str) -> float:
    """Letters in common, of 100, in the order of the words or sorted."""
    a, b = letters(one), letters(other)
    return max(fuzz.ratio(a, b), fuzz.token_sort_ratio(a, b))


def _parted(a: PatientMark, b: PatientMark) -> Relation:
    return Relation.OTHER if a.sure and b.sure else Relation.UNKNOWN


def mentioned(text: str, people: Sequence[Sequence[PatientMark]]) -> int | None:
    """The one person whose birth date or whole name stands somewhere in `text`; None for nobody or several. Of
    several of one name it is the one whose birth date is told."""
    named = all_mentioned(text, people)
    if len(named) > 1:
        born = {who for who in named if any(_gives_birth(mark, text) for mark in people[who])}
        named = born if _all_called_alike([_called(people[who]) for who in named]) else named
    return named.pop() if len(named) == 1 else None


def _all_called_alike(names: Sequence[str]) -> bool:
    """Whether names are one but for a letter misread."""
    return all(Levenshtein.distance(name, names[0]) <= 1 for name in names)


def _gives_birth(mark: PatientMark, text: str) -> bool:
    return mark.sure and mark.birth_date is not None and birth_printed(mark.birth_date, text)


def _called(marks: Sequence[PatientMark]) -> str:
    """First and last name of a person, as the page has them that was read best."""
    best = max((mark for mark in marks if mark.name is not None), key=lambda mark: mark.confidence, default=None)
    words = [word for word in letters(best.name or "" if best else "").split() if word not in SUFFIXES]
    return " ".join((words[0], words[-1])) if words else ""


def all_mentioned(text: str, people: Sequence[Sequence[PatientMark]]) -> set[int]:
    """Everybody whose birth date or whole name stands in `text`, not as somebody's relative or contact.

    Where one name fits two people, it is theirs whom it fits better.
    """
    words = [(m.group(), m.start()) for m in re.finditer(r"[a-z]+", _bare(text)) if len(m.group()) > 1]
    found: dict[int, set[int]] = {}
    best: dict[int, float] = {}
    fits: list[tuple[int, int, float]] = []
    for who, marks in enumerate(people):
        for mark in marks:
            if not mark.sure:
                continue
            if mark.birth_date is not None and birth_printed(mark.birth_date, text):
                found.setdefault(who, set())
            for at, fit in _named(mark, words, text):
                fits.append((who, at, fit))
                best[at] = max(best.get(at, 0.0), fit)
    for who, at, fit in fits:
        if fit >= best[at]:
            found.setdefault(who, set()).add(at)
    return set(found)


def _bare(text: str) -> str:
    """As many characters as `text`, small, without accents."""
    return "".join((unicodedata.normalize("NFKD", c)[:1] or c).lower()[:1] for c in text)


WORD_FITS = 86
NEAR_WORDS = 3


def _named(mark: PatientMark, words: Sequence[tuple[str, int]], text: str) -> list[tuple[int, float]]:
    """(place, how well) of each mention of the whole name: first and last word of it close to each other."""
    spelt = [part for part in letters(mark.name or "").split() if len(part) > 1]
    parts = [part for part in spelt if part not in SUFFIXES]
    if len(parts) < 2:
        return []
    first, last, suffix = parts[0], parts[-1], spelt[-1]
    plain = [word for word, _ in words]
    found = []
    for _, fit, at in process.extract(last, plain, scorer=fuzz.ratio, score_cutoff=WORD_FITS, limit=20):
        near = range(max(0, at - NEAR_WORDS), min(len(plain), at + NEAR_WORDS + 1))
        other = max((fuzz.ratio(first, plain[i]) for i in near if i != at), default=0.0)
        behind = plain[at + 1] if at + 1 < len(plain) else ""
        if (
            other >= WORD_FITS
            and not suffixes_apart(suffix, behind)
            and not _RELATIVE.search(_line_before(text, words[at][1]))
        ):
            found.append((at, min(fit, other)))
    return found


_RELATIVE = re.compile(
    r"\b(?:spouse|husband|wife|son|daughter|mother|father|sister|brother|partner|contact|kin|guarantor|subscriber"
    r"|holder|insured|caregiver|relation(?:ship)?|guardian|proxy|poa)\b",
    re.IGNORECASE,
)


def _line_before(text: str, at: int) -> str:
    """What stands before a place on its line, from the last label of the patient's own name on."""
    return _PATIENTS_OWN.split(text[text.rfind("\n", 0, at) + 1 : at][-60:])[-1]


_PATIENTS_OWN = re.compile(r"\b(?:dependents?|dependants?|patient(?: name)?|pt)\s?[:.#]", re.IGNORECASE)
""" "Subscriber: Al Fox  Dependent: Ann Fox" on a card: it is hers."""


def birth_printed(birth_date: str, text: str) -> bool:
    """Whether a birth date, ISO 8601, stands in `text` in any of the ways in which days are printed."""
    return _printed(birth_date).search(text) is not None


def birth_told(birth_date: str, text: str) -> bool:
    """Whether a day stands in `text` as a day of birth, behind the word."""
    return any(_BORN.search(text[: day.start()]) is not None for day in _printed(birth_date).finditer(text))


_BORN = re.compile(r"\b(?:d\.?o\.?b|born|birth\s?date|date of birth|birth)\b\W{0,6}$", re.IGNORECASE)


@lru_cache(maxsize=256)
def _printed(birth_date: str) -> re.Pattern[str]:
    """The ways a day is printed: 3/12/1940, 03-12-40, March 12, 1940, 12 Mar 1940, 1940-03-12."""
    year, month, day = birth_date[:4], int(birth_date[5:7]), int(birth_date[8:10])
    name = rf"{calendar.month_abbr[month]}[a-z]*\.?"
    short = rf"(?:{year[:2]})?{year[2:]}"
    return re.compile(
        rf"(?<!\d)(?:0?{month}[-/. ]0?{day}[-/. ]{short}|{name} 0?{day},? {year}|0?{day}[- ]{name}[- ]{year}"
        rf"|{birth_date})(?!\d)",
        re.IGNORECASE,
    )
