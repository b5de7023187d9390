"""Values that prove themselves although no label was read beside them.

A code of the real table, a number with the right check digit, an address below the patient's name: on a page
of the sender they are worth holding up, mostly as uncertain, so that a label lost to noise does not make
an answered field missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from faxpipe.document import PageKind, enclosing
from faxpipe.fields.context import Packet, Sheet, believed
from faxpipe.fields.kinds.addresses import find_addresses
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.icd10 import find_icd10
from faxpipe.fields.kinds.ids import IdKind, find_ids
from faxpipe.fields.kinds.mbi import find_mbis
from faxpipe.fields.kinds.npi import find_npis
from faxpipe.fields.kinds.payers import begins_with_payer, find_payer, names_payer
from faxpipe.fields.marks.choices import Question, option_words
from faxpipe.fields.marks.unmarked import unmarked_choices
from faxpipe.fields.resolution.asked import SPINE_OR_PAIN
from faxpipe.layout import Line, Passage, passage_of
from faxpipe.referral import Candidate, Check

ASKING = frozenset({PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER, PageKind.FACE_SHEET, PageKind.COVER_SHEET})
BLOCK_LINES = 5
PAYER_AND_ID = re.compile(
    r"^(?P<payer>[A-Za-z][A-Za-z .&'/-]{3,40}?)[\s,:#]+(?:ID\W{0,3}|#\s?)?(?P<id>[A-Z0-9-]{7,15})$"
)
FORMS = frozenset({PageKind.REFERRAL_FORM, PageKind.FACE_SHEET})


def stray(packet: Packet, asked: Mapping[int, tuple[Question, ...]]) -> Iterator[Candidate]:
    """Candidates from lines of asking pages, whether or not a label stands there; printed choices are left out.

    `asked`: the tick-box questions by page number.
    """
    for sheet in packet.sheets:
        if sheet.kind not in ASKING:
            continue
        choices = (one for one in asked.get(sheet.number, ()) if len(one.options) > 1)
        printed = option_words(tuple(choices))  # a lone box may be a letter of a label
        passages: list[Passage] = []
        for at, line in enumerate(sheet.layout.lines):
            if unmarked_choices(line.text):
                continue
            passage = passage_of(sheet.number, tuple(word for word in line.words if id(word) not in printed))
            passages.append(passage)
            yield from _numbers(sheet, passage, at)
        yield from _codes(sheet, passages)
        yield from _below_the_name(sheet)
        if sheet.kind in FORMS:
            yield from _unlabelled_address(sheet)
            yield from _unlabelled_coverage(sheet)


def _codes(sheet: Sheet, passages: Sequence[Passage]) -> Iterator[Candidate]:
    """The codes of a page. One or two of the spine or of pain are what it is about; more are a printed choice."""
    found = [(passage, one) for passage in passages for one in find_icd10(passage.text)]
    few = len({str(one.value) for _, one in found}) <= FEW_CODES
    for passage, one in found:
        alone = one.start < 2 and one.end > len(passage.text) - 2
        if one.check is Check.PASSED and (alone or not one.repaired):
            about = ABOUT if few and PAINFUL.match(str(one.value)) else STRAY
            prior = 0.65 if one.repaired else about
            yield _candidate(sheet, "diagnosis.icd10", passage, one, (str(one.value),), prior)


FEW_CODES = 2
PAINFUL = re.compile(rf"{SPINE_OR_PAIN.pattern}|M1[5-9]|M25|M7[57-9]|M96|G5\d|G90|R52")
"""What a pain clinic is asked about: spine, joints, nerves, soft tissue and what an operation left."""
STRAY, ABOUT = 0.8, 0.92
"""Beside no label a code may be a history's; of 30 of the spine or of pain, by ones and twos, all were the
diagnosis."""


def _numbers(sheet: Sheet, passage: Passage, at: int) -> Iterator[Candidate]:
    for one in find_mbis(passage.text):
        if one.check is Check.PASSED:
            yield _candidate(sheet, "coverage.member_id", passage, one, one.value, 0.85)
    for one in find_npis(passage.text):
        if one.check is Check.PASSED and not one.repaired:
            near = re.search(r"\bN\W{0,2}P\W{0,2}[I1l\]|]?\W{0,4}$", passage.text[: one.start])
            above = [hit.role or hit.opens for hit in sheet.hits if hit.line <= at]
            senders = sheet.kind is PageKind.REFERRAL_FORM and above and above[-1] == "referrer"
            named = one.end - one.start == NPI_LENGTH and CLINICIAN.search(passage.text) is not None
            prior = 0.85 if near or named else 0.8 if senders else 0.55
            yield _candidate(sheet, "referrer.npi", passage, one, one.value, prior)


NPI_LENGTH = 10
CLINICIAN = re.compile(
    r"\b(?:Dr\.?\s[A-Z]|(?i:NPI|(?:national|provider|prov\.?|prescriber)\s(?:provider\s)?id(?:entifier)?)\b"
    r"|(?:M\.?D|D\.?O|PA(?:-?C)?|A\.?P\.?R\.?N|[FCA]?N\.?P|FNP-?[BC]+|DNP|CRNP|ARNP)\b)"
)
"""On the line of a clinician, ten figures written as one that pass the check are his; spread over a scale or a
comb, or beside the patient, they may be any."""


def _below_the_name(sheet: Sheet) -> Iterator[Candidate]:
    """The block under "RE: name": address, plan and number stand there without labels."""
    hit = next((hit for hit in sheet.hits if "patient.name" in hit.fields), None)
    if hit is None:
        return
    left = hit.box.left
    labelled = {other.line for other in sheet.hits if other.start == 0}
    for at in range(hit.line + 1, min(hit.line + 1 + BLOCK_LINES, len(sheet.layout.lines))):
        line = sheet.layout.lines[at]
        if line.box.top - sheet.layout.lines[at - 1].box.bottom > 2 * sheet.layout.text_height:
            return
        if abs(line.box.left - left) > 0.12 or at in labelled:
            continue
        yield from _block_line(sheet, line)


def _unlabelled_address(sheet: Sheet) -> Iterator[Candidate]:
    """A whole address by itself on a line of the patient's section, whose label was lost: worth a look."""
    labelled = {hit.line for hit in sheet.hits}
    for at, line in enumerate(sheet.layout.lines):
        above = [hit for hit in sheet.hits if hit.line < at]
        if at in labelled or not above or above[-1].role != "patient" or at - above[-1].line > BLOCK_LINES:
            continue
        passage = passage_of(sheet.number, line.words)
        for one in find_addresses(passage.text)[:1]:
            if one.check is Check.PASSED and one.start < 2:
                yield _candidate(sheet, "patient.address", passage, one, one.value, 0.7)


