"""How far a word is from another by the faults of reading print on a fax, and the cue words that it may have been.

Between words and prose. A stroke read as its like ("saddie", "incontlnent") costs less than another letter, so
a cue misread in two letters is known again while an ordinary word that differs in one is not. Words that deny are
never guessed: what was not read as "no" denies nothing that was read. Only a cue that was itself guessed is not
believed beside what may have been a denial. A word that is none, and a denial once signs that print alike are
taken for one another ("Denles", "w1thout"), is no guess: it has only that reading.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from rapidfuzz.distance import Levenshtein

LIKE, THIN, OTHER = 0.5, 0.7, 1.0
"""Cost of a letter read as one that looks like it, of a thin letter lost or added, and of any other fault."""

_GROUPS = ("iltjfr1", "aeocsuvxz", "nuhmrw", "bhkd", "gqy", "vwyu", "pr", "tl", "ce", "kx")
_THIN = frozenset("iltjr1")
_DISTANT = 3

SHORT_CUES = tuple(
    "saddle cauda equina groin bowel rectal urine burst unable foot loss cord void numb urinate".split()
)
"""Cues of fewer than seven letters, of which every phrase needs another word beside them."""

_ORDINARY = frozenset(
    """
        paddle saddled saddles equine grain groan grown green gross towel vowel bower bowed bowels rental recall
        recital marine purine urines bursa bursae bursts bust hurst enable usable viable tunable fool food loot
        root boot feet fort port lost lose less lass boss moss toss loses loves avoid voids voice card cold word
        code core lord ford corn cords chord coed care cured curd dumb thumb nub rectus rector radial unable
        bottle little middle puddle cattle candle handle needle causa causal vocal focal local loose lots cost
        foots cross class glass pass miss load toad road food good book look took door wood
    """.split()
)


def nearest(read: str, known: tuple[str, ...], limit: float) -> str:
    """The one of `known` that `read`, in lower case, most likely was, within `limit` of it; "" for none."""
    near = [
        (cost, word)
        for word in known
        if Levenshtein.distance(read, word, score_cutoff=_DISTANT) <= _DISTANT
        and (cost := distance(read, word)) <= limit
    ]
    return min(near, default=(0.0, ""))[1]


def short_cue(read: str) -> str:
    """The short cue that a word of four to seven letters is a likely misreading of; "" for ordinary words."""
    if not 4 <= len(read) <= 7 or not read.isalpha() or read in _ORDINARY or read in SHORT_CUES:
        return ""
    if swapped := next((word for word in SHORT_CUES if _swapped(read, word)), ""):
        return swapped
    found = nearest(read, SHORT_CUES, 1.0)
    return found if found and (len(found) > 5 or distance(read, found) <= LIKE) else ""


def _swapped(read: str, word: str) -> bool:
    """Whether two neighbours changed places behind the first letter of a word: "burts"."""
    if len(read) != len(word) or len(word) < SWAPPED_FROM or read[0] != word[0] or sorted(read) != sorted(word):
        return False
    apart = [at for at in range(len(word)) if read[at] != word[at]]
    return len(apart) == 2 and apart[1] - apart[0] == 1


SWAPPED_FROM = 5


@cache
def _alike(one: str, other: str) -> bool:
    return any(one in group and other in group for group in _GROUPS)


def distance(read: str, word: str) -> float:
    """Cost of the cheapest way in which `word` was read as `read`."""
    row = [0.0]
    for letter in word:
        row.append(row[-1] + (THIN if letter in _THIN else OTHER))
    for seen in read:
        added = THIN if seen in _THIN else OTHER
        after = [row[0] + added]
        for at, letter in enumerate(word):
            swap = 0.0 if seen == letter else LIKE if _alike(seen, letter) else OTHER
            lost = THIN if letter in _THIN else OTHER
            after.append(min(row[at] + swap, row[at + 1] + added, after[at] + lost))
        row = after
    return row[-1]


def may_deny(read: str) -> bool:
    """Whether a word in lower case, which denies nothing as it was read, may be a denial misread: "denles"."""
    if read in _DENIALS or read in _NO_DENIALS or not read.isalpha():
        return False
    return any(
        abs(len(read) - len(word)) <= 1 and distance(read, word) <= (LIKE if len(word) < 5 else OTHER)
        for word in _DENIALS
    )


def denial_of(read: str) -> str:
    """The denial that a word in lower case is but for signs that print alike ("denles"), or, in a long one, for a
    stroke ("danies"), which makes no other word; "" for others."""
    printed = _BY_PRINT.get(_as_printed(read), "")
    if printed or len(read) < LONG_DENIAL or not read.isalpha() or read in _PLAIN_DENIALS:
        return printed
    if Levenshtein.distance(read, "without", score_cutoff=1) <= 1:  # "witout": no other word is so near
        return "without"
    return nearest(read, _LONG_DENIALS, LIKE)


def _as_printed(word: str) -> str:
    """A word with one sign for all that look the same on a fax, accents left out."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    return plain.replace("vv", "w").replace("rn", "m").translate(_SAME_PRINT)


_SAME_PRINT = str.maketrans({"l": "i", "1": "i", "|": "i", "!": "i", "\u0131": "i", "0": "o"})
_PLAIN_DENIALS = ("no", "not", "nor", "denies", "denied", "denying", "without", "negative", "never", "neither")
"""Denials that no other English word prints like, as "falls" does like "fails"."""
_BY_PRINT = {_as_printed(word): word for word in _PLAIN_DENIALS} | {
    wrong: "denies" for wrong in ("denys", "deneis", "deines", "denyes")
}
"""As they print, and as typists get "denies" wrong."""
NO_WORDS = {"nq": "no", "nqt": "not"}
"""A ring with a speck at its foot."""
_BY_PRINT |= NO_WORDS
LONG_DENIAL = 6
_LONG_DENIALS = tuple(word for word in _PLAIN_DENIALS if len(word) >= LONG_DENIAL)
_DENIALS = ("no", "not", "nor", "denies", "denied", "without", "negative", "never", "none")
_NO_DENIALS = frozenset("mo now note noted nose hot net nut nods none's".split())
