"""Pain scores in sentences: which number is today's.

Place in the sentence: words -> **fields**; used by `prose` for symptoms.pain_score and by `findings` for its red
flag. A note says several: what it was, what it is, at rest and walking. What it is counts first, then what it
is on
exertion; what it was never does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from faxpipe.document import PageKind
from faxpipe.fields.assertion import assess
from faxpipe.fields.kinds.scores import find_pain_scores
from faxpipe.fields.prose_sections import Section
from faxpipe.fields.prose_text import Sentence


@dataclass(frozen=True, slots=True)
class Score:
    """A score 0..10 at characters start..end. `rank`: 0 now, 1 plain, 2 at its worst, 3 at rest or best,
    4 past.
    """

    value: int
    start: int
    end: int
    rank: int

    @property
    def current(self) -> bool:
        return self.rank < _PAST


_PAST = 4
_SAYS_PAIN = re.compile(
    r"\b(?:pain\w*|ache\w*|aching|hurts?|nrs|vas|discomfort|soreness|severity|averag\w+|scored?|scores|rat(?:ed"
    r"|es|ing)|scale)\b|out of",
    re.IGNORECASE,
)
_OTHER_SCALE = re.compile(
    r"\b(?:strength|motor|muscle|power|grip|apgar|gcs|glasgow|mood|energy|confidence|anxiety|depression|stress"
    r"|satisfaction|quality|mmse"
    r"|recall|orientation|memory|likelihood|motivation|reflex\w*|oswestry|odi|roland|rdq|disability|falls?|braden"
    r"|morse|sleep|appetite|karnofsky|ecog|frailty|phq|gad|promis|function\w*|adls?|risk)\b[^.;,]{0,25}$",
    re.IGNORECASE,
)
_DATE_BEFORE = re.compile(
    r"\b(?:on|since|from|until|till|dated?|mri|ct|x-?rays?|films?|dexa|seen|scheduled|visit|appt|appointment|of"
    r"|fell|injury|doi|dos|done|surgery)\W{0,3}$",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:now|currently|today|current|at present|presently|this (?:morning|visit|week)|down to|to"
    r"|is)\W*(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
_NOW_AFTER = re.compile(
    r"^\W{0,3}(?:\(?nrs\)?\W*)?(?:today|now|currently|at present|this (?:morning|visit"
    r"|week))\b(?!\W*(?:\w+\W+){0,2}\d)",
    re.IGNORECASE,
)
_WAS = re.compile(
    r"\b(?:was|were|initially|originally|peak\w*|had been|used to be|at first|at onset|previously|previous"
    r"|prior|last (?:visit|month|week|time)"
    r"|before|down from|from|decreased from|improved from|reduced from|in (?:the )?(?:ed|er)|on (?:arrival"
    r"|admission|presentation)|initial(?:ly)?|yesterday|at (?:time of )?(?:injury|arrival|triage)"
    r"|until)\W*(?:\w+\W+){0,4}$",
    re.IGNORECASE,
)
_WAS_AFTER = re.compile(
    r"^\W{0,3}(?:at (?:first|onset|(?:the )?time|injury)|initially|last (?:visit|month|week|time)|before|prior to"
    r"|on (?:admission|arrival|presentation|intake)|at (?:arrival|presentation|triage|its onset)"
    r"|when (?:first|initially)"
    r"|at its onset|in the (?:ed|er)|previously"
    r"|(?:down )?to (?:\d|zero|one|two|three|four|five|six|seven))",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d|one|two|three|four|five|six|seven|eight|nine|ten|zero", re.IGNORECASE)
_GOAL = re.compile(
    r"\b(?:goal|target|acceptable|tolerable|aim|criteria|criterion|indications?)\b[^.;]{0,40}$"
    r"|[<>\u2264\u2265]=?\s?$"
    r"|\bif\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_WORST = re.compile(
    r"\b(?:worst|maximum|max|high as|up to|at times|peaks? (?:at|to)|flares?)\W*(?:\w+\W+){0,3}$", re.IGNORECASE
)
_REST = re.compile(
    r"\b(?:at rest|best|least|lowest|minimum|low as|lying|supine|seated|resting|at night)\W*(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
_REST_AFTER = re.compile(
    r"^\W{0,3}(?:at (?:rest|best|night|its best)|lying|supine|when (?:lying|resting|still|seated|sitting)"
    r"|while (?:lying|resting|seated)|in bed|flat)",
    re.I,
)
_WORST_AFTER = re.compile(r"^\W{0,3}(?:at (?:worst|its worst|times|the worst)|when (?:severe|bad))", re.IGNORECASE)
_LONG_AGO = re.compile(
    r"\b(?:last (?:month|year|winter|spring|summer|fall)|ago)\W*(?:\w+\W+){0,3}$", re.IGNORECASE
)
_TALK = frozenset(
    {Section.NARRATIVE, Section.OTHER, Section.REVIEW, Section.EXAM, Section.ASSESSMENT, Section.IDENTITY}
)

_BARE = re.compile(
    r"\bpain\b[^.;,\d]{0,25}?\b(?:unbearable|excruciating|intolerable|terrible|horrible|severe|awful)\s?,?\s"
    r"(?:(?:at|about|around)\s)?(?:an?\s)?(?P<score>8|9|10|eight|nine|ten)"
    r"(?=\s*(?:$|[.,;!)]|(?:and|today|now|currently|with|on)\b))(?!\s?[.,]\d)",
    re.IGNORECASE,
)
"""A number with no "out of ten" behind it, but with the word for such a pain before it."""
_BARE_VALUES = {"8": 8, "9": 9, "10": 10, "eight": 8, "nine": 9, "ten": 10}


def pain_scores(sentence: Sentence, before: str = "") -> tuple[Score, ...]:
    """The scores of this patient's pain in `sentence`; `before` is the sentence before it, for its subject."""
    if sentence.section not in _TALK or sentence.kind is PageKind.IMAGING_REPORT:
        return ()
    if not (_SAYS_PAIN.search(sentence.text) or _SAYS_PAIN.search(before)):
        return ()
    if bare := _BARE.search(sentence.text):
        said = assess(sentence, bare.start("score"), bare.end("score"))
        if said.claimed and not _GOAL.search(sentence.text[: bare.start()]):
            start, end = bare.span("score")
            rank = _rank(sentence.text[max(0, start - 45) : start], sentence.text[end : end + 30])
            return (Score(_BARE_VALUES[bare["score"].lower()], start, end, rank),)
    found = [one for one in find_pain_scores(sentence.text) if isinstance(one.value, int)]
    if len(found) > 4:
        return ()
    scores = []
    for one in found:
        ahead, after = sentence.text[: one.start], sentence.text[one.end :]
        if not _NUMBER.search(sentence.text[one.start : one.end]):
            continue
        if "/" in sentence.text[one.start : one.end] and _DATE_BEFORE.search(ahead):
            continue
        said = assess(sentence, one.start, one.end)
        if _OTHER_SCALE.search(ahead) or _GOAL.search(ahead) or said.family or said.hypothetical or said.template:
            continue
        scores.append(Score(int(str(one.value)), one.start, one.end, _rank(ahead[-45:], after[:30])))
    return tuple(scores)


def is_past(text: str, start: int, end: int) -> bool:
    """Whether the score at characters start..end of `text` is one that was, or one that is asked for."""
    return _rank(text[max(0, start - 45) : start], text[end : end + 30]) == _PAST or bool(
        _GOAL.search(text[:start])
    )


def _rank(ahead: str, after: str) -> int:
    ahead = re.split(r"[;,.](?!\d)|\b(?:but|and)\b", ahead)[-1]
    if _NOW_AFTER.match(after):
        return 0
    if _WAS_AFTER.match(after):
        return _PAST
    if _LONG_AGO.search(ahead):
        return _PAST
    if _REST_AFTER.match(after) or _REST.search(ahead):
        return 3
    if _WORST_AFTER.match(after) or _WORST.search(ahead):
        return 2
    now, was = _NOW.search(ahead), _WAS.search(ahead)
    if now and (not was or now.start() > was.start()):
        return 0
    return _PAST if was else 1
