"""Which documents came with the referral: a note with a history or an examination, the report of a study.

Place in the sentence: words -> **fields**. A report of another part of the body, or one that is only announced, is
none; a letter that tells both history and examination is a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet, Sheet
from faxpipe.referral import Candidate

EXAMINED = re.compile(
    r"\b(?:on exam\w*|examination|physical exam|exam|examined|pe|strength|power|motor|reflex\w*|sensation|sensory"
    r"|feeling in|tender\w*|percussion|palpat\w*|gait|rom|range of motion|straight leg|slr|neurologic\w*|neuro"
    r"|[0-5][+-]?/5)\b",
    re.IGNORECASE,
)
HISTORY = re.compile(
    r"\b(?:year[\s-]old|y/?o\b|history|hpi|complains|presented|pain|c/o|felt|fell|fall|slipped|tripped|thrown|hurt"
    r"|injured|weeks ago|since|developed|onset|medications?|takes|subjective|objective|\d{1,3}\s?[mf]|hx|a/p|"
    r"(?:week|month|day|year)\W{0,2}s?\W{0,2} duration|"
    r"for (?:about |over |nearly |the (?:past|last) )?(?:\d{1,2}|a|an|two|three|four|five|six|several|many) "
    r"(?:days?|weeks?|months?|years?))\b",
    re.IGNORECASE,
)
STORY = re.compile(
    r"\b(?:(?:year|yr)s?[\s-]old|y/?o\b|hpi|complain(?:s|ed|ing)|pain (?:that )?(?:began|started|since))\b",
    re.IGNORECASE,
)
TAKEN_FOR = frozenset({PageKind.MEDICATION_LIST, PageKind.LAB_REPORT, PageKind.OTHER})
"""Kinds that a note with a long list, or a torn heading, is taken for; the story that it tells is a note's."""
REPORTED = re.compile(
    r"\b(?:findings?|impressions?|conclusions?|interpretation|opinion)\b\W*(?P<said>.{0,60})",
    re.IGNORECASE | re.DOTALL,
)
PLACEHOLDER = re.compile(
    r"^\W*(?:pending|to follow|not (?:yet )?available|see|report to follow|dictated|none)\b", re.IGNORECASE
)
OTHER_REGION = re.compile(
    r"\b(?:brain|head|knee|hip|shoulder|chest|abdomen|abdominal|pelvic ultrasound|wrist|ankle|foot|hand|elbow|"
    r"dexa|dxa|bone density|mammogram|cardiac)\b",
    re.IGNORECASE,
)
SPINE = re.compile(
    r"\b(?:spine|spinal|lumbar|thoracic|cervical|vertebra\w*|sacr\w+|[TL]\d{1,2}|disc)\b", re.IGNORECASE
)


def documents(packet: Packet) -> Iterator[Candidate]:
    """Candidates for documents.clinical_notes and documents.imaging_report."""
    for sheet in packet.sheets:
        yield from _documents(sheet)
    letter = [sheet for sheet in packet.sheets if sheet.kind is PageKind.REFERRAL_LETTER and sheet.layout.lines]
    if len(letter) > 1 and not any(_document_name(sheet) for sheet in letter):
        yield from _over_pages(letter)


def _documents(sheet: Sheet) -> Iterator[Candidate]:
    if not sheet.layout.lines:
        return
    box = sheet.layout.lines[0].box
    name = _document_name(sheet)
    if name is not None:
        sure = LISTS_ONLY if name == NOTES and not _tells(sheet) else 0.9
        yield Candidate(name, "present", "", sheet.number, box, sure, "page_kind")
    if sheet.kind is PageKind.CLINICAL_NOTE and COPIED_REPORT.search(sheet.layout.text):
        yield Candidate("documents.imaging_report", "present", "", sheet.number, box, COPIED, "page_kind")


def _over_pages(letter: list[Sheet]) -> Iterator[Candidate]:
    """A letter that tells the history on one page and the examination on another."""
    examined = next((sheet for sheet in letter if EXAMINED.search(sheet.layout.text)), None)
    if examined is not None and any(HISTORY.search(sheet.layout.text) for sheet in letter):
        box = examined.layout.lines[0].box
        yield Candidate("documents.clinical_notes", "present", "", examined.number, box, 0.9, "page_kind")


def _tells(sheet: Sheet) -> bool:
    """Whether anything on a page is told in words: the lists of a chart's summary, its problems, medicines and
    vital signs, are neither history nor examination."""
    return any(
        sum(word.isalpha() and word.islower() for word in segment.text.split()) >= TOLD_WORDS
        or (len(segment.words) > 1 and EXAMINED.search(segment.text))
        for line in sheet.layout.lines
        for segment in line.segments
    )


NOTES = "documents.clinical_notes"
TOLD_WORDS = 6
LISTS_ONLY = 0.6


def _document_name(sheet: Sheet) -> str | None:
    text = sheet.layout.text
    if sheet.kind is PageKind.IMAGING_REPORT:
        said = [match["said"] for match in REPORTED.finditer(text)]
        said += [found[1] for line in text.split("\n") if (found := _misread_heading(line))]
        reported = any(len(words.split()) > 1 and not PLACEHOLDER.match(words) for words in said)
        return "documents.imaging_report" if reported and not elsewhere(text) else None
    if sheet.kind is PageKind.CLINICAL_NOTE:
        return "documents.clinical_notes" if EXAMINED.search(text) or HISTORY.search(text) else None
    told = EXAMINED.search(text) and HISTORY.search(text)
    if told and (sheet.kind is PageKind.REFERRAL_LETTER or (sheet.kind in TAKEN_FOR and STORY.search(text))):
        return "documents.clinical_notes"
    return None


def _misread_heading(line: str) -> re.Match[str] | None:
    """ "MPRESS]IN: degenerative disc disease": what a heading of a report announces, the heading badly read."""
    found = HEADED.match(line)
    if found is None or found["heading"].upper() in ("TECHNIQUE", "INDICATION"):
        return None
    letters = re.sub(r"[^A-Z]", "", found["heading"].upper())
    near = any(fuzz.ratio(letters, word) >= MISREAD_MIN for word in ("FINDINGS", "IMPRESSION", "CONCLUSION"))
    return SAID.match(line[found.end() :]) if near else None


HEADED = re.compile(r"\W*(?P<heading>[A-Za-z\][|]{5,12})\s?[:;](?=\s|$)")
SAID = re.compile(r"\s*(.{0,60})")
MISREAD_MIN = 68.0
COPIED = 0.7
COPIED_REPORT = re.compile(
    r"\b(?:MRI?|CT|x-?rays?|XR)\b[^\n]{0,40}\b(?:spine|lumbar|thoracic)[\s\S]{0,80}"
    r"\b(?:report status|exa?m date|final result|accession|narrative)\b[\s\S]{0,160}"
    r"\b(?:impression|findings|conclusion)\s?:\s*\w+(?:\W+\w+){3}",
    re.IGNORECASE,
)
"""A report that a chart copied into the note, with its dates and headings; a person sees whether it is whole."""


def elsewhere(text: str) -> bool:
    """Whether a report is of another part of the body: it names one and never the spine."""
    return OTHER_REGION.search(text) is not None and SPINE.search(text) is None
