"""Headings of blocks that no list holds, told by their words: "CLAIMS ADMINISTRATOR", "II - REQUESTING PROVIDER".

Place in the sentence: words -> **fields**, between `labels` and `sections`. A heading stands alone over a caption,
or over a row of answers with captions under them, consists of words of captions only, and one of them tells whose
block it heads. What is told here is the heading of the table that opens the same section. The trap: a caption
stands over its answer as a heading over captions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from faxpipe.document import Word
from faxpipe.fields.labels.book import NOTHING, Entry, LabelBook, normal_label
from faxpipe.fields.labels.cores import is_caption
from faxpipe.fields.labels.sections import Hit, Strength
from faxpipe.layout import Layout, Segment

WORDS_MAX = 7
RISE_HEIGHTS = 2.5
"""Heights of a line between a heading and the first caption of its block, at most."""


def block_heads(page: Layout, raw: list[Hit], book: LabelBook) -> list[Hit]:
    """`raw` with each heading that is told by its words in place of what seemed to ask for something there."""
    heads = [
        head
        for at, line in enumerate(page.lines[:-1])
        for index, segment in enumerate(line.segments)
        if (head := _head(page, raw, book, at, index, segment)) is not None
    ]
    places = {(head.line, head.segment) for head in heads}
    kept = [hit for hit in raw if (hit.line, hit.segment) not in places]
    return sorted([*kept, *heads], key=lambda hit: (hit.line, hit.segment, hit.start)) if heads else raw


def _head(page: Layout, raw: list[Hit], book: LabelBook, at: int, index: int, segment: Segment) -> Hit | None:
    words = segment.words
    if not 0 < len(words) <= WORDS_MAX:
        return None
    printed = normal_label(segment.text)
    text = SECTION.sub("", printed)
    ranked = RANKED.fullmatch(text)
    if ranked is not None:  # "INSURANCE 1", "Coverage #2"
        text = ranked["what"] if ranked["rank"] in FIRST else f"secondary {ranked['what']}"
    if ranked is None and not _capital(words) and not TO_REACH.search(text):
        return None
    known = book.entries.get(text)
    opened = known is not None and known.opens is not None
    if not text or any(map(str.isdigit, text)) or (opened and text == printed):
        return None  # what the table itself knows to be a heading, but for a section's letter before it
    if known is not None and known.anywhere and _answered_beside(page, raw, at, index):
        return None
    if known is not None and book.figured(known):
        return None  # "NATIONAL PROVIDER IDENTIFIER -" heads nothing, however its answer was lost
    over = _over_caption(page, raw, at, index) or (index == 0 and _over_captioned(page, raw, at))
    if not over or not is_caption(text, book.words | OF_HEADS):
        return None
    label = _label(text, book.entries)
    if label is None and FAMILY_DOCTORS.fullmatch(text) and _over_doctor(raw, book, at):
        label = HEADINGS["contact"]
    if label == HEADINGS["referrer"] and FAMILY_DOCTOR.search(text) and _referred(raw, book):
        label = HEADINGS["contact"]
    return None if label is None else Hit(at, index, 0, len(words), label, (), segment.box, Strength.ALONE)


def _capital(words: tuple[Word, ...]) -> bool:
    """Whether all words are in capitals, or they end in a word that only headings end in, each with a capital."""
    letters = [word.text for word in words if any(map(str.isalpha, word.text))]
    titled = all(text.strip("(/&-'\"")[:1].isupper() or len(text) < SMALL_MAX for text in letters)
    ends = bool(letters) and normal_label(letters[-1]) in ENDS
    return len(letters) > 0 and (all(text.isupper() for text in letters) or (titled and ends))


def _answered_beside(page: Layout, raw: list[Hit], at: int, index: int) -> bool:
    """Whether what stands beside a label is no label, so its answer: "PATIENT (LAST, FIRST)   FOX, ANN"."""
    if index + 1 >= len(page.lines[at].segments):
        return False
    return not any(hit.line == at and hit.segment == index + 1 and hit.start <= 1 for hit in raw)


def _over_caption(page: Layout, raw: list[Hit], at: int, index: int) -> bool:
    """Whether what stands under a segment, up to the next one on its line, begins with labels, so is no answer."""
    line, below = page.lines[at], page.lines[at + 1]
    left = line.segments[index].box.left - SHIFT
    right = line.segments[index + 1].box.left - SHIFT if index + 1 < len(line.segments) else 1.0
    if below.box.top - line.segments[index].box.bottom > RISE_HEIGHTS * page.text_height:
        return False
    asks = {(hit.line, hit.segment) for hit in raw if hit.start <= 1 and (hit.fields or hit.label)}
    under = [n for n, one in enumerate(below.segments) if left <= one.box.left < right]
    labels = [(at + 1, n) in asks for n in under]
    begun = labels[:1] == [True] and len(labels) > 1  # rows of label and answer, in cells of their own
    return 2 * sum(labels) > len(labels) - begun


def _over_captioned(page: Layout, raw: list[Hit], at: int) -> bool:
    """Whether a line stands alone over a row of answers, none of them a label, each with its caption under it."""
    if at + 2 >= len(page.lines) or len(page.lines[at].segments) > 1:
        return False
    answers, captions = page.lines[at + 1].segments, page.lines[at + 2].segments
    asks = {(hit.line, hit.segment) for hit in raw if hit.start == 0 and hit.strength is Strength.ALONE}
    alike = 1 < len(answers) == len(captions) and not any(hit.line == at + 1 for hit in raw)
    return alike and all(
        (at + 2, n) in asks and abs(answer.box.left - captions[n].box.left) < SHIFT
        for n, answer in enumerate(answers)
    )


def _over_doctor(raw: list[Hit], book: LabelBook, at: int) -> bool:
    """Whether the first label of the line under line `at` asks for a doctor: a letterhead has none."""
    under = next((hit for hit in raw if hit.line == at + 1), None)
    entry = NOTHING if under is None else book.entries.get(under.label, NOTHING)
    return "referrer.name" in {*entry.anywhere, *(name for _, name in entry.by_role)}


def _referred(raw: list[Hit], book: LabelBook) -> bool:
    """Whether a form asks for the one who refers besides the family doctor."""
    asked = (
        hit.label
        for hit in raw
        if "referrer.name" in hit.fields or book.entries.get(hit.label, NOTHING).opens == "referrer"
    )
    return any(REFERS.search(label) for label in asked)


def _label(text: str, entries: Mapping[str, Entry]) -> str | None:
    """The heading of the table that opens the section which the words of a heading tell."""
    role = next((role for core, role in CORES if core.search(text)), None)
    if role == "contact" and PLAN.search(text):
        role = "coverage"
    label = HEADINGS.get(role or "")
    return label if label in entries else None


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b")


RANKED = re.compile(
    r"(?P<what>(?:health |medical )?(?:insurance|coverage|plan|payer|payor|policy|carrier|ins)) (?:no )?#? ?"
    r"(?P<rank>[1-3]|i{1,3}|one|two|three)"
)
FIRST = frozenset({"1", "i", "one"})
FAMILY_DOCTORS = re.compile(r"(?:primary care|pcp|family (?:doctor|physician|practitioner|medicine))s?")
FAMILY_DOCTOR, REFERS = _any("primary care|pcp"), _any("refer\\w*|request\\w*|order\\w*")
SECTION = re.compile(r"^(?:section|part|step)? ?(?:[ivx]{1,4}|[a-h]|\d{1,2})?(?: |$)(?:-|/)? ?(?=[a-z]{3})")
SMALL_MAX, SHIFT = 4, 0.02
ENDS = frozenset({"information", "info", "details", "data", "section", "demographics", "identification"})
OF_HEADS = frozenset(
    "administrator administrators practitioner claims injured worker workers employee claimant veteran enrollee "
    "beneficiary requesting treating prescriber prescribing submitting attending member members section part "
    "participant participants applicant covered person discharging "
    "you your servicing rendering receiving performing destination billing facility specialist consultant "
    "contacts care community type requested certification attestation completed by about "
    "notify notification in case an event of person people whom who to call reach nearest closest living not with "
    "spouse partner husband wife parent son daughter relative relatives family friend neighbor other".split()
)
TO_REACH = _any(
    "(?:in|case of|event of)(?: an?)? emergency|next of kin|emergency (?:contacts?|notif\\w+)"
    "|(?:nearest|closest) (?:relatives?|living relatives?)|(?:spouse|partner|relative|family|alternate) contacts?"
    "|(?:relative|friend|person|persons|whom|who) to (?:notify|call|contact|reach)"
)
"""Words of a heading over whom to reach, however it is written."""
PLAN = _any("claims?|carriers?|insur\\w+|payers?|payors?|polic(?:y|ies)|ins")
CORES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        _any(
            "(?:refer(?:red|ring)?|sent|sending|send|transfer) to|receiving|servicing|rendering|specialists?"
            "|consultants?|consulting|destination|performing"
        ),
        "recipient",
    ),
    (_any("secondary|tertiary|supplemental|other insurance|additional coverage"), "secondary"),
    (
        _any(
            "emergency|guarantors?|employers?|attorneys?|adjusters?|pharmac(?:y|ist)|guardians?|responsible|kin"
            "|interpreters?|case manager|caregivers?|next|^contacts$|spouses?|relatives?|notify"
            "|(?:family|alternate|partner) contacts?"
        ),
        "contact",
    ),
    (
        _any(
            "(?:referring|requesting|ordering|prescribing|treating|attending|discharging|submitting|sending|authorizing"
            "|primary care|your) (?:\\w+ ?/ ?)?(?:physician|provider|practitioner|clinician|doctor|prescriber"
            "|office|practice)s?"
            "|prescribers?|requesters?|senders?|referrers?|referred by|requested by|submitted by|^(?:about )?you$"
        ),
        "referrer",
    ),
    (PLAN, "coverage"),
    (
        _any(
            "patients?|members?|veterans?|employees?|claimants?|injured workers?|residents?|enrollees?|clients?"
            "|beneficiary|demographics?|participants?|applicants?|covered person"
        ),
        "patient",
    ),
    (_any("providers?|physicians?|practitioners?|clinicians?|practice"), "referrer"),
    (_any("coverage|benefits?|health plan"), "coverage"),
)
"""The words that tell whose block a heading heads; the first that matches decides."""
HEADINGS = {
    "recipient": "referred to provider information",
    "secondary": "secondary insurance",
    "contact": "emergency contact information",
    "referrer": "referring provider information",
    "coverage": "insurance information",
    "patient": "patient information",
}
