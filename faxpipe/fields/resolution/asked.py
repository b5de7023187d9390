"""What the order itself says against what only the chart behind it says: codes, services, days of injury.

Place in the sentence: words -> **fields**, between gathering and deciding. Pure.
"""

from __future__ import annotations

import re
from dataclasses import replace

from faxpipe.any_case import AnyCase
from faxpipe.document import PageKind
from faxpipe.fields.context import Packet
from faxpipe.fields.kinds.lists import find_medications
from faxpipe.fields.prose.request import bare_request
from faxpipe.fields.resolution.agree import plain
from faxpipe.referral import Candidate, Check


def asked_codes(packet: Packet, candidates: list[Candidate]) -> list[Candidate]:
    """Where the order or letter names its codes, those of a chart's list of problems add none; where any page
    names one of the spine, those of a face sheet that are of other illnesses add none."""
    asking = {sheet.number for sheet in packet.sheets if sheet.kind in ASKING}
    charts = {sheet.number for sheet in packet.sheets if sheet.kind is PageKind.CLINICAL_NOTE}
    asked = {
        code
        for c in candidates
        if c.field == "diagnosis.icd10"
        and c.page in asking
        and c.check is Check.PASSED
        and isinstance(c.value, tuple)
        for code in c.value
    }

    listed = {sheet.number for sheet in packet.sheets if sheet.kind is PageKind.FACE_SHEET}
    spinal = any(c.page not in listed and _of_spine(c) for c in candidates)

    def kept(c: Candidate) -> Candidate | None:
        if spinal and c.page in listed and c.field == "diagnosis.icd10" and not _of_spine(c):
            return None
        if not asked or c.field != "diagnosis.icd10" or c.page not in charts or not isinstance(c.value, tuple):
            return c
        same = tuple(code for code in c.value if code in asked)
        if same and all(code in asked or SPINE_OR_PAIN.match(code) for code in c.value):
            return c  # the same complaint, of which the order may be read in part
        return replace(c, value=same) if same else None

    return [one for c in candidates if (one := kept(c)) is not None]


def _of_spine(c: Candidate) -> bool:
    codes = c.value if c.field == "diagnosis.icd10" and isinstance(c.value, tuple) else ()
    return any(SPINE_OR_PAIN.match(str(code)) for code in codes)


SPINE_OR_PAIN = re.compile(r"M[4568]|S[123]2|G89|C79\.5|C90")
ASKING = frozenset({PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER})


def named_services(candidates: list[Candidate]) -> list[Candidate]:
    """Where a service is named, the name of our department says no more of what is asked for. What is left of a
    form's answer names no place, and is held; so is what a note says of it."""
    asked = [c for c in candidates if c.field == "order.service" and isinstance(c.value, str)]
    named = [c for c in asked if NAMED_SERVICE.search(str(c.value)) and c.confidence >= NAMED_FROM]
    kept = [c for c in candidates if not (named and c in asked and DEPARTMENT.fullmatch(str(c.value)))]
    if not any(map(_is_bare, kept)):
        return kept
    torn = [c for c in kept if _is_bare(c) or (c.field == "order.service" and c.method == "prose")]
    return [replace(c, confidence=min(c.confidence, TORN)) if c in torn else c for c in kept]


TORN = 0.5


def _is_bare(c: Candidate) -> bool:
    """Whether an answer asks for an injection and says neither of what nor where: its line above was not read."""
    return c.field == "order.service" and c.method == "label" and bare_request(str(c.value))


def forms_own_words(packet: Packet, candidates: list[Candidate]) -> list[Candidate]:
    """Where a form words in full what is asked for, though it could not be read for sure, a note's passing words
    that are some of those do not settle it: the form's are held."""
    forms = {sheet.number for sheet in packet.sheets if sheet.kind is PageKind.REFERRAL_FORM}
    services = [c for c in candidates if c.field == "order.service" and isinstance(c.value, str)]
    asked = [c for c in services if c.method in {"label", "tick"} and c.page in forms]
    if any(c.confidence >= NAMED_FROM for c in asked):
        return candidates
    worded = [set(plain(str(c.value)).split()) for c in asked]

    def in_passing(c: Candidate) -> bool:
        told = c.field == "order.service" and c.method.startswith("prose") and c.page not in forms
        return told and any(set(plain(str(c.value)).split()) < words for words in worded)

    return [replace(c, confidence=min(c.confidence, PASSING)) if in_passing(c) else c for c in candidates]


PASSING = 0.3


def complaints(packet: Packet, candidates: list[Candidate]) -> list[Candidate]:
    """The "reason for visit" of a note is what the patient came with, and its "procedure" the study that was done:
    neither is believed as the service asked for, nor kept where one is named."""
    notes = {sheet.number for sheet in packet.sheets if sheet.kind is PageKind.CLINICAL_NOTE}

    def complaint(c: Candidate) -> bool:
        of_note = c.field == "order.service" and c.page in notes and c.method == "label"
        return of_note and isinstance(c.value, str) and not SERVICE.search(c.value)

    services = [c for c in candidates if c.field == "order.service" and isinstance(c.value, str)]
    asked = any(not complaint(c) and SERVICE.search(str(c.value)) for c in services)
    kept = [c for c in candidates if not (complaint(c) and (asked or STUDY.match(str(c.value))))]
    return [replace(c, confidence=min(c.confidence, COMPLAINED)) if complaint(c) else c for c in kept]


