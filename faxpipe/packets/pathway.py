"""Which pathway a referral takes: a vertebral compression fracture, or any other pain.

Between words and verdict. What the form answers decides (service, diagnosis, codes, levels); running text only
where service or diagnosis is not answered. A word counts when it is said of this patient, now: "no compression
fracture", "his wife had a kyphoplasty" and "old healed L1 fracture" do not. In doubt it is a fracture, because
that pathway asks for more and hides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from faxpipe.document import PageKind
from faxpipe.long_past import long_past
from faxpipe.referral import FieldStatus, FieldValue, Pathway, Value

CODES = ("M80.08", "M80.88", "M84.58", "M48.5", "S22.0", "S32.0")
PROCEDURES = frozenset({"22510", "22511", "22512", "22513", "22514", "22515"})
GUESSES = frozenset({"half told", "model"})
"""Ways to read an answer that no label asks for and no tick marks."""
HELD_FROM = 0.5
"""Confidence from which a competing reading counts too."""

_OTHER_SERVICE = re.compile(
    r"\b(?:injections?|blocks?|ablations?|epidurals?|(?:TF|IL)?ESIs?|RF[AN]s?|MBBs?|SCS|radiofrequency|neurolysis|rhizotomy"
    r"|denervation|stimulat(?:or|ion)s?|botox|pumps?)\b",
    re.IGNORECASE,
)

_LEVEL = r"(?:[TtLl][- ]?\d{1,2}|thoracic|lumbar|thoracolumbar|vertebra[el]?|vertebral(?: body)?|spin(?:e|al))"
_FRACTURE = re.compile(
    r"kyphoplast\w*|vertebroplast\w*|\bBKP\b|vertebral\s+(?:body\s+)?collapse|collapsed\s+vertebra\w*|(?:vertebral|balloon|cement|percutaneous)\s+augment\w*|augment\w+\s+(?:of\s+)?[TL]\d"
    r"|\bVCFs?\b|compression\s+(?:fracture|fx|fract|deformit)\w*"
    r"|(?:wedge|burst|insufficiency|fragility|osteoporotic|pathologic(?:al)?)\s+(?:\w+\s+){0,3}?"
    r"(?:fracture|fx)\w*(?=.{0,40}" + _LEVEL + r")"
    r"|" + _LEVEL + r"\W{0,3}(?:\w+\W+){0,5}?(?:fracture|fx)\w*"
    r"|(?:fracture|fx)s?\s+(?:of|at|involving)\s+(?:the\s+)?(?:\w+\s+){0,3}?"
    + _LEVEL
    + r"|\b(?:fractured|broke|cracked|crushed)\s+(?:her\s+|his\s+)?[TL]\d{1,2}\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:no|not|without|denies|denied|negative\s+for|never|nor|absence\s+of|free\s+of|neither|none"
    r"|no\s+evidence\s+of|rule[sd]?\s+out|r/o|ruled?\s+out\s+for)\b[^.;:]{0,60}$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"^[^.;]{0,25}\b(?:is|are|was|were|has been|have been)?\s*"
    r"(?:ruled out|absent|not seen|not identified|excluded|negative)"
    r"(?!\s(?:on|in)\s(?:\w+\s){0,2}?(?:prior|previous|earlier|old|last|(?:19|20)\d\d))",
    re.IGNORECASE,
)
_RELATIVE = (
    r"(?:wife|husband|mother|father|mom|dad|sister|brother|son|daughter|aunt|uncle|cousin|niece|nephew|grand\w+|spouse"
    r"|partner|friend|neighbou?r|roommate)"
)
_OF_A_CASE = (
    r"(?:(?:(?:old|own|recent|new|prior|similar|[tl]\d{1,2}|lumbar|thoracic|vertebral|spinal|osteoporotic|painful|severe)"
    r"\s?){1,4}$|(?:had|been|was|history|case|condition|diagnosis|surgery)\b)"
)
_OTHERS = re.compile(
    rf"\b(?:{_RELATIVE}(?!['\u2019]s\s(?!{_OF_A_CASE}))|family\s+(?:medical\s+)?history|fam\w*\W{{1,2}}h[xi]|FHx?)\b",
    re.IGNORECASE,
)
"""Somebody else; where only a thing is theirs, "fell at her daughter's house", the rest is the patient's."""
_TELLERS = re.compile(
    rf"\b(?:by|with|from|per|to|and)\s+(?:(?:his|her|the|an?|their)\s+)?{_RELATIVE}\b(?!\W+(?:who|has|had)\b)"
    rf"|\b{_RELATIVE}(?:\s+[A-Z]\w+)?\s+(?:reports?|reported|says?|said|states?|stated|notes?|noted|called|calls|tells"
    r"|told|brought|brings|worries|asks?|asked|thinks?|wants?|helps|drives)\b",
    re.IGNORECASE,
)
"""Relatives who bring, help or speak for the patient: what follows is said of the patient."""
_WHERE = r"(?:of|at|in|the|level|vertebra[el]?|vertebral|body|spine|fractures?|fx|[TL]\d{1,2}|and|years ago)"
_ANOTHERS = re.compile(
    rf"(?:\W{{0,3}}\b{_WHERE}\b){{0,6}}\W{{0,3}}(?:"
    r"(?:(?:was|is|were|are|occurred|happened|found|seen|diagnosed|done|performed|run|runs)\s+){0,2}(?:in|of|by|on|for|helped"
    r"|relieved|cured)\s+"
    rf"(?:(?:his|her|their|the|an?|pt'?s|patient'?s|late|elderly|own|maternal|paternal)\s+){{0,3}}(?:{_RELATIVE}|famil\w+)\b"
    r"|(?:(?:was|is|were|are|his|her|maternal|paternal)\s+){0,2}"
    rf"(?:{_RELATIVE}|famil\w+)(?:'?s)?\s*(?:$|\)|,?\s*(?:not\b|aged?\b|at\s+(?:age\s+)?\d|in\s+(?:his|her)\s+\d)))"
    r"|[^.;]{0,60}\bnot\s+(?:in|of|on)\s+(?:him|her|the\s+patient|this\s+patient|(?:him|her)self)\b"
    r"|[^.;]{0,60}\bnot\s+(?:his|hers|(?:his|her)\s+own|the\s+patient'?s)(?:\s+own)?\s*$",
    re.IGNORECASE,
)
"""Whose it is, told behind it: "fracture of T9 in his mother, not in him", "VCF (aunt)", "VCF - her sister"."""
_PAST = re.compile(
    r"\b(?:old|prior|previous|previously|healed|chronic|remote|history\s+of|h/o|status\s+post|s/p|past)\b",
    re.IGNORECASE,
)
_UNHEALED = re.compile(
    r"(?:\bnot|n't|\bnever|\bfail\w*\sto|\b(?:incomplete|partial)ly|\byet\sto)\s(?:\w+\s){0,2}heal\w*|\bhealed\s?\?"
    r"|\b(?:old|prior|previous)\s(?:\w+\s)?(?:films?|stud(?:y|ies)|MRI|CT|x-?rays?|imaging|images|exams?|scans?|reports?)\b"
    r"(?:\s(?:(?:was|were|is|are)\s)?(?:negative|normal|clear)\b)?",
    re.IGNORECASE,
)
"""What speaks of a past or of healing behind a fracture and makes it no old one."""
_TEMPLATE = re.compile(
    r"\b(?:if\s+you|if\s+(?:he|she|they)\s+(?:ever|develops?)|we\s+(?:offer|treat|perform)|our\s+(?:services|physicians)"
    r"|services\s+include|risk\s+of|prevent\w*|check\s+all)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?<!\b[A-Za-z])\. |; |\n\n|:\n")
