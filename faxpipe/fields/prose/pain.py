"""Pain scores in sentences: which number is today's.

Place in the sentence: words -> **fields**; used by `prose` for symptoms.pain_score and by `findings` for its red
flag. A note says several: what it was, what it is, at rest and walking. What it is counts first, then what it
is on
exertion; what it was never does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from faxpipe.any_case import AnyCase
from faxpipe.document import PageKind
from faxpipe.fields.context import Packet
from faxpipe.fields.kinds.scores import find_pain_scores
from faxpipe.fields.prose.assertion import assess
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.text import Sentence
from faxpipe.referral import Candidate


@dataclass(frozen=True, slots=True)
class Score:
    """A score 0..10 at characters start..end. `rank`: 0 now, 1 plain, 2 at its worst, 3 at rest, at best or with
    a drug just given, 4 on arrival at a hospital, 5 past.
    """

    value: int
    start: int
    end: int
    rank: int

    @property
    def current(self) -> bool:
        return self.rank < _ARRIVED

    @property
    def on_arrival(self) -> bool:
        """Told of the way into a hospital: it counts where nobody says what it has come down to."""
        return self.rank == _ARRIVED


_NOW_RANK, _PLAIN, _AT_WORST, _EASED, _ARRIVED, _PAST = range(6)
_SAYS_PAIN = AnyCase(
    r"\b(?:pain\w*|pn|ache\w*|aching|hurts?|so bad|excruciating|unbearable|agony|intensity"
    r"|nrs|nprs|vas|discomfort|soreness|severity|averag\w+|scored?|scores|rat(?:ed"
    r"|es|ing)|scale)\b|out of"
)
_OTHER_SCALE = AnyCase(
    r"\b(?:strength|motor|muscle|power|grip|apgar|gcs|glasgow|mood|energy|confidence|anxiety|depression|stress"
    r"|satisfaction|quality|mmse"
    r"|recall|orientation|memory|likelihood|motivation|reflex\w*|oswestry|odi|roland|rdq|disability|falls?|braden"
    r"|morse|sleep|appetite|karnofsky|ecog|frailty|phq|gad|promis|function\w*|adls?|risk)\b[^.;,]{0,25}$"
)
_DATE_BEFORE = AnyCase(
    r"\b(?:(?:on|since|from|until|till|of)[^\w,]{0,3}|(?:dated?|mri|ct|x-?rays?|films?|dexa|seen|scheduled|visit|appt"
    r"|appointment|fell|injury|doi|dos|done|surgery)\W{0,3})$"
)
_NOW = AnyCase(
    r"\b(?:now|currently|today|current|at present|presently|this (?:morning|visit|week)|down to|to"
    r"|is)\W*(?:\w+\W+){0,3}$"
)
_NOW_AFTER = re.compile(
    r"^\W{0,3}(?:\(?nrs\)?\W*)?(?:today|now|currently|at present|this (?:morning|visit"
    r"|week))\b(?!\W*(?:\w+\W+){0,4}\d)",
    re.IGNORECASE,
)
_WAS = AnyCase(
    r"\b(?:was|were|initially|originally|peak\w*|had been|used to be|at first|at onset|previously|previous"
    r"|prior|last (?:visit|month|week|time)"
    r"|before|(?:better|less|lower|milder) than|down from"
    r"|from(?! (?:that|this|the same) (?:day|date|moment|time|point|fall)\b| then\b| the (?:start|outset)\b)"
    r"|decreased from|improved from|reduced from"
    r"|initial(?:ly)?|yesterday"
    r"|at (?:time of )?injury|until)\W*(?:\w+\W+){0,4}$"
)
_WAS_AFTER = re.compile(
    r"^\W{0,3}(?:(?:at|on) (?:the )?(?:first|onset|time|injury|initial|last visit)|initially"
    r"|last (?:visit|month|week|time)|before|prior to"
    r"|at its onset|when (?:first|initially)|previously|at first\b"
    r"|(?:in|during|for|over) (?:the )?(?:very )?(?:first|early|initial) (?:few |couple of )?"
    r"(?:days?|nights?|weeks?|months?)"
    r"|(?:in|at) the (?:beginning|start|outset)|early on|right after (?:the |her |his )?(?:fall|injury|accident)"
    r"|(?:down )?to (?:\d|zero|one|two|three|four|five|six|seven))",
    re.IGNORECASE,
)
_AT_THE_DOOR = (
    r"(?:in (?:the )?(?:ed|er)|on (?:arrival|admission|presentation|intake)|at (?:arrival|triage|presentation))"
)
_ARRIVAL = re.compile(
    rf"\b(?:{_AT_THE_DOOR}|(?:ed|er) (?:\w+ )?(?:pain|rated|score))\W*(?:\w+\W+){{0,4}}$", re.IGNORECASE
)
_ARRIVAL_AFTER = re.compile(rf"^\W{{0,3}}{_AT_THE_DOOR}\b", re.IGNORECASE)
_LEAVING = r"(?:(?:on|at) (?:the )?(?:(?:day|time|morning) of )?|upon |day of |prior to |before )discharge"
_LEFT = re.compile(rf"\b{_LEAVING}\W*(?:\w+\W+){{0,4}}$", re.IGNORECASE)
_LEFT_AFTER = re.compile(rf"^\W{{0,3}}{_LEAVING}\b", re.IGNORECASE)
"""How it was when the patient left the hospital is how it is."""
_EASED_AFTER = re.compile(
    r"^\W{0,3}(?:after|post|following|s/p|with|w/|on)\s(?:\w+\s){0,3}?(?:morphine|dilaudid|hydromorphone|fentanyl|oxycodone"
    r"|percocet|norco|tramadol|toradol|ketorolac|meds?|medications?|analges\w+|opioids?|narcotics?)\b",
    re.IGNORECASE,
)
_NUMBER = AnyCase(r"\d|one|two|three|four|five|six|seven|eight|nine|ten|zero")
_GOAL = AnyCase(
    r"\b(?:goal|target|acceptable|tolerable|aim|criteria|criterion|indications?)\b[^.;]{0,40}$"
    r"|[<>\u2264\u2265]=?\s?$"
    r"|\b(?:if|when(?:ever)?|until|unless|should)\b[^.;]{0,40}\b(?:pain|becomes?|gets?|reaches|exceeds|hits|is|goes)\b"
    r"[^.;]{0,15}$"
    r"|\bif\b[^.;]{0,40}$"
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

_BARE = AnyCase(
    r"\bpain\b[^.;,\d]{0,25}?\b(?:unbearable|excruciating|intolerable|terrible|horrible|severe|awful)\s?,?\s"
    r"(?:(?:at|about|around)\s)?(?:an?\s)?(?P<score>8|9|10|eight|nine|ten)"
    r"(?=\s*(?:$|[.,;!)]|(?:and|today|now|currently|with|on)\b))(?!\s?[.,]\d)"
)
"""A number with no "out of ten" behind it, but with the word for such a pain before it."""
_BORNE = re.compile(
    r"\b\d\s?/\s?10,? (?:on|when|with|while|at|if|upon) (?:\w+ )?"
    r"(?:stand|walk|sit|ris|mov|lying|turn|bend|transfer|rest)",
    re.IGNORECASE,
)
""" "She is still at 6/10 on standing": what a posture does to the score says that it is of pain."""
SCALE_END = re.compile(r"\W*(?:0|100)\W*")
_SCALE = AnyCase(r"\b(?:scale|vas|analog\w*|line)\b")
"""What is printed at the ends of a line to mark is no score."""
_BARE_VALUES = {"8": 8, "9": 9, "10": 10, "eight": 8, "nine": 9, "ten": 10}


def pain_scores(sentence: Sentence, before: str = "") -> tuple[Score, ...]:
    """The scores of this patient's pain in `sentence`; `before` is the sentence before it, for its subject."""
    if sentence.section not in _TALK or sentence.kind is PageKind.IMAGING_REPORT:
        return ()
    if not any(_SAYS_PAIN.search(text) for text in (sentence.text, before)) and not _BORNE.search(sentence.text):
        return ()
    if SCALE_END.fullmatch(sentence.text) and _SCALE.search(before):
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
    scores = _otherwise_told(sentence.text)
    for one in found:
        ahead, after = sentence.text[: one.start], sentence.text[one.end :]
        if not _NUMBER.search(sentence.text[one.start : one.end]) or _numbers_entry(sentence, one.start):
            continue
        if _OF_A_COUNT.match(after) or ("/" in sentence.text[one.start : one.end] and _DATE_BEFORE.search(ahead)):
            continue
        if any(one.start < other.end and other.start < one.end for other in scores):
            continue
        said = assess(sentence, one.start, one.end)
        if _OTHER_SCALE.search(ahead) or _GOAL.search(ahead) or said.family or said.hypothetical or said.template:
            continue
        scores.append(Score(int(str(one.value)), one.start, one.end, _rank(ahead[-45:], after[:30])))
    return tuple(scores)


