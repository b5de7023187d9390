"""What is measured or graded and makes a red flag by its number: strength that fell, urine that stayed, signs that
a body fights an infection, a bed in a hospital, somebody who walked and no longer can.

Place in the sentence: words -> packets -> **fields**; read by `flags.concepts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from spacy.tokens import Doc

from faxpipe.any_case import AnyCase


def measured_matches(doc: Doc) -> Iterator[tuple[str, int, int]]:
    """(flag, first token, token after) of each measured finding of `doc`."""
    text = doc.text  # put together anew at each call
    readers = _READERS if _FIGURE.search(text) else _WITHOUT_FIGURES
    yield from (found for reader in readers if (found := reader(doc, text)) is not None)


_FIGURE = re.compile(r"\d")


_GRADE = re.compile(r"(?<![\d/])([0-5])[+-]?\s?/\s?5(?![\d/])")
_MRC = AnyCase(r"\b(?:mrc|motor grade)\s?([0-5])(?![\d/])")
_STEPS = AnyCase(
    r"\b(?:mrc|motor|strength|power|grade)\b[^.;\d]{0,20}([0-5])[+-]?(?:/5)?\s?(?:-+>|\u2192|to)\s?([0-5])\b"
    r"(?!\s?(?:/\s?[^5\s]|\d))"
)
_THEN = AnyCase(
    r"\b(?:was|were|last|yesterday|previously|initially|on (?:admission|arrival)|prior|before|earlier|from"
    r"|\w+ (?:days?|weeks?) ago)\b"
)
_CLAUSE = AnyCase(r"[,;()]|\b(?:and|but|now|today|to)\b(?!\s?$)")
_LEG = AnyCase(
    r"\b(?:b?les?|l?rle|lle|legs?|lower ext\w*|hip flex\w*|knee ext\w*|dorsiflex\w*|quad\w*|df|pf|ehl|hf|ta)\b"
)


def _graded_worse(doc: Doc, text: str) -> tuple[str, int, int] | None:
    """Where the strength of the legs is graded lower than it was: "4/5 last week, 2/5 today"."""
    if not _LEG.search(text):
        return None
    if (steps := _STEPS.search(text)) and int(steps[2]) < int(steps[1]):
        return _worse(doc, steps.start(), steps.end())
    grades = list(_GRADE.finditer(text)) or list(_MRC.finditer(text))
    if len(grades) < 2:
        return None
    cuts = [0, *(cut.start() for cut in _CLAUSE.finditer(text)), len(text)]
    was: list[int] = []
    now: list[int] = []
    for low, high in pairwise(cuts):
        told = [int(grade[1]) for grade in grades if low <= grade.start() < high]
        (was if _THEN.search(text[low:high]) else now).extend(told)
    if (was and now and min(was) > max(now)) or _falls_by_day(text, grades):
        return _worse(doc, grades[0].start(), grades[-1].end())
    return None


def _falls_by_day(text: str, grades: Sequence[re.Match[str]]) -> bool:
    """Whether grades fall from a time that is told to now: "4/5 Monday, 3/5 Tuesday, 1/5 now"."""
    told = [int(grade[1]) for grade in grades]
    if told != sorted(told, reverse=True) or told[-1] == told[0]:
        return False
    last = grades[-1]
    now = _AT_PRESENT.search(text[grades[-2].end() : last.end() + BESIDE])
    return bool(now and _TIME.search(text[max(0, grades[0].start() - BESIDE) : grades[1].start()]))


BESIDE = 16
_AT_PRESENT = AnyCase(
    r"\b(?:now|today|tonight|overnight|(?:this|by) (?:morning|evening|afternoon|night|noon|am|pm))\b"
)
_TIME = AnyCase(
    r"\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|at (?:noon|\d{1,2}|one|two|three|four|five|six)"
    r"|last (?:wk|week|night)|ago|yesterday|noon|on (?:arrival|admission))\b"
)


def _worse(doc: Doc, start: int, end: int) -> tuple[str, int, int] | None:
    return _found(doc, "progressive_leg_weakness", start, end)


def _found(doc: Doc, flag: str, start: int, end: int) -> tuple[str, int, int] | None:
    span = doc.char_span(start, end, alignment_mode="expand")
    return (flag, span.start, span.end) if span is not None else None


_MUSCLE = AnyCase(
    r"\b(?:deltoids?|biceps|triceps|wrist (?:ext|flex)\w*|grip|finger \w+|intrinsics|interossei|hand|arm"
    r"|iliopsoas|psoas"
    r"|hip flex\w*|quad\w*|knee ext\w*|hamstrings?|dorsiflex\w*|plantar ?flex\w*|ehl|tibialis \w+|foot|leg)\b"
)
_WAS_SOUND = AnyCase(
    r"\b(?:was|were|had been|previously)\b(?: both| all| still)? (?:5/5|normal|full|intact|strong|fine)\b"
)
SOUND_GRADE = 5


def _newly_graded_low(doc: Doc, text: str) -> tuple[str, int, int] | None:
    """Where a muscle is graded weak that was sound before: "triceps 3+/5, normal at the visit of 9/2"."""
    grades = [grade for grade in _GRADE.finditer(text) if int(grade[1]) < SOUND_GRADE]
    if not grades or not _MUSCLE.search(text) or not _WAS_SOUND.search(text):
        return None
    return _found(doc, "neurologic_deficit", *grades[0].span())


_BOTH = AnyCase(r"\b(?:bilat\w*|b/l|both|ble|bles|les|legs|quads|bil)\b")
_OTHER_LIMB = AnyCase(r"\b(?:arms?|grip|hands?|ue|bue|upper|deltoids?|biceps|triceps)\b")
WEAK_GRADE, FAILED_GRADE = 3, 2
"""Strength, of 5: both legs this weak are no single root, and one that can't be lifted is more than a deficit."""


