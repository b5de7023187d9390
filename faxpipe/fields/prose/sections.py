"""The sections of a clinical page: which heading a piece of text stands under.

Place in the sentence: pages -> words -> packets -> **fields**. A heading is context for everything below it: what
stands under "Family Hx" is not about the patient. The trap: OCR loses colons and line ends, so a known heading
counts in any of its usual shapes, and a section never jumps to a passage that doesn't follow on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from rapidfuzz import fuzz, process

from faxpipe.document import Box, PageKind
from faxpipe.fields.kinds.payers import begins_with_payer
from faxpipe.fields.prose.headings import ALONE, HEADINGS, Section
from faxpipe.fields.prose.stopped import over_rows
from faxpipe.layout import Layout, Passage

NEAR_IN_HEIGHTS = 4.0
"""A section goes on in the next passage if that starts at most this many text heights further down."""


@dataclass(frozen=True, slots=True)
class Block:
    """Characters start..end of a passage under one heading; `heading` is empty where none was printed."""

    section: Section
    heading: str
    passage: Passage
    kind: PageKind
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    @property
    def carried(self) -> bool:
        """Whether the heading stands in a passage before this one."""
        return bool(self.heading) and self.start == 0


_SECTION_OF = tuple((section, re.compile(rf"(?:{words})", re.IGNORECASE)) for section, words in HEADINGS)
_ANY = "|".join(words for _, words in HEADINGS)
_HEADING_IN_LOWER = (
    r"(?:(?<=\n)|(?<![^\s])(?=[a-z]))(?P<lead>[-*#.:\d)( ]{0,4})"
    rf"(?:(?P<name>{_ANY})(?P<end> ?[:=]| ?-{{1,2}}(?= ))|(?P<alone>{ALONE})(?P<stop>\.(?= [a-z0-9])|(?=\n|$)"
    rf"|(?= [a-z0-9(])))"
)
_HEADING, _PLAIN_HEADING = re.compile(_HEADING_IN_LOWER, re.IGNORECASE), re.compile(_HEADING_IN_LOWER)
"""The second for text in lower case without foreign letters, three times as quick: all `HEADINGS` are in it."""
_OPENS = re.compile(rf"\W{{0,4}}(?P<name>{_ANY})(?: ?[:=]|\W{{0,2}}$)", re.IGNORECASE)
_ON_ITS_LINE = re.compile(rf"^[ ]*(?P<name>{_ANY})(?: \([^()\n]{{1,40}}\))?[ ]*$", re.IGNORECASE | re.MULTILINE)
_NOT_ON_LINES = frozenset({Section.IDENTITY, Section.FINDINGS, Section.PROCEDURE, Section.TECHNIQUE})
"""Sections with everyday words for headings ("Phone", "Cord"), which by themselves on a line may be anything."""

_MISREAD = re.compile(r"(?<!\S)(?P<name>[A-Z][A-Za-z]{6,13})(?: on (?:chart|file)| (?:reviewed|list))? ?:(?=\s|$)")
_LONG_HEADINGS = (
    "allergies medications assessment impression examination indication technique comparison findings "
    "conclusion "
    "diagnosis"
).split()
_MISREAD_SCORE_MIN = 82.0
_UNKNOWN = re.compile(
    r"(?:^|(?<=\n)|(?<=[.!?] ))(?P<name>(?!(?:No|NO|Not|NOT|Denies|DENIES|Never|Without)\b)[A-Z][A-Za-z]+"
    r"(?:[ /&-]+[A-Za-z]+){0,3}) ?:(?=\s|$)"
)
_BODY = re.compile(
    r"(?:general|constitutional|heent|head|eyes?|ears?|ent|nose|throat|neck|chest|lungs?|heart|cardiac"
    r"|cardiovascular|cv|resp(?:iratory)?"
    r"|pulmonary|abdomen|abd|gi|gastrointestinal|gu|genito-?urinary|urinary|urological|rectal|genitalia"
    r"|breasts?|skin|integument(?:ary)?"
    r"|extremities|ext|musculoskeletal|msk|neuro(?:logic(?:al)?)?|psych(?:iatric)?|endocrine"
    r"|heme?(?:atologic(?:al)?)?|lymph(?:atic)?|motor"
    r"|sensory|reflexes|gait|strength|coord(?:ination)?|station|back|spine|cns|immune|allergic)(?: exam)?",
    re.IGNORECASE,
)
_ENDED_BY_UNKNOWN = frozenset(
    {
        Section.PAST,
        Section.FAMILY,
        Section.SOCIAL,
        Section.MEDICATIONS,
        Section.STOPPED,
        Section.ALLERGIES,
        Section.INSTRUCTIONS,
        Section.INDICATION,
        Section.TECHNIQUE,
        Section.COMPARISON,
        Section.PROCEDURE,
        Section.IDENTITY,
    }
)
_KEEPS_BODY = frozenset({Section.REVIEW, Section.EXAM, Section.PAST, Section.FINDINGS})
_AT_START = re.compile(r"(?:^|[.;:!?)\]\n]|\n)[\s\-*•]*$")


def blocks(layout: Layout, kind: PageKind) -> tuple[Block, ...]:
    """The passages of a page cut at their headings, in order; an empty block is a heading with nothing
    after it.
    """
    out: list[Block] = []
    section, heading, last, row = Section.OTHER, "", None, None
    for passage in layout.passages:
        if last is not None and not _follows(
            last, passage, layout.text_height, waiting=out[-1].start == out[-1].end
        ):
            again = row is not None and _next_row(row.passage, passage, layout)
            section, heading = (row.section, row.heading) if row is not None and again else (Section.OTHER, "")
        for start, end, name, found in _cuts(passage.text, kind, section):
            if name is not None:
                section, heading = found, name
            elif start == end:
                continue
            out.extend(_one_line_of_identity(Block(section, heading, passage, kind, start, end)))
            section, heading = out[-1].section, out[-1].heading
        if section is Section.IDENTITY and out[-1].text:
            section, heading = Section.OTHER, ""
        last, row = passage, _row(out, row)
    over = [line.box for line in over_rows(layout)]
    return tuple(part for block in out for part in _now_and_past(block, over)) if over else tuple(out)


def _now_and_past(block: Block, over: Sequence[Box]) -> Iterator[Block]:
    """A block, cut where rows of a table that tell of what is over begin and end."""
    placed = zip(block.passage.starts, block.passage.words, strict=True)
    words = [
        (at, at + len(word.text), _stands_in(word.box, over))
        for at, word in placed
        if block.start <= at < block.end
    ]
    if block.section in _TABLES_OF_OTHERS or not any(was for _, _, was in words):
        yield block
        return
    for was, run in groupby(words, key=lambda word: word[2]):
        own = list(run)
        section = Section.PAST if was else block.section
        yield replace(block, start=own[0][0], end=min(own[-1][1], block.end), section=section)


def _stands_in(box: Box, rows: Sequence[Box]) -> bool:
    return any(row.top <= box.center_y <= row.bottom for row in rows)


def _row(out: Sequence[Block], before: Block | None) -> Block | None:
    """The last row of a table under a heading of what is no matter of today's, until another heading comes."""
    if not out or out[-1].section in _TABLES_OF_OTHERS:
        return out[-1] if out else before
    return before if not out[-1].heading else None


