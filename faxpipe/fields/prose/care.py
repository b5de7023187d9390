"""Facts about care: what was tried for this pain, what the neurologic examination found, what is done for the
bones.

Place in the sentence: words -> **fields**; used by `prose`. What is asked for is not what was tried, and what
a patient
denies is weaker than what was examined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from faxpipe.any_case import AnyCase
from faxpipe.document import PageKind
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.lists import find_medications
from faxpipe.fields.kinds.treatments import find_treatments
from faxpipe.fields.prose.assertion import assess
from faxpipe.fields.prose.candidate import candidate, merged
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.text import Sentence
from faxpipe.referral import Candidate

_NO_STORY = frozenset({PageKind.IMAGING_REPORT, PageKind.MEDICATION_LIST, PageKind.FACE_SHEET})
_ASKED = re.compile(
    r"\b(?:refer\w*|consider\w*|evaluat\w*|request\w*|candidate|consult\w*|recommend\w*|schedul(?:e|ing)|(?:is"
    r"|was|be|been) scheduled|scheduled for|would benefit|plan(?:ned|s)?|will (?:start|try|begin|order)"
    r"|for possible|hold parameters"
    r"|allerg\w+|prescri(?:be|bed) today|advis\w+ (?:on|about)|image-guided|discuss\w*)\b",
    re.IGNORECASE,
)
_NOT_TAKEN = AnyCase(
    r"\b(?:declin\w+|refus\w+|avoid\w*|contraindicat\w+|allerg\w+|defer\w*|postpon\w*"
    r"|cannot take|can't take|not (?:yet )?(?:tried"
    r"|taking|had|attempted)|never (?:tried|had)|has not (?:had|tried))\b"
)
_WANTED = AnyCase(
    rf"{_ASKED.pattern}|\b(?:please|pls|kindly"
    r"|thank(?:s| you) for|(?:for the )?following|purpose|reason|why|ask(?:ed|ing|s)?"
    r"|in need of|needs?|wants?|wish(?:es)?|would like|hop(?:e|ing) for|looking for|rx|order(?:ed|s|ing)?"
    r"|service)\b"
)
"""Before the name of a treatment: it is what the sender wants, even where a colon stands between."""
_WANTED_AFTER = re.compile(
    rf"[^.;,]{{0,40}}?\b(?:is|are|was|were|will be|to be|being)\b[^.;,]{{0,20}}?{_ASKED.pattern}", re.IGNORECASE
)
_HAPPENED = AnyCase(
    r"\b(?:fail\w*|tried|trial\w*|treated|managed|had|have|has|received|underwent|undergone|completed|despite"
    r"|after|relief|reliev\w+|benefit|respon\w+|help(?:s|ed)|so far|conservative\w*|refractory|persist\w*"
    r"|tak(?:es|ing|en)|us(?:es|ing|ed)|wear\w*|wore|prior|previous(?:ly)?|last|in (?:a|an|her|his|the)|therapies"
    r"|measures|without (?:success|improvement))\b"
)
"""Words that tell of a treatment as something that was done."""
_TRIED_SECTIONS = frozenset(
    {Section.NARRATIVE, Section.OTHER, Section.ASSESSMENT, Section.INDICATION, Section.STOPPED, Section.IDENTITY}
)


def conservative(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """treatment.conservative of one page, in the order of the paper; sure where one sentence tells all of it."""
    parts: list[Candidate] = []
    told: list[Candidate] = []
    for sentence in read:
        if sentence.section in _TRIED_SECTIONS and sentence.kind not in _NO_STORY:
            tried = [
                (one.start, one.end, str(one.value))
                for one in find_treatments(sentence.text)
                if _was_tried(sentence, one.start, one.end, str(one.value))
            ]
            parts += [
                candidate(sentence, "treatment.conservative", (name,), (start, end), 0.88)
                for start, end, name in sorted(tried)
            ]
            told += _told(sentence)
    named = {name for one in told for name in _names(one)}
    others = [one for one in parts if not _names(one) <= named]
    if (one := merged([*told, *others])) is not None:
        yield one if told and not others else replace(one, confidence=min(one.confidence, SCATTERED))


def _names(one: Candidate) -> set[str]:
    return set(one.value) if isinstance(one.value, tuple) else set()


SCATTERED = 0.88
"""What was tried is told in several places, of which one may have been missed."""


def _told(sentence: Sentence) -> Iterator[Candidate]:
    """What follows "so far treated with", "failed" or "has tried", down to the end of that clause."""
    for cue in _TRIED.finditer(sentence.text):
        stop = _TRIED_END.search(sentence.text, cue.end())
        end = stop.start() if stop else len(sentence.text)
        said = assess(sentence, cue.start(), cue.end())
        if (
            said.negated
            or said.family
            or said.hypothetical
            or said.template
            or _ASKED.search(sentence.text[cue.end() : end])
        ):
            continue
        named = find_treatments(sentence.text[cue.end() : end], answer=True)
        sure = SCATTERED if _unread(sentence.text[cue.end() : end], named) else 0.92
        for one in named:
            span = (cue.end() + one.start, cue.end() + one.end)
            yield candidate(sentence, "treatment.conservative", (str(one.value),), span, sure)


def _unread(told: str, named: Sequence[Found]) -> bool:
    """Whether a piece of what is told to have been tried names nothing that is known, or nothing at all."""
    pieces, at = [], 0
    for match in _PARTS.finditer(told):
        pieces.append((at, match.start()))
        at = match.end()
    pieces.append((at, len(told)))
    return bool(named) and any(
        not any(one.start < end and start < one.end for one in named) for start, end in pieces
    )


_PARTS = AnyCase(r"\s*(?:,\s*(?:and\s+|or\s+|plus\s+)?|\band\b|\bor\b|\bplus\b|&|\+)\s*")


_TRIED = AnyCase(
    r"\b(?:(?:so far |already )?(?:treated|managed) (?:so far )?with|(?:has|have|had) tried"
    r"|(?:has |have |had )?failed(?! to)"
    r"|(?:little|no|incomplete|inadequate|poor|minimal) (?:relief|benefit|response) (?:with|from|to|despite)"
    r"|conservative (?:care|treatment|therapy|management|measures)(?: so far)?"
    r" (?:has |have )?(?:with|of|includ\w+))\s"
)
_TRIED_END = re.compile(
    r"[.;]|,? (?:with(?:out)? (?:little|no|any|adequate|much|benefit|relief|success)|but|without)\b", re.IGNORECASE
)


def _was_tried(sentence: Sentence, start: int, end: int, name: str) -> bool:
    clause = _clause(sentence.text, start, end)
    if sentence.kind is PageKind.REFERRAL_FORM and not _HAPPENED.search(sentence.text):
        return False  # a choice, a line of the medicines or what is ordered
    if _NOT_TAKEN.search(clause) or (name in ORDERABLE and _is_wanted(sentence.text, start, end, clause)):
        return False
    if name == "analgesics" and (
        _ASKED.search(clause) or (re.search(r"\btakes\b(?![^.;]*\bpain\b)", clause) and clause.count(",") >= 2)
    ):
        return False
    said = assess(sentence, start, end)
    return not (said.negated or said.family or said.hypothetical or said.template)


ORDERABLE = frozenset({"injections", "physical therapy", "brace"})


def _is_wanted(text: str, start: int, end: int, clause: str) -> bool:
    """Whether a treatment is what somebody wants: the last thing said before it tells so, or else its clause."""
    wanted = max((match.end() for match in _WANTED.finditer(text[:start])), default=-1)
    happened = max((match.end() for match in _HAPPENED.finditer(text[:start])), default=-1)
    if happened > wanted:
        return _WANTED_AFTER.match(text[end:]) is not None
    return wanted >= 0 or _ASKED.search(clause) is not None


def _of_a_list(sentence: Sentence) -> bool:
    """Whether a sentence lists what is taken: in its section, or with another medicine beside."""
    if sentence.section in {Section.MEDICATIONS, Section.ALLERGIES}:
        return True
    others = [one for one in find_medications(sentence.text, known_only=True) if one.value not in BONE_MINERALS]
    return len(others) > 1


BONE_MINERALS = frozenset({"calcium", "calcium carbonate", "calcium citrate", "vitamin d", "vit d3", "vitamin d3"})


def _clause(text: str, start: int, end: int) -> str:
    left = max(text.rfind(sign, 0, start) for sign in (";", ". ", ": "))
    rights = [at for sign in (";", ". ") if (at := text.find(sign, end)) >= 0]
    return text[left + 1 : min(rights, default=len(text))]


_DEFICIT = AnyCase(
    r"(?<![\d/.])[0-4]\s?[+-]?\s?/\s?5(?![\d/])|\bfoot ?drop\b|\bweak(?:ness|er)?\b|\bmotor (?:deficit|loss)\w*"
    r"|\b(?<!attention )(?:neurologic\w* |sensory |focal |motor )?(?<!attention )deficits?\b|\bparapare\w+"
    r"|\bclonus\b|\bbabinski\w* (?:signs? )?(?:\w+ )?(?:positive|present|upgoing)\b"
    r"|\bhyper-?reflexi\w*"
    r"|\b(?:diminished|decreased|reduced|absent|impaired|loss of|less|altered)\b(?: \w+){0,3} (?:sensation"
    r"|light touch|pin ?prick|feeling|anal tone|rectal tone|sensory)\b"
    r"|\b(?:sensation|light touch|pinprick)\b(?: \w+){0,4} (?:diminished|decreased|reduced|absent|impaired)\b"
    r"|\bhypo?esthesia\b|\bnumb(?:ness)?\b|\bbuckl\w+"
)
_NORMAL = AnyCase(
    r"(?<![\d/.])[5-9]\s?/\s?5(?![\d/])|\bneuro\w*(?: exam\w*)?(?: is| was|:)?(?: grossly"
    r"| otherwise)? (?:intact|normal|non-?focal|unremarkable)|\bno (?:focal )?(?:neurologic\w* |motor |sensory "
    r"|motor or sensory )?deficits?\b"
    r"|\bnon-?focal\b|\b(?:strength|power|sensation|motor|sensory|light touch"
    r"|reflexes)\b[^.;]{0,45}?\b(?:normal|intact|full|preserved|symmetric\w*|5/5)\b|\b(?:normal|intact|full"
    r"|good) (?:strength|sensation|motor|power|reflexes|neuro\w*|lower extremity strength)"
)
_SYMPTOM = AnyCase(
    r"\b(?:weakness|numbness|paresthesias?|saddle|incontinence|bladder|bowel|leg symptoms|urine or stool"
    r"|neurologic\w*)\b"
)
_NOT_LEGS = AnyCase(r"\b(?:grip|hand|wrist|biceps|triceps|deltoid|shoulder|facial|face|arm|arms|upper)\b")


def neuro(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """exam.neuro of one page; what the patient denies counts as normal, but weakly."""
    found: dict[str, Candidate] = {}
    for sentence in read:
        if sentence.kind is PageKind.IMAGING_REPORT or sentence.section in {
            Section.FAMILY,
            Section.INSTRUCTIONS,
            Section.PAST,
            Section.SOCIAL,
        }:
            continue
        for match in _DEFICIT.finditer(sentence.text):
            around = sentence.text[max(0, match.start() - 25) : match.end() + 25]
            if not _NOT_LEGS.search(around) and not _is_a_day(sentence.text, match):
                _note_deficit(sentence, match, found)
        for match in _NORMAL.finditer(sentence.text):
            if _is_a_day(sentence.text, match):
                continue
            said = assess(sentence, match.start(), match.end())
            if not (
                said.family
                or said.hypothetical
                or said.template
                or re.search(r"\bnot\b|\babnormal", match.group(), re.IGNORECASE)
            ):
                found.setdefault("normal", candidate(sentence, "exam.neuro", "normal", match.span(), 0.92))
    normal = found.get("normal")
    if normal is not None and any(_lost_reflex(sentence) for sentence in read):
        found["normal"] = replace(normal, confidence=min(normal.confidence, REFLEX_LOST))
    choice = found.get("deficit") or found.get("normal") or found.get("complaint") or found.get("denied")
    if choice is not None:
        yield choice


def _lost_reflex(sentence: Sentence) -> bool:
    """Whether a reflex is weaker than the others: with full strength no deficit for certain, and not normal."""
    match = _REFLEX_LOST.search(sentence.text) if sentence.kind is not PageKind.IMAGING_REPORT else None
    said = None if match is None else assess(sentence, *match.span())
    return said is not None and not (said.negated or said.family or said.hypothetical or said.template)


REFLEX_LOST = 0.6
_WEAKER = r"(?:diminished|decreased|reduced|absent|depressed|lost|asymmetric(?:al)?|sluggish|trace|weaker)"
_REFLEX = r"(?:reflex(?:es)?|jerks?|dtrs?|achilles|patellars?)"
_REFLEX_LOST = AnyCase(rf"\b{_REFLEX}\b[^.;]{{0,30}}?\b{_WEAKER}\b|\b{_WEAKER}\b(?: \w+){{0,3}} {_REFLEX}\b")


def _is_a_day(text: str, match: re.Match[str]) -> bool:
    """Whether "4/5" is the fourth or fifth of a month: a grade stands with the strength that it grades."""
    return bool(re.fullmatch(r"\d\s?/\s?5", match.group())) and not _GRADED.search(text)


_GRADED = AnyCase(
    r"\b(?:strength|power|motor|muscles?|flex\w*|exten\w*|dorsi\w*|plantar\w*|quad\w*|hamstrings?|iliopsoas"
    r"|psoas|tibialis|gastroc\w*|ehl|abduct\w*|adduct\w*|hip|knee|ankle|toe|weak\w*|legs?|extremit\w*|grade[ds]?"
    r"|throughout|bilateral\w*|5\s?[+-])(?!\w)"
)


def _note_deficit(sentence: Sentence, match: re.Match[str], found: dict[str, Candidate]) -> None:
    said = assess(sentence, match.start(), match.end())
    if said.family or said.hypothetical or said.template:
        return
    examined = sentence.section is Section.EXAM or bool(
        re.search(r"\bexam\w*|/\s?5|on testing|tone|reflex", sentence.text, re.IGNORECASE)
    )
    if not said.negated and not said.historical:
        found.setdefault(
            "deficit" if examined else "complaint",
            candidate(sentence, "exam.neuro", "deficit", match.span(), 0.92 if examined else 0.6),
        )
    elif said.negated and _SYMPTOM.search(match.group()):
        found.setdefault(
            "normal" if examined and sentence.section is Section.EXAM else "denied",
            candidate(sentence, "exam.neuro", "normal", match.span(), 0.85 if examined else 0.6),
        )


_DENSITY = re.compile(
    r"\b(?:dexa|dxa|bmd|bone (?:mineral )?densit\w+|densitometry|t-?score|bone health|fracture liaison"
    r"|osteoporosis (?:treatment|therapy|clinic|work-?up|management|care|medication))\b",
    re.I,
)
_BONE_DRUG = re.compile(
    r"\b(?:alendronate|fosamax|zoledron\w+|reclast|zometa|teriparatide|forteo|denosumab|prolia|xgeva"
    r"|risedronate|actonel|ibandronate|boniva|romosozumab|evenity|abaloparatide|tymlos"
    r"|bisphosphonates?|raloxifene|evista|vitamin d (?:and calcium )?counsel\w+|calcium and vitamin d couns\w+)\b",
    re.IGNORECASE,
)
_REFUSED = AnyCase(
    r"\b(?:declin\w+|refus\w+|stopped|discontinued|intoleran\w+|never|allerg\w+|did not tolerate|overdue"
    r"|untreated)\b"
)


_BY_ITSELF = re.compile(r"bone (?:mineral )?densit\w+|t-?score", re.IGNORECASE)
_DENSITY_CARE = AnyCase(
    r"\b(?:dexa|dxa|bmd|scan|study|test\w*|screen\w*|order\w*|schedul\w+|refer\w*|arrang\w+|done|pending|treat\w*"
    r"|(?:will|to) (?:do|get|have|obtain|check|set up)|book\w*|measured|osteopor\w+|osteopen\w+"
    r"|evaluat\w+|(?:no|not)\b|-\s?\d)"
)
_UNDONE = re.compile(
    r"\W*(?:scan\s|study\s)?(?:(?:was|were|is|has|have)\s)?(?:not|never)\s(?:yet\s)?(?:been\s)?"
    r"(?:done|performed|obtained|ordered|had|scheduled|checked)\b",
    re.IGNORECASE,
)
_FINE = AnyCase(r"\b(?:normal|unremarkable|intact)\b")


def bone_workup(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """bone.workup of one page: whether bone density or osteoporosis treatment is under way, or said not to be.

    A bone medicine among those that the patient takes says nothing of it, "has begun alendronate" does (clinic to
    confirm).
    """
    found: dict[str, Candidate] = {}
    for sentence in read:
        if (
            sentence.section in {Section.FAMILY, Section.INSTRUCTIONS, Section.STOPPED}
            or sentence.kind is PageKind.IMAGING_REPORT
        ):
            continue
        for pattern, sure in ((_DENSITY, 0.9), (_BONE_DRUG, 0.85)):
            for match in pattern.finditer(sentence.text):
                clause = _clause(sentence.text, match.start(), match.end())
                said = assess(sentence, match.start(), match.end())
                if said.family or said.template or (pattern is _BONE_DRUG and _of_a_list(sentence)):
                    continue
                refused = bool(_REFUSED.search(clause))
                if (
                    pattern is _DENSITY
                    and _BY_ITSELF.fullmatch(match.group())
                    and not _DENSITY_CARE.search(clause)
                ):
                    continue  # what a film or a table of tests shows of bone is no care of it
                undone = pattern is _DENSITY and _UNDONE.match(sentence.text[match.end() :]) is not None
                said = replace(said, negated=undone or (said.negated and not _FINE.search(clause)))
                if said.negated and pattern is _DENSITY:
                    found.setdefault("no", candidate(sentence, "bone.workup", "no", match.span(), 0.7))
                elif not said.negated and not refused:
                    found.setdefault("yes", candidate(sentence, "bone.workup", "yes", match.span(), sure))
    if found:
        yield found.get("yes") or found["no"]
