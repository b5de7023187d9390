"""To whom the papers of a packet go: to us, to somebody else, or nobody says.

Between words and fields, below `purpose`. Somebody else is meant where the papers are addressed to another kind of
practice, or are an order that says where orders go, and we are named nowhere. A sender's own letterhead addresses
nobody: a cardiologist's form may well refer to us.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from rapidfuzz import fuzz

US = re.compile(
    r"KRAMER|KRAIMER|NORTHEAST REHAB|\bN ?E REHAB|REHABILITATION HOSP|\bNERHN?\b|BENNETT|\bNRHN?\b"
    r"|\bPAIN (?:MANAGEMENT|MGMT|MGT|MEDICINE|CLINIC|CENTER|CARE|SPECIALIST|TREATMENT)"
    r"|INTERVENTIONAL PAIN"
    r"|603 681 31(?:40|54)|60368131(?:40|54)"
)
OURS = re.compile(
    r"KYPHOPLAST|VERTEBRO|AUGMENTATION|COMPRESSION F|\bSPIN(?:E|AL)\b"
    r"|BACK PAIN|NECK PAIN|CHRONIC PAIN|LEG PAIN|SCIATICA"
    r"|EPIDURAL|RADICUL|FACET|SACROILIAC|(?<!AORTIC )(?<!MITRAL )(?<!CAROTID )(?<!ARTERY )(?<!VALVE )STENOSIS"
    r"|LUMBAR|CERVICAL|THORACIC"
    r"|NERVE BLOCK|MEDIAL BRANCH|ABLATION|NEURALGIA"
    r"|VERTEBRA|SPONDYL|CRPS|INJECTION"
)
_ELSEWHERE = re.compile(
    r" (?:CARDIO(?:LOG|VASC)\w+|DERMATOLOG\w+|GASTROENTEROLOG\w+|UROLOG\w+"
    r"|OPHTHALMOLOG\w+|OPTOMETR\w+|PODIATR\w+|OTOLARYNGOLOG\w+"
    r"|ENT|OB GYN|OBSTETRIC\w*|GYNECOLOG\w+|PULMON\w+|NEPHROLOG\w+"
    r"|ENDOCRINOLOG\w+|DENTAL|DENTIST\w*|PEDIATRIC\w*|PHARMACY"
    r"|HOME CARE|HOME HEALTH|SLEEP|ALLERGY|IMMUNOLOG\w+|HEMATOLOG\w+"
    r"|INFECTIOUS|PSYCHIATR\w+|BEHAVIORAL|AUDIOLOG\w+"
    r"|ORTHOP\w+|NEUROLOG\w+|PHYSICAL THERAPY|ONCOLOG\w+|RADIOLOGY"
    r"|SURGERY|SURGICAL|EYE|HEART|KIDNEY|SKIN|DIGESTIVE|HOSPICE"
    r"|SPEECH|MAMMOGRA\w+|BREAST|BARIATRIC|VASCULAR|PLASTIC|RHEUMATOLOG\w+|DIALYSIS|WOUND) "
)
_PRACTICE = re.compile(r" (?:DR|MD|DO|CLINIC|GROUP|ASSOCIATES|SURGERY|SURGEON|NEUROSURG\w+) ")
_ADDRESS = re.compile(
    r"^ (?:TO|ATTN|ATTENTION|REFER TO|REFERRED TO|REFERRAL TO|SENT TO"
    r"|(?:DELIVER(?:ED)?|RESULTS?|REPORT(?:ED)?|ROUTED?) TO|SPECIALIST|CONSULTANT|DEAR) "
)


class Elsewhere(Enum):
    """Whether papers are meant for somebody else. `PERHAPS`: so addressed, but it may be ours to treat."""

    NO = "no"
    PERHAPS = "perhaps"
    SURELY = "surely"


def elsewhere(lines: Sequence[str], text: str) -> Elsewhere:
    """Whether somebody else is addressed in `lines`, those of the requests, and we nowhere in `text` (`plain`)."""
    if US.search(text) or any(fuzz.ratio(word, "KRAMER") >= 80 for word in text.split()):
        return Elsewhere.NO
    addressed = [line for line in lines if _ADDRESS.match(line)]
    named = any(_ELSEWHERE.search(line) for line in addressed)
    ordered = _orders_go_elsewhere(lines)
    if (named or ordered) and not _ours(lines, text):
        return Elsewhere.SURELY
    perhaps = named or ordered or any(_PRACTICE.search(line) for line in addressed)
    return Elsewhere.PERHAPS if perhaps else Elsewhere.NO


def _orders_go_elsewhere(lines: Sequence[str]) -> bool:
    """Whether the head of an order names who tests what we don't, and that the orders are theirs: by its title, or
    by the number they go to."""
    head = lines[:HEAD_LINES]
    if any(_TESTS.search(line) and _ORDERS.search(line) and len(line.split()) <= TITLE_WORDS_MAX for line in head):
        return True
    sent = any(
        _PAPERS.search(found[0]) and not _ANSWERS.search(found[0])
        for line in lines
        for found in _GOES_TO.finditer(line)
    )
    return sent and any(_TESTS.search(line) or _ELSEWHERE.search(line) for line in head)


HEAD_LINES, TITLE_WORDS_MAX = 8, 9
_TESTS = re.compile(
    r" (?:IMAGING|SLEEP|POLYSOMNOGRA\w+|MAMMOGRA\w+|ULTRASOUND|SONOGRA\w+|ENDOSCOP\w+|COLONOSCOP\w+|LABORATORY"
    r"|ECHO|ECHOCARDIO\w+|HOLTER|STRESS TEST|PULMONARY FUNCTION|DEXA|BONE DENSITY|INFUSION|NUTRITION) "
)
_ORDERS = re.compile(r" (?:ORDERS?|REQUISITION|ORDER FORM|REQUEST FORM) ")
_PAPERS = re.compile(r" (?:ORDERS?|REQUISITIONS?|FORMS?|REQUESTS?|REFERRALS?) ")
_GOES_TO = re.compile(
    r"(?: (?:ORDERS?|REQUISITIONS?|FORMS?|REQUESTS?|REFERRALS?)(?: \w+){0,4})? (?:FAX|RETURN|SEND|SUBMIT)(?:ED)?"
    r" (?:\w+ ){0,6}?(?:TO|AT) (?:\w+ ){0,3}?\d{3} \d{3} \d{4} "
)
_ANSWERS = re.compile(r" (?:BACK|RESULTS?|REPORTS?|NOTES?|COPY|COPIES|CONSULT\w*) ")
"""What a sender wants sent back to themselves."""


def _ours(lines: Sequence[str], text: str) -> bool:
    """Whether what we treat is spoken of: not in passing, once, where several lines name who treats no spine."""
    said = len(OURS.findall(_DENSITY.sub(" ", text)))
    named = [line for line in lines if _ELSEWHERE.search(line)]
    far = len(named) >= FAR_LINES_MIN and not any(_NEIGHBOURS.search(line) for line in named)
    return said > (1 if far else 0) or _OUR_CODES.search(text) is not None


_DENSITY = re.compile(r" (?:DEXA|DXA|BONE DENSITY)(?: \w+){0,3} SPINE(?= )| VERTEBRAL FRACTURE ASSESSMENT(?= )")
"""Studies of bone density, which look at the spine and treat nothing."""
_OUR_CODES = re.compile(r" (?:M4\d|M5[0-4]|M80|M96|G89|S[23]2|G5[78]|G90) ?\d")
FAR_LINES_MIN = 2
_NEIGHBOURS = re.compile(
    r" (?:ORTHOP\w+|NEURO\w+|PHYSICAL THERAPY|ONCOLOG\w+|RADIOLOGY|SURGERY|SURGICAL|RHEUMATOLOG\w+|ENDOCRINOLOG\w+"
    r"|HOME CARE|HOME HEALTH|HOSPICE|PHARMACY|BEHAVIORAL) "
)
"""Who shares patients with us."""
