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

from faxpipe.any_case import AnyCase
from faxpipe.fields.prose.assertion_triggers import ASSERTED, TRIGGERS
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.text import Phrases, Sentence


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


_YEAR = AnyCase(
    r"(?<![\d/\-])(?:in|since|from|of|circa|,|\()\s?(?:\w{3,9}\s)?((?:19|20)\d\d)(?![\d/\-])"
    r"|\s((?:19|20)\d\d)(?=\s?[,;)]|\s?$|\s(?:s/p|status|treated|with|and|requiring|study|studies|mri|ct|film|films|scan|x-?rays?|exam|images|report)\b)"
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
            name.startswith(("negation", "history", "warned"))
            and any(
                low <= start and (end <= high or (name == "warned_before" and start < high))
                for low, high in pseudo
            )
        )
    ]


@cache
def _triggers() -> Phrases:
    return Phrases(TRIGGERS)


def _negated(doc: Doc, marks: list[Mark], first: int, after: int) -> bool:
    for name, start, end in marks:
        if name == "negation_before" and _answers_before(doc, start, end):
            continue
        if name == "negation_before" and end <= first and not _closed(doc, marks, end, first):
            return True
        if (
            name == "negation_after"
            and start >= after
            and not _of_the_next(doc, start, end)
            and not _lacks(doc, first, start, end)
            and not _closed(doc, marks, after, start, backwards=True)
        ):
            return True
        if name == "negation_next" and 0 <= start - after <= _WEAK_REACH and not _has(doc, after, start, ",;"):
            return True
    return False


def _answers_before(doc: Doc, start: int, end: int) -> bool:
    """Whether "neg" answers what stands before it: "SLR neg, weak foot", unlike "ROS: neg fever"."""
    return end - start == 1 and doc[start].norm_ == "neg" and start > 0 and doc[start - 1].text not in ",:;("


def _of_the_next(doc: Doc, start: int, end: int) -> bool:
    """Whether one word behind a comma or "and" is said of what follows it: "poor tone and absent reflexes"."""
    if end - start != 1 or start == 0 or end >= len(doc) or doc[start].text not in ("absent", "chronic"):
        return False
    return doc[start - 1].norm_ in ("and", ",", "with", "&") and doc[end].text.isalpha()


def _lacks(doc: Doc, first: int, start: int, end: int) -> bool:
    """Whether "absent" is said of what all have, and so denies nothing: "perineal numbness, reflex absent"."""
    if not {"absent", "nil"} & {token.norm_ for token in doc[start:end]}:
        return False
    return any(token.norm_ in _HAD_BY_ALL for token in doc[max(first, start - 2) : start])


_HAD_BY_ALL = frozenset(
    "reflex reflexes tone wink jerk jerks sensation feeling pinprick strength power dtr dtrs pulse pulses".split()
)


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
    return _has(doc, low, high, ";") or _begun(doc, low, high) or _claiming_item(doc, low, high)


def _begun(doc: Doc, low: int, high: int) -> bool:
    """Whether a sentence begins in low..high whose full stop was lost: "without injury Her leg weakness grows"."""
    return any(doc[at].text in _OPENING and doc[at - 1].text.islower() for at in range(low + 1, high))


_OPENING = frozenset("He She They It The This These There His Her Their Patient Pt".split())


def _aside(doc: Doc, start: int, end: int) -> bool:
    """Whether a word stands between two commas: "He denies, however, any bladder problems" goes on denying."""
    return (
        start > 0 and end < len(doc) and doc[start - 1].text == "," and doc[end].text == "," and end - start == 1
    )


def _claiming_item(doc: Doc, low: int, high: int) -> bool:
    """ "No fever, new weakness": a comma and a claiming word begin a claim, unless the list ends in "or".

    Behind "denies" a word of degree does not: "Denies incontinence, progressive weakness" denies all, unless a
    time follows ("Denies fever, new numbness since Monday").
    """
    denies = any(token.norm_ in _DENYING for token in doc[max(0, low - 1) : low]) and not _lately(doc, high)
    claiming = _CLAIMING - _DEGREES if denies else _CLAIMING
    for index in range(low, high):
        if doc[index].text == "," and index + 1 < len(doc) and doc[index + 1].norm_ in claiming:
            rest = {token.norm_ for token in doc[index + 1 :]}
            return not rest & {"or", "nor"}
    return False


_DEGREES = frozenset("new newly progressive worsening increasing increased reduced decreased diminished".split())
_CLAIMING = _DEGREES | {"now", "positive", "has", "had"}
_DENYING = frozenset("denies denied denying deny".split())


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
    ) or bool({token.norm_ for token in doc[first:after]} & frozenset(ASSERTED.split("|")))


_OVER = frozenset({"resolved", "healed", "gone", "asymptomatic", "cured"})


