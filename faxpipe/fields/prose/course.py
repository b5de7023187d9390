"""Facts about the course of this pain: when it began and how bad it is.

Place in the sentence: words -> **fields**; used by `prose`. The trap: a note is full of other dates and
stretches of
time (a stent, a return visit, weeks in a brace), so a time counts only beside an event or the pain itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from faxpipe.any_case import AnyCase
from faxpipe.clock import days_of
from faxpipe.document import PageKind
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.durations import find_durations
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.prose.assertion import assess
from faxpipe.fields.prose.candidate import candidate
from faxpipe.fields.prose.correspondence import Exchange, exchange
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.pain import pain_scores
from faxpipe.fields.prose.text import Sentence
from faxpipe.referral import Candidate, Check

_EVENT = re.compile(
    r"\b(?:fell|falls?|falling|fallen|slipp?\w*|missing a step|slid|tripp?\w*|lift\w*|bent|bend\w*|twist\w*"
    r"|cough\w*|sneez\w*"
    r"|stumbl\w*|missed|accident|mva|mvc|injur\w+|felt|began|begun|start(?:ed|ing)"
    r"|onset|sudden(?:ly)?|developed|sustained|occurred|happened|trauma|mov(?:ed|ing)|carry\w*|reach(?:ed|ing)"
    r"|jump\w*|shovel\w*|pull(?:ed|ing)|push(?:ed|ing)|landed|crash\w*|collision"
    r"|pop|popped|snap|gave way|something give|noticed|came on|rolled|sat down|stepped|since|doi|s/p fall"
    r"|stood up|getting up|thrown|threw|tumbl\w+|toppl\w+|collaps\w+|struck|knocked|kicked|hoist\w*|heav(?:ed|ing)"
    r"|strain\w*|wrench\w*|jolt\w*|jarred|yank\w*|squatt\w+|hurt|awoke|woke|crunch|crack\w*|dropped|went down"
    r"|(?:went|keeled|toppled|flipped|fell) (?:right )?(?:over|out from under|sideways|backwards?|headlong)"
    r"|came down|pitched|bounced|bucked|reared|skidd\w+|rear-?ended"
    r"|lost (?:her|his|their|the) (?:footing|balance|step|grip)"
    r"|misjudged|wiped out|(?:hit|struck) (?:a|the) (?:\w+ )?"
    r"(?:bump|stump|pothole|ground|floor|ice|curb|deck|pavement)"
    r"|found (?:down|lying|(?:on|beside|next to|near|by|at the (?:foot|bottom|side) of)"
    r" (?:the |her |his |their |a )?(?:\w+ )?(?:floor|bed(?:side)?|ground|toilet|tub|shower|chair|stairs)))\b",
    re.IGNORECASE,
)
_PAIN = re.compile(
    r"\b(?:pain\w*|ache\w*|back|spine|spinal|fract\w+|fx|sore\w*|hurt\w*|beltline|ribs?|symptoms?|compression"
    r"|shoulder blades|heels|seat(?:ed)?|buttocks?|tailbone|kyphoplasty|lumbar|thoracic)\b",
    re.I,
)
_OTHER_MATTER = re.compile(
    r"\b(?:mri|ct|x-?rays?|films?|scan|dexa|dxa|bmd|seen|visit|surgery|stent|replace\w*|prostatect\w+|diagnosed"
    r"|remission|smok\w+|quit|(?:held|on hold|paused|stopped)(?: since)?"
    r"|started on|begun on|retired|married|widow\w*"
    r"|scheduled|return|rtc|follow\W?up|f/u|recheck|brace[ds]?|bracing|corset|bed rest|acetaminophen|tylenol"
    r"|tramadol|therapy|pt|sessions?|medication|antibiotic\w*|injection|born|dob|signed|dictated"
    r"|printed|faxed|cancer|myeloma|dvt|chemo\w*|infusion|admitted|discharged|hospital\w*|every|until"
    r"|in the next|within|course of|trial of|tried|hardware|hip|knee|cataract|mammogram"
    r"|colonoscopy|labs?|inr|last (?:dose|seen|visit)|policy|effective|vaccin\w*|diet|supplements?)\b",
    re.IGNORECASE,
)
_AGO_OF = re.compile(
    r"\s?(?:weeks?|wks?|months?|days?|yrs?|years?)?\s?of\s(?!pain|back|low|mid|severe|worsen|increas|acute"
    r"|progress|symptom|constant|persist)",
    re.IGNORECASE,
)
_ONSET_SECTIONS = frozenset(
    {Section.NARRATIVE, Section.OTHER, Section.ASSESSMENT, Section.INDICATION, Section.IDENTITY, Section.REVIEW}
    | {Section.PLAN}
)
TOLD_FROM = 0.6
"""A time told with less confidence may be another matter's, so one told after it comes first."""
ONSET_AGE_MAX = timedelta(days=400)
"""An older event is history, not the onset of what is referred."""