"""Ends of a sentence; a stop behind a lone letter is an initial's, or a speck: "had a. kyphoplasty"."""
_UNSAID = frozenset({PageKind.OTHER, PageKind.REFERRAL_FORM, PageKind.INSURANCE_CARD, PageKind.BLANK})


def pathway(
    fields: Sequence[FieldValue], pages: Sequence[tuple[PageKind, str]] = (), year_now: int = 0
) -> Pathway:
    """The pathway of one referral from its resolved `fields` and the text of its `pages` in reading order.

    `year_now`: the year in which it arrived, 0 where nobody knows: an earlier one makes a fracture an old one."""
    answers = _weighed({value.field: value for value in fields})
    if any(_speaks(name, answers[name]) for name in ANSWERS if name in answers):
        return Pathway.VCF
    service = _settled(answers.get("order.service"))
    diagnosis = _settled(answers.get("diagnosis.text")) or _settled(answers.get("diagnosis.icd10"))
    if service and (diagnosis or _other(answers["order.service"])):
        return Pathway.PAIN
    read = [text for kind, text in pages if kind not in _UNSAID]
    if not read and not (service or diagnosis or _held_other(answers.get("order.service"))):
        read = [text for kind, text in pages if kind is PageKind.REFERRAL_FORM]
    return Pathway.VCF if any(asserts_fracture(text, year_now) for text in read) else Pathway.PAIN