def _both_graded_low(doc: Doc, text: str) -> tuple[str, int, int] | None:
    """Where both legs are graded so low that they hardly carry: "legs 2/5 bilat", "R 3/5, L 2/5"."""
    if not _LEG.search(text) or _OTHER_LIMB.search(text):
        return None
    grades = list(_GRADE.finditer(text))
    told = [int(grade[1]) for grade in grades]
    if not told or max(told) > WEAK_GRADE or min(told) > FAILED_GRADE:
        return None
    sides = {side.lower()[0] for side in re.findall(r"\b(r|l|rt|lt|right|left|rle|lle)\b", text, re.IGNORECASE)}
    if _BOTH.search(text) or (len(grades) > 1 and {"r", "l"} <= sides):
        return _worse(doc, grades[0].start(), grades[-1].end())
    return None


_RETAINED = AnyCase(
    r"\b(?:pvr|post[- ]?void(?: residual)?(?: volume)?"
    r"|bladder (?:scan(?:ned)?|us|u/s|ultrasound|volume))\b[^.;,\d]{0,25}"
    r"(\d{3,4})(?![\d/-]|\.\d)"
    r"|\b(?:(?:straight )?cath(?:ed|eter|eterized)?|foley)\b[^.;\d]{0,20}\b(\d{3,4})(?![\d/-]|\.\d)"
    r"(?! ?(?:am|pm|hrs|fr|mg))"
    r"|\b(\d{3,4})\s?(?:cc|mls?)\s(?:of\s)?(?:urine\s)?(?:retained|residual|urine|in (?:the )?bladder)\b"
    r"|\b(?:retain(?:ed|ing|s)|bladder\s?[:=]?)\s(\d{3,4})(?![\d/-]|\.\d)(?! ?(?:mg|am|pm))"
    r"|\b(\d{3,4})\s?(?:cc|mls?)\b[^.;\d]{0,20}\bno urge\b"
)
_RETAINED_FROM, _RETAINED_TO = 300, 1800
"""Millilitres that a bladder keeps only when it cannot empty; beyond them it is a year."""