_TABLES_OF_OTHERS = frozenset({Section.PAST, Section.FAMILY, Section.STOPPED})
"""Sections whose rows would be taken for today's, were their heading lost at the first row's second cell."""


def _next_row(last: Passage, passage: Passage, layout: Layout) -> bool:
    """Whether `passage` stands in the column of a table's `last` row, right below it."""
    above, below = last.box(0, len(last.text)), passage.box(0, len(passage.text))
    gap = below.top - above.bottom
    near = -layout.text_height < gap < NEAR_IN_HEIGHTS * layout.text_height
    return near and abs(above.left - below.left) < layout.em_x


def _follows(last: Passage, passage: Passage, text_height: float, *, waiting: bool) -> bool:
    """Whether `passage` goes on under the heading of `last`: below it, or beside a heading still
    `waiting` for text.
    """
    above, below = last.box(0, len(last.text)), passage.box(0, len(passage.text))
    if waiting and above.overlap_y(below) > 0.5 and below.left > above.right:
        return True
    gap = below.top - above.bottom
    return -text_height < gap < NEAR_IN_HEIGHTS * text_height and above.overlap_x(below) > 0.2


def _one_line_of_identity(block: Block) -> tuple[Block, ...]:
    """A heading such as "Re:" or "DOB:" holds for its line only, "Request:" inside a letter for its sentence."""
    asked = block.section is Section.PLAN and asks_for(block.heading)
    line_end = block.text.find("\n")
    if asked and (stop := _SENTENCE_END.search(block.text)):
        line_end = stop.start() if line_end < 0 else min(line_end, stop.start())
    if (block.section is not Section.IDENTITY and not asked) or line_end < 0:
        return (block,)
    cut = block.start + line_end
    return (replace(block, end=cut), replace(block, section=Section.OTHER, heading="", start=cut + 1))