def onset(read: Sequence[Sentence], reference: date) -> Iterator[Candidate]:
    """fracture.onset of one page: the date of the event if one is said, else how long ago, as said."""
    dated: list[Candidate] = []
    lasting: list[Candidate] = []
    texts = ["", *(one.text for one in read), "", ""]
    for index, sentence in enumerate(read):
        if sentence.section in _ONSET_SECTIONS:
            weak = 0.55 if sentence.kind is PageKind.IMAGING_REPORT else 1.0
            hurt = _happened(sentence.text)  # it may be told at length before what it broke
            near = texts[index : index + (4 if hurt else 3)]
            about = any(_PAIN.search(text) for text in near)
            dated += [
                candidate(
                    sentence,
                    "fracture.onset",
                    str(one.value),
                    (one.start, one.end),
                    0.93 * weak * (0.8 if one.note == "month_only" else 1) * _of_the_pain(sentence.text, one),
                    one.check,
                )
                for one in find_dates(sentence.text, reference)
                if about
                and _is_recent(one, reference)
                and not _is_score(sentence.text, one)
                and _is_event_time(sentence, one, dated=True)
            ]
            lasting += [
                candidate(
                    sentence,
                    "fracture.onset",
                    str(one.value),
                    (one.start, one.end),
                    0.88 * weak * (0.8 if one.note == "approximate" else 1) * _of_the_pain(sentence.text, one),
                )
                for one in find_durations(sentence.text, reference)
                if about
                and not _is_history(str(one.value))
                and not _is_of_old(sentence.text, one, reference)
                and _is_event_time(sentence, one, dated=False)
            ]
    told = dated or lasting
    yield from (
        [one for one in told if one.confidence >= TOLD_FROM]
        or told
        or list(_torn(read))
        or list(_that_day(read, reference))
        or list(_lone_day(read, reference))
    )[:1]


def _is_of_old(text: str, one: Found, reference: date) -> bool:
    """Whether the clause of a duration goes on to a year long gone: "for a day after an operation in 2018"."""
    year = _YEAR.search(re.split(r"[;.,](?=\s)", text[one.end : one.end + 80])[0])
    return year is not None and int(year[1]) < reference.year - 1


_YEAR = re.compile(r"\bin ((?:19|20)\d\d)\b")


def _is_score(text: str, one: Found) -> bool:
    """Whether "7/10" by itself is how strong the pain is, not the tenth of July."""
    score = _OUT_OF_TEN.fullmatch(text[one.start : one.end])
    return score is not None and int(score[1]) <= 10 and _DATED_BY.search(text[: one.start]) is None


_OUT_OF_TEN = re.compile(r"(\d{1,2})\s?/\s?10")
_DATED_BY = AnyCase(r"\b(?:on|since|from|around|about|dated|by|until|of|after|before)\s*$")


def _lone_day(read: Sequence[Sentence], reference: date) -> Iterator[Candidate]:
    """A day told in the story of this pain beside no other matter, whatever the verb: held."""
    for before, sentence, _ in _with_neighbours(read):
        if sentence.section is not Section.NARRATIVE and sentence.section is not Section.OTHER:
            continue
        if sentence.kind not in _STORIES or not (_PAIN.search(sentence.text) or _PAIN.search(before)):
            continue
        for one in find_dates(sentence.text, reference):
            left = re.split(r"[;.](?=\s)", sentence.text[: one.start])[-1]
            said = assess(sentence, one.start, one.end)
            begun = re.search(r"\b(?:on|since)\s(?:the\s|or about\s)?$", left, re.IGNORECASE)
            told = begun is not None and re.search(r"[a-z]{3}", left) is not None
            told = told and _is_recent(one, reference) and _of_the_pain(sentence.text, one) > 0
            if told and said.current and not _OTHER_MATTER.search(sentence.text):
                yield candidate(sentence, "fracture.onset", str(one.value), (one.start, one.end), DAY_OF_VISIT)