def _numbers_entry(sentence: Sentence, at: int) -> bool:
    """Whether the number at character `at` begins a line of a numbered list: "1. Cipro: pain", "2. Sulfa"."""
    words = sentence.block.passage.words
    own = sentence.block.passage.covering(sentence.start + at, sentence.start + at + 1)
    entry = _ENTRY.fullmatch(own[0].text) if own else None
    if entry is None:
        return False
    begin = [after for before, after in pairwise(words) if after.box.top > before.box.center_y]
    beside = {int(entry["number"]) - 1, int(entry["number"]) + 1}
    numbers = (_ENTRY.fullmatch(word.text) for word in (*words[:1], *begin))
    return any(word is own[0] for word in begin) and any(
        n is not None and int(n["number"]) in beside for n in numbers
    )


_ENTRY = re.compile(r"\(?(?P<number>\d{1,2})[.)]")


def _otherwise_told(text: str) -> list[Score]:
    """Scores without "out of ten": "current 4, best 3, worst 10", "VAS 85/100", "zero to ten ... a nine"."""
    scores = [
        Score(int(one["score"]), *one.span("score"), _PLACES[one["when"].lower()[:3]])
        for one in _PLACED.finditer(text)
    ]
    for pattern in (_IN_HUNDRED, _FROM_NOUGHT, _IN_A_SHEET, _RING_TYPED, _ENDS_TOLD, _IN_TALK):
        for one in pattern.finditer(text):
            number = one["score"].lower()
            value = _WORDS.index(number) if number in _WORDS else int(number)
            if value <= (100 if pattern is _IN_HUNDRED else MOST):
                value = round(value / 10) if pattern is _IN_HUNDRED else value
                scores.append(Score(value, *one.span("score"), _PLAIN))
    return scores