def of_no_fracture(fields: Sequence[FieldValue]) -> tuple[FieldValue, ...]:
    """The `fields` of a referral that is for no fracture: the day of an injury at work is the onset of none."""
    return tuple(
        FieldValue(ONSET, FieldStatus.MISSING, reason="nothing_found") if value.field == ONSET else value
        for value in fields
    )


ONSET = "fracture.onset"


def _weighed(answers: dict[str, FieldValue]) -> dict[str, FieldValue]:
    """The answers that may decide: beside a settled diagnosis no guess does, unless a service was asked that
    nobody knows. A form's printed services and levels look like an order to a reader who has no ticks."""
    service = answers.get("order.service")
    if not _settled(answers.get("diagnosis.text")) and not _settled(answers.get("diagnosis.icd10")):
        return answers
    if service is not None and not _settled(service) and not _guessed(service) and not _other(service):
        return answers
    return {name: value for name, value in answers.items() if not _guessed(value)}


def _other(service: FieldValue) -> bool:
    """Whether a held service was read well enough to be known for one that treats no fracture."""
    if service.value is None or (service.confidence or 0.0) < HELD_FROM:
        return False
    return _OTHER_SERVICE.search(str(service.value)) is not None


def _held_other(service: FieldValue | None) -> bool:
    """Whether a label was answered with such a service: then the choices printed on a form say nothing."""
    return service is not None and not _guessed(service) and _other(service)


def _guessed(answer: FieldValue) -> bool:
    return answer.status is FieldStatus.UNCERTAIN and answer.method in GUESSES


def asserts_fracture(text: str, year_now: int = 0) -> bool:
    """Whether `text` says that this patient has a vertebral fracture now, or asks for its treatment."""
    return any(_asserted(text, match, year_now) for match in _FRACTURE.finditer(text))


ANSWERS = ("order.service", "diagnosis.text", "diagnosis.icd10", "order.cpt", "fracture.levels")


def _speaks(name: str, answer: FieldValue) -> bool:
    """Whether one answer, or a competing reading of it, belongs to a fracture referral."""
    values = [answer.value] if answer.status is not FieldStatus.MISSING else []
    values += [other.value for other in answer.others if other.confidence >= HELD_FROM]
    return any(_fracture_value(name, value) for value in values if value is not None)


def _fracture_value(name: str, value: Value) -> bool:
    items = value if isinstance(value, tuple) else (str(value),)
    if name == "diagnosis.icd10":
        return any(item.upper().startswith(CODES) for item in items)
    if name == "order.cpt":
        return any(item in PROCEDURES for item in items)
    if name == "fracture.levels":
        return any(re.fullmatch(r"[TL]\d{1,2}", item) for item in items)
    return any(asserts_fracture(item) for item in items)


def _settled(answer: FieldValue | None) -> bool:
    return answer is not None and answer.status is FieldStatus.FOUND


def _asserted(text: str, match: re.Match[str], year_now: int) -> bool:
    start = max((mark.end() for mark in _ENDS.finditer(text, 0, match.start())), default=0)
    before = " ".join(text[start : match.start()].split())
    ends = [at for mark in (". ", ";", "\n\n") if (at := text.find(mark, match.end())) >= 0]
    after = _UNHEALED.sub("", " ".join(text[match.end() : min(ends, default=len(text))].split()))
    said = " ".join(match.group().split())
    treats = bool(re.match(r"kypho|vertebropl|.*augment", said, re.IGNORECASE))
    if (
        _NEGATED.search(before)
        or re.search(r"\bno\b|\bwithout\b", said, re.IGNORECASE)
        or _DENIED_AFTER.match(after)
    ):
        return False
    if _OTHERS.search(_TELLERS.sub(" ", before)[-80:]) or _ANOTHERS.match(after):
        return False
    if _TEMPLATE.search(before) or _TEMPLATE.search(after[:40]):
        return False
    past = _PAST.search(before[-45:]) or _PAST.search(said) or _PAST.search(after[:30])
    old = past is not None or long_past(text, match.start(), match.end(), year_now)
    return not old or (
        treats and not re.search(r"\b(?:s/p|status post|prior|previous|had|underwent)\b", before, re.I)
    )
