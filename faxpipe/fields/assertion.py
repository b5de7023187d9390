"""What a sentence claims of a finding: present, denied, past, a relative's, or only warned of.

Place in the sentence: words -> packets -> **fields**. The ConText method (Harkema 2009, doi
10.1016/j.jbi.2009.05.002)
over spaCy tokens: trigger phrases open a scope to their right or left, terminations close it, pseudo-triggers
("not only", "unable to") open none; the section heading is one more trigger. medspaCy and negspaCy wrap the same
method but pull in trained models and unmaintained parts, so the method stands here.

The trap: leaving a real finding out is far worse than keeping a denied one, so whatever is doubtful counts as
claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc

from faxpipe.fields.prose_sections import Section
from faxpipe.fields.prose_text import Phrases, Sentence


@dataclass(frozen=True, slots=True)
class Assertion:
    """What is said of one span. All False: claimed of this patient, now."""

    negated: bool = False
    historical: bool = False
    family: bool = False
    hypothetical: bool = False
    template: bool = False
    uncertain: bool = False

    @property
    def claimed(self) -> bool:
        """Said of this patient; it may be old or uncertain."""
        return not (self.negated or self.family or self.hypothetical or self.template)

    @property
    def current(self) -> bool:
        """Said of this patient, and not as history."""
        return self.claimed and not self.historical


_RELATIVE = (
    "mother|father|sister|brother|aunt|uncle|grandmother|grandfather|grandparent*|cousin|wife|husband|spouse"
    "|son|daughter|parents|mom"
    "|dad|sibling*|niece|nephew|roommate|neighbor|maternal|paternal|mother's|father's|sister's|brother's|wife's"
    "|husband's"
)
_HAVING = (
    "has|had|have|having|with|was|were|is|are|died|suffers|suffered|developed|underwent|broke|fractured"
    "|deceased|who|whose|diagnosed"
    "|:|-|,|(|passed|also|both|all|history|survived"
)
_ASSERTED = (
    "new|newly|now|acute|current|currently|progressive|worsening|increasing|recent|sudden|significant"
    "|marked|severe|positive"
)

_TRIGGERS: dict[str, tuple[str, ...]] = {
    "negation_before": (
        "no|not|without|w/o|denies|denied|denying|deny|never|nor|neither|non|nothing|none|lack|lacks|lacking|(-)",
        "negative for|of",
        "neg for",
        "free of|from",
        "absence|absent of",
        "ruled out",
        "rules out",
        "rather than",
        "instead of",
        "fails to",
        "failed to",
        "clear of",
        "resolution of",
        "excludes|excluded|excluding",
        "n't",
        "n’t",
        "cannot see|find|detect",
    ),
    "negation_after": (
        "denied",
        "?is|are|was|were ?all absent|negative|none|nil",
        "?is|are|was|were|been ruled out",
        "not seen|present|identified|found|noted|appreciated|evident|observed|detected|suspected|demonstrated"
        "|reported|visualized|elicited",
        "unlikely",
        ": no|none|negative|neg|denies|denied|absent|nil|n",
        "- no|none|negative|neg|denies|denied|absent",
        "= no|none|negative|neg",
        "resolved",
        "has|have resolved",
        "excluded",
    ),
    "negation_next": ("?is|are|was|were|appears|remains normal|intact|unremarkable|patent|preserved|maintained",),
    "pseudo": (
        "no|not|without ?any|much|significant increase|change|improvement|relief|benefit|help|response|better"
        "|further|doubt|longer|interval",
        "no more|difference",
        "not only|just|merely|simply|necessarily|improved|improving|better|resolved|settled|settling|tolerated"
        "|responding|responded|helped"
        "|controlled|tolerating|set",
        "not ?been ?yet ruled|excluded",
        "not in remission",
        "not ?been able",
        "no ?voluntary control",
        "without control",
        "no|not ?been ~1 relieved|alleviated|helped|better",
        "cannot|can't ?be ?entirely ?completely exclude|excluded",
        "cannot|can't|not ?be rule|ruled out",
        "can not exclude",
        "gram negative",
        "no ?other source|choice",
        "not ?yet healed|treated|addressed|evaluated|explained|certain|sure|clear|known",
        "not a|an candidate|surgical",
        "not tolerate",
        "no good|known cause|reason",
        "no sooner",
        "chronic ?low ?lower ?mid ?back ?spine ?spinal pain",
        "lack of improvement|response|relief|control|sensation|feeling|bladder|bowel",
        "never before",
        "not due|related|secondary|explained",
        "no longer able|walk*|stand*|control*|void*|urinate*|feel*",
        "incompletely|partially|partly|poorly|never|not|un|being|slowly healed|healing|resolved",
        "not|n't walk*|stand*|stood|void*|urinate*|feel|control*|hold|empty|move|lift|bear|pass|able|ambulate*",
        "year|years|yr|yrs|month|months|week|weeks|day|days ?- old",
        "past ~1 day|days|week|weeks|month|months|few|several|couple|24|48|night|hours|weekend|fortnight",
        "prior|previous|previously to|healthy|well",
        "s/p|status ?post ?- ?a ?mechanical ?recent ?ground ?level fall|mva|mvc|trauma|injury|accident|slip",
        "hour|hours|day|days|week|weeks|month|months ?- history ?of",
        "history|hx of ?the present*",
        "failed to improve|respond|relieve|help|settle|heal",
        "none of ~4 help*|work*",
    ),
    "end": (
        ";",
        "but|however|although|though|except|apart|yet|nevertheless|nonetheless|whereas|albeit",
        "aside from",
        "other than",
        "presents|presented|presenting with|for",
        "complains|complaining|complained of",
        "reports|reporting|endorses|endorsing|admits|states|describes|describing",
        "positive for",
        "until ?the|this|last|yesterday",
        "?and now|today has|have|with|reports|shows|he|she",
        "and|,|then he|she|patient|they|pt has|had|is|was|developed|now|reports|notes|lost|cannot|began|started"
        "|does|experienced|describes|takes|took|uses|walks|continues",
        "who|which has|had|have|is|are|was|shows|demonstrates",
        "and has|have|had|is|are|does|developed|now|was|cannot",
        ", has|have|had|now|developed|does",
        "there is|are|was|were|has|have ~1",
        "is|are|was|were present|noted|evident|seen|identified|demonstrated|positive|reported",
        "with ?a new|progressive|worsening|acute|severe|marked",
        "shows|demonstrates|reveals|showing|demonstrating|revealing|showed|revealed|demonstrated",
        "since|because|causing|resulting|who|sustained|sustaining|fell|slipped|developed",
        "+",
    ),
    "history_before": (
        "history|hx|h/o of|for|significant|includes|include",
        "h/o",
        "s/p",
        "status post|-",
        "prior|previous|previously|past|remote|remotely|old|healed|longstanding|long-standing|childhood"
        "|formerly|former",
        "chronic|chronically|baseline",
        "treated for",
        "survivor",
        "years ago",
        "year ago",
    ),
    "history_after": (
        "in the past",
        "in|into ?complete|full remission",
        "in his|her childhood|youth|teens|twenties|thirties|forties|fifties",
        "many|several|two|three|four|five|ten|over ~1 years ago|prior|earlier",
        "years|decades ago",
        "year ago",
        "last year",
        "resolved",
        "has|have|had since resolved",
        "healed",
        "survivor",
        "at|is|are baseline",
        "?is|are|been chronic|longstanding|stable|unchanged",
        "long ago",
        "of|for many|several ~1 years",
        "in adolescence",
        "cured",
    ),
    "now": (
        f"{_ASSERTED}|worse|worsened|today|yesterday|overnight|tonight",
        "last|this night|morning|evening|week|weekend",
    ),
    "family_before": (
        f"{_RELATIVE} ?'s ~2 {_HAVING}",
        "family history|hx|member*",
        "family ?medical history|hx",
        "family h/o",
        "fhx|fh",
    ),
    "family_after": (
        f"in|of|by ?his|her|their|a|the|patient|pt ?'s {_RELATIVE}",
        f"( ?his|her {_RELATIVE}",
    ),
    "reporter": (
        f"{_RELATIVE} ~2 reports|reported|states|stated|says|said|notes|noted|noticed|called|calls|brings"
        f"|brought|thinks|believes|tells|told"
        "|feels|observed|found|accompanies|accompanied|confirms|describes|helps|cares|worries|worried|concerned"
        "|provides|adds",
        f"by|with|from|per|and|to his|her|the|a|their {_RELATIVE}",
        f"according to ~1 {_RELATIVE}",
        f"{_RELATIVE} ?'s cell|phone|number|mobile|home",
    ),
    "patient": (
        "the|this|our|my patient|pt",
        "patient|pt|he|she|mr.|mrs.|ms.|miss ~1 has|had|is|was|now|reports|denies|also|herself|himself",
    ),
    "warned_before": (
        "if|should|unless|whether|lest",
        "in case|event of",
        "in the event",
        "watch|monitor|monitoring|observe|look|looking|screen|screening|alert for|closely",
        "risk|risks|chance|possibility of|for|include*|such|including|are|were|and",
        "at ?high|increased risk",
        "potential|possible complication*|risk*|side",
        "complications|risks|hazards|dangers",
        "side effects|effect",
        "to|helps|will prevent|avoid",
        "prevention|prophylaxis of|for|against",
        "precautions|warnings|warning|counseled|counselled|educated|instructed|cautioned|warned|advised about"
        "|regarding|on|for|that|of|to|signs",
        "red|danger flag|flags|signs ?and ?symptoms ?of|such",
        "signs ?and ?/ ?or symptoms|sign|symptom of|include|including|such",
        "evaluate|evaluation|eval|assess|check|workup|investigate|concern|query|study for",
        "rule|rules out",
        "r/o|ro|?",
        "to exclude|rule|look",
        "can|could|may|might|would|will lead|cause|result|develop|occur|include|happen|progress",
        "do|does|did|have|are|is you|your",
        "you|your develop|experience|notice|have|feel|get|see|lose|legs|bladder|bowel*|symptoms|back|doctor",
        "any new|worsening|increasing|change|changes",
        "development of",
        "call|contact|notify|return|come|report|go|seek|proceed ~6 for|if|with|immediately|emergency|911|er|ed",
        "contraindication* ?to ?include* ?:",
        "criteria|indications|exclusions|inclusion",
    ),
    "warned_after": (
        "should|would|will|must prompt|be|call|return|seek|go|lead|require|report|warrant*|need",
        "ever occur*|develop*|happen*",
        "call|contact|notify|go|return|seek|report|come|present to|us|911|immediately|our|the|your|for|back|in",
        "warrants|requires|require ?an ?immediate|urgent|emergency|prompt",
        "precautions|warnings ?were|was ?reviewed|discussed|given",
        "was|were|are|is discussed|reviewed|explained",
        "yes ~2 no",
        "y ~1 n",
        "?",
    ),
    "form": (
        "check|circle|tick|mark|select all|any|one|which|those|below|if|appropriate",
        "all that apply",
        "please indicate|check|circle|specify",
    ),
    "uncertain": (
        "possible|possibly|probable|probably|suspected|suspect|suspicious|suspicion|likely|questionable"
        "|presumed|apparent|may|might|could",
        "concern|concerning|worrisome|worried for|about|of",
        "consistent|compatible with",
        "cannot|can't|not ?be ?entirely exclude|excluded|rule|ruled ?out",
        "suggestive|suggests|suggesting ?of",
    ),
}
_YEAR = re.compile(
    r"(?<![\d/\-])(?:in|since|from|of|circa|,|\()\s?(?:\w{3,9}\s)?((?:19|20)\d\d)(?![\d/\-])", re.IGNORECASE
)
_WEAK_REACH = 4
"""How many tokens "normal" or "intact" reach back; a comma stops them."""
_HISTORY_REACH = 8
"""How many tokens "history of" reaches forward, across the commas of its list."""
_OLD_REACH = 4
"""How many tokens "old", "prior" or "chronic" reach forward."""
_LISTING = frozenset({"history", "hx", "h/o"})

_PAST_SECTIONS = frozenset({Section.PAST, Section.SOCIAL, Section.COMPARISON, Section.STOPPED})
_TEMPLATE_SECTIONS = frozenset({Section.INSTRUCTIONS})

Mark = tuple[str, int, int]


def assess(sentence: Sentence, start: int, end: int) -> Assertion:
    """What `sentence` says of its characters start..end, in the section where it stands."""
    span = sentence.doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return Assertion()
    return assess_tokens(sentence.doc, span.start, span.end, sentence.section)


def assess_tokens(doc: Doc, first: int, after: int, section: Section = Section.OTHER) -> Assertion:
    """As `assess`, for tokens first..after (exclusive) of `doc`."""
    marks = _marks(doc, first, after)
    family = _family(doc, marks, first, after, section)
    current = _now_beside(doc, marks, first, after)
    return Assertion(
        negated=_negated(doc, marks, first, after),
        historical=not current and (section in _PAST_SECTIONS or _historical(doc, marks, first, after)),
        family=family,
        hypothetical=_warned(doc, marks, first, after),
        template=section in _TEMPLATE_SECTIONS or any(name == "form" for name, _, _ in marks),
        uncertain=any(name == "uncertain" and last <= first + 1 for name, _, last in marks),
    )


def _marks(doc: Doc, first: int, after: int) -> list[Mark]:
    """The triggers of the sentence outside the span, those inside a pseudo-trigger left out."""
    found: list[Mark] | None = doc.user_data.get("triggers")
    if found is None:
        found = doc.user_data["triggers"] = _triggers().find(doc)
    pseudo = [(start, end) for name, start, end in found if name == "pseudo"]
    return [
        (name, start, end)
        for name, start, end in found
        if name != "pseudo"
        and not (start < after and end > first and not name.startswith(("family", "end")))
        and not (
            name.startswith(("negation", "history")) and any(start >= low and end <= high for low, high in pseudo)
        )
    ]


@cache
def _triggers() -> Phrases:
    return Phrases(_TRIGGERS)


def _negated(doc: Doc, marks: list[Mark], first: int, after: int) -> bool:
    for name, start, end in marks:
        if name == "negation_before" and end <= first and not _closed(doc, marks, end, first):
            return True
        if (
            name == "negation_after"
            and start >= after
            and not _of_the_next(doc, start, end)
            and not _closed(doc, marks, after, start, backwards=True)
        ):
            return True
        if name == "negation_next" and 0 <= start - after <= _WEAK_REACH and not _has(doc, after, start, ",;"):
            return True
    return False


def _of_the_next(doc: Doc, start: int, end: int) -> bool:
    """Whether one word behind a comma or "and" is said of what follows it: "poor tone and absent reflexes"."""
    if end - start != 1 or start == 0 or end >= len(doc) or doc[start].text not in ("absent", "chronic"):
        return False
    return doc[start - 1].norm_ in ("and", ",", "with", "&") and doc[end].text.isalpha()


def _closed(doc: Doc, marks: list[Mark], low: int, high: int, *, backwards: bool = False) -> bool:
    """Whether a scope over tokens low..high is cut by a termination or by a new, claiming list item."""
    if any(
        name == "end"
        and low <= start < high
        and end <= high + (0 if backwards else 1)
        and not _aside(doc, start, end)
        for name, start, end in marks
    ):
        return True
    if backwards:
        return _has(doc, low, high, ".;")
    return _has(doc, low, high, ";") or _claiming_item(doc, low, high)


def _aside(doc: Doc, start: int, end: int) -> bool:
    """Whether a word stands between two commas: "He denies, however, any bladder problems" goes on denying."""
    return (
        start > 0 and end < len(doc) and doc[start - 1].text == "," and doc[end].text == "," and end - start == 1
    )


def _claiming_item(doc: Doc, low: int, high: int) -> bool:
    """ "No fever, new weakness": a comma and a claiming word begin a claim, unless the list ends in "or"."""
    for index in range(low, high):
        if doc[index].text == "," and index + 1 < len(doc) and doc[index + 1].norm_ in _CLAIMING:
            rest = {token.norm_ for token in doc[index + 1 :]}
            return not rest & {"or", "nor"}
    return False


_CLAIMING = frozenset(
    """
        new newly now progressive worsening increasing increased reduced decreased diminished
        positive has had
    """.split()
)


def _historical(doc: Doc, marks: list[Mark], first: int, after: int) -> bool:
    for name, start, end in marks:
        if name == "history_before" and end <= first and not _closed(doc, marks, end, first):
            listed = doc[start].norm_ in _LISTING
            if listed and _lately(doc, after):
                continue
            if first - end <= (_HISTORY_REACH if listed else _OLD_REACH) and (
                listed or not _has(doc, end, first, ",")
            ):
                return True
        if (
            name == "history_after"
            and start >= after
            and not _of_the_next(doc, start, end)
            and start - after <= _HISTORY_REACH
            and not _has(doc, after, start, ";")
        ):
            return True
    return False


def _lately(doc: Doc, after: int) -> bool:
    """Whether a span of days or weeks follows: "a history of numbness for three days" is no old history."""
    return any(token.norm_ in _DAYS for token in doc[after : after + _LATELY_REACH])


_DAYS = frozenset("day days hour hours week weeks since yesterday overnight today tonight".split())
_LATELY_REACH = 6


def _now_beside(doc: Doc, marks: list[Mark], first: int, after: int) -> bool:
    """Whether "new", "now" or "today" stands at the span: then a past section or an "old" elsewhere
    doesn't hold.
    """
    return any(
        name == "now"
        and not (end < len(doc) and doc[end].norm_ in _OVER)
        and (0 <= first - end <= 2 or 0 <= start - after <= 4)
        and not _has(doc, min(end, after), max(first, start), ";")
        for name, start, end in marks
    ) or bool({token.norm_ for token in doc[first:after]} & frozenset(_ASSERTED.split("|")))


_OVER = frozenset({"resolved", "healed", "gone", "asymptomatic", "cured"})


def _family(doc: Doc, marks: list[Mark], first: int, after: int, section: Section) -> bool:
    reporters = [(start, end) for name, start, end in marks if name == "reporter"]
    for name, start, end in marks:
        if any(low < end and start < high for low, high in reporters):
            continue
        if name == "family_before" and start <= first and end <= first + 1 and not _own(doc, marks, end, first):
            return True
        if name == "family_after" and start >= after and start - after <= 6 and not _has(doc, after, start, ";."):
            return True
    if section is not Section.FAMILY:
        return False
    return not any(name == "patient" and start <= first for name, start, _ in marks)


def _own(doc: Doc, marks: list[Mark], low: int, high: int) -> bool:
    """Whether the sentence has come back to the patient between a relative and the span."""
    if any(name == "patient" and low <= start < high for name, start, _ in marks):
        return True
    return _has(doc, low, high, ";") or any(
        name == "end"
        and low <= start < high
        and {token.norm_ for token in doc[start:end]} & {"he", "she", "patient", "pt", "but"}
        for name, start, end in marks
    )


def _warned(doc: Doc, marks: list[Mark], first: int, after: int) -> bool:
    """Whether the span stands in a condition, a warning or a question; "cannot exclude" is none of them."""
    doubts = [(start, end) for name, start, end in marks if name == "uncertain"]
    for name, start, end in marks:
        if name == "warned_before" and end <= first + 1:
            if any(low <= start and end <= high + 1 for low, high in doubts):
                continue
            if not any(
                other == "end" and low >= end and low < first and doc[low].norm_ in _BREAKS
                for other, low, _ in marks
            ):
                return True
        if name == "warned_after" and start >= after and not _has(doc, after, start, ";"):
            return True
    return False


_BREAKS = frozenset({"but", "however", "although", ";", "presents", "presented", "there"})


def _has(doc: Doc, low: int, high: int, signs: str) -> bool:
    return any(token.text in signs for token in doc[low:high])


def past_year(text: str, start: int, end: int, year_now: int) -> bool:
    """Whether a bare year before `year_now` stands near start..end: "breast cancer in 2004"."""
    years: Iterable[re.Match[str]] = _YEAR.finditer(text[max(0, start - 30) : end + 40])
    return any(int(match[1]) < year_now for match in years)