def heading_of(line: str) -> Section | None:
    """The section that a line opens, alone on it or with a colon ("On exam", "O/E: BP 149/75"), or None."""
    match = _OPENS.match(line)
    return None if match is None or not match["name"][0].isupper() else _section(match["name"], PageKind.OTHER)


def asks_for(heading: str) -> bool:
    """Whether a heading announces what is wanted: "Request:", "Reason for referral:"."""
    return _ASKS.fullmatch(heading.strip(" :")) is not None


_ASKS = re.compile(
    r"(?:request(?:ed|ing)?|reason(?: for .*)?|referral|service(?:s)?(?: requested)?|for)", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)]{2})\.\s+(?=[A-Z])")


def _cuts(text: str, kind: PageKind, before: Section) -> list[tuple[int, int, str | None, Section]]:
    """(start, end, heading or None, section) of each stretch between headings."""
    marks = _marks(text, kind, before)
    cuts: list[tuple[int, int, str | None, Section]] = [(0, marks[0][0] if marks else len(text), None, before)]
    for index, (_, after, name, section) in enumerate(marks):
        end = marks[index + 1][0] if index + 1 < len(marks) else len(text)
        start = after + len(text[after:end]) - len(text[after:end].lstrip())
        cuts.append((min(start, end), start + len(text[start:end].rstrip()), name, section))
    return cuts


def _marks(text: str, kind: PageKind, section: Section) -> list[tuple[int, int, str, Section]]:
    """(start of the heading, end of the heading, its words, its section), in order and not overlapping."""
    headings = _PLAIN_HEADING.finditer(text.lower()) if text.isascii() else _HEADING.finditer(text)
    known = [mark for match in headings if (mark := _known(match, text, kind)) is not None]
    known += [(match.end(), match.end(), "", Section.OTHER) for match in _GREETED.finditer(text)]
    if kind is not PageKind.IMAGING_REPORT:
        known += [(match.end(), match.end(), "", Section.ASSESSMENT) for match in _CONCLUDED.finditer(text)]
    known += [*_misread(text, kind), *(_lines(text, kind) if kind is PageKind.CLINICAL_NOTE else ())]
    taken = {start for start, _, _, _ in known}
    unknown = [
        (match.start("name"), match.end(), match["name"], Section.OTHER)
        for match in _UNKNOWN.finditer(text)
        if match.start("name") not in taken
    ]
    marks: list[tuple[int, int, str, Section]] = []
    for start, end, name, found in sorted(known + unknown):
        if marks and start < marks[-1][1]:
            continue
        body = bool(_BODY.fullmatch(name)) and section in _KEEPS_BODY
        if body or (found is Section.OTHER and name and section not in _ENDED_BY_UNKNOWN):
            continue
        marks.append((start, end, name, found))
        section = found
    return marks


