"""Red flags as concepts: a function or place, what is wrong with it and, where it takes that, that it grows worse.

Place in the sentence: words -> packets -> **fields**; read by `findings` beside the fixed phrases of
`findings_patterns`. Nobody words an emergency the same way twice: "lost the feeling of a full bladder", "cannot
start urinating", "no control over her bowels" are one thing said of one function. The two parts stand in one
clause, in either order, near each other, with no denial and nothing else between them that could be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product

from spacy.tokens import Doc

from faxpipe.fields.prose_text import Phrases

_NOT_ABLE = "cannot|can't|couldn't|unable|inability|n't|not|longer|cant"
_NUMB = "numb*|tingl*|insensate|paresthesia*|hypoesthesia*|hypesthesia*|hypoaesthesia*|dysesthesia*|anesthetic"
_GONE = "lost|loses|losing|loss|no|without|lacks|lack|little|decreased|diminished|reduced|absent|altered|impaired"
_LEGS = "leg|legs|le|les|ble|bles|lle|rle|limb|limbs|extremity|extremities|foot|feet|knees|thigh|thighs|quads"
_ANY = "?of ?any ?all ?her ?his ?the ?their ?my"


@dataclass(frozen=True, slots=True)
class Concept:
    """`place` and `wrong`: phrases of the two parts; `reach`: tokens that may stand between them; `grows`:
    phrases of which one must stand in the sentence too; `of_others`: words between that the trouble may be of.
    """

    flag: str
    place: tuple[str, ...]
    wrong: tuple[str, ...]
    reach: int
    grows: tuple[str, ...] = ()
    of_others: str = ""


CONCEPTS = (
    Concept(
        "bladder_bowel",
        (
            "bladder|bowel|bowels|urine|urinary|urination|urinating|urinate|void|voiding|sphincter|sphincters|fullness"
            "|stool|stools|feces|pee|peeing|poop|bm|bms|b/b",
            "bowel movement|movements",
            "her|his|my|their water",
        ),
        (
            f"{_NOT_ABLE} ?be ?been ?able ?to ?fully ?properly control*|hold|sense|empty|emptying|start|initiate"
            "|pass|release",
            f"{_NOT_ABLE} ?be ?able ?to feel|tell|know|notice",
            f"{_GONE} {_ANY} control|sensation|sense|feeling|urge|awareness|function|fxn|continence",
            "no ?longer ?able ?to control*|sense|feel|hold",
            "wo|will|does|do|would|is not|n't empty|emptying|drain|draining|work|working",
            "leak|leaking|leaked|leaks|soiled|soils|soiling|retaining|messes|messing|messed",
            "no idea|clue|warning ?of ?when ?that",
            "unaware ?of ?when ?that",
            "not aware ?of ?when ?that",
            "without ?her|his knowing|noticing|realizing|awareness|feeling|warning",
            "with|w/|having|had|has|have ~1 accidents|accident",
            "incont|incont.",
            "control|continence ?is ?was ?has ?all gone|lost",
            "only ~2 drops|dribbles|dribble|trickle",
        ),
        5,
        of_others="i|we|surgery|pain|bp|sugar|diabetes|constipation|nausea|spasms|infection|symptoms",
    ),
    Concept(
        "bladder_bowel",
        (
            "straight|intermittent|in-and-out ?- ?and ?out cath*",
            "in - and - out cath*",
            "in and out cath*",
            "self cath*",
            "depends|diapers|diaper|pull-ups|briefs",
        ),
        ("since|new|newly|now|started|suddenly|acute|acutely|yesterday|today|needs|needing|required|requiring",),
        5,
        (
            "not|n't|unable|cannot|can't|retention empty|void|urinate|pee|know|feel|tell|hold|control|go ",
            "unable|inability to ~1 empty|void|urinate|pee|hold|control",
            "cannot|can't|not make it",
            "?urinary retention",
        ),
    ),
    Concept(
        "saddle_anesthesia",
        (
            "saddle|perineal|perineum|perianal|perirectal|peri-anal|groin|groins|genital|genitals|genitalia|buttock"
            "|buttocks|crotch|privates|bottom|butt|scrotum|scrotal|vagina|vaginal|labia|penis|rectum|anus|pudendal",
            "backside|behind|s2|s3|s4|s5|s2-s4|s2-s5|s3-s5|s3-5|s2-4|s2-5",
            "sacral dermatome|dermatomes|segments",
            "waist down|downward|downwards",
            "below|beneath ?the ?her|his waist|hips",
            "private area|areas|part|parts|region",
            "inner|inside|medial ?upper ?of ?both ?the thigh|thighs",
            "between ~2 legs|thighs",
            "down there|below",
            "where ~2 sits|sit|sat|wipes",
            "when|while|with|after ~2 wiping|wipes|wiped",
            "toilet paper|tissue",
            "seat of ~1 pants",
        ),
        (
            _NUMB,
            f"{_GONE} {_ANY} feeling|sensation|pinprick|sense",
            "feeling|sensation|pinprick ?is|:|= ?has ?been ?to ?light ?touch gone|lost|absent|reduced|decreased"
            "|diminished|impaired|dull",
            "pins and|& needles",
            f"{_NOT_ABLE} ?able ?to feel",
            "fell|fallen|gone|went|feels|feel|felt asleep|dead|wooden",
            "absent|diminished|decreased|reduced|no ~2 pinprick",
        ),
        5,
        of_others="feet|foot|toes|hands|fingers|arm|arms|face|scalp|pain|shoulder|hand|calf|calves|rash|block",
    ),
    Concept(
        "progressive_leg_weakness",
        (_LEGS,),
        (
            "weak|weakness|weaker|weakening|buckle|buckles|buckling|buckled|paresis|jelly|rubber|rubbery",
            "giving|gives|gave|give|given way|out",
            "keep|keeps|kept|are|is|have collaps*|fold*",
            "drags|dragging|dragged",
            "will|would|do|does|can not|n't ?longer hold|support|carry|lift|move",
            "no longer hold|support|carry|lift|move",
        ),
        6,
        (
            "worse|worsening|worsened|worsens|progressing|progressive|progressively|progressed|increasing"
            "|increasingly|increased|declining|deteriorating|rapidly",
            "each|every|by|per ?the day|hour|week|morning",
            "daily",
            "more and more",
            "bedbound|bed-bound|bedridden|wheelchair",
            "spreading|ascending",
        ),
        of_others="pain|swelling|edema|cramps|cramping|arm|arms|hand|hands|knee|back",
    ),
    Concept(
        "progressive_leg_weakness",
        ("foot|feet|toe|toes",),
        ("drop|drops|dropping|drags|dragging|slaps|slapping|catches|catching",),
        3,
        (
            "worse|worsening|worsened|progressing|progressive|progressively|progressed|increasing|spreading",
            "more and more",
        ),
        of_others="pain|from|stairs|bed",
    ),
    Concept(
        "progressive_leg_weakness",
        ("weakness|numbness",),
        ("climb*|climbed|climbing|ascend*|ascending|ascended|spread|spreading|creeping|crept",),
        3,
        (_LEGS + "|ankles|shins|calves|hips|waist",),
        of_others="pain|rash",
    ),
    Concept(
        "progressive_leg_weakness",
        ("foot ?- drop|drops", "footdrop"),
        (
            "worse|worsening|worsened|worsens|progressing|progressive|progressively|progressed|increasing|spreading"
            "|spread|evolving",
        ),
        5,
        of_others="pain",
    ),
    Concept(
        "progressive_leg_weakness",
        ("legs|thighs|knees", "lower limbs|extremities"),
        (
            "wo|will|would|do|does|are|is|just|simply not|n't|no ?longer ~1 work|working|obey|obeying|listen"
            "|listening|respond|responding|hold|support|carry",
        ),
        3,
        of_others="pain|brace",
    ),
    Concept(
        "progressive_leg_weakness",
        ("feet|legs|les|bles|toes", "both|either|lower ?lower legs|feet|leg|extremities|extremity|limbs"),
        (
            "can|could|is|are|was|were no longer ?able ?to move|lift|raise|feel|wiggle",
            "cannot|can't|unable|inability|couldn't ?to ?longer move|lift|raise|wiggle",
            "drags|dragging|dragged ?now",
        ),
        4,
        of_others="pain|brace",
    ),
    Concept(
        "myelopathy",
        ("clonus", "hoffman*|hoffmann* ?'s ?sign", "babinski* ?'s ?sign"),
        ("positive|upgoing|sustained|unsustained|present|+", "2|3|4|5|6|7|8|several|few|multiple ?+ beats|beat"),
        3,
        of_others="downgoing|negative|absent|flexor|strength|pulses|slr",
    ),
    Concept("myelopathy", ("gait|legs",), ("spastic|spasticity",), 3),
    Concept(
        "myelopathy",
        ("gait|walking|balance",),
        ("ataxic|ataxia|broad-based|wide-based|scissoring", "wide|broad ?- based"),
        3,
        ("worse|worsening|worsened|progressive|progressively|progressing|new|increasingly",),
    ),
    Concept(
        "cord_compression",
        ("cord|conus", "cauda ?equina"),
        (
            "compressed|compresses|compressing|flattened|flattening|flattens|effaced|effaces|effacing|effacement"
            "|impinges|impinging|impingement|impinged|displaces|displacing|displaced|deformed|deforms|deforming"
            "|indented|indents|indenting|pinched|pinching|squeezed|squeezing|squeezes|crushing"
            "|crushed|distorted|kinked|draped|deviated",
            "mass effect",
            "contusion|contused|hemorrhage|haemorrhage|hematoma|infarct|infarction|transection|transected",
            "edema|oedema|myelomalacia",
            "high|increased|abnormal|bright|hyperintense ?t2 ?stir signal",
            "signal change|changes|abnormality|hyperintensity",
            "t2 hyperintense|hyperintensity|bright",
        ),
        5,
        of_others=(
            "sac|thecal|foraminal|foramina|foramen|body|vertebral|endplate|fracture|root|roots|disc|ligament|csf"
            "|space|marrow|normal|soft|tissue|fat|canal|recess|tolerance|bladder|catheter|tube"
        ),
    ),
    Concept(
        "neurologic_deficit",
        (_LEGS + "|quad|calf|shin|toe|toes|hallux|ankle",),
        (
            f"{_NUMB}|weak|weakness|weaker",
            f"{_GONE} {_ANY} strength|sensation|feeling|power|movement",
            f"{_NOT_ABLE} ?able ?to dorsiflex|plantarflex|extend|lift|move|raise|wiggle|feel",
        ),
        5,
        of_others="pain|swelling|edema|arm|arms|hand|hands|finger|fingers|face|jaw|grip|neuropathy",
    ),
)

_BREAKS = frozenset({".", ";", ":", ",", "but", "however", "although", "though", "?"})
_DENIALS = frozenset(
    "no not n't without w/o denies denied denying nor neither never none negative if unless normal intact".split()
)
_GROWS_WITHIN = 16
_JOINS = frozenset({"and", "&", "or"})


def concept_matches(doc: Doc) -> Iterator[tuple[str, int, int]]:
    """(flag, first token, token after) of each pair of parts in `doc`, and of legs graded weaker than before."""
    yield from _pairs(doc)
    yield from (found for found in (_graded_worse(doc), _retained(doc), _walks_no_more(doc)) if found is not None)


def _pairs(doc: Doc) -> Iterator[tuple[str, int, int]]:
    places = _places().find(doc)
    if not places:
        return
    troubles = _troubles().find(doc)
    for number, concept in enumerate(CONCEPTS):
        place = [one for one in places if one[0] == f"{number}p"]
        wrong, grows = ([one for one in troubles if one[0] == f"{number}{part}"] for part in "wg")
        for (_, a, b), (_, c, d) in product(place, wrong):
            first, after = min(a, c), max(b, d)
            if _of_arms(doc, a) or not ((c <= a and b <= d) or _joined(doc, min(b, d), max(a, c), concept)):
                continue
            if concept.grows and not any(_near(doc, low, high, first, after) for _, low, high in grows):
                continue
            yield concept.flag, first, after


@cache
def _places() -> Phrases:
    return Phrases({f"{number}p": concept.place for number, concept in enumerate(CONCEPTS)})


@cache
def _troubles() -> Phrases:
    parts = {f"{number}w": concept.wrong for number, concept in enumerate(CONCEPTS)}
    return Phrases(
        parts | {f"{number}g": concept.grows for number, concept in enumerate(CONCEPTS) if concept.grows}
    )


def _joined(doc: Doc, low: int, high: int, concept: Concept) -> bool:
    """Whether tokens low..high, which stand between the parts, let the trouble be of the place."""
    if not 0 <= high - low <= concept.reach:
        return False
    between = {token.norm_ for token in doc[low:high]}
    if between & (_BREAKS | _DENIALS):
        return False
    shared = any(token.norm_ in _JOINS for token in doc[max(low, high - 2) : high])
    return shared or not between & set(concept.of_others.split("|"))


def _of_arms(doc: Doc, place: int) -> bool:
    """Whether the extremity at token `place` is an upper one."""
    return any(token.norm_ in {"upper", "ue", "bue"} for token in doc[max(0, place - 1) : place])


def _near(doc: Doc, low: int, high: int, first: int, after: int) -> bool:
    between = doc[high:first] if high <= first else doc[after:low]
    return len(between) <= _GROWS_WITHIN and not any(token.norm_ in {".", ";", "pain", "no"} for token in between)


_GRADE = re.compile(r"(?<![\d/])([0-5])[+-]?\s?/\s?5(?![\d/])")
_STEPS = re.compile(
    r"\b(?:mrc|motor|strength|power|grade)\b[^.;\d]{0,20}([0-5])[+-]?(?:/5)?\s?(?:-+>|\u2192|to)\s?([0-5])\b"
    r"(?!\s?(?:/\s?[^5\s]|\d))",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\b(?:was|were|last|yesterday|previously|initially|on (?:admission|arrival)|prior|before|earlier|from"
    r"|\w+ (?:days?|weeks?) ago)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;()]|\b(?:and|but|now|today|to)\b(?!\s?$)", re.IGNORECASE)
_LEG = re.compile(
    r"\b(?:b?les?|l?rle|lle|legs?|lower ext\w*|hip flex\w*|knee ext\w*|dorsiflex\w*|quad\w*|df|pf|ehl|hf|ta)\b",
    re.IGNORECASE,
)


def _graded_worse(doc: Doc) -> tuple[str, int, int] | None:
    """Where the strength of the legs is graded lower than it was: "4/5 last week, 2/5 today"."""
    text = doc.text
    if not _LEG.search(text):
        return None
    if (steps := _STEPS.search(text)) and int(steps[2]) < int(steps[1]):
        return _worse(doc, steps.start(), steps.end())
    grades = list(_GRADE.finditer(text))
    if len(grades) < 2:
        return None
    cuts = [0, *(cut.start() for cut in _CLAUSE.finditer(text)), len(text)]
    was: list[int] = []
    now: list[int] = []
    for low, high in pairwise(cuts):
        told = [int(grade[1]) for grade in grades if low <= grade.start() < high]
        (was if _THEN.search(text[low:high]) else now).extend(told)
    if was and now and min(was) > max(now):
        return _worse(doc, grades[0].start(), grades[-1].end())
    return None


def _worse(doc: Doc, start: int, end: int) -> tuple[str, int, int] | None:
    span = doc.char_span(start, end, alignment_mode="expand")
    return ("progressive_leg_weakness", span.start, span.end) if span is not None else None


_RETAINED = re.compile(
    r"\b(?:pvr|post[- ]?void(?: residual)?(?: volume)?"
    r"|bladder (?:scan(?:ned)?|us|u/s|ultrasound|volume))\b[^.;,\d]{0,25}"
    r"(\d{3,4})(?![\d/-]|\.\d)"
    r"|\b(\d{3,4})\s?(?:cc|mls?)\s(?:of\s)?(?:urine\s)?(?:retained|residual|urine|in (?:the )?bladder)\b",
    re.IGNORECASE,
)
_RETAINED_FROM, _RETAINED_TO = 300, 1800
"""Millilitres that a bladder keeps only when it cannot empty; beyond them it is a year."""


def _retained(doc: Doc) -> tuple[str, int, int] | None:
    """Where the bladder was measured to keep what it should pass."""
    measured = _RETAINED.search(doc.text)
    if measured is None or not _RETAINED_FROM <= int(measured[1] or measured[2]) <= _RETAINED_TO:
        return None
    span = doc.char_span(*measured.span(), alignment_mode="expand")
    return ("bladder_bowel", span.start, span.end) if span is not None else None


_WALKED = re.compile(
    r"\b(?:yesterday|last \w+|(?:on|until) \w+day|\d+ days ago|this morning|walked|was walking"
    r"|climbed|could (?:walk|stand))\b"
    r"[^.;]{0,60}\b(?:today|now|tonight|this (?:morning|evening))\W+(?:\w+\W+){0,3}?"
    r"(?:can't|cannot|can not|couldn't|unable to|not able to)\s(?:even )?"
    r"(?P<what>walk|stand|get (?:up|out)|climb|bear weight|take (?:a|any) step)",
    re.IGNORECASE,
)


def _walks_no_more(doc: Doc) -> tuple[str, int, int] | None:
    """Where somebody who walked lately no longer can, and no pain is blamed for it."""
    told = _WALKED.search(doc.text)
    if told is None or re.search(r"\b(?:pain|hurts?|sore|painful)\b", doc.text, re.IGNORECASE):
        return None
    return _worse(doc, *told.span("what"))
