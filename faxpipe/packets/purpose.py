"""What a packet is for: a referral, or one of the other things that arrive on a clinic's fax line.

Between words and fields. Calling a referral something else loses a patient, so this asks for proof: pages that
carry nothing of a patient's papers *and* wordings of an advertisement, a records request, an insurer's letter, or
a letter plainly addressed to another kind of practice. In doubt it is a referral, and the doubt is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from faxpipe.document import PageKind
from faxpipe.packets.addressee import OURS, US, Elsewhere, elsewhere
from faxpipe.packets.kinds import proof
from faxpipe.packets.page_words import plain, without_papers

PROOF = 2
"""Different wordings of one category that must stand before a packet is no referral."""

_ASKS = re.compile(
    r" (?:REFERRAL|REFER|REFERRING|REFERRED|EVALUATE|EVALUATION|CONSULT"
    r"|CONSULTATION|NEW PATIENT|AS REQUESTED|SCHEDULE) "
)
_PLEA = re.compile(
    r"(?<! NOT)(?<! NO LONGER)(?<! ISN T) (?:PLEASE EVALUATE|MY PATIENT|THANK YOU FOR SEEING|AM REFERRING"
    r"|EVALUATE AND TREAT"
    r"|EVALUATION AND TREATMENT"
    r"|CONSULT AND TREAT|KINDLY SEE|FOR YOUR OPINION|REASON FOR REFERRAL|PLEASE SEE THIS PATIENT|NEW REFERRAL) "
)
_REQUEST = re.compile(
    r" (?:REASON FOR REFERRAL|REFERRED TO|REFER TO|REFERRAL TO|PLEASE EVALUATE|PLEASE SEE|EVALUATE AND TREAT"
    r"|CONSULT AND TREAT|THANK YOU FOR SEEING|AM REFERRING|NEW REFERRAL|REFERRING PROVIDER|REFERRING PHYSICIAN) "
)
_ANNOUNCES = re.compile(r" (?:NEW REFERRAL|REFERRAL FOR|NEW PATIENT|PLEASE EVALUATE) ")
_PATIENT = re.compile(r" (?:DOB|D O B|DATE OF BIRTH|BIRTH DATE|BIRTHDATE|BORN|MRN|PATIENT NAME|YEAR OLD|Y O) ")
_ADDRESSED = (PageKind.COVER_SHEET, PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER)
_CLINICAL = re.compile(
    r" (?:NORMAL|MILD|MODERATE|SEVERE|LEFT|RIGHT|BILATERAL|MG|CM|MM|DIAGNOSIS|SYMPTOMS?|PAIN|EXAM"
    r"|ALLERG\w+|MEDICATIONS?)"
    r"(?= )"
)
_PAPERS = frozenset(PageKind) - {
    PageKind.OTHER,
    PageKind.COVER_SHEET,
    PageKind.BLANK,
    PageKind.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class Purpose:
    """`referral`: whether to read it as one. `reason`: a code for what it is instead, or for the doubt;
    empty where nothing is in doubt. `doubtful`: staff should look before trusting the choice."""

    referral: bool
    reason: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class PageSays:
    """One page as the purpose is judged from it: kind, how sure, its lines, mean word confidence 0..1."""

    kind: PageKind
    sure: float
    lines: tuple[str, ...]
    confidence: float = 1.0


def purpose(pages: Sequence[PageSays]) -> Purpose:
    """Whether the pages of one packet are a referral; no referral only on proof."""
    read = [page for page in pages if page.lines]
    if not read:
        return Purpose(True, "nothing_read", doubtful=True)
    lines = [plain(line) for page in read for line in page.lines]
    text = " ".join(" ".join(lines).split())
    category, count = proof(f" {text} ")
    papers = [page for page in read if page.kind in _PAPERS]
    if not papers:
        return _without_papers(read, f" {text} ", category, count)
    if _replies(papers, lines):
        return Purpose(False, "reply")
    results = all(page.kind is PageKind.LAB_REPORT for page in papers)  # they say themselves whom they are for
    surely = [page for page in read if (page.kind in _ADDRESSED or results) and page.sure >= 0.6]
    if count >= 2 * PROOF and _letters_only(papers) and not _asking(text):
        return Purpose(False, category)
    if doubt := _addressed_elsewhere(surely, f" {text} "):
        return doubt
    if count >= 2 * PROOF and all(page.sure < 0.6 for page in papers):
        return Purpose(True, category, doubtful=True)
    return Purpose(True)


def _without_papers(read: Sequence[PageSays], text: str, category: str, count: int) -> Purpose:
    """Only cover sheets and pages of no known kind."""
    others = [page for page in read if page.kind is PageKind.OTHER]
    surely = [page for page in read if page.kind in _ADDRESSED and page.sure >= 0.6]
    if others and (meant := _addressed_elsewhere(surely, text)) and not meant.referral:
        return meant
    if not others:
        if _PATIENT.search(text) or _ASKS.search(text) or OURS.search(text):
            return Purpose(True, "cover_only", doubtful=True)
        return Purpose(False, "cover_only") if count >= PROOF else Purpose(True, "cover_only", doubtful=True)
    legible = min(page.confidence for page in others) >= 0.6
    if count >= PROOF and legible:
        asks = _REQUEST.search(text) is not None and count < 2 * PROOF
        asks = asks or (category != "advertising" and (_announced(read) or _PLEA.search(text) is not None))
        return Purpose(True, category, doubtful=True) if asks else Purpose(False, category)
    words = sum(len(line.split()) for page in others for line in page.lines)
    clinical = len(_CLINICAL.findall(text)) >= 3
    silent = not clinical and not any(pattern.search(text) for pattern in (_PATIENT, OURS, _ASKS))
    if silent and legible and words >= 25:
        return Purpose(False, "no_patient")
    return Purpose(True, "unclear", doubtful=True)


def _letters_only(papers: Sequence[PageSays]) -> bool:
    """Whether nothing of a patient's papers came but letters and plans, as a lawyer or an insurer sends."""
    return all(page.kind in (PageKind.REFERRAL_LETTER, PageKind.INSURANCE_CARD) for page in papers)