def symptoms(candidates: list[Candidate]) -> list[Candidate]:
    """A diagnosis that only says what hurts is not believed where a broken or worn spine is coded or told."""
    told = [c for c in candidates if c.field == "diagnosis.text" and isinstance(c.value, str)]
    codes = [c.value for c in candidates if c.field == "diagnosis.icd10" and isinstance(c.value, tuple)]
    structural = any(STRUCTURAL.search(str(c.value)) for c in told) or any(
        STRUCTURAL_CODE.match(str(code)) for each in codes for code in each
    )
    if not structural:
        return candidates
    only = [c for c in told if SYMPTOM.search(str(c.value)) and not STRUCTURAL.search(str(c.value))]
    return [replace(c, confidence=min(c.confidence, COMPLAINED)) if c in only else c for c in candidates]


SYMPTOM = re.compile(r"\b(?:pain\w*|aches?|discomfort|backache|spasms?|stiffness|LBP)\b", re.IGNORECASE)
STRUCTURAL = re.compile(
    r"fract\w*|\bfx\b|\bV?CF\b|stenosis|spondyl\w*|hernia\w*|radicul\w*|degenerat\w*|osteoporo\w*|metasta\w*"
    r"|myeloma|collapse|listhesis|facet|sciatica|arthr\w*|neuropath\w*|CRPS|syndrome|neuralgia|sacroil\w*|disc\b",
    re.IGNORECASE,
)
STRUCTURAL_CODE = re.compile(r"M80|M84\.[45]8|M48|S[23]2\.0|M51|C79\.5|C90")
COMPLAINED = 0.6
STUDY = re.compile(r"\W*(?:MRI?|CT|CAT|x-?rays?|XR|bone scan|DE?XA|SPECT)\b", re.IGNORECASE)
SERVICE = re.compile(
    r"plast\w*|augment\w*|inject\w*|block|ablation|stimulat\w*|\bESIs?\b|epidural|consult\w*|evaluat\w*|\beval\b"
    r"|assess\w*|opinion|manage\w*|\bRFA\b|pump|refer\w*|treat\w*",
    re.IGNORECASE,
)
NAMED_FROM = 0.8
NAMED_SERVICE = re.compile(
    r"plast\w*|augment\w*|inject\w*|\bblocks?\b|ablation|stimulat\w*|\bESIs?\b|epidural|\bRFA\b|pump",
    re.IGNORECASE,
)
DEPARTMENT = re.compile(
    r"\W*(?:(?:ambulatory|outpatient|external|consult(?:ation)?|refer(?:ral)?|ref|to|for|with|the|pain|spine"
    r"|management|mgmt|"
    r"medicine|clinic|center|interventional|specialist|evaluation|eval|and|treat(?:ment)?)\W*)+",
    re.IGNORECASE,
)


def of_no_fracture(candidate: Candidate, packet: Packet) -> bool:
    """Whether a day of injury stands on the papers of a patient of whom nothing says that a bone is broken, or is
    the day on which a medicine was begun, by its row."""
    if candidate.field != "fracture.onset":
        return False
    broken = any(BROKEN.search(OTHER_BONE.sub(" ", sheet.layout.text)) for sheet in packet.sheets)
    return not broken or (candidate.method in IN_ROWS and _beside_a_medicine(candidate, packet))


IN_ROWS = frozenset({"model", "label"})


def _beside_a_medicine(candidate: Candidate, packet: Packet) -> bool:
    rows = (" ".join(words) for words in packet.before(candidate))
    return any(find_medications(row, known_only=True) and not BROKEN.search(row) for row in rows)


OTHER_BONE = re.compile(
    r"\b(?:no|without|denies) (?:(?:acute|new|recent|displaced|evidence|sign|of|an?|any|spinal|vertebral"
    r"|compression|or|bony|prior|hip|rib) ){0,4}fract\w*"
    r"|\b(?:clavic\w+|collar ?bone|wrist|ribs?|hip|ankle|fem\w+|humer\w+|radi[au]\w+|tibia\w*|hand|foot|toe|finger"
    r"|elbow|knee|shoulder|arm|leg|skull|nasal|nose|jaw) (?:fract\w*|fx)|\bF[Xx]\b[.:]?\s?\(?\d{3}\b"
    r"|\b(?:cord|root|nerve|canal|sac) compress\w*"
    r"|\bcompress\w* of (?:the )?(?:\w+ ){0,3}?(?:cord|roots?|nerves?)\b",
    re.IGNORECASE,
)
"""A fracture that is denied or of another bone, the number of a fax: "Fx 603", and what is pressed but no bone."""
BROKEN = re.compile(r"fract|\bf[xr]\b|fx\b|\bVCF|plasty|M80|M84|M48\.5|S[123]2\.|compress|augment", re.IGNORECASE)

HAPPENED = AnyCase(
    r"\b(?:fail\w*|tried|treated|managed|underwent|undergone|received|completed|despite|after|relief|reliev\w+"
    r"|benefit|help(?:s|ed)|respon\w+|had|without (?:success|improvement)|prior|previous(?:ly)?|s/p|status post"
    r")\b"
)
FEARED = re.compile(r"\W{0,2}(?:abscess|h(?:a)?ematoma|lipomatosis|fluid|collection|enhancement)\b", re.IGNORECASE)