def _unlabelled_coverage(sheet: Sheet) -> Iterator[Candidate]:
    """A payer of the lexicon that begins a cell of the insurance section whose label was lost, and the number in
    the cell beside it: both worth a look, the number as it may be the group's."""
    labelled = {(hit.line, hit.segment) for hit in sheet.hits}
    for at, line in enumerate(sheet.layout.lines):
        above = [hit for hit in sheet.hits if hit.line < at and (hit.opens or hit.role)]
        if (
            not above
            or at - above[-1].line > COVERAGE_LINES
            or "coverage" not in {above[-1].opens, above[-1].role}
        ):
            continue
        if sum(begins_with_payer(segment.text) for segment in line.segments) > 1:
            continue  # printed to choose from
        for index, segment in enumerate(line.segments):
            passage = passage_of(sheet.number, segment.words)
            payer = find_payer(passage.text)
            if (at, index) in labelled or payer is None or not begins_with_payer(passage.text):
                continue
            if any(hit.line == at and hit.segment < index and hit.opens in ELSE for hit in sheet.hits):
                continue
            yield _candidate(sheet, "coverage.payer", passage, payer, payer.value, 0.72)
            for beside in line.segments[index + 1 : index + 2]:
                number = passage_of(sheet.number, beside.words)
                asked = any(
                    hit.line in (at - 1, at, at + 1) and hit.box.overlap_x(beside.box) > 0 for hit in sheet.hits
                )
                for one in () if asked else find_ids(number.text, IdKind.MEMBER)[:1]:
                    if one.start < 2 and one.check not in (Check.FAILED, Check.UNREADABLE):
                        yield _candidate(sheet, "coverage.member_id", number, one, one.value, 0.6)


COVERAGE_LINES = 2
ELSE = frozenset({"secondary", "contact", "recipient"})
"""Whose row a label may open amid the insurance: "Second   AARP Plan G"."""


def _block_line(sheet: Sheet, line: Line) -> Iterator[Candidate]:
    cells = line.segments[:2]  # a plan and its number; what stands in cells behind them belongs to neither
    passage = passage_of(sheet.number, tuple(word for cell in cells for word in cell.words))
    for one in find_addresses(passage.text)[:1]:
        yield _candidate(sheet, "patient.address", passage, one, one.value, 0.8)
    match = PAYER_AND_ID.match(passage.text) or PAYER_AND_ID.match(
        re.sub(r"(?<=\w) (?=[A-Z0-9]+$)", "", passage.text)
    )
    if match is None or not any(map(str.isdigit, match["id"])):
        return
    if names_payer(match["payer"]) and (payer := find_payer(match["payer"])):
        yield _candidate(sheet, "coverage.payer", passage, payer, payer.value, 0.85)
        identifier = Found(match["id"].replace("-", ""), match.start("id"), match.end("id"))
        yield _candidate(sheet, "coverage.member_id", passage, identifier, identifier.value, 0.8)


def _candidate(
    sheet: Sheet, name: str, passage: Passage, one: Found, value: str | int | tuple[str, ...], prior: float
) -> Candidate:
    words = passage.covering(one.start, one.end)
    confidence = believed(prior, words)
    box = enclosing([word.box for word in words])
    raw = passage.text[one.start : one.end]
    return Candidate(name, value, raw, sheet.number, box, confidence, "pattern", one.check)