def _retained(doc: Doc, text: str) -> tuple[str, int, int] | None:
    """Where the bladder was measured to keep what it should pass."""
    measured = _RETAINED.search(text)
    if measured is None:
        return None
    amount = int(next(group for group in measured.groups() if group))
    if not _RETAINED_FROM <= amount <= _RETAINED_TO:
        return None
    span = doc.char_span(*measured.span(), alignment_mode="expand")
    return ("bladder_bowel", span.start, span.end) if span is not None else None


_WALKED = AnyCase(
    r"\b(?:yesterday|last \w+|(?:on|until) \w+day|\d+ days ago|this morning|walked|was walking"
    r"|climbed|could (?:walk|stand))\b"
    r"[^.;]{0,60}\b(?:today|now|tonight|this (?:morning|evening))\W+(?:\w+\W+){0,3}?"
    r"(?:can't|cannot|can not|couldn't|unable to|not able to)\s(?:even )?"
    r"(?P<what>walk|stand|get (?:up|out)|climb|bear weight|take (?:a|any) step)"
)


def _walks_no_more(doc: Doc, text: str) -> tuple[str, int, int] | None:
    """Where somebody who walked lately no longer can, and no pain is blamed for it."""
    told = _WALKED.search(text)
    if told is None or re.search(r"\b(?:pain|hurts?|sore|painful)\b", text, re.IGNORECASE):
        return None
    return _worse(doc, *told.span("what"))


_HOT = AnyCase(
    r"\b(?:temp\w*|t ?max|t|febrile(?: to| at)?|fevers?(?: of| to| up to)?)\s?[:=]?\s?(?:is|was|of|to)?\s?"
    r"(?:10[1-5](?:\.\d)?|3(?:8\.[3-9]|9(?:\.\d)?)|4[01]\.\d)(?![\d/])"
)
_ESR = AnyCase(r"\b(?:esr|sed(?:\.| ?rate)?)\b[^.;,\d]{0,12}(\d{2,3})(?![\d/])")
_CRP = AnyCase(r"\bcrp\b[^.;,\d]{0,12}(\d{1,3})(?![\d/])")
_WBC = AnyCase(r"\b(?:wbcs?|white (?:cell )?count|leukocytes)\b[^.;,\d]{0,12}(\d{2})(?!\d)")
_LEASTS = ((_ESR, 50), (_CRP, 50), (_WBC, 14))
"""Sedimentation rate in mm an hour, C-reactive protein in mg/L, white cells in thousands."""
_INFECTED = AnyCase(
    r"\b(?:rigors?|chills|febrile|fevers?|bacter[a]?emia|sepsis|septic|ivdu|iv drug|injects (?:heroin|drugs)"
    r"|(?:blood )?(?:cultures?|cx)\b(?: \w+){0,2} (?:pending|positive|pos|growing|grew|drawn|sent)"
    r"|(?:elevated|high|raised|rising) (?:esr|crp|inflammatory markers|wbc|white count)"
    r"|(?:esr|crp|inflammatory markers)(?:/| and | & )?(?:crp|esr)? (?:elevated|high|raised|up|rising)"
    r"|iv (?:antibiotics|abx|vanc\w*)|on vanc\w*|endocarditis|mrsa|mssa|staph\w*"
    r"|(?:spinal|spine|vertebral|percussion|midline) tenderness|end ?plate (?:erosion|destruction)\w*"
    r"|after (?:the |an? )?(?:epidural|esi|injection)|s/p (?:esi|epidural))\b"
)
_SICK = AnyCase(r"fever|febrile|rigor|chill|bacter|sepsis|septic|cultures?|\bcx\b|elev|high|rais|rising|\bup\b")
_LEG_FAILS = AnyCase(
    r"\b(?:(?:can'?t|cannot|unable to|not able to|can not|won'?t)\s(?:\w+ ){0,2}(?:move|lift|raise|walk|stand)"
    r"|(?:legs?|feet|foot|le|ble)\b[^.;,]{0,20}\b(?:weak\w*|paralys\w+|paraly[sz]ed|numb)"
    r"|weak(?:ness)?\b[^.;,]{0,20}\b(?:legs?|feet|foot|le|ble)|paraparesis)\b"
)


