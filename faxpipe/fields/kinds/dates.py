"""Calendar dates as people write them in the United States: ISO 8601 out, or a year and month.

Place in the sentence: words -> **fields**, kind "date". US order, month first; only where the first number
cannot be a month the day is first. No clock: two-digit and missing years are taken near `reference`, the day the
fax arrived; years of birth lie in its past. What has the shape of a date and is none (02/30/1950) is kept as
printed with a failed check, for a wrong date that is shown beats a date that is dropped.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from faxpipe.fields.kinds.found import DIGIT_LIKE, Found, bounded, fold_digits, real_digits
from faxpipe.fields.kinds.months import MONTH_WORD, month_number
from faxpipe.referral import Check

AGE_MAX = 110
_D = f"[{DIGIT_LIKE}]"
_SEP = r"(?:[ ]{0,2}[/\\\-\u2010-\u2015]{1,2}[ ]{0,2}|[ ]?\.)"
_CLOCK = r"(?=\d{1,2}:\d\d)"
"""A time that runs into a date: "8-18-2517:40"."""
_YEAR = rf"(?P<year>{_D}{{4}}(?!:\d)|(?:19|20)[ ]\d{{2}}|'?{_D}{{2}})"
_END = rf"(?:{_CLOCK}|(?![0-9]|[/\-][0-9]))"
_ISO = re.compile(
    rf"(?<![0-9A-Za-z])(?P<year>[12]{_D}{{3}}){_SEP}(?P<one>{_D}{{1,2}}){_SEP}(?P<two>{_D}{{1,2}}){_END}"
)
_NUMERIC = re.compile(
    rf"(?:(?<![0-9A-Za-z/])|(?<=DOB)|(?<=[Dd]ate))(?<![0-9][.\-])(?P<one>{_D}{{1,2}}){_SEP}(?P<two>{_D}{{1,2}}){_SEP}{_YEAR}(?![A-Za-z]){_END}"
)
_ORDINAL = r"(?:\s?(?:st|nd|rd|th))?"
_MONTH_FIRST = re.compile(
    rf"(?<![A-Za-z])(?P<month>{MONTH_WORD})[.,'\u2019]?[\s\-/]{{0,3}}(?P<day>{_D}{{1,2}})(?![0-9]){_ORDINAL}(?![A-Za-z0-9])"
    rf"(?:[\s,.\-/]{{1,4}}(?P<year>[12]{_D}{{3}}(?![0-9A-Za-z])|'{_D}{{2}}(?![0-9A-Za-z])|(?<=[,\-/ "
    rf"])\d{{2}}(?=\s*(?:$|[\n;,.)]))))?"
)
_DAY_FIRST = re.compile(
    rf"(?<![0-9A-Za-z/.])(?P<day>{_D}{{1,2}}){_ORDINAL}[\s\-/.]{{0,2}}(?:of\s{{1,2}})?(?P<month>{MONTH_WORD})(?![A-Za-z])"
    rf"(?:[\s,.\-/]{{0,4}}(?P<year>[12]{_D}{{3}}(?![0-9A-Za-z])|'{_D}{{2}}(?![0-9A-Za-z])|(?<=[,\-/ "
    rf"])\d{{2}}(?=\s*(?:$|[\n;,.)]))))?"
)
_RUN_TOGETHER = re.compile(
    r"(?<![0-9A-Za-z/.])(?P<day>[0-3]?\d)(?P<month>[A-Za-z]{3,4})(?P<year>(?:19|20)?\d{2})(?![0-9A-Za-z])"
)
""" "16OCT2026", "3Sep26": no sign and no blank between"""
_MONTH_YEAR = re.compile(
    rf"(?<![A-Za-z])(?P<month>{MONTH_WORD})(?:[.,\s\-]{{1,3}}(?:of\s)?)(?P<year>(?:19|20)\d{{2}})(?![0-9A-Za-z])"
)
_NUMBERS_MONTH_YEAR = re.compile(
    r"(?<![0-9A-Za-z/.\-])(?P<month>0?[1-9]|1[0-2])\s?[/\-]\s?(?P<year>(?:19|20)\d{2})(?![0-9A-Za-z]|[/\-]\d)"
)
_NO_YEAR = re.compile(
    r"(?<![0-9A-Za-z/.\-])(?P<one>\d{1,2})(?:\s?/\s?|-)(?P<two>\d{1,2})(?![0-9A-Za-z%]|\s?/|[.\-]\d)"
)
_NO_YEAR_CUE = re.compile(
    r"(?:\b(?:on|dated?|since|onset|seen|done|from|by|of|until|till|mri|ct|cat scan|x-?rays?|films?|scan|"
    r"dexa|dxa|bmd|scheduled|visit|"
    r"performed|fell|fall|injury|injured|started|began|doi|dos)\W{0,3}|^\W*)$",
    re.IGNORECASE,
)
_EIGHT = re.compile(r"\W*(\d{8})\W*")
_SLASH_AS_ONE = re.compile(r"(?<![0-9A-Za-z])([01]\d)[1Il|]([0-3]\d)[1Il|]((?:19|20)\d{2})(?![0-9A-Za-z])")
_SEPARATOR_LOST = re.compile(
    r"(?<![0-9A-Za-z/.\-])([01]\d)(?:[/.\-]([0-3]\d)|([0-3]\d)[/.\-])((?:19|20)\d{2})(?![0-9A-Za-z])"
)
""" "0114.1965", "03.011934": one of the two signs between the numbers was not seen"""
_SEPARATOR_MISREAD = re.compile(
    r"(?<![0-9A-Za-z/.\-])([01]?\d)(?:[/.\-]([0-3]?\d)[,:;]|[,:;]([0-3]?\d)[/.\-])((?:19|20)\d{2})(?![0-9A-Za-z])"
)
""" "02.07,2025", "02:09.2025": one of the two was read as another sign"""
_GARBLED = re.compile(
    r"(?<![0-9A-Za-z/])[0-9A-Za-z?|!]{1,2}/[0-9A-Za-z?|!]{1,2}/(?:[0-9A-Za-z?]{4}|[0-9A-Za-z?]{2})(?![0-9A-Za-z/])"
)
_AHEAD = timedelta(days=65)
_DIGIT = re.compile(r"\d")


def find_dates(text: str, reference: date, *, birth: bool = False) -> tuple[Found, ...]:
    """Every date in `text`, in its order; each stretch of text is read once, by the surest pattern.

    `reference`: the day the fax arrived. `birth`: only whole dates, and two-digit years in the past; a birth in
    the future or more than 120 years ago has a failed check. Notes: "day_first", "year_inferred", "month_only",
    "century_guess", "slash_as_one", "compact", "garbled" (unreadable, value as printed), "impossible".
    """
    text = bounded(text)
    return _found(text, reference, birth) if _DIGIT.search(text) else ()


@lru_cache(maxsize=2_000)
def _found(text: str, reference: date, birth: bool) -> tuple[Found, ...]:
    taken: list[Found] = []
    for found in _all(text, reference, birth):
        if not any(found.start < other.end and other.start < found.end for other in taken):
            taken.append(found)
    return tuple(sorted(taken, key=lambda found: found.start))


def whole_days(text: str, reference: date) -> tuple[str, ...]:
    """The days in `text` whose year, month and day are all printed and possible, as ISO 8601."""
    return tuple(
        str(found.value)
        for found in find_dates(text, reference)
        if found.check is Check.PASSED and not found.repaired and not found.note
    )


def _all(text: str, reference: date, birth: bool) -> list[Found]:
    found = [_iso(match, reference, birth) for match in _ISO.finditer(text)]
    found += [_numeric(match, reference, birth) for match in _NUMERIC.finditer(text)]
    for pattern in (_RUN_TOGETHER, _MONTH_FIRST, _DAY_FIRST):
        found += [_worded(match, reference, birth) for match in pattern.finditer(text)]
    found += [_slash_as_one(match, reference, birth) for match in _SLASH_AS_ONE.finditer(text)]
    for pattern in (_SEPARATOR_LOST, _SEPARATOR_MISREAD):
        found += [_separator_lost(match, reference, birth) for match in pattern.finditer(text)]
    if compact := _EIGHT.fullmatch(text):
        found.append(_compact(compact, reference, birth))
    if not birth:
        found += [_month_year(match) for match in _MONTH_YEAR.finditer(text)]
        found += [_month_year(match) for match in _NUMBERS_MONTH_YEAR.finditer(text)]
        found += [_no_year(match, text, reference) for match in _NO_YEAR.finditer(text)]
    found += [_garbled(match) for match in _GARBLED.finditer(text)]
    return [one for one in found if one is not None]


def _iso(match: re.Match[str], reference: date, birth: bool) -> Found | None:
    parts = (match["year"], match["one"], match["two"])
    if real_digits("".join(parts)) < 4:
        return None
    year, month, day = (int(fold_digits(part)) for part in parts)
    return _dated(match, (year, month, day), _repaired(parts), "", reference, birth)


def _numeric(match: re.Match[str], reference: date, birth: bool) -> Found | None:
    parts = (match["one"], match["two"], match["year"].lstrip("'").replace(" ", ""))
    raw = "".join(parts)
    if real_digits(raw) * 2 <= len(raw):
        return None
    between = (
        match.string[match.end("one") : match.start("two")] + match.string[match.end("two") : match.start("year")]
    )
    if len(parts[2]) == 2 and "/" in between and between.strip(" /\\") != "":
        return None
    month, day = int(fold_digits(parts[0])), int(fold_digits(parts[1]))
    note = ""
    if month > 12 >= day >= 1 and month <= 31:
        month, day, note = day, month, "day_first"
    year, guess = _year(fold_digits(parts[2]), (month, day), reference, birth)
    return _dated(match, (year, month, day), _repaired(parts), note or guess, reference, birth)


def _worded(match: re.Match[str], reference: date, birth: bool) -> Found | None:
    month = month_number(match["month"])
    if month is None or real_digits(match["day"]) == 0:
        return None
    day = int(fold_digits(match["day"]))
    printed = (match["year"] or "").lstrip("'")
    if not printed:
        if birth or not 1 <= day <= 31:
            return None
        return _inferred(match.start(), match.end(), month, day, reference)
    year, guess = _year(fold_digits(printed), (month, day), reference, birth)
    return _dated(match, (year, month, day), _repaired((match["day"], printed)), guess, reference, birth)


def _slash_as_one(match: re.Match[str], reference: date, birth: bool) -> Found | None:
    found = _dated(match, (int(match[3]), int(match[1]), int(match[2])), True, "slash_as_one", reference, birth)
    if found.check is not Check.PASSED:
        return None
    return Found(found.value, found.start, found.end, Check.PLAIN, True, "slash_as_one")


def _separator_lost(match: re.Match[str], reference: date, birth: bool) -> Found | None:
    day = match[2] or match[3]
    found = _dated(match, (int(match[4]), int(match[1]), int(day)), True, "separator_lost", reference, birth)
    if found.check is not Check.PASSED:
        return None
    return Found(found.value, found.start, found.end, Check.PLAIN, True, "separator_lost")


def _compact(match: re.Match[str], reference: date, birth: bool) -> Found | None:
    digits = match[1]
    orders = ((digits[4:], digits[:2], digits[2:4]), (digits[:4], digits[4:6], digits[6:]))
    for year, month, day in orders:
        whole = _calendar(int(year), int(month), int(day))
        if whole is not None and reference.year - AGE_MAX <= whole.year <= reference.year + 2:
            return _dated(match, (whole.year, whole.month, whole.day), False, "compact", reference, birth)
    return None


def _month_year(match: re.Match[str]) -> Found | None:
    month = int(match["month"]) if match["month"].isdigit() else month_number(match["month"])
    if month is None:
        return None
    return Found(f"{match['year']}-{month:02d}", match.start(), match.end(), note="month_only")


def _no_year(match: re.Match[str], text: str, reference: date) -> Found | None:
    month, day = int(match["one"]), int(match["two"])
    before = text[max(0, match.start() - 60) : match.start()]
    alone = match[0] == text.strip(" .,;:()")
    if "/" not in match[0] and (alone or not _dashed_day(before, text[match.end() :])):
        return None
    cued = match.start() > 0 and before.strip() and _NO_YEAR_CUE.search(before[-20:])
    told = not _is_grade(month, day) and _TOLD_OF.search(before) is not None
    if not (alone or cued or told):
        return None
    return _inferred(match.start(), match.end(), month, day, reference)


def _dashed_day(before: str, behind: str) -> bool:
    """Whether "11-2" is a day: behind a word that days follow, and no range of something that is counted."""
    return _DASH_CUE.search(before) is not None and _COUNTED.match(behind) is None


def _is_grade(one: int, two: int) -> bool:
    """Whether "7/10" or "4/5" may be a score or a grade of strength rather than a day."""
    return one <= two and two in _GRADES


_GRADES = frozenset({4, 5, 6, 10})
_TOLD_OF = re.compile(
    r"(?:\b(?:fell|fall|slid|slipp\w+|tripp\w+|injur\w+|hurt|thrown|landed|began|started|onset|since|mri|ct|x-?rays?|xr"
    r"|films?|scan\w*|dexa|seen|admitted|hospitali[sz]ed|discharged|accident|mva|mvc|surgery|visit|performed|done"
    r"|obtained|taken)\b[^.;,:()\d]{0,45}\s|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b[\s,]{0,2})\(?$",
    re.IGNORECASE,
)
"""Of what is told that it happened on a day: "fell out of bed 10/25", "last Saturday (11/7)"."""
_DASH_CUE = re.compile(
    r"\b(?:on|dated?|since|onset|from|until|mri|ct|x-?rays?|films?|scan|dexa|fell|fall|injury|injured|doi|dos)\s$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s?(?:[a-z]*\s?(?:weeks?|wks?|days?|months?|mos?|years?|yrs?|hours?|hrs?|minutes?|mins?)\b|(?:x|times|occasions?"
    r"|pills?|tab\w*|cap\w*|puffs?|lit\w+|l|mg|mcg|g|ml|cc|units?|percent|levels?|points?|inch\w*|cm|mm|drinks?|packs?"
    r"|blocks?|different|separate|other|medic\w+|drugs?|per|out)\b|[%/\-])",
    re.IGNORECASE,
)


def _garbled(match: re.Match[str]) -> Found | None:
    if real_digits(match[0]) < 2:
        return None
    return Found(match[0], match.start(), match.end(), Check.UNREADABLE, False, "garbled")


def _inferred(start: int, end: int, month: int, day: int, reference: date) -> Found | None:
    """The last such day before `reference`, or one of the next two months (a study that is scheduled)."""
    for year in (reference.year + 1, reference.year, reference.year - 1):
        whole = _calendar(year, month, day)
        if whole is not None and whole <= _later(reference):
            return Found(whole.isoformat(), start, end, Check.PLAIN, False, "year_inferred")
    return None


def _later(reference: date) -> date:
    return reference + _AHEAD if reference < date.max - _AHEAD else reference


def _dated(
    match: re.Match[str], parts: tuple[int, int, int], repaired: bool, note: str, reference: date, birth: bool
) -> Found:
    whole = _calendar(*parts)
    if whole is None:
        return Found(match[0].strip(), match.start(), match.end(), Check.FAILED, repaired, "impossible")
    check = Check.PASSED
    if birth and (whole > reference or reference.year - whole.year > 120):
        check, note = Check.FAILED, "no_birth"
    return Found(whole.isoformat(), match.start(), match.end(), check, repaired, note)


def _year(printed: str, month_day: tuple[int, int], reference: date, birth: bool) -> tuple[int, str]:
    """The year that `printed` (two or four digits) means, and a note where either century could be meant."""
    if len(printed) == 4:
        return int(printed), ""
    century = reference.year - reference.year % 100
    late, early = century + int(printed), century - 100 + int(printed)
    if not birth:
        return (late if late <= reference.year + 10 else early), ""
    if late > reference.year or (late == reference.year and month_day > (reference.month, reference.day)):
        return early, ""
    return (early, "century_guess") if reference.year - early <= AGE_MAX else (late, "")


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _repaired(parts: tuple[str, ...]) -> bool:
    return any(fold_digits(part) != part for part in parts)