def _family(doc: Doc, marks: list[Mark], first: int, after: int, section: Section) -> bool:
    reporters = [(start, end) for name, start, end in marks if name == "reporter"]
    for name, start, end in marks:
        if name == "family_own" and end <= first and _describe(doc, end, first):
            return True
        if any(low < end and start < high for low, high in reporters):
            continue
        if doc[start].norm_ in _PARENTS and any(
            token.norm_ in _CHILDREN for low, high in reporters for token in doc[low:high]
        ):
            continue  # "Daughter called: mother cannot walk"
        if name == "family_before" and _of_a_thing(doc, start):
            continue
        if name == "family_before" and start <= first and end <= first + 1 and not _own(doc, marks, end, first):
            return True
        if name == "family_after" and start >= after and start - after <= 6 and not _has(doc, after, start, ";."):
            return True
    if section is not Section.FAMILY:
        return False
    return not any(name == "patient" and start <= first for name, start, _ in marks)


def _of_a_thing(doc: Doc, start: int) -> bool:
    """Whether a relative only owns what is told next: "fell at her daughter's house and has leg weakness"."""
    if start + 2 >= len(doc) or doc[start + 1].norm_ not in ("'s", "\u2019s"):
        return False
    thing = doc[start + 2].norm_
    return thing.isalpha() and thing not in _OF_A_CASE and _KIND.fullmatch(thing) is None


_OF_A_CASE = frozenset(
    "had been was were is history death cancer disease illness condition diagnosis case course surgery "
    "operation procedure treatment fracture fractures pain osteoporosis bones bone hip cord neck experience "
    "story result results outcome recovery kyphoplasty vertebroplasty vertebra vertebrae family "
    "side symptoms weakness".split()
)


def _describe(doc: Doc, low: int, high: int) -> bool:
    """Whether tokens low..high only say of what kind the finding behind them is: "his wife's old L2 fracture"."""
    words = doc[low:high]
    return len(words) <= _KIND_REACH and all(_KIND.fullmatch(token.norm_) for token in words)


_KIND_REACH = 4
_KIND = re.compile(
    r"own|old|recent|new|acute|chronic|prior|previous|similar|same|painful|severe|two|first|second|last|late"
    r"|[tl]\d{1,2}|lumbar|thoracic|vertebral?|spin(?:e|al)|back|leg|bladder|bowel|osteoporotic|compression|wedge"
    r"|burst|pathologic(?:al)?|and|balloon"
)

_PARENTS, _CHILDREN = frozenset({"mother", "father", "mom", "dad"}), frozenset({"daughter", "son"})


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
        if doc[start].norm_ in _THOUGHT and any(token.norm_ in {"-", "--"} for token in doc[end:first]):
            continue  # "ddx includes CES - numb around the anus": what follows was found
        if name == "warned_before" and end <= first + 1:
            if any(low <= start and end <= high + 1 for low, high in doubts):
                continue
            if not any(
                other == "end" and low >= end and low < first and doc[low].norm_ in _BREAKS
                for other, low, _ in marks
            ):
                return True
        if (
            name == "warned_after"
            and start >= after
            and not _has(doc, after, start, ";")
            and not _query(doc, start)
        ):
            return True
    return False


def _query(doc: Doc, start: int) -> bool:
    """Whether a question mark stands before what is suspected: "cannot void - ?hematoma" asks of the hematoma."""
    return doc[start].text == "?" and not doc[start].whitespace_ and start + 1 < len(doc)


_THOUGHT = frozenset({"ddx", "differential", "dx"})
_BREAKS = frozenset({"but", "however", "although", ";", "presents", "presented", "there"})


def _has(doc: Doc, low: int, high: int, signs: str) -> bool:
    return any(token.text in signs for token in doc[low:high])


def past_year(text: str, start: int, end: int, year_now: int) -> bool:
    """Whether a bare year before `year_now` stands near start..end: "breast cancer in 2004", or one opens what is
    told: "In 2004 she ... with a foot drop"."""
    opened = _OPENS_IN_YEAR.match(text[:start])
    if opened and int(opened[1]) < year_now and not _COMES_BACK.search(text[opened.end() : start]):
        return True
    years: Iterable[re.Match[str]] = _YEAR.finditer(text[max(0, start - 30) : end + 40])
    return any(int(match[1] or match[2]) < year_now for match in years)


def past_years_only(text: str, year_now: int) -> bool:
    """Whether a sentence names bare years, all of them before `year_now`, and nothing that comes back to today
    or lasts: "In 2014 she lost control of her bladder and had surgery that night"."""
    years = [int(match[1] or match[2]) for match in _YEAR.finditer(text)]
    if not years or max(years) >= year_now:
        return False
    return not (_COMES_BACK.search(text.rstrip(" .")) or _LASTS.search(text))


_LASTS = AnyCase(r"\b(?:since|is|are|remains?|has|have|continues?|progress\w*|worse\w*|new)\b")
_OPENS_IN_YEAR = re.compile(
    r"\W*(?:back )?(?:in|during|around) (?:(?:the )?\w+ (?:of )?)?((?:19|20)\d\d)\b", re.IGNORECASE
)
_COMES_BACK = AnyCase(
    r"[.;]|\b(?:now|currently|today|lately|recently|since then|ever since|again|still|but"
    r"|this (?:week|month|morning)|has (?:had|been)|presents)\b"
)