def _fights_infection(doc: Doc, text: str) -> tuple[str, int, int] | None:
    """Where two signs of an infection stand together, a number or a fever among them; with a failing leg it is
    taken for an abscess at the cord."""
    marks = [one.span() for one in _HOT.finditer(text)]
    marks += [one.span() for pattern, least in _LEASTS for one in pattern.finditer(text) if int(one[1]) >= least]
    sick = bool(marks)
    for one in _INFECTED.finditer(text):
        sick = sick or _SICK.search(one[0]) is not None
        marks.append(one.span())
    if not sick or len({start for start, _ in marks}) < 2:
        return None
    start, end = sorted(marks)[:2][-1]
    if fails := _LEG_FAILS.search(text):
        return _found(doc, "epidural_abscess", *fails.span())
    return _found(doc, "infection_with_fracture", start, end)


_BED = AnyCase(
    r"(?<!exam )(?<!emergency )(?<!waiting )(?<!operating )(?<!treatment )(?<!procedure )"
    r"\b(?:room|rm|bed|bay)\s?[#:]?\s?\d{1,4}[a-d]?\b(?![/\d]|[- ](?:hours?|hrs?|h|days?|weeks?|rails?|min)\b)"
)
_WARD = AnyCase(
    r"\b(?:currently|now|presently|still|inpatient|inpt|admitted|unit|ward|floor|\d{1,2} ?(?:east|west|north"
    r"|south|[ewns])|icu|micu|sicu|tele\w*|med/?surg|hold|holding|boarding|boarder|step-?down|pcu"
    r"|since \d{1,2}/\d{1,2}|general hospital|memorial hospital|medical center)\b"
)
_BOARDS = AnyCase(
    r"\b(?:(?:ed|er) (?:hold|boarder|boarding|holding)|board(?:ing|ed) in (?:the |our )?(?:ed|er)"
    r"|(?:is|now|currently|remains|still|patient|pt) on (?:our|the) "
    r"(?:medical|surgical|ortho\w*|med/?surg|tele\w*|neuro\w*|medicine) (?:floor|unit|ward|service))\b"
)


_ON_A_WARD = AnyCase(
    r"\b(?:pt|patient|he|she|currently|now|located|location|transfer\w*|remains|still)\b[^.;]{0,40}?"
    r"\b\d{1,2} ?(?:east|west|north|south|tower)\b(?! (?:st|street|main|ave|rd|road))"
    r"|\b(?:been|is|'s|remains|lying|lies|still|now) in (?:the |our |an? )?hospital\b(?! (?:gown|bed))"
    r"|\b(?:currently|presently|still|remains|now)\b[^.;]{0,25}\b(?:on|in) (?:our|the|a) (?:\w+ )?ward\b"
    r"|\b(?:is|'s|remains|still) (?:presently|currently|now) (?:in|inside) (?:\w+ ){1,2}hospital\b"
)
_AT_HOME = AnyCase(
    r"\b(?:assisted|retired|work(?:s|ed|ing)?|memory (?:care|unit)|lives|resident\w*|nursing home|long[- ]term|snf"
    r"|rehab\w*|outpatient|apartment|apt|condo)\b"
)


def _in_a_bed(doc: Doc, text: str) -> tuple[str, int, int] | None:
    """Where the patient lies in a numbered bed of a ward or waits for one."""
    bed = _BED.search(text)
    found = _BOARDS.search(text) or (bed if bed and _WARD.search(text) else None) or _ON_A_WARD.search(text)
    if found is not None and _AT_HOME.search(text):
        return None
    return _found(doc, "inpatient", *found.span()) if found else None


_READERS = (
    _graded_worse,
    _newly_graded_low,
    _both_graded_low,
    _retained,
    _walks_no_more,
    _fights_infection,
    _in_a_bed,
)
_WITHOUT_FIGURES = (_walks_no_more, _fights_infection, _in_a_bed)
"""Those that need no figure; grades and amounts do."""
