"""Where the sender wrote that it is urgent: a headline of its own, a label's answer, or a request in a sentence.

Place in the sentence: words -> packets -> **fields**. The words of a form's choices and of everybody's footer
("STAT orders must be called in") ask for nothing; a test that was done at once asks for nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from faxpipe.any_case import AnyCase
from faxpipe.document import Box, PageKind, TickBox
from faxpipe.fields.kinds.urgency import like_urgent
from faxpipe.fields.prose.assertion import Assertion, assess
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.text import Sentence
from faxpipe.layout import Line

_HEADLINE = re.compile(
    r"(?:[*!<>#\s\-]*)(?:please\s|very\s|this is\s|fax\s)?(?:URGENT|STAT|Urgent|Stat|EMERGENT|ASAP|RUSH"
    r"|U\sR\sG\sE\sN\sT|S\sT\sA\sT|S\.T\.A\.T\.?|A\.S\.A\.P\.?)(?![\w-])"
    r"(?![^.:]{0,30}\b(?:referrals|requests|orders)\s(?:must|should|require|need|will|are|call|:|please))"
    r"(?!\s(?:referrals|requests|orders|appointments|consults|labs?|mri|MRI|ct|CT|x-?rays?|cbc|CBC|imaging|films?|ekg|EKG"
    r"|ecg|ECG|stud(?:y|ies)|ultrasound|cultures?|bloods?|refills?|reads?|results?|meds?|doses?|care|Care|CARE)\b)",
    re.ASCII,
)
OPTION_WORDS = AnyCase(
    r"\b(?:routine|[ijl|]?for ?review|please (?:comment|reply|recycle)|elective|normal|standard|non-? ?urgent"
    r"|priority"
    r"|(?<!\ban )(?<!\ba )(?:asap|emergency)|other"
    r"|next available|within \d|expedited|low(?! back)|high(?! blood)|(?<!how )soon)\b"
)
_REQUEST = AnyCase(
    r"\b(?:(?:see|seen|seeing|evaluated?|scheduled?|consult(?:ed)?|review(?:ed)?|attention|treated|reviewed"
    r"|appointment|appt|visit|request(?:ed)?|refer(?:red)?|call(?:ed)?)"
    r"(?:\s\w+){0,4}?\s(?:urgently|emergently|asap|stat|a\.s\.a\.p|urgent(?! care)|as soon as (?:possible"
    r"|you can)|at your earliest)\b"
    r"|(?<!non )(?<!non-)(?<!not )(?:urgent|stat|emergent|expedited)\s(?:\w+\s){0,2}?(?:referral"
    r"|consult(?:ation)?|evaluation|eval|appointment|appt"
    r"|review|request|kyphoplasty|vertebroplasty|augmentation|attention|opinion|assessment|input|advice)(?!s\b)"
    r"|(?:referral|request|matter|case|consult|this|it|he|she)\s(?:is|as)\s(?:an?\s)?(?:marked\s)?(?:urgent"
    r"|stat|emergent)\b"
    r"|please\s(?:expedite|rush|call\s(?:us\s)?(?:back\s)?(?:urgently|immediately|asap|today))"
    r"|needs?\s(?:an?\s)?(?:urgent|stat)\b)"
)


def tick_before(box: Box, ticks: Sequence[TickBox]) -> TickBox | None:
    """The nearest tick box left of `box` on its line, which governs it; None where none is near."""
    reach = 20 * box.height
    beside = [
        tick
        for tick in ticks
        if tick.box.overlap_y(box) > 0.3 and -0.5 * box.height < box.left - tick.box.right < reach
    ]
    return max(beside, key=lambda tick: tick.box.right, default=None)


def typed_empties(lines: Iterable[Line]) -> list[TickBox]:
    """The empty boxes and rings of `lines` that are typed, or were read, as signs: "( ) Urgent", "O Urgent"."""
    empties: list[TickBox] = []
    for line in lines:
        for before, word in zip((None, *line.words), line.words, strict=False):
            opened = before is not None and before.text + word.text in ("()", "[]")
            if opened or _EMPTY_SIGN.fullmatch(word.text):
                empties.append(TickBox(word.box, ticked=False, confidence=1.0))
    return empties


_EMPTY_SIGN = re.compile(r"\[_?\]|\(_?\)|[O\u25a1\u2610\u25cb]|_{1,6}")


def sender_words(
    sentence: Sentence, read: Sequence[Sentence], ticks: Sequence[TickBox]
) -> Iterator[tuple[int, int]]:
    """First and end character of each place of `sentence` where the sender presses; `read`: all of the fax,
    `ticks`: the boxes of its page."""
    if standing_advice(sentence.text):
        return
    headline = _HEADLINE.match(sentence.text) if sentence.section not in _TOLD_OF_OLD else None
    if headline and len(sentence.doc) <= HEADLINE_MAX and sentence.kind is not PageKind.IMAGING_REPORT:
        own = sentence.box(0, len(sentence.text))
        tick = tick_before(own, ticks)
        if tick is not None and own.left - tick.box.right > TICK_REACH and _among_options(sentence, read):
            tick = None  # the box of another choice: its own was not found
        if tick.ticked if tick is not None else not _among_options(sentence, read):
            yield headline.start(), headline.end()
    elif headline is None and _misread_urgent(sentence) and not _among_options(sentence, read):
        yield 0, len(sentence.text)
    if sentence.kind is not PageKind.IMAGING_REPORT:
        yield from _asked_for(sentence, ticks)


HEADLINE_MAX = 14
_TOLD_OF_OLD = frozenset({Section.PAST, Section.FAMILY, Section.SOCIAL})
"""Where nobody presses: "Past: gout. Urgent. laparotomy 1988" with a speck for a stop."""


def standing_advice(text: str) -> bool:
    """Whether a form tells everybody whom to call: "Urgent concerns: retention: call 555-0100", also whoever got
    the fax in error.

    What may come, in the plural, or patients at large, and the order to call must stand there: "new retention,
    please call" is told. Whoever may not fax what he has to send elsewhere is everybody, too.
    """
    if _TURN_TO.search(text) and (_MAY_COME.search(text) or _ASTRAY.search(text)):
        return True
    if _FAX_NOT.search(text) and _GO_TO.search(text):
        return True
    if _MEANS_HELP.search(text) and not _OF_SOMEBODY.search(text):
        return True
    if _IF_YOU.search(text) and not _OF_A_THIRD.search(text):
        return True
    return bool(_TO_ALL.search(text) or (_USUAL_ADVICE.search(text) and _HELP.search(text)))


_FAX_NOT = AnyCase(
    r"\b(?:do not|don't|never) (?:use (?:this )?)?fax\b"
    r"|\b(?:should|must) (?:not|never) be (?:faxed|referred by fax)\b"
)
_GO_TO = AnyCase(
    r"\b(?:send|direct|transfer|refer)\s(?:\w+\s){0,2}?(?:to|at) (?:the |an |your )?(?:\w+ )?"
    r"(?:emergency|er|ed|hospital)\b"
    r"|\b(?:call|dial|phone|page) (?:the |our )?(?:9?11|on[- ]call|\w*surg\w+|er|ed|emergency|hospital)\b"
)
_MEANS_HELP = AnyCase(
    r"=>?\s?(?:(?:please|call|dial|go to|goes to|straight to|to)\s){0,2}(?:the |an |your |nearest )?"
    r"(?:9-?1-?1|e\.?[rd]\b\.?|emergency(?: (?:room|department|dept))?|hospital)"
    r"(?: (?:now|at once|immediately))?\W*$",
)
_OF_SOMEBODY = AnyCase(
    r"\b(?:he|she|pt|patient|has|had|is|was|now|since|today|tonight|yesterday|reports?"
    r"|developed|sent|called|\d+ ?/ ?\d+)\b",
)
""" "Sudden weakness or incontinence = 911": a rule for all, where nobody is told to have it."""
_IF_YOU = AnyCase(
    r"^\W*if you (?:lose|notice|develop|have|experience|feel|get|become|cannot|can't|are unable)\b[^.;]{0,120}"
    r"\b(?:call|dial|go to|seek|come|return|proceed)\b"
)
_OF_A_THIRD = AnyCase(r"\b(?:he|she|her|his|him|pt|patient)\b")
""" "If you lose control of your bladder, call 911" is said to a patient, of what may come."""
_USUAL_ADVICE = AnyCase(
    r"\b(?:standard|usual|routine|general|customary) (?:\w+ ){0,2}(?:advice|precautions|warnings?|instructions"
    r"|counsel\w+)\b"
)
_HELP = AnyCase(r"\b(?:er|ed|emergency|911|call|return|hospital)\b")
""" "Emergency room for retention - standard advice given": what everybody is told."""
_TO_ALL = AnyCase(
    r"(?:^|[:.]\s)\W*(?:(?:please )?(?:call?|dial|phone) )?911 (?:for|if|with)\b"
    r"|^\W*(?:call|go|return|report|proceed|contact|notify)\b[^.;:]{0,30}\b(?:hospital|er|ed|911|emergency|us"
    r"|immediately|right away|if)\W{0,2}:"
    r"|(?:^|[-:;,.\u2013])\s?(?:please )?seek (?:medical |immediate |emergency |urgent )?(?:care|help|attention)\b"
    r"|\b(?:can|may|might|could|will) (?:very )?(?:rarely|seldom|occasionally|sometimes|also)"
    r" (?:cause|lead|result)\b"
)
""" "911 for paralysis", "Go to hospital: numb saddle", "may rarely cause cord compression"."""


_MAY_COME = AnyCase(
    r"\b(?:urgent|emergen\w+|after[- ]hours?|warning|alarm|danger(?:ous)?|immediate|serious"
    r"|(?:for|any) (?:(?:life|limb)[- ]{0,2})threatening)\s(?:\w+\s)?"
    r"(?:concerns?|questions?|matters|problems|issues|needs|symptoms|signs|situations|conditions?|changes"
    r"|messages)\b"
    r"|\b(?:when|reasons?) to (?:call|seek|go|worry)\b|^\W*not for emergenc\w+"
    r"|(?<!\bher )(?<!\bhis )(?<!\bthese )\b(?:symptoms|signs|syndromes?) (?:is|are) (?:an? )?(?:\w+ )?emergenc\w+"
    r"|^\W*(?:all\s|our\s)?(?:patients|veterans|residents|members|clients)\s?[:,-]|\bpatients?\s?[:,-]\s?if you\b"
    r"|^\W*(?:patients|veterans|residents|members|clients)\s(?:with|who (?:have|develop|experience|cannot))\b"
)
_ASTRAY = AnyCase(r"\b(?:received|reached you|sent|delivered|got)\b[^.;]{0,40}\b(?:in error|by mistake)\b")
_TURN_TO = AnyCase(
    r"\b(?:call|telephoned?|phoned?|page|dial|contact|notify|seek|go to|proceed"
    r"|(?:send|direct|transfer|refer) (?:the )?(?:pts?|patients?|veterans?|residents?|members?|clients?|them))\b"
    r"|\b(?:sent|transferred|referred|directed) to (?:the |an |your )?(?:(?:closest|nearest|local) )?"
    r"(?:emergency (?:room|department|dept)|er|ed)\b"
    r"|\b(?:911|988)\b|\b(?:not|never) (?:be )?(?:sent|faxed|transmitted|communicated)\b|\bdo not (?:fax|send)\b"
)


def _asked_for(sentence: Sentence, ticks: Sequence[TickBox]) -> Iterator[tuple[int, int]]:
    """The requests of running text, and what stands behind a label that asks how soon."""
    for request in (*_REQUEST.finditer(sentence.text), *_SOON.finditer(sentence.text)):
        around = sentence.text[max(0, request.start() - ELSEWHERE_WITHIN) : request.end() + ELSEWHERE_WITHIN]
        tick = tick_before(sentence.box(request.end() - 1, request.end()), ticks)
        if (
            not OPTION_WORDS.search(_around(sentence.text, request))
            and not _ELSEWHERE.search(around)
            and not (tick is not None and tick.ticked is False)
            and _meant(assess(sentence, request.start(), request.end()), request[0])
        ):
            yield request.start(), request.end()
    for answer in _ANSWER.finditer(sentence.text):
        if not _CHOICES.search(sentence.text):
            yield answer.start("word"), answer.end("word")
    for marked in _MARKED.finditer(sentence.text):
        yield marked.start("word"), marked.end("word")


def _meant(said: Assertion, words: str) -> bool:
    """Whether a request is made: "Can you see her tomorrow?" is one for all its question mark."""
    polite = words.lower().startswith(("can you", "could", "would")) and not (said.negated or said.template)
    return said.current or polite


ELSEWHERE_WITHIN = 20
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_PRESSING = (
    r"(?:today|tomorrow|at once|first thing|without delay|right now"
    rf"|(?:by|before|no later than) (?:tomorrow|{_DAY}|eow|cob|eod"
    r"|(?:the )?(?:end of (?:the|this) )?(?:week(?:end)?|day|holiday))"
    r"|im+ediat\w*ly|right (?:away|off)|same[- ]day|this (?:week(?!end)|afternoon)|as urgent|urgently|emergently"
    r"|asap"
    r"|stat|before the weekend"
    r"|as soon as (?:possible|you can)"
    r"|(?:with|w/)?in (?:the )?(?:next )?(?:\d{1,2} ?(?:-|to) ?)?(?:24|48|72) ?(?:hours?|hrs?|h)"
    r"|(?:within|w/in) (?:an?|one|the) day"
    r"|(?:within|w/in) (?:the next )?(?:[1-5]|two|three|four|five) (?:(?:business|working|calendar) )?days?"
    r"|(?:with|w/)?in (?:a |the )?(?:next )?(?:day or (?:two|so)|(?:couple|few) (?:of )?days))"
)
_SOON = AnyCase(
    r"\b(?:please|pls|kindly|needs?|(?:has|have|ought) to|must|would|could|can (?:you|we)|appreciate|grateful"
    r"|hop(?:e|ing)|ask(?:s|ing)|request\w*|wants?|to be(?= (?:seen|scheduled|evaluated))|imperative|essential"
    r"|if you (?:can|have)|any (?:chance|way))\b"
    r"(?:\bdr\.|[^.;]){0,40}?"
    r"\b(?:see|seen|seeing|schedul\w+|evaluat\w+|appt|appointment|visit|consult\w*|process|treat\w*"
    r"|reviewe?d?|add(?:ed)?|work(?:ed)?|squeezed?|fit|get|got(?:ten)? in|call|happen|your table)\b"
    rf"[^.;]{{0,30}}?\b{_PRESSING}\b"
    r"|\bsame[- ]day (?:appt|appointment|visit|consult\w*|referral|evaluation|call|callback|response|review"
    r"|scheduling|turn ?around)\b"
    r"|^\W*see (?:\w+ ){0,2}(?:immediat\w*ly|today(?!')|tomorrow|asap|stat|right away|now\b(?=\W*$))"
    r"|\b(?:soonest|earliest) (?:possible |available )?(?:appt|appointment|slot|opening|visit|date|time)"
    r" (?:possible|(?:that )?you (?:can|have))"
    r"|\b(?:soonest|earliest) (?:possible|available) (?:appt|appointment|slot|opening|visit)\b"
    r"|\b(?:quick|rapid|speedy|prompt|immediate) (?:appt|appointment|slot|visit)\b"
    r"|\bneeds? (?:an? )?(?:appt|appointment|visit|consult) now\b"
    r"|\b(?:today|tomorrow|this week),? (?:if (?:at all )?possible|please|pls|(?:and )?not (?:next|in))\b"
    r"|\bplease (?:do )?hurry\b|\bevery (?:day|hour) (?:matters|counts)\b"
    r"|\bdelay\b[^.;]{0,30}\b(?:unsafe|dangerous|harmful)\b|\bmake an exception\b"
    r"|[-\u2013]\s?urgent\W*$"
    r"|\b(?:front|head|top) of (?:the|your) (?:line|queue|list|schedule|pile|stack)\b"
    r"|\bbump(?:ed)? (?:her|him|this|it) up\b|\bbring (?:(?:her|him|this|it|the \w+) )?forward\b"
    r"|\btime[- ]sensitive\b|^\W*rush\b(?! limestone)|^\W*(?:high(?:est)?|top) priority\b"
    r"|\b(?:high(?:est)?|utmost|maximum|extreme) urgency\b|^\W*asap\b(?! (?:follow|for))"
    r"|\b(?:can(?:'?t|not| not)|should(?:n't| not)|won't|unable to|not able to|too \w+ to) wait\b(?! to\b)"
    r"|^\W*(?:pls |please )?expedite\b|\bexpedited? (?:please|pls|this|if (?:at all )?possible|if you can)\b"
    r"|\b(?:not|n't) (?:be |a )(?:routine|delayed)\b|(?:do not|don't) delay\b|\bwithout (?:any )?delay\b"
    r"|\bsooner the better\b"
    r"|\b(?:attn|attention|scheduling|scheduler|intake|front desk)\b[^.;]{0,30}\b(?:urgent|stat|asap)\b"
    r"|\b(?:process|treat|handle|mark(?:ed)?|flag(?:ged)?|triaged?|coded?|approved|submitted|sent|entered)"
    r"\s(?:this\s|it\s)?as\s(?:an?\s)?(?:urgent|stat"
    r"|emergent|expedited|high priority)\b"
)
_ELSEWHERE = AnyCase(
    r"\b(?:follow(?:s|ed)?[- ]?up|f/u|pcp|primary care|your (?:doctor|provider)|return|labs?|records?|orders must"
    r"|office directly|if you|was seen|were seen|seen (?:here )?(?:today|this week) (?:for|in|at|by|with)"
    r"|home (?:care|health)|vna|therapy|receiv\w+|in error|destroy|notify|refill|questions|matters"
    r"|(?:of|after) discharge)\b"
)
"""What is wanted soon of somebody else, or was done already."""
_ANSWER = AnyCase(
    r"\b(?:pr[il1|]or[il1|]ty|urgency|how soon|acuity|time ?frame|(?:appt |appointment )?needed(?: by)?|when"
    r"|schedule|turn[- ]?around(?: time)?(?: requested)?|processing|handling|response(?: time| needed)?|triage"
    r"|(?:type of |order |req(?:uest)? |ref(?:erral)? |appt |appointment )"
    r"(?:request|referral|visit|type|status|priority|urgency))\s?[:=\-]\s?(?:level\s)?(?:[123]\s?[\-:/(]\s?)?"
    r"(?P<word>[s5][t7]a[tilf1|7]|urgent|emergent|expedited?|asap|rush|immediate|emergency|high|today"
    r"|same[- ]day|within (?:24|48|72) ?h(?:ou)?rs?)\b"
    r"(?![ -]?(?:care|contact|room|dep))"
)
"""A label and its answer within a line; the answers of whole labels are read elsewhere."""
_MARKED = AnyCase(
    r":\s{0,3}(?=[\[(])[^.;:]{0,60}?[\[(]\s?[x\u2713\u2714]\s?[\])]\s?(?P<word>urgent|stat|emergent|asap|expedited?)\b"
)
"""A choice crossed with typed letters, the brackets before the words: "Priority: [ ] Routine [X] Urgent"."""
_CHOICES = AnyCase(
    r"\b(?:routine|elective|standard|normal|non-? ?urgent|medium|low|soon\b(?!\W*[:=]))\b"
    r"|(?:urgent|stat)\W+(?:\w\W+)?(?:stat|urgent)"
)


def _misread_urgent(sentence: Sentence) -> bool:
    """Whether a short line of a form or cover holds what can only be "urgent" misread: "How soon Drgent"."""
    words = sentence.text.split()
    if (
        sentence.kind not in (PageKind.REFERRAL_FORM, PageKind.COVER_SHEET)
        or not 0 < len(words) <= URGENT_WORDS_MAX
    ):
        return False
    letters = [re.sub(r"[^a-z]", "", word.lower()) for word in words]
    return any(word != "urgent" and like_urgent(word) for word in letters)


URGENT_WORDS_MAX = 4


TICK_REACH = 0.03
"""A box that governs one of several choices stands this near before it, as a fraction of the page width."""


def _around(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - 25) : match.start()] + text[match.end() : match.end() + 25]


def _among_options(sentence: Sentence, read: Sequence[Sentence]) -> bool:
    """Whether "Urgent" is one of several printed choices, in its own words or beside it."""
    if OPTION_WORDS.search(_HEADLINE.sub("", sentence.text, count=1)):
        return True
    if sentence.start > 0 and not sentence.block.passage.text[: sentence.start].rstrip(" ").endswith(
        ("\n", ".", "!", ":")
    ):
        return True
    own = sentence.box(0, len(sentence.text))
    height = own.height
    cover = sentence.kind is PageKind.COVER_SHEET
    return any(
        other.page == sentence.page
        and other is not sentence
        and (
            (len(other.doc) <= 6 and OPTION_WORDS.search(other.text))
            or (cover and _COVER_OPTION.search(other.text))
        )
        and abs(_place(other).center_y - own.center_y) < 3 * height
        for other in read
    )


_COVER_OPTION = AnyCase(
    r"\b(?:f[aeo]r r[aec]v[il1j][ec]w|p[il1][ec]a[sz][ec] (?:r[ec]ply|c[ao]mm\w+|r[ec]cyc\w+))\b"
)
"""What covers print beside "Urgent" to choose from, as it is misread."""


def _place(sentence: Sentence) -> Box:
    return sentence.box(0, len(sentence.text))
