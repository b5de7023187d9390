"""National Provider Identifiers: ten digits, the first 1 or 2, the last a Luhn digit over 80840 + NPI.

Place in the sentence: words -> **fields**, kind "npi". Method: 45 CFR 162.406 and the CMS check digit note.
"""

from __future__ import annotations

import re

from faxpipe.fields.kinds.found import DIGIT_LIKE, Found, bounded, fold_digits, real_digits
from faxpipe.referral import Check

_D = f"[{DIGIT_LIKE}]"
_STROKES = "lIi|"
"""What the edge of a cell behind a number is read as."""
_LABEL = r"(?:N\s?P\s?[I1l|]|Nat(?:iona|')?l?\s+Provider\s+(?:Id(?:entifier)?|No|Number))"
_LABELLED = re.compile(
    rf"(?i:{_LABEL}\s{{0,3}}(?:number|num|no|id)?)[\s#:.\-=_(]{{0,6}}"
    rf"(?P<digits>{_D}(?:{_D}|[ \-.]{{1,2}}(?![|!]){_D}){{7,11}})[A-Za-z]?(?![0-9A-Za-z])",
)
_BARE = re.compile(rf"(?<![0-9A-Za-z/\-.])(?P<digits>{_D}(?:[ ]?{_D}){{9}})[{_STROKES}]?(?![0-9A-Za-z]|[/\-.]\d)")
_DIGITS_MIN = 6
_PREFIX = "80840"


def find_npis(text: str) -> tuple[Found, ...]:
    """Every NPI in `text`. `failed` where ten digits stand there and the check digit says no.

    After the word NPI a number of another length is reported as `failed` with the note "length"; elsewhere
    only ten digits that pass are taken, for all else may be a telephone number or an account.
    """
    text = bounded(text)
    taken: dict[int, Found] = {}
    for pattern, labelled in ((_LABELLED, True), (_BARE, False)):
        for match in pattern.finditer(text):
            whole = match["digits"].strip() == text.strip()
            found = _read(match, sure=labelled or whole)
            if not labelled and found is not None and _drawn(str(found.value)):
                continue
            if found is not None and not any(_overlap(found, other) for other in taken.values()):
                taken[found.start] = found
    return tuple(taken[start] for start in sorted(taken))


def _drawn(digits: str) -> bool:
    """Whether digits are nearly all the same: a row of dashes read as figures, "2222232227"."""
    return max(map(digits.count, set(digits))) >= SAME_SIGNS


SAME_SIGNS = 7


def npi_valid(digits: str) -> bool:
    """Whether `digits` is an NPI: length, first digit and check digit."""
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()) or digits[0] not in "12":
        return False
    return _luhn(_PREFIX + digits) == 0


def _read(match: re.Match[str], *, sure: bool) -> Found | None:
    raw = re.sub(r"[ \-.]", "", match["digits"])
    digits = fold_digits(raw)
    if real_digits(raw) < _DIGITS_MIN:
        return None
    start, end = match.span("digits")
    if len(digits) == 11 and not raw[-1].isdigit() and npi_valid(digits[:10]):
        return Found(digits[:10], start, end - 1, Check.PASSED, True)
    if len(digits) != 10:
        return Found(digits, start, end, Check.FAILED, digits != raw, "length") if sure else None
    if npi_valid(digits):
        return Found(digits, start, end, Check.PASSED, digits != raw)
    if not sure:
        return None
    return Found(digits, start, end, Check.FAILED, digits != raw, "check_digit")


def _luhn(digits: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end