def _lines(text: str, kind: PageKind) -> Iterator[tuple[int, int, str, Section]]:
    """Headings without a colon that have a line to themselves, down to "P" and "All"."""
    for match in _ON_ITS_LINE.finditer(text):
        name = match["name"]
        if name[0].isupper() and (section := _section(name, kind)) not in _NOT_ON_LINES:
            yield match.start("name"), match.end(), name, section


def _misread(text: str, kind: PageKind) -> Iterator[tuple[int, int, str, Section]]:
    """Long headings with a colon in which a letter or two was misread: "Alergies:"."""
    for match in _MISREAD.finditer(text):
        best = process.extractOne(
            match["name"].lower(), _LONG_HEADINGS, scorer=fuzz.ratio, score_cutoff=_MISREAD_SCORE_MIN
        )
        if best is not None and best[1] < 100:
            yield match.start("name"), match.end(), match["name"], _section(best[0], kind)


def _known(match: re.Match[str], text: str, kind: PageKind) -> tuple[int, int, str, Section] | None:
    group = "name" if match["name"] else "alone"
    start, end = match.span(group)
    name = text[start:end]
    at_start = bool(_AT_START.search(text[: match.start()])) or bool(match["lead"].strip(" ("))
    if group == "alone" and not (at_start and name[0].isupper() and _stands_alone(match, text)):
        return None
    if not at_start and not (name[0].isupper() and (len(name) > 2 and (name.isupper() or name.istitle()))):
        return None
    if not at_start and match["end"] != ":":
        return None
    if len(name) == 1 and not (name.isupper() and at_start and match["end"] == ":"):
        return None
    insured = name.lower() == "plan" and begins_with_payer(text[match.end() : match.end() + 60])
    return start, match.end(), name, Section.IDENTITY if insured else _section(name, kind)


_GREETED = re.compile(r"^(?=Dear [A-Z])", re.MULTILINE)  # what its head's headings were over is over


_CONCLUDED = re.compile(
    r"(?:^|(?<=[.!?]\s))(?=(?:My|Our|The|Her|His) (?:(?:working|clinical|final|present|current|leading|main) )?"
    r"(?:diagnosis|impression|assessment) (?:is|was|remains|here is|today is)\b"
    r"|I (?:consider|judge|diagnose|diagnosed|take) (?:this|it|her|him)\b)",
    re.MULTILINE,
)
"""A sentence that sums up ends what a heading was over: "Examination: ... My diagnosis is facet arthropathy"."""


def _stands_alone(match: re.Match[str], text: str) -> bool:
    """Whether a heading without a colon is one: alone on its line, or set off by its capitals."""
    after = text[match.end() :].lstrip(" ")
    if match["stop"] == "." or not after or after[0] == "\n":
        return True
    start = match.start("alone")
    return (start == 0 or text[start - 1] == "\n") and not re.match(r"(?:OF|AND|FOR|TO)\b", after)


_SUMS_UP = re.compile(r"summary|discussion|comments?|bottom line", re.IGNORECASE)  # a report's assessment


_OF_A_SCALE = frozenset({"reading", "result"})
"""What heads a report's findings, and elsewhere a number: "Visual analogue scale. Reading: 86 mm"."""


@lru_cache(maxsize=2_000)
def _section(name: str, kind: PageKind) -> Section:
    section = next((section for section, words in reversed(_SECTION_OF) if words.fullmatch(name)), Section.OTHER)
    if kind is PageKind.IMAGING_REPORT:
        if _SUMS_UP.fullmatch(name):
            return Section.IMPRESSION
        if section is Section.NARRATIVE:
            return Section.INDICATION
        if section in {Section.ASSESSMENT, Section.PLAN}:
            return Section.IMPRESSION
    elif section is Section.FINDINGS:
        return Section.OTHER if name.lower() in _OF_A_SCALE else Section.DATA
    elif section is Section.IMPRESSION:
        return Section.ASSESSMENT
    return section
