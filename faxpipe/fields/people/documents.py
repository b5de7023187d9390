"""Which documents came with the referral: a note with a history or an examination, the report of a study.

Place in the sentence: words -> **fields**. A report of another part of the body, or one that is only announced, is
none; a letter that tells both history and examination is a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from faxpipe.any_case import AnyCase
from faxpipe.document import PageKind
from faxpipe.fields.context import Packet, Sheet
from faxpipe.fields.people.reports import SURE, reported
from faxpipe.referral import Candidate

EXAMINED = AnyCase(
    r"\b(?:on exam\w*|examination|physical exam|exam|examined|pe|strength|power|motor|reflex\w*|sensation|sensory"
    r"|feeling in|normal feeling|feeling (?:is|was)|legs (?:are |were )?(?:strong|normal)|plantar|babinski"
    r"|tender\w*|percussion|palpat\w*|gait|rom|range of motion|straight leg|slr|neurologic\w*|neuro"
    r"|[0-5][+-]?/5)\b"
)
HISTORY = AnyCase(
    r"\b(?:year[\s-]old|y/?o\b|history|hpi|complains|presented|pain|c/o|felt|fell|fall|slipped|tripped|thrown|hurt"
    r"|injured|weeks ago|since|developed|onset|medications?|takes|subjective|objective|\d{1,3}\s?[mf]|hx|a/p|"
    r"(?:week|month|day|year)\W{0,2}s?\W{0,2} duration|"
    r"for (?:about |over |nearly |the (?:past|last) )?(?:\d{1,2}|a|an|two|three|four|five|six|several|many) "
    r"(?:days?|weeks?|months?|years?))\b"
)
STORY = AnyCase(
    r"\b(?:(?:year|yr)s?[\s-]old|y/?o\b|hpi|complain(?:s|ed|ing)|pain (?:that )?(?:began|started|since))\b"
)
TAKEN_FOR = frozenset({PageKind.MEDICATION_LIST, PageKind.LAB_REPORT, PageKind.OTHER})
"""Kinds that a note with a long list, or a torn heading, is taken for; the story that it tells is a note's."""


def documents(packet: Packet) -> Iterator[Candidate]:
    """Candidates for documents.clinical_notes and documents.imaging_report."""
    for sheet in packet.sheets:
        yield from _documents(sheet)
    letter = [sheet for sheet in packet.sheets if sheet.kind is PageKind.REFERRAL_LETTER and sheet.layout.lines]
    if len(letter) > 1 and not any(_is_note(sheet) for sheet in letter):
        yield from _over_pages(letter)


def _documents(sheet: Sheet) -> Iterator[Candidate]:
    if not sheet.layout.lines:
        return
    box = sheet.layout.lines[0].box
    if _is_note(sheet):
        sure = SURE if _tells(sheet) else LISTS_ONLY
        yield Candidate("documents.clinical_notes", "present", "", sheet.number, box, sure, "page_kind")
    held = reported(sheet)
    if held is not None:
        yield Candidate("documents.imaging_report", "present", "", sheet.number, box, held, "page_kind")


def _over_pages(letter: list[Sheet]) -> Iterator[Candidate]:
    """A letter that tells the history on one page and the examination on another."""
    examined = next((sheet for sheet in letter if EXAMINED.search(sheet.layout.text)), None)
    if examined is not None and any(HISTORY.search(sheet.layout.text) for sheet in letter):
        box = examined.layout.lines[0].box
        yield Candidate("documents.clinical_notes", "present", "", examined.number, box, SURE, "page_kind")


def _tells(sheet: Sheet) -> bool:
    """Whether anything on a page is told in words: the lists of a chart's summary, its problems, medicines and
    vital signs, are neither history nor examination."""
    return any(
        sum(word.isalpha() and word.islower() for word in segment.text.split()) >= TOLD_WORDS
        or (len(segment.words) > 1 and EXAMINED.search(segment.text))
        for line in sheet.layout.lines
        for segment in line.segments
    )


TOLD_WORDS = 6
LISTS_ONLY = 0.6


def _is_note(sheet: Sheet) -> bool:
    text = sheet.layout.text
    told, examined = HISTORY.search(text), EXAMINED.search(text)
    if sheet.kind is PageKind.CLINICAL_NOTE:
        return bool(told or examined)
    tells = sheet.kind is PageKind.REFERRAL_LETTER or (sheet.kind in TAKEN_FOR and STORY.search(text))
    return bool(told and examined and tells)
