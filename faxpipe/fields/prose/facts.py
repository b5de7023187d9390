"""Facts that stand in sentences: letters, notes and reports -> candidates.

Place in the sentence: inbox PDF -> pages -> words -> packets -> **fields** -> verdict -> queue -> review.
Labelled form
fields are read elsewhere; which candidate wins is for resolve. Rules over spaCy tokens, no trained model. One
candidate a field and page at most, save for people; every one was asserted of this patient.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from faxpipe.document import PageKind
from faxpipe.fields.prose import allergies, care, course, drugs, people, spine, thinners
from faxpipe.fields.prose import order as orders
from faxpipe.fields.prose.text import NOTHING_SAID, SILENT_KINDS, Said, Sentence, sentences
from faxpipe.fields.prose.wishes import wished
from faxpipe.layout import Layout
from faxpipe.referral import Candidate

SLASHED = re.compile(r"/\s?e?s\s?/", re.IGNORECASE)
""" "/es/ ANN FOX, MD": signed by a machine."""
SENTENCE_WORDS_MIN = 6
"""Shorter text on a form is a label, a choice or an answer, which the labels explain, not prose."""


def facts(
    layouts: Sequence[tuple[Layout, PageKind]],
    *,
    reference: date,
    told: Sequence[Candidate] = (),
    said: Said = NOTHING_SAID,
) -> tuple[Candidate, ...]:
    """What the pages of one referral say in prose. `reference`: the day the fax arrived, for years left out.

    `told`: answers on forms that are prose however short, such as a diagnosis that names its level. `said`: the
    sentences of pages where they are known. fracture.onset is given only where some page tells of a current
    fracture of the spine.
    """
    pages = [(page, _prose(page, kind, told, said), kind) for page, kind in layouts if kind not in SILENT_KINDS]
    broken = any(
        current for _, read, _ in pages for s in read for _, _, current in spine.fractures(s, reference.year)
    )
    found = [one for page, read, kind in pages for one in _of_page(page, read, kind, reference, broken=broken)]
    reports = {page.page for page, _, kind in pages if kind is PageKind.IMAGING_REPORT}
    return tuple(one for one in found if not _is_second_hand(one, found, reports))


def patients(
    layouts: Sequence[tuple[Layout, PageKind]], *, reference: date, said: Said = NOTHING_SAID
) -> tuple[Candidate, ...]:
    """Only what the pages say in prose of who the patient is: enough to tell whose page is whose."""
    read = [_prose(page, kind, (), said) for page, kind in layouts if kind not in SILENT_KINDS]
    return tuple(one for sentences_read in read for one in people.patient(sentences_read, reference))


def _is_second_hand(one: Candidate, found: Sequence[Candidate], reports: set[int]) -> bool:
    """Whether this is an onset from a report's indication, and the sender's own pages say when it began."""
    return (
        one.field == "fracture.onset"
        and one.page in reports
        and any(other.field == one.field and other.page not in reports for other in found)
    )


def _prose(page: Layout, kind: PageKind, told: Sequence[Candidate], said: Said) -> Sequence[Sentence]:
    """The sentences of a page; of a form those `told`, and those too long to be its labels and choices, or short
    ones of a text that somebody wrote."""
    read = said.get(page.page) or sentences(page, kind)
    if kind is PageKind.REFERRAL_FORM:
        written = _in_a_row(read)
        return [
            s
            for at, s in enumerate(read)
            if len(s.text.split()) >= SENTENCE_WORDS_MIN
            or at in written
            or "signed" in s.text.lower()
            or SLASHED.search(s.text)
            or any(_holds(s, one) for one in told)
        ]
    return read


def _in_a_row(read: Sequence[Sentence]) -> frozenset[int]:
    """Which short sentences stand in one breath with another on their line, each with its full stop: "Fell off a
    ladder 9/3. Pain 7/10 since." is a text, however short its sentences are."""
    found: set[int] = set()
    for at, (one, two) in enumerate(pairwise(read)):
        if one.block is not two.block or not _STOPPED.search(one.text):
            continue
        between = one.block.text[one.start - one.block.start + len(one.text) : two.start - two.block.start]
        long = len(one.text.split()) + len(two.text.split()) >= SENTENCE_WORDS_MIN
        if long and 0 < len(between) <= 2 and "\n" not in between:
            found |= {at, at + 1} if _STOPPED.search(two.text) else {at}
    return frozenset(found)


_STOPPED = re.compile(r"(?:\S+\s){2,}\S*[A-Za-z0-9]{2}[.!?]$")


def _holds(sentence: Sentence, answer: Candidate) -> bool:
    """Whether most of an answer stands in a sentence."""
    box = sentence.box(0, len(sentence.text))
    return (
        answer.page == sentence.page
        and box.overlap_y(answer.box) > 0.5
        and min(box.right, answer.box.right) - max(box.left, answer.box.left) > 0.5 * answer.box.width
    )


def _of_page(
    page: Layout, read: Sequence[Sentence], kind: PageKind, reference: date, *, broken: bool
) -> Iterator[Candidate]:
    yield from people.patient(read, reference)
    yield from people.referrer(read)
    if kind is PageKind.FACE_SHEET:
        return
    asked = list(orders.order(read, reference))
    yield from asked
    if not any(one.field == "order.service" for one in asked):
        yield from wished(read)
    yield from orders.diagnosis(read)
    yield from spine.levels(read, reference.year)
    yield from spine.height_loss(read)
    yield from spine.edema(read)
    yield from spine.imaging(read, reference)
    if broken:
        yield from course.onset(read, reference)
    yield from course.pain(read)
    yield from care.conservative(read)
    yield from care.neuro(read)
    yield from care.bone_workup(read)
    if kind is PageKind.MEDICATION_LIST:
        yield from drugs.listed_page(page)
    elif kind is not PageKind.IMAGING_REPORT:
        yield from drugs.medications(read)
        yield from thinners.anticoagulants(read)
        yield from allergies.allergies(read)
