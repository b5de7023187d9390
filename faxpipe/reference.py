"""The number on a letter by which its answer finds the referral again; says nothing about anybody.

Eight random characters and a check character, all from seventeen of Crockford's base32 that a fax seldom turns
into one another and that spell no words. Seventeen is prime, so the weighted sum tells every single wrong
character and every two that changed places. Printed in groups, `3K7M-9PRT-C`; stored and searched without the
dashes. Pure.
"""

from __future__ import annotations

import re
from itertools import islice, product
from typing import Protocol

ALPHABET = "3479CFHJKMNPRTWXY"
LENGTH = 9
PREFIX = "FAXPIPE:"
CANDIDATES_MAX = 64
"""How many readings of one smudged number are tried; each would still have to be a letter that was sent."""

# What OCR makes of the seventeen: of a character that is none of them, and of one that is.
_FOREIGN = {
    "0": "C",
    "1": "J7T",
    "2": "7",
    "5": "3",
    "6": "C",
    "8": "3",
    "A": "4",
    "B": "3R",
    "D": "P",
    "E": "F",
    "G": "C9",
    "I": "J7T",
    "L": "J",
    "O": "C",
    "Q": "9",
    "S": "39",
    "U": "J",
    "V": "YW",
    "Z": "7",
}
_OWN = {
    "3": "9",
    "7": "TY",
    "9": "3",
    "F": "PRT",
    "H": "MNK",
    "K": "XHR",
    "M": "NHW",
    "N": "MH",
    "P": "FR",
    "R": "PK",
    "T": "7Y",
    "W": "M",
    "X": "KY",
    "Y": "XT7",
}
_BETWEEN = r"[ \t.:_~\-–—]{0,3}"
_GROUPS = re.compile(rf"(?<![A-Z0-9])([A-Z0-9]{{4}}){_BETWEEN}([A-Z0-9]{{4}}){_BETWEEN}([A-Z0-9])(?![A-Z0-9])")
_CODE = re.compile(r"FAXPIPE\s*[:;.]?\s*([A-Z0-9]{9})(?![A-Z0-9])")


class Choices(Protocol):
    """What `make` needs of a source of randomness; `secrets.SystemRandom()` is one."""

    def choice(self, seq: str, /) -> str: ...


def make(rng: Choices) -> str:
    """A new reference, nine characters. Whoever stores it sees to it that no two are the same."""
    body = "".join(rng.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check_character(body)


def check(reference: str) -> bool:
    """Whether `reference`, without dashes, is well formed and its check character fits."""
    whole = len(reference) == LENGTH and all(letter in ALPHABET for letter in reference)
    return whole and _check_character(reference[:-1]) == reference[-1]


def shown(reference: str) -> str:
    """As it is printed and said on the phone: `3K7M-9PRT-C`."""
    return f"{reference[:4]}-{reference[4:8]}-{reference[8:]}"


def code(reference: str) -> str:
    """What the square code on the letter holds."""
    return PREFIX + reference


def typed(text: str) -> str | None:
    """The reference a person typed, with or without dashes, in either case; None where it is none."""
    plain = re.sub(r"[^0-9A-Z]", "", text.upper().removeprefix(PREFIX))
    return plain if check(plain) else None


def find_in(text: str) -> tuple[str, ...]:
    """Every reference that may stand in `text`, the likeliest first.

    `text` is what a square code held or what OCR made of a page. A number read without fault comes alone; of a
    smudged one come all well-formed readings with look-alikes in place of what was read, so the caller takes the
    first that belongs to a letter.
    """
    upper = text.upper()
    runs = [found[1] for found in _CODE.finditer(upper)]
    runs += ["".join(found.groups()) for found in _GROUPS.finditer(upper)]
    sure = [run for run in runs if check(run)]
    return tuple(dict.fromkeys(sure or [guess for run in runs for guess in _readings(run)]))


def _readings(run: str) -> tuple[str, ...]:
    """Well-formed references that OCR may have turned into `run`."""
    foreign = [_FOREIGN.get(letter, "") if letter not in ALPHABET else letter for letter in run]
    if not all(foreign) or sum(letter not in ALPHABET for letter in run) > LENGTH // 2:
        return ()
    whole = ["".join(letters) for letters in islice(product(*foreign), CANDIDATES_MAX)]
    fitting = [one for one in whole if check(one)]
    if fitting or len(whole) > 1:
        return tuple(fitting)
    swapped = (
        run[:place] + other + run[place + 1 :]
        for place, letter in enumerate(whole[0])
        for run in whole
        for other in _OWN.get(letter, "")
    )
    return tuple(one for one in swapped if check(one))


def _check_character(body: str) -> str:
    """Weights 1..8 are no multiples of 17, nor are their differences."""
    total = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]
