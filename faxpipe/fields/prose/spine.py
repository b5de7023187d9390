"""Facts about the fracture and its pictures: levels, height loss, marrow edema, study and date.

Place in the sentence: words -> **fields**; used by `prose`. A level counts only with a current fracture of this
patient; the level of a disc, a conus or an old deformity never does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from faxpipe.any_case import AnyCase
from faxpipe.document import PageKind
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.levels import find_levels
from faxpipe.fields.kinds.modality import MODALITIES, NOT_DONE, find_modalities
from faxpipe.fields.kinds.scores import find_height_losses
from faxpipe.fields.prose.assertion import assess
from faxpipe.fields.prose.candidate import candidate, merged
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.text import Sentence
from faxpipe.long_past import long_past
from faxpipe.referral import Candidate, Check

_FRACTURE = AnyCase(
    r"\b(?:(?P<sure>(?:re-?)?fract?ures?d?|fracture\w*|\S{0,2}racture[sd]?|fxs?|vcfs?|compression (?:fracture"
    r"|fx|collapse)|pathologic(?:al)? collapse|burst)"
    r"|(?P<shape>(?:wedge|compression|endplate|vertebral)(?: compression)? deformit(?:y|ies)|wedging|wedge"
    r"|collapsed?|compressed|height loss|loss of height|deformity))\b"
)
_ACUTE = AnyCase(r"\b(?:acute|subacute|recent|new|edema|oedema|stir|fracture\w*|uptake)\b")
_NOT_ITS_LEVEL_BEFORE = AnyCase(
    r"\b(?:conus|cord|stenosis|disc|disk|facet|canal|root|protrusion|bulge|herniation|spondylolisthesis"
    r"|anterolisthesis|laminectomy|fusion|tender\w*|radiculopathy"
    r"|level of|narrowing|hemangioma|counting from|decompression|injection|block|scar|schmorl\w*|kyphoplasty of"
    r"|status post|s/p)\b[^,;.]{0,25}$"
)
_NOT_ITS_LEVEL_AFTER = re.compile(
    r"^(?:\s?(?:-|/)\s?[LS]?\d)?\s?(?:nerve|root|radicul\w+|disc|disk|facet|stenosis|dermatom\w+|distribution"
    r"|spinous|hemangioma|laminectomy|is (?:normal|intact|unremarkable|preserved)"
    r"|appears? (?:normal|intact))",
    re.IGNORECASE,
)
_OTHER_BONE = AnyCase(
    r"\b(?:hip|wrist|rib|ribs|ankle|femur|femoral|humerus|humeral|radius|radial|pelvi\w+|sacral|sacrum|skull"
    r"|nasal|clavicle|tibia\w*|fibula\w*|patella\w*|hand|foot|toe|finger|stress|tooth)"
    r"(?:\s\w+){0,2}\s*$"
)
_NO_LEVELS = frozenset(
    {
        Section.FAMILY,
        Section.COMPARISON,
        Section.TECHNIQUE,
        Section.INSTRUCTIONS,
        Section.SOCIAL,
        Section.MEDICATIONS,
        Section.ALLERGIES,
        Section.PAST,
    }
)
_REACH = 90
_PLURAL = AnyCase(r"\b(?:fractures|fxs|vcfs|levels|deformities|vertebrae|bodies)\b")


def fractures(sentence: Sentence, year_now: int = 0) -> tuple[tuple[int, int, bool], ...]:
    """(start, end, current) of each mention of a vertebral fracture; bare deformities count as current
    when called acute. `year_now`: 0 where nobody knows it.
    """
    if sentence.section in _NO_LEVELS:
        return ()
    mentions = []
    for match in _FRACTURE.finditer(sentence.text):
        if _OTHER_BONE.search(sentence.text[: match.start()]):
            continue
        said = assess(sentence, match.start(), match.end())
        if said.negated and _denies_the_next(sentence.text, match.start(), match.end()):
            said = replace(said, negated=False)
        current = bool(
            said.current
            and not long_past(sentence.text, match.start(), match.end(), year_now)
            and (_FRESH.search(sentence.text[: match.start()]) or not repaired(sentence.text[match.end() :]))
            and (
                match["sure"] is not None
                or bool(_ACUTE.search(sentence.text))
                or sentence.kind is PageKind.IMAGING_REPORT
            )
        )
        mentions.append((match.start(), match.end(), current))
    return tuple(mentions)


def _denies_the_next(text: str, start: int, end: int) -> bool:
    """Whether the denial behind a mention is of something else: "fx T12, retropulsion not seen"."""
    return _NEXT_DENIED.match(text[end:]) is not None and _ANY_DENIAL.search(text[:start]) is None


_NEXT_DENIED = re.compile(
    r"(?![^.;]*\b(?:and|or)\b[^.;]*\bnot\b)[^,;.]{0,40},\s(?:[a-z][\w-]*\s){1,4}?(?:is |are |was |were )?not\s",
    re.IGNORECASE,
)
_ANY_DENIAL = AnyCase(r"\b(?:no|not|without|w/o|den\w+|neg\w*|never|nor|neither|none|free|absen\w+|ruled out)\b")


_REPAIRED = re.compile(
    r"(?P<between>[^.;]{0,30}?)\b(?:(?:treated|repaired|managed|stabili[sz]ed)\s(?:\w+\s)?(?:with|by|via)"
    r"|s/p|status[ -]post)\s(?:(?:balloon|percutaneous|successful)\s)?(?:kyphopl|vertebropl|cement|augment)",
    re.IGNORECASE,
)
_TO_COME = AnyCase(r"\b(?:be|being|if|when|can|could|may|might|should|best)\b|,\s?(?:s/p|status)?\s?$")


_FRESH = AnyCase(r"\b(?:new|acute|subacute|recent)\b[^.;,]{0,30}$")


def repaired(rest: str) -> bool:
    """Whether what follows a fracture says that it was cemented: "L1 fracture treated with kyphoplasty"."""
    match = _REPAIRED.match(rest)
    return match is not None and _TO_COME.search(match["between"]) is None


def levels(read: Sequence[Sentence], year_now: int = 0) -> Iterator[Candidate]:
    """fracture.levels of one page."""
    parts = []
    for sentence in read:
        if sentence.kind is PageKind.IMAGING_REPORT and sentence.section is Section.INDICATION:
            continue
        mentions = fractures(sentence, year_now)
        if not any(current for _, _, current in mentions):
            continue
        for level in find_levels(sentence.text, plural=bool(_PLURAL.search(sentence.text))):
            if _is_fractured(sentence, level, mentions):
                named = _named_with(sentence.text, level, mentions)
                sure = 0.95 if named or sentence.section in _WHERE_LEVELS_STAND else 0.88
                parts.append(
                    candidate(
                        sentence,
                        "fracture.levels",
                        (str(level.value),),
                        (level.start, level.end),
                        0.7 * sure if level.repaired else sure,
                    )
                )
    if (one := merged(parts)) is not None:
        yield one


_WHERE_LEVELS_STAND = frozenset({Section.FINDINGS, Section.IMPRESSION, Section.ASSESSMENT})


def _named_with(text: str, level: Found, mentions: Sequence[tuple[int, int, bool]]) -> bool:
    """Whether the level is named in one breath with a current fracture: "T12 compression fracture", "fracture of
    T12"; of 33 such levels that stood in no section of findings none was wrong."""
    between = (
        text[end : level.start] if level.start >= end else text[level.end : start]
        for start, end, current in mentions
        if current
    )
    return any(_ONE_BREATH.fullmatch(words) for words in between)