_STORIES = frozenset({PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE, PageKind.COVER_SHEET})


def _that_day(read: Sequence[Sentence], reference: date) -> Iterator[Candidate]:
    """ "Fell on ice this morning": the day of the visit, which may not be that of the fax, so it is held."""
    for before, sentence, after in _with_neighbours(read):
        match = _THAT_DAY.search(sentence.text)
        if match is None or sentence.section not in _ONSET_SECTIONS or not _FELL.search(sentence.text):
            continue
        about = any(_PAIN.search(text) for text in (sentence.text, before, after))
        said = assess(sentence, *match.span())
        if about and said.claimed and not _OTHER_MATTER.search(sentence.text[: match.start()]):
            value = str(reference - timedelta(days=_days_back(match, reference)))
            yield candidate(sentence, "fracture.onset", value, match.span(), DAY_OF_VISIT)


def _days_back(match: re.Match[str], reference: date) -> int:
    """Days before `reference` of "yesterday", "this morning" or of the last such day of the week."""
    if named := match["weekday"]:
        return (reference.weekday() - _WEEKDAYS.index(named[:3].lower()) - 1) % 7 + 1
    return 1 if re.match(r"yesterday|last", match[0], re.IGNORECASE) else 0


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_THAT_DAY = AnyCase(
    r"\b(?:last|on|this past|past)\s(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b(?! to |s)|"
    r"\b(?:(?:earlier )?today|this (?:mor?[nm]ing|afternoon|evening|am|a\.m\.)|tonight"
    r"|yesterday(?: \w+)?|last (?:night|evening))\b"
)
_FELL = AnyCase(
    r"\b(?:fell|fall|slipp?ed|tripp?ed|lift(?:ed|ing)|bent|twist(?:ed|ing)|landed|accident|mvc|mva|injur\w+|began|started"
    r"|onset|sudden(?:ly)?|stumbled|missed a step|rolled|crash\w*)\b"
)
DAY_OF_VISIT = 0.55