MOST = 10
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PLACES = {
    "cur": _NOW_RANK,
    "now": _NOW_RANK,
    "tod": _NOW_RANK,
    "pre": _NOW_RANK,
    "avg": _PLAIN,
    "ave": _PLAIN,
    "usu": _PLAIN,
    "typ": _PLAIN,
    "act": _PLAIN,
    "mov": _PLAIN,
    "sta": _PLAIN,
    "wal": _PLAIN,
    "tra": _PLAIN,
    "mot": _PLAIN,
    "exe": _PLAIN,
    "ben": _PLAIN,
    "tur": _PLAIN,
    "wor": _AT_WORST,
    "max": _AT_WORST,
    "hig": _AT_WORST,
    "gre": _AT_WORST,
    "bes": _EASED,
    "lea": _EASED,
    "low": _EASED,
    "res": _EASED,
}
_PLACED = AnyCase(
    r"\b(?P<when>current(?:ly)?|now|today|present|avg|averag\w+|usual(?:ly)?|typical|worst|max(?:imum)?|highest|greatest|best|least"
    r"|activity|movement|standing|walking|transfers|motion|exertion|bending|turning"
    r"|lowest|rest(?:ing)?)(?:\s(?:pain|score|level|is|at|of))*\s?[:=]?\s?(?:an?\s)?(?P<score>10|\d)"
    r"(?=\s*(?:$|[,;)|]|\.(?!\d)|(?:current|now|today|present|avg|average|usual|typical|worst|max|highest|best|least|low|rest"
    r"|and|with|at|on)\b))"
)
_IN_HUNDRED = AnyCase(
    r"\b(?:vas|visual analog\w*|pain|reading|scale|100 ?mm)\b[^.;\d]{0,40}?(?P<score>\d{2,3})\s?"
    r"(?:/\s?100\b|mm\b)"
)
_FROM_NOUGHT = AnyCase(
    r"\b(?:0|1|zero|one)\s?(?:to|-)\s?(?:10|ten)\b(?!\s?(?:mg|days|weeks|mm))[^.;\d]{1,40}?\b"
    r"(?:an?|is|at|of|as|says|said|rates?|rated|reports|:|=)\s(?:\w+\s)?(?P<score>10|[0-9]|"
    + "|".join(_WORDS)
    + r")\b"
    r"(?!\s?(?:/|out|of|mg|days?|weeks?|months?))"
)
_OF_A_COUNT = re.compile(
    r"^\s(?:[A-Za-z]+\s){0,2}(?:visits?|sessions?|treatments?|tabs?|tablets|pills|doses|times|days|items|goals)\b",
    re.IGNORECASE,
)
_IN_A_SHEET = AnyCase(
    r"\bpain(?: score| level| rating| scale)?\s+\d{1,2}/\d{1,2}(?:/\d{2,4})?"
    r"(?:\s(?:at )?\d{1,2}:?\d{2}(?:\s?[ap]m)?)?\s?[:=]\s?"
    r"(?P<score>10|\d)(?!\d|[/:.]\d)"
)
"""A flow sheet: the day and the hour stand before the score."""
_ENDS_TOLD = AnyCase(
    r"\(\s?0\s?(?:=|-|is|to)[^()\d]{0,20}10[^()\d]{0,20}\)\s?[:=]?\s?(?P<score>10|\d)(?!\d|\s?/|\.\d|\s?[-=])"
)
"""The ends of the scale in brackets, then the score: "(0 = none, 10 = worst): 9"."""
_IN_TALK = AnyCase(
    r"\b(?:pain|hurts?|aching|excruciating|agony|unbearable)\b(?:(?!\b(?:was|were|had)\b)[^.;\d]){0,40}?"
    r"\b(?:(?:back )?up to|like|calls? it|says (?:it's|it is)|wrote|circled)\s(?:an?\s)?"
    r"(?P<score>8|9|10|eight|nine|ten)\b"
    r"(?=\W*$|[,;!)\"]|\.(?!\d)|\s(?:and a half|since|despite|today|now|with|when|at|on|by)\b)"
)
"""A score as it is spoken: "pain back up to nine since Monday", "hurts so that she calls it a ten"."""
_RING_TYPED = re.compile(r"(?:\b\d[\s,\-]+){2,}[(\[*]\s?(?P<score>10|\d)\s?[)\]*](?=[\s,\-]+\d|\s*$)")
"""One number of a typed scale in brackets."""