_ONE_BREATH = re.compile(
    r"[\s,]*(?:(?:of|at|in|the|her|his|an?|acute|subacute|new|recent|painful|osteoporotic|insufficiency|fragility"
    r"|pathologic(?:al)?|traumatic|mild|moderate|severe|superior|inferior|endplate|vertebral|vertebra|body|level"
    r"|wedge|compression|burst|deformity|spinal|lumbar|thoracic|fractures?|fx|and|&|[TL]\d{1,2})[\s,/&(]*){0,6}",
    re.IGNORECASE,
)


def _is_fractured(sentence: Sentence, level: Found, mentions: Sequence[tuple[int, int, bool]]) -> bool:
    if level.note != "disc" and _ITS_FRACTURE.match(sentence.text[level.end :]):
        return any(current and 0 <= start - level.end <= _NAMED_WITHIN for start, _, current in mentions)
    if (
        level.note == "disc"
        or _NOT_ITS_LEVEL_BEFORE.search(sentence.text[: level.start])
        or _NOT_ITS_LEVEL_AFTER.match(sentence.text[level.end :])
    ):
        return False
    reached = [(_distance(sentence.text, level, start, end), current) for start, end, current in mentions]
    distance, current = min(reached)
    return current and distance <= _REACH


_ITS_FRACTURE = re.compile(
    r"\s(?:(?:acute|subacute|osteoporotic|vertebral|body|superior|endplate|wedge|pathologic(?:al)?)\s)*"
    r"(?:compression|fractures?|fx|vcf|burst)\b",
    re.IGNORECASE,
)
""" "stenosis at L4-5 with L3 compression fracture": the level right before the word is the fracture's."""
_NAMED_WITHIN = 60