def _replies(papers: Sequence[PageSays], lines: Sequence[str]) -> bool:
    """Whether a colleague to whom we sent a patient writes back and asks for nothing: greeted by name, thanked or
    told more than once that we sent, and nowhere asked."""
    if not all(page.kind in _TELLING for page in papers):
        return False
    if not any(_GREETED.match(line) and US.search(line) for line in lines):
        return False
    text = " ".join(" ".join(lines).split())
    said = {match[0] for match in _SENT_BY_US.finditer(text)}
    return len(said) >= REPLY_MIN and not _asking(_SENT_BY_US.sub(" ", text)) and not _WANTED.search(f" {text} ")


_TELLING = frozenset({PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE, PageKind.LAB_REPORT})
_GREETED = re.compile(r" DEAR ")
_SENT_BY_US = re.compile(
    r"\b(?:THANK(?:S| YOU) (?:VERY MUCH )?FOR? (?:REFERRING|SENDING"
    r"|(?:YOUR|THE|THIS) (?:KIND )?REFERRAL|ASKING ME TO SEE)"
    r"|(?:AT|PER) YOUR (?:KIND )?REQUEST|WHOM YOU (?:\w+ ){0,2}(?:TREATED|REFERRED|SENT)|SINCE YOUR PROCEDURE"
    r"|(?:ALLOWING ME|OPPORTUNITY|PRIVILEGE) TO (?:SHARE|PARTICIPATE|TAKE PART|ASSIST)"
    r"|NOTHING (?:FURTHER|ELSE|MORE) IS NEEDED FROM YOU\w*|(?:WRITE|REPORT) (?:TO YOU )?AGAIN"
    r"|(?:I|WE) SAW (?:HIM|HER|THEM) IN CONSULTATION|KRAMER (?:MD )?REFERRING"
    r"|NO (?:FURTHER )?ACTION (?:IS )?(?:NEEDED|REQUIRED|NECESSARY)|(?:CC|COURTESY) COPY"
    r"|FOR YOUR (?:RECORDS?|FILES?|INFORMATION))\b"
)
REPLY_MIN = 3
_WANTED = re.compile(
    r" (?:PLEASE|KINDLY|COULD YOU|WOULD YOU|CAN YOU|WOULD APPRECIATE|GRATEFUL|URGENT\w*|RECONSIDER|EMERGEN\w+"
    r"|SEE (?:HIM|HER|THEM) (?:AGAIN|BACK|SOON)|(?:RETURN|BACK|SEND\w*) (?:HIM |HER )?TO YOU|YOUR OPINION"
    r"|RECOMMEND\w*|RETENTION|INCONTINEN\w+|SADDLE|CAUDA|MYELOPATH\w+|RETROPULS\w+|ABSCESS) "
    r"|(?<! NO) NEW (?:\w+ )?FRACTURES? "
)


def _asking(text: str) -> bool:
    """Whether anything in the text asks to see somebody."""
    said = without_papers(f" {text} ")
    return any(asks.search(said) is not None for asks in (_PLEA, _REQUEST, _ASKS))


def _announced(read: Sequence[PageSays]) -> bool:
    """A cover sheet that announces a referral before pages of no known kind."""
    covers = (page for page in read if page.kind is PageKind.COVER_SHEET)
    return any(
        re.search(r" (?:NEW REFERRAL|REFERRAL FOR|NEW PATIENT|PLEASE EVALUATE) ", plain(" ".join(page.lines)))
        for page in covers
    )


def _addressed_elsewhere(requests: Sequence[PageSays], text: str) -> Purpose | None:
    """Misdirected, or addressed to others and to be looked at; None where nobody else is addressed."""
    match elsewhere([plain(line) for page in requests for line in page.lines], text):
        case Elsewhere.SURELY:
            return Purpose(False, MISDIRECTED)
        case Elsewhere.PERHAPS:
            return Purpose(True, "addressed_elsewhere", doubtful=True)
        case Elsewhere.NO:
            return None


MISDIRECTED = "misdirected"
