"""What the extractors of one packet share: its pages with their layouts and kinds, the day, and who we are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from faxpipe.document import Circle, Header, Page, PageKind, TickBox, Word
from faxpipe.fields.labels.answers import Answers
from faxpipe.fields.labels.captions import are_captions, without_answers
from faxpipe.fields.labels.find import find_labels
from faxpipe.fields.labels.sections import Hit, Strength
from faxpipe.fields.marks.bullets import bullets
from faxpipe.fields.marks.choices import Option, Question, questions, ringed
from faxpipe.fields.marks.lettered import without_lettered
from faxpipe.fields.marks.yes_no_rows import Row, rows
from faxpipe.fields.prose.text import SILENT_KINDS, Sentence, sentences
from faxpipe.layout import Layout, Passage, layout, passage_of
from faxpipe.referral import Candidate
from faxpipe.schema import Schema


@dataclass(frozen=True, slots=True)
class Recipient:
    """Our own names and numbers: the recipient is never the sender."""

    phones: tuple[str, ...]
    providers: tuple[str, ...]
    npis: tuple[str, ...]
    name: str

    @property
    def initials(self) -> str:
        """Our name as others shorten it, "ESH" of "Elm Street Hospital Pain Center"; empty where it is short."""
        named = OFFICE.split(self.name)[0]
        letters = "".join(word[0] for word in named.split() if word[0].isupper())
        return letters if len(letters) >= INITIALS_MIN else ""


INITIALS_MIN = 3
OFFICE = re.compile(r"\b(?:Pain|Spine|Interventional|Department)\b")
"""With what the office of an institution is named behind its name."""


@dataclass(frozen=True)
class Sheet:
    """One page of a packet, laid out, with its labels found."""

    page: Page
    kind: PageKind
    layout: Layout
    hits: tuple[Hit, ...]
    header: Header | None = None
    said: tuple[Sentence, ...] = field(default=(), repr=False)
    """Its sentences, where they were read."""
    bullets: tuple[TickBox, ...] = ()
    """Its boxes that ask nothing."""
    captioned: bool = False
    """Whether its labels stand below their answers, as captions under a line."""

    @property
    def number(self) -> int:
        return self.page.number

    @cached_property
    def ticks(self) -> tuple[TickBox, ...]:
        """The boxes that ask something."""
        if not self.bullets:
            return self.page.marks.ticks
        return tuple(tick for tick in self.page.marks.ticks if tick not in self.bullets)

    @cached_property
    def rows_of_text(self) -> tuple[Passage, ...]:
        """Each of its lines as running text, which several methods ask for."""
        return tuple(passage_of(self.number, line.words) for line in self.layout.lines)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Its tick-box questions, which several methods ask for."""
        return questions(self)

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The printed choices of all its questions."""
        return tuple(option for question in self.questions for option in question.options)

    @cached_property
    def rings(self) -> tuple[tuple[Hit | None, Passage, Circle], ...]:
        """Its hand-drawn rings, each with the label that asks and the words inside."""
        return ringed(self)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Its answered rows of yes and no."""
        return tuple(rows(self))

    def answers(self, printed: frozenset[int] = frozenset()) -> Answers:
        """What answers its labels. `printed`: `id`s of words that are printed choices and never an answer."""
        return self._answers_among(printed) if printed else self._answers

    @cached_property
    def _answers(self) -> Answers:
        return self._answers_among(frozenset())

    def _answers_among(self, printed: frozenset[int]) -> Answers:
        return Answers(self.page, self.layout, self.hits, printed, captions=self.captioned)


@dataclass(frozen=True, slots=True)
class Packet:
    """The pages of one patient's referral. `reference`: the day the fax arrived, for dates without a year."""

    sheets: tuple[Sheet, ...]
    schema: Schema
    reference: date
    recipient: Recipient = field(repr=False)

    def sheet(self, number: int) -> Sheet | None:
        """The page of this number, where it is the packet's."""
        return next((sheet for sheet in self.sheets if sheet.number == number), None)

    def before(self, candidate: Candidate) -> Iterator[tuple[str, ...]]:
        """The words left of a value, of each line that it stands on."""
        sheet, y, left = self.sheet(candidate.page), candidate.box.center_y, candidate.box.left + EDGE
        for line in sheet.layout.lines if sheet is not None else ():
            if line.box.top <= y <= line.box.bottom:
                yield tuple(word.text for word in line.words if word.box.right <= left)


EDGE = 0.002
"""Of the page width: so far a word may reach into the value behind it."""


def sheet_of(
    page: Page, kind: PageKind, schema: Schema, header: Header | None = None, *, laid: Layout | None = None
) -> Sheet:
    """Lays out `page` (its header line already taken off), where that is not done yet, finds its labels and
    reads its sentences."""
    laid = laid or layout(page)
    page = without_lettered(page, laid)
    hits = tuple(hit for hit in find_labels(laid, schema) if not _is_option(page, laid, hit))
    said = () if kind in SILENT_KINDS else sentences(laid, kind)
    captioned = are_captions(Answers(page, laid, hits), hits, schema)
    hits = without_answers(hits) if captioned else hits
    return Sheet(page, kind, laid, hits, header, said, bullets(page, laid, hits, schema), captioned)


def _is_option(page: Page, laid: Layout, hit: Hit) -> bool:
    """Whether a tick box stands right before the label: then it is a printed choice ("[ ] DEXA done")."""
    if hit.strength is Strength.COLON or len(page.marks.ticks) < 2:
        return False
    return any(
        -0.3 * laid.em_x < hit.box.left - tick.box.right < 1.5 * laid.em_x
        and tick.box.top < hit.box.center_y < tick.box.bottom
        for tick in page.marks.ticks
    )


def certainty(words: tuple[Word, ...]) -> float:
    """How well the engine read these words, 0..1: between their mean and their worst, by letters."""
    marks = [(word.confidence, sum(c.isalnum() for c in word.text)) for word in words]
    marks = [mark for mark in marks if mark[1]]
    if not marks:
        return 0.0
    mean = sum(confidence * letters for confidence, letters in marks) / sum(letters for _, letters in marks)
    return 0.5 * mean + 0.5 * min(confidence for confidence, _ in marks)


PRIOR = 0.96
"""How often a clean answer beside its label is that field's value."""


def believed(prior: float, words: tuple[Word, ...]) -> float:
    """Confidence of a value: how often its method is right on clean print, less what the engine was unsure of."""
    return prior * (0.3 + 0.7 * certainty(words))


def near(number: str, ours: str) -> bool:
    """Whether a telephone number is ours, one digit misread at most."""
    return len(number) == len(ours) and sum(a != b for a, b in zip(number, ours, strict=True)) <= 1