def _distance(text: str, level: Found, start: int, end: int) -> int:
    """Characters between a level and a mention; clause ends in between count much."""
    between = text[end : level.start] if level.start >= end else text[level.end : start]
    return (
        len(between)
        + 100 * between.count(";")
        + 12 * between.count(",")
        + 40 * len(re.findall(r"\b(?:but|while|however|whereas)\b", between))
    )


def height_loss(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """fracture.height_loss_percent: the greatest loss of a current fracture on one page."""
    parts = []
    for sentence in read:
        if sentence.section in _NO_LEVELS:
            continue
        for found in find_height_losses(sentence.text):
            said = assess(sentence, found.start, found.end)
            # a loss that is measured is claimed, even after "no marrow edema and"; only "no 40 % loss" denies it
            denied = said.negated and re.search(r"\b(?:no|not|without)\s\W*$", sentence.text[: found.start], re.I)
            claimed = replace(said, negated=bool(denied)).current and not _of_old_fracture(sentence, found.start)
            if isinstance(found.value, int) and claimed:
                parts.append(
                    candidate(
                        sentence,
                        "fracture.height_loss_percent",
                        found.value,
                        (found.start, found.end),
                        0.92,
                        found.check,
                    )
                )
    yield from sorted(parts, key=lambda one: -int(str(one.value)))[:1]


def _of_old_fracture(sentence: Sentence, at: int) -> bool:
    """Whether the last fracture told before a character, in its clause, is an old one: "healed T11 (40% height
    loss)"."""
    clause = sentence.text.rfind(";", 0, at)
    told = [
        (start, end)
        for start, end, _ in fractures(sentence)
        if clause < start and end <= at and "loss" not in sentence.text[start:end].lower()
    ]
    return bool(told) and assess(sentence, *told[-1]).historical


_EDEMA = AnyCase(
    r"\b(?:(?:bone )?(?:marrow )?o?edema(?:tous)?|(?:stir|t2)[\w -]{0,20}(?:hyperintens\w+|bright\w*|increased"
    r"|high|elevated|signal)|(?:hyperintens\w+|bright|high|increased|elevated)[\w, ]{0,15}stir"
    r"|(?:increased|intense|avid|abnormal|focal)[\w ]{0,24}(?:uptake|activity|accumulation)|(?:radiotracer"
    r"|tracer|technetium)? ?uptake|stir hyperintensity)\b"
)
_OF_BONE = AnyCase(
    r"\b(?:marrow|bone|bony|stir|endplate|vertebra\w*|fracture\w*|fx|spine|lumbar|thoracic|superior|t[3-9]"
    r"|t1[0-2]|l[1-5])\b"
)
_OTHER_EDEMA = AnyCase(
    r"\b(?:thyroid|brain|lobe|white matter|corona|ventric\w+|lungs?|humer\w+|pedal|leg|ankle|peripheral|pitting"
    r"|pulmonary|cerebral|facial|cyanosis|clubbing|lower extremit\w+"
    r"|papill\w*|soft tissue|cord|extremities)\b"
)


_SHOWN = AnyCase(r"\b(?:shows?|with|demonstrat\w+)\s(?:\w+\s)?$")


def edema(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """imaging.edema of one page: "yes" where a current fracture has it, "no" where it is denied."""
    seen: dict[str, Candidate] = {}
    of_spine = any(_OF_BONE.search(sentence.text) for sentence in read)
    examined = bool(read) and read[0].kind is not PageKind.IMAGING_REPORT  # there "Examination:" names the study
    for sentence in read:
        if (
            sentence.section in _NO_LEVELS
            or _OTHER_EDEMA.search(sentence.text)
            or (examined and sentence.section is Section.EXAM and not find_modalities(sentence.text))
        ):
            continue
        for match in _EDEMA.finditer(sentence.text):
            reported = sentence.kind is PageKind.IMAGING_REPORT or _SHOWN.search(sentence.text[: match.start()])
            if not (_OF_BONE.search(sentence.text) or (of_spine and reported)):
                continue
            said = assess(sentence, match.start(), match.end())
            if said.negated or said.current:
                value = "no" if said.negated else "yes"
                seen.setdefault(
                    value,
                    candidate(sentence, "imaging.edema", value, match.span(), 0.92 if value == "yes" else 0.8),
                )
    if seen:
        yield seen.get("yes") or seen["no"]


_FUTURE = AnyCase(
    r"\b(?:order(?:ed|ing)?|will (?:get|obtain|order|need)|schedul\w+|recommend\w*|needs?|request(?:ed"
    r"|ing)? (?:an? )?(?=mri|ct|x)|if (?:no|not|pain)|consider|plan(?:ned)? for|pending|awaiting"
    r"|contraindicat\w+|unable to (?:have|get|undergo)|cannot (?:have|get|undergo)|obtain an?|get an?|future"
    r"|await)\b"
)
_DONE = AnyCase(
    r"\b(?:done|show\w*|demonstrat\w+|reveal\w*|report\w*|taken|performed|obtained|confirm\w*|attached|enclosed"
    r"|found|of|on|dated|from|with|read|finding\w*|reviewed|:)\b|:"
)
_OTHER_PART = AnyCase(
    r"\b(?:brain|head|knee|shoulder|wrist|hand|chest|abdom\w*|breast|cardiac|cta|lungs?|ankle|foot|sinus"
    r"|neck soft|renal|coronary|angiogra\w+|orbit\w*)\b"
)
_COMPARED = AnyCase(
    r"\b(?:compar\w+|prior|previous|old|earlier|last year'?s?|since (?=the)|new since)\b[^.;]{0,30}$"
)
_NOT_STUDY_DATE = AnyCase(
    r"\b(?:dob|d\.o\.b|birth|born|printed|faxed|received|fell|fall|injury|onset|dictated|transcribed|seen|visit"
    r"|follow\W?up|appointment)\b[^.;\d]{0,22}$"
    r"|\b(?:notes?|letters?|summary|consult(?:ation)?|h&p|labs?|blood work|ekg)\s(?:(?:of|from|dated|on)\s)?$"
)
_STUDY_DATE = AnyCase(
    r"\b(?:exam(?:ination)?|study|performed|done|date of (?:study|exam|service)|completed|acquired|scan(?:ned)?"
    r"|service|imaging date)\b[^;\d]{0,24}$"
)
_SIGNED = AnyCase(
    r"\b(?:sign\w*|verified|dictated|approved|finali[sz]ed|read by|phoned|reported|electronically|radiolog\w+)\b"
)
_TIME = re.compile(r"\b\d{1,2}[:. ]\d{2}\b")
HEADER_DEPTH = 0.045
"""The fax machine's own line, with its date and time, stands this close to an edge of the page."""


def imaging(read: Sequence[Sentence], reference: date) -> Iterator[Candidate]:
    """imaging.modality and imaging.date of one page: the best study of the spine it reports, with that
    study's own date.
    """
    if read and read[0].kind is PageKind.IMAGING_REPORT:
        yield from _reported(read, reference)
        return
    mentions = [one for sentence in read for one in _mentioned(sentence, reference)]
    mentions += [one for head, told in pairwise(read) for one in _headed(head, told, reference)]
    if not mentions:
        return
    best = min(mentions, key=lambda one: (MODALITIES.index(str(one[0].value)), one[1] is None))
    yield best[0]
    if best[1] is not None:
        yield best[1]


def _headed(head: Sentence, told: Sentence, reference: date) -> Iterator[tuple[Candidate, Candidate | None]]:
    """A study by itself at the head of the sentence that dates it: "X-ray. Lumbar spine 9/3 without fracture." """
    named = head.text.strip(" .:")
    study = next((one for one in find_modalities(named) if named == named[one.start : one.end]), None)
    if study is None or find_modalities(told.text) or _OTHER_PART.search(told.text):
        return
    own = [one for one in _usable(find_dates(told.text, reference), reference)[:1] if one.start < HEADED_WITHIN]
    for one in own:
        before = told.text[: one.start]
        if not (_FUTURE.search(before) or _COMPARED.search(before) or _NOT_STUDY_DATE.search(before)):
            span, sure = (one.start, one.end), _sure_of(one, 0.93)
            modality = candidate(head, "imaging.modality", str(study.value), (0, len(named)), 0.93)
            yield modality, candidate(told, "imaging.date", str(one.value), span, sure, one.check)


HEADED_WITHIN = 40
"""Characters of the sentence under a study's name in which its date begins."""


def _mentioned(sentence: Sentence, reference: date) -> Iterator[tuple[Candidate, Candidate | None]]:
    if sentence.section in {Section.COMPARISON, Section.FAMILY, Section.INSTRUCTIONS, Section.PAST}:
        return
    found = find_modalities(sentence.text)
    dates = _usable(find_dates(sentence.text, reference), reference) if found else []
    for index, study in enumerate(found):
        limit = found[index + 1].start if index + 1 < len(found) else len(sentence.text)
        floor = found[index - 1].end if index else 0
        around = sentence.text[max(floor, study.start - 60) : min(limit, study.end + 60)]
        own = [one for one in dates if study.end <= one.start < min(limit, study.end + 70)]
        own += [one for one in dates if max(floor, study.start - 25) <= one.start and one.end <= study.start]
        own = [one for one in own if not _NOT_STUDY_DATE.search(sentence.text[: one.start])]
        if NOT_DONE.match(sentence.text[study.end :]):
            continue
        if _OTHER_PART.search(around) or _COMPARED.search(sentence.text[: study.start]):
            continue
        if not own and (_FUTURE.search(around) or not _DONE.search(around)):
            continue
        said = assess(sentence, study.start, study.end)
        if said.family or said.hypothetical or said.template or (said.negated and not own):
            continue
        dated = own[0] if own else None
        yield (
            candidate(
                sentence, "imaging.modality", str(study.value), (study.start, study.end), 0.93 if dated else 0.85
            ),
            None
            if dated is None
            else candidate(
                sentence,
                "imaging.date",
                str(dated.value),
                (dated.start, dated.end),
                _sure_of(dated, 0.93),
                dated.check,
            ),
        )


def _sure_of(found: Found, sure: float) -> float:
    return (
        sure
        * (0.8 if found.repaired else 1.0)
        * (0.7 if found.note in {"slash_as_one", "compact", "garbled", "month_only"} else 1.0)
    )


def _usable(found: Sequence[Found], reference: date) -> list[Found]:
    """Whole dates of the last two years."""
    floor, ceiling = (reference - timedelta(days=730)).isoformat(), (reference + timedelta(days=1)).isoformat()
    return [
        one
        for one in found
        if one.check is not Check.FAILED and len(str(one.value)) == 10 and floor <= str(one.value) <= ceiling
    ]


def _reported(read: Sequence[Sentence], reference: date) -> Iterator[Candidate]:
    """Study and date of an imaging report: its title, its exam date, else the date of its signature."""
    skipped = {Section.COMPARISON, Section.INDICATION, Section.TECHNIQUE}
    titles = [
        candidate(
            sentence,
            "imaging.modality",
            str(one.value),
            (one.start, one.end),
            0.95 if sentence.section not in {Section.FINDINGS, Section.IMPRESSION} else 0.8,
        )
        for sentence in read
        if sentence.section not in skipped
        for one in find_modalities(sentence.text)
        if not _COMPARED.search(sentence.text[: one.start])
        and not re.match(r"\s?(?:cent|imag)", sentence.text[one.end :], re.IGNORECASE)
    ]
    if titles:
        top = max(titles, key=lambda one: one.confidence)
        yield top
    dates = [
        (
            candidate(
                sentence, "imaging.date", str(one.value), (one.start, one.end), _sure_of(one, sure), one.check
            ),
            sure,
        )
        for sentence in read
        if sentence.section not in skipped and not _of_machine(sentence)
        for one in _usable(find_dates(sentence.text, reference), reference)
        if one.note != "year_inferred" and (sure := _study_date(sentence, one)) > 0
    ]
    if dates:
        surest = max(sure for _, sure in dates)
        yield next(one for one, sure in dates if sure == surest)


def _study_date(sentence: Sentence, found: Found) -> float:
    ahead = sentence.text[: found.start]
    if _STUDY_DATE.search(ahead) or _STUDY_DATE.search(f"{sentence.block.heading} {ahead}"):
        return 0.95
    if _NOT_STUDY_DATE.search(ahead) or _COMPARED.search(ahead):
        return 0.0
    return (
        0.65
        if _SIGNED.search(sentence.text) or sentence.section in {Section.FINDINGS, Section.IMPRESSION}
        else 0.75
    )


def _of_machine(sentence: Sentence) -> bool:
    """Whether this is the line that the sending machine prints at the edge of the page."""
    box = sentence.box(0, len(sentence.text))
    return (box.top < HEADER_DEPTH or box.bottom > 1 - HEADER_DEPTH) and bool(_TIME.search(sentence.text))