def _torn(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """The figures behind "began on" that are no date: an onset stands there that could not be read."""
    for sentence in read:
        match = _BEGAN.search(sentence.text) if sentence.section in _ONSET_SECTIONS else None
        if match is not None and _PAIN.search(sentence.text):
            one = candidate(sentence, "fracture.onset", "", match.span("when"), UNREAD, Check.UNREADABLE)
            yield replace(one, value=None)


UNREAD = 0.35
_BEGAN = re.compile(
    r"\b(?:began|begun|start(?:ed|ing)|onset|since)\s(?:on|about|in|around)?\s?(?P<when>\d[\dOIl\s./-]{4,14}\d)",
    re.IGNORECASE,
)


def _with_neighbours(read: Sequence[Sentence]) -> Iterator[tuple[str, Sentence, str]]:
    """Each sentence with the texts of those before and after it."""
    texts = ["", *(sentence.text for sentence in read), ""]
    yield from zip(texts, read, texts[2:], strict=False)


def _is_recent(found: Found, reference: date) -> bool:
    oldest = (reference - ONSET_AGE_MAX).isoformat()
    return (
        found.check is not Check.FAILED
        and len(str(found.value)) >= 7
        and oldest[: len(str(found.value))] <= str(found.value) <= reference.isoformat()
    )


def _is_history(lasting: str) -> bool:
    """Whether an ISO 8601 duration is longer ago than any onset: "P9Y", the operation nine years ago."""
    days = days_of(lasting)
    return days is not None and days > ONSET_AGE_MAX.days


def _is_event_time(sentence: Sentence, found: Found, *, dated: bool) -> bool:
    """Whether the nearest thing said around a time is the event or the pain, and no other matter."""
    left, right = _clause(sentence.text, found)
    if not _of_the_pain(sentence.text, found):
        return False
    if not dated and (
        _AGO_OF.match(right) or re.search(r"\b(?:in|every|next|within|rtc|return|q)\s?$", left, re.IGNORECASE)
    ):
        return False
    near = _nearest(_EVENT if dated else _EVENT_OR_PAIN, left, right)
    other = _nearest(_OTHER_MATTER, left, right)
    if near is None or (other is not None and other <= near and not (dated and _dates_event(left))):
        return False
    said = assess(sentence, found.start, found.end)
    return not (said.family or said.hypothetical or said.template)


_EVENT_OR_PAIN = re.compile(
    rf"{_EVENT.pattern}|{_PAIN.pattern}|\b(?:went|goes|gives?|gave|puts?|threw|thrown) (?:\w+ )?out\b|^\s?out\b",
    re.IGNORECASE,
)


def _clause(text: str, found: Found) -> tuple[str, str]:
    """What stands before and behind a time in its sentence, up to a semicolon."""
    left, right = text[max(0, found.start - 110) : found.start], text[found.end : found.end + 110]
    return re.split(r"[;.](?=\s)", left)[-1], re.split(r"[;.](?=\s)", right)[0]


def _of_the_pain(text: str, found: Found) -> float:
    """How far a time is of this pain where offices speak with each other, 0..1: "you rang yesterday" is of none;
    where an event or the pain is told besides, nobody can say."""
    left, right = _clause(text, found)
    passed, between = exchange(left, text[found.start : found.end], right)
    if passed is Exchange.NONE or _happened(between):
        return 1.0
    return TOLD_OF_BOTH if _happened(f"{left} ; {right}") or _PAIN.search(between) else 0.0


TOLD_OF_BOTH = 0.6


def _happened(text: str) -> bool:
    """Whether an event is told that needs no pain beside it: a fall, not what was "missed" or "happened"."""
    return any(not _VAGUE.fullmatch(event[0]) for event in _EVENT.finditer(text))


def _dates_event(left: str) -> bool:
    """Whether the clause before a date tells of an event and goes on to it: "fell from a stool on 10/06/2026 and
    was admitted", whatever comes behind it."""
    clause = _CLAUSE_END.split(left)[-1]
    events = list(_EVENT.finditer(clause))
    if not events or not _GOES_ON.search(clause) or _OTHER_MATTER.search(clause):
        return False
    return _happened(clause) or _PAIN.search(clause) is not None


_CLAUSE_END = re.compile(r"[,;:()]|\b(?:and|but|then|who|which|because|when|after)\b", re.IGNORECASE)
_GOES_ON = AnyCase(r"\b(?:on|around|about|since|in|of|from|dated|this)\s(?:the\s|or about\s|about\s)?$")
_VAGUE = re.compile(
    r"felt|began|begun|start(?:ed|ing)|onset|sudden(?:ly)?|developed|noticed|since|missed|happened|occurred"
    r"|came on|mov(?:ed|ing)|reach(?:ed|ing)",
    re.IGNORECASE,
)
"""What may have begun, or been noticed, is told by the pain beside it."""


def _nearest(pattern: re.Pattern[str], left: str, right: str) -> int | None:
    """Characters to the nearest match on either side, those after a comma half as near again."""
    behind = [len(left) - match.end() + 20 * left[match.end() :].count(",") for match in pattern.finditer(left)]
    ahead = [match.start() + 20 * right[: match.start()].count(",") for match in pattern.finditer(right)]
    return min(behind + ahead, default=None)


def pain(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """symptoms.pain_score of one page: today's, else on exertion, else at rest."""
    scores: list[tuple[int, Candidate]] = []
    for index, sentence in enumerate(read):
        before = " ".join(one.text for one in read[max(0, index - 2) : index])
        for score in pain_scores(sentence, before):
            if score.current:
                sure = 0.94 if score.rank <= 1 else 0.75
                scores.append(
                    (
                        score.rank,
                        candidate(sentence, "symptoms.pain_score", score.value, (score.start, score.end), sure),
                    )
                )
    if scores:
        yield min(scores, key=lambda one: one[0])[1]