def of_no_pain(candidate: Candidate, packet: Packet) -> bool:
    """Whether the tagger took for a score of pain what nothing near calls pain, another scale's grade, or one that
    somebody only reckons with."""
    sheet = packet.sheet(candidate.page)
    own = candidate.box
    if candidate.field != "symptoms.pain_score" or candidate.method != "model" or sheet is None or own is None:
        return False
    lines = sheet.layout.lines
    at = next((at for at, line in enumerate(lines) if line.box.top <= own.center_y <= line.box.bottom), None)
    if at is None:
        return False
    ahead = " ".join(word.text for word in lines[at].words if word.box.right <= own.left)
    after = " ".join(word.text for word in lines[at].words if word.box.left >= own.right)
    around = " ".join(line.text for line in lines[max(0, at - LINES_BEFORE) : at + 1])
    if _OTHER_SCALE.search(ahead) or _GOAL.search(ahead) or _OF_OTHER_MATTER.match(after):
        return True
    return _SAYS_PAIN.search(around) is None and _SUFFERS.search(ahead + " " + after) is None


_SUFFERS = AnyCase(r"\b(?:c?[lmu]?bp|severe|sx|symptoms?|sore|tender\w*|hurting|sciatica|agony|spasms?)\b")
LINES_BEFORE = 3
_OF_OTHER_MATTER = re.compile(
    r"\W{0,3}(?:rom|range|strength|motor|power|grip|of (?:normal|visits))\b", re.IGNORECASE
)


def is_past(text: str, start: int, end: int) -> bool:
    """Whether the score at characters start..end of `text` is one that was, or one that is asked for."""
    return _rank(text[max(0, start - 45) : start], text[end : end + 30]) in (_ARRIVED, _PAST) or bool(
        _GOAL.search(text[:start])
    )


def _rank(ahead: str, after: str) -> int:
    ahead = re.split(r"[;,.](?!\d)|\b(?:but|and)\b", ahead)[-1]
    told = (
        rank
        for rank, before, behind in _RANKS
        if (behind and behind.match(after)) or (before and before.search(ahead))
    )
    now, was = _NOW.search(ahead), _WAS.search(ahead)
    if (first := next(told, None)) is not None and not (first == _ARRIVED and now):
        return first
    if now and (not was or now.start() > was.start()):
        return _NOW_RANK
    return _PAST if was else _PLAIN


_RANKS = (
    (_NOW_RANK, _LEFT, _NOW_AFTER),
    (_NOW_RANK, None, _LEFT_AFTER),
    (_ARRIVED, _ARRIVAL, _ARRIVAL_AFTER),
    (_EASED, None, _EASED_AFTER),
    (_PAST, _LONG_AGO, _WAS_AFTER),
    (_EASED, _REST, _REST_AFTER),
    (_AT_WORST, _WORST, _WORST_AFTER),
)
"""What the words before and behind a score make of it, the weightier first."""
