"""Whether a page holds the report of an imaging study: what was seen, not only that somebody looked.

Place in the sentence: words -> **fields**; used by `documents`. What a report calls its parts is its own affair
("Result", "What we see", "Opinion"), so sentences that tell what was seen count as well as headings. The trap: a
note that quotes a report holds the report only where its head, its findings and its impression were copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from faxpipe.any_case import AnyCase
from faxpipe.document import PageKind
from faxpipe.fields.context import Sheet
from faxpipe.fields.prose.headings import Section
from faxpipe.layout import Line
from faxpipe.study_heads import SPINE, heads_study

SURE, COPIED, NOT_READ = 0.9, 0.7, 0.5
"""A whole report; one copied into a note, which a person looks at; a report of which no finding can be read."""

_HEADED = re.compile(
    r"\b(?:findings?|impressions?|conclusions?|interpretation|opinion)\b\W*(?P<said>.{0,60})",
    re.IGNORECASE | re.DOTALL,
)
_IN_CAPITALS = re.compile(
    r"^\W*(?:RESULTS?|SUMMARY|NARRATIVE|DESCRIPTION)\b\W*(?P<said>[A-Z][a-z].{0,60})", re.MULTILINE
)
"""What a report's line begins with in capitals before what was seen: "RESULT Compression deformity of T8"."""
_TO_COME = re.compile(
    r"(?:pending|to follow|not (?:yet )?available|awaited|report to follow|dictated|will be (?:sent|faxed"
    r"|forwarded))",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(rf"^\W*(?:{_TO_COME.pattern}|see|none)\b", re.IGNORECASE)
_OTHER_REGION = AnyCase(
    r"\b(?:brain|head|knee|hip|shoulder|chest|abdomen|abdominal|pelvic ultrasound|wrist|ankle|foot|hand|elbow|"
    r"dexa|dxa|bone density|mammogram|cardiac)\b"
)
_SEEN = AnyCase(
    r"\b(fractur|compress|wedg|collaps|deform|end ?-?plate|height|signal|(?:o?edema)|marrow|retropuls|canal"
    r"|forami|stenos|disc\b|align|cord\b|conus|posterior (?:wall|cortex|margin)|cort(?:ex|ical)|pedicle|facet"
    r"|\w*listhes|lesion|uptake|degenerat|spondyl|protru|bulg|herniat|normal|intact|preserved|unremarkable"
    r"|maintained|lucen|scleros|osteophyt|deminerali)"
)
"""Beginnings of the words in which a radiologist tells what is seen."""
SEEN_MIN = 3
_ASKED = frozenset(
    {
        Section.IDENTITY,
        Section.INDICATION,
        Section.TECHNIQUE,
        Section.COMPARISON,
        Section.PROCEDURE,
        Section.MEDICATIONS,
        Section.ALLERGIES,
        Section.INSTRUCTIONS,
    }
)


def elsewhere(text: str) -> bool:
    """Whether a report is of another part of the body: it names one and never the spine."""
    return _OTHER_REGION.search(text) is not None and SPINE.search(text) is None


def reported(sheet: Sheet) -> float | None:
    """How sure it is, 0..1, that a page holds the report of a study; None where it holds none."""
    text = sheet.layout.text
    if sheet.kind is not PageKind.IMAGING_REPORT:
        return _copied([line for line in sheet.layout.lines if line.text.strip()])
    if elsewhere(text):
        return None
    said = [match["said"] for headed in (_HEADED, _IN_CAPITALS) for match in headed.finditer(text)]
    said += [found for line in text.split("\n") if (found := _behind_misread(line)) is not None]
    if any(len(words.split()) > 1 and not _PLACEHOLDER.match(words) for words in said):
        return SURE
    if len(_seen(sheet)) >= SEEN_MIN:
        return SURE
    return None if said or _TO_COME.search(text) else NOT_READ


def _seen(sheet: Sheet) -> set[str]:
    """What the sentences of a report tell as seen, apart from why and how somebody looked."""
    return {
        match[1].lower()
        for sentence in sheet.said
        if sentence.section not in _ASKED
        for match in _SEEN.finditer(sentence.text)
    }


def _behind_misread(line: str) -> str | None:
    """ "MPRESS]IN: degenerative disc disease": what a heading of a report announces, the heading badly read."""
    found = _ANY_HEADING.match(line)
    if found is None or found["heading"].upper() in ("TECHNIQUE", "INDICATION"):
        return None
    letters = re.sub(r"[^A-Z]", "", found["heading"].upper())
    near = any(fuzz.ratio(letters, word) >= MISREAD_MIN for word in ("FINDINGS", "IMPRESSION", "CONCLUSION"))
    return line[found.end() :].lstrip()[:60] if near else None


_ANY_HEADING = re.compile(r"\W*(?P<heading>[A-Za-z\][|]{5,12})\s?[:;](?=\s|$)")
MISREAD_MIN = 68.0


def _copied(lines: list[Line]) -> float | None:
    """How sure a report stands on a page of another kind: the head of a study, then findings, then impression. Its
    own letterhead or reader tells it from a note that names its parts so."""
    texts = [line.text for line in lines]
    studies = [at for at, text in enumerate(texts) if heads_study(text)]
    for at in studies:
        found = _first(texts, _FINDINGS, range(at, at + HEAD_LINES_MAX))
        closes = None if found is None else _first(texts, _IMPRESSION, range(found, found + BODY_LINES_MAX))
        if found is None or closes is None:
            continue
        said = _IMPRESSION.sub("", " ".join(texts[closes : closes + 2])).strip()
        if len(said.split()) < SAID_WORDS_MIN or _PLACEHOLDER.match(said):
            continue
        headed = any(_LETTERHEAD.search(text) for text in _titles(texts[max(0, at - ABOVE_LINES) : at + 1]))
        read_by = any(_READER.search(text) for text in texts[closes : closes + BELOW_LINES])
        return SURE if headed or read_by else COPIED
    return COPIED if _QUOTED.search("\n".join(texts)) else None


def _first(texts: list[str], wanted: re.Pattern[str], lines: range) -> int | None:
    return next((at for at in lines if at < len(texts) and wanted.match(texts[at])), None)


def _titles(texts: list[str]) -> Iterator[str]:
    return (text for text in texts if len(text.split()) <= TITLE_WORDS_MAX and not text.rstrip().endswith("."))


_FINDINGS = re.compile(r"\W*(?:findings?|report|results?|description|narrative)\b\s?(?:[:.-]|$)", re.IGNORECASE)
_IMPRESSION = re.compile(
    r"\W*(?:impressions?|conclusions?|opinion|interpretation|summary)\b\s?(?:[:.-]|$)", re.IGNORECASE
)
_LETTERHEAD = re.compile(
    r"(?i:(?!(?:recent|outside|prior|previous|advanced|spine|reviewed|relevant|pertinent|new|other|lumbar|thoracic"
    r"|diagnostic|labs?|and|or|the|see|no)\b))\b[A-Z][\w&'-]+ "
    r"(?i:imaging|radiology|radiography|diagnostics|(?:open )?mri|x-?ray)\b(?!\s?(?:[:.]|[a-z\d]))"
    r"|(?i:\b(?:imaging|radiology|mri|diagnostic) (?:partners|associates|cent(?:er|re)|services|dep\w+|group"
    r"|institute|consultants|consultation|specialists|of [A-Z])"
    r"|\b(?:outside|scanned|copy of|copied|final|mri|ct|x-?ray|radiology|imaging) (?:\w+ ){0,2}"
    r"(?:report|result)\b)"
)
"""The name of a place where studies are made, or a copy's title; not the part of a note that tells of studies."""
_READER = AnyCase(
    r"\b(?:radiologist|(?:read|interpreted|reported|dictated|verified|approved|finali[sz]ed) (?:\w+ )?by)\b"
)
_QUOTED = re.compile(
    r"\b(?:MRI?|CT|x-?rays?|XR)\b[^\n]{0,40}\b(?:spine|lumbar|thoracic)[\s\S]{0,80}"
    r"\b(?:report status|exa?m date|final result|accession|narrative)\b[\s\S]{0,160}"
    r"\b(?:impression|findings|conclusion)\s?:\s*\w+(?:\W+\w+){3}",
    re.IGNORECASE,
)
"""A report that a chart copied into the note, with its dates and headings; a person sees whether it is whole."""
HEAD_LINES_MAX, BODY_LINES_MAX = 10, 20
ABOVE_LINES, BELOW_LINES = 4, 6
SAID_WORDS_MIN, TITLE_WORDS_MAX = 2, 9
