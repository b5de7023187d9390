"""Papers that the tagger learns from and is judged on: letters, notes, reports, forms, covers, lists.

Part of the lab. Only their text, with its line ends and wide gaps; what stands where on the page is the business
of `faxpipe lab make`. A form is lines of labels and answers in one to three columns, or labels above answers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from faxpipe.lab.ner.grammar import Chunk, grammar
from faxpipe.lab.ner.records import record
from faxpipe.lab.ner.speaker import Fact, Speaker

SEPARATORS = (": ", ": ", ":", " ", "  ", ":\t", "\t", " - ", ": ___ ", " .... ", "# ", "; ", ". ", " = ")
RECORDS_WRAPPED = 0.2
"""The share of forms in parts whose lines are broken where the paper ends."""
EMPTY = ("", "____", ".........", "N/A", "see attached")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start..end are an entity."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A text with its entities, and what it answers in the normal forms of the fields."""

    kind: str
    text: str = field(repr=False)
    spans: tuple[Span, ...] = field(repr=False)
    facts: dict[str, Fact] = field(repr=False)


def paper(rng: random.Random, split: str, kind: str | None = None, *, ease: float = 1.0) -> Paper:
    """One paper of a split; `kind`: one of `KINDS`, drawn where None is given; `ease`: how many of the forms in
    parts there are, and how often these are told apart with effort, 1 for the hardest."""
    kind = kind or rng.choices(tuple(KINDS), [_weight(split, one, ease) for one in KINDS])[0]
    speaker = Speaker(rng, split)
    writer = _Writer(rng, speaker, ease)
    chunks = list(KINDS[kind][0](writer))
    chunks = _cased(chunks, rng)
    if kind != "record" or rng.random() < RECORDS_WRAPPED:
        chunks = _wrapped(chunks, rng)
    text, spans = "", []
    for chunk in chunks:
        if chunk.label and chunk.text.strip():
            spans.append(Span(len(text), len(text) + len(chunk.text), chunk.label))
        text += chunk.text
    return Paper(kind, text, tuple(spans), dict(speaker.facts))


def _weight(split: str, kind: str, ease: float) -> float:
    if (split, kind) in ONLY_TAUGHT:
        return 0
    weight = KINDS[kind][1]
    return weight * (1 + ease) / 2 if kind == "record" else weight


class _Writer:
    """Puts the rules of a grammar one under the other."""

    def __init__(self, rng: random.Random, speaker: Speaker, ease: float = 1.0) -> None:
        self.rng, self.speaker, self.ease = rng, speaker, ease
        self.grammar = grammar(speaker.split)

    def say(self, rule: str) -> list[Chunk]:
        return self.grammar.say(rule, self.rng, self.speaker.speak)

    def name(self, name: str) -> list[Chunk]:
        """What the speaker says under a name."""
        return self.speaker.speak(name) or []

    def lines(self, *rules: str, share: float = 1.0) -> Iterator[Chunk]:
        """Each rule on a line of its own, left out now and then."""
        for rule in rules:
            if self.rng.random() < share:
                yield from self.say(rule)
                yield Chunk("\n")

    def run(self, *rules: str, share: float = 1.0) -> Iterator[Chunk]:
        """The rules as one paragraph."""
        for rule in rules:
            if self.rng.random() < share:
                yield from self.say(rule)
                yield Chunk(" ")
        yield Chunk("\n")


def _letter(w: _Writer) -> Iterator[Chunk]:
    yield from w.lines("letterhead", "dateline", share=0.8)
    yield from w.lines("to", share=0.5)
    yield from w.lines("subject", "greeting", share=0.75)
    yield from w.run("ask", "story")
    yield from w.run("study", "exam", "tried", share=0.6)
    middle = ["impression", "past", "drugs", "allergic", "insured", "contact", "reach", "noise", "carbon", "plan"]
    w.rng.shuffle(middle)
    for rule in middle[: w.rng.randint(2, 7)]:
        yield from w.run(rule) if w.rng.random() < 0.6 else w.lines(rule)
    yield from w.lines("closing")
    yield from w.lines("carbon", "footer", share=0.3)


def _note(w: _Writer) -> Iterator[Chunk]:
    yield from w.lines("letterhead", share=0.4)
    yield from _identity(w)
    yield from w.lines("dateline", share=0.5)
    parts = ["story", "past", "drugs", "allergic", "exam", "study", "impression", "plan", "tried", "pains"]
    if w.rng.random() < 0.3:
        w.rng.shuffle(parts)
    for rule in parts:
        if w.rng.random() < 0.8:
            heading = w.rng.choice(("", "", "HPI: ", "Assessment:\n", "EXAM: ", "S: ", "Plan: ", "Data: "))
            yield from (Chunk(heading), *w.run(rule))
    yield from w.lines("carbon", "contact", "noise", share=0.25)
    yield from w.lines("closing", "footer", share=0.75)


def _report(w: _Writer) -> Iterator[Chunk]:
    for index in range(w.grammar.ways("report")):
        if index == 0 or w.rng.random() < 0.85:
            yield from w.grammar.say("report", w.rng, w.speaker.speak, way=index)
            yield Chunk("\n")
    yield from w.lines("footer", share=0.3)


def _cover(w: _Writer) -> Iterator[Chunk]:
    parts = ["to", "from", "dateline", "subject", "noise", "reach", "ask", "letterhead", "footer"]
    w.rng.shuffle(parts)
    yield from w.lines(*parts, share=0.7)


def _blanks(w: _Writer) -> Iterator[Chunk]:
    yield from w.lines("to", "dateline", share=0.5)
    yield from w.run("blank", "blank") if w.rng.random() < 0.5 else w.lines("blank", "blank", "noise")
    yield from _form_lines(w, w.rng.randint(2, 6))
    yield from w.lines("closing", share=0.4)


def _form(w: _Writer) -> Iterator[Chunk]:
    yield from w.lines("letterhead", "to", share=0.4)
    yield from _form_lines(w, w.rng.randint(6, 18))
    yield from w.lines("noise", "insured", "contact", "closing", "footer", share=0.35)


def _face(w: _Writer) -> Iterator[Chunk]:
    yield from _identity(w)
    yield from w.lines("insured", "contact", "contact", "carbon", "reach", "noise", "footer", share=0.8)
    yield from _form_lines(w, w.rng.randint(3, 9))


def _listing(w: _Writer) -> Iterator[Chunk]:
    yield from _identity(w)
    yield from w.lines("drugs", "allergic", "past", "carbon", "footer", share=0.8)


def _record(w: _Writer) -> Iterator[Chunk]:
    """A form, face sheet or printout in parts; for judging, one of the plainer kinds."""
    if w.speaker.split != "train":  # captions are put together for training only
        yield from _face(w)
        return
    if w.rng.random() < 0.3:
        yield from w.lines("letterhead", "to", "subject", share=0.4)
    yield from record(w.rng, w.speaker, w.ease)
    tail = ["noise", "contact", "closing", "footer", "carbon", "plan", "ask", "story", "study"]
    w.rng.shuffle(tail)
    yield from w.lines(*tail[: w.rng.randint(0, 4)])


def _identity(w: _Writer) -> Iterator[Chunk]:
    """Who the patient is, as printouts head their pages."""
    draw = w.rng.random()
    if draw < 0.4:
        yield from w.lines("subject")
        return
    gap = w.rng.choice(("\t", "\n", "  ", " | ", ", "))
    label = [*w.say("l_patient"), Chunk(w.rng.choice((": ", " ", ":\t")))] if draw < 0.8 else []
    yield from (*label, *w.name("PATIENT"), Chunk(gap), *w.say("born"), Chunk(" "), *w.name("BIRTH"))
    if w.rng.random() < 0.5:
        yield from (Chunk(gap + w.rng.choice(("MRN ", "MRN: ", "Acct #", "ID "))), *w.name("mrn"))
    yield Chunk("\n")


ANSWERS = {
    "l_patient": ("PATIENT", 5), "l_birth": ("BIRTH", 5), "l_referrer": ("REFERRER", 5), "l_other": ("OTHER", 2),
    "l_relative": ("RELATIVE", 3), "l_practice": ("PRACTICE", 3), "l_facility": ("FACILITY", 1),
    "l_payer": ("PAYER", 4),
    "l_order": ("ORDER", 4), "l_visit": ("VISIT", 2), "l_study": ("STUDY", 3), "l_onset": ("ONSET", 3),
    "l_printed": ("PRINTED", 1), "l_date": ("DATE", 3), "l_dx": ("DX", 4), "l_service": ("SERVICE", 4),
    "l_meds": ("MEDS", 2), "l_allergies": ("ALLERGENS", 2), "l_levels": ("LEVELS", 2),
    "l_duration": ("DURATION", 2),
    "l_pain": ("PAIN", 2), "l_phone": ("phone", 3), "l_other_text": ("other", 4),
}  # fmt: skip
OTHER_TEXTS = ("address", "mrn", "id", "npi", "icd", "n", "phone")


def _form_lines(w: _Writer, count: int) -> Iterator[Chunk]:
    """`count` labels with their answers; now and then nothing stands after a label."""
    rng = w.rng
    labels = rng.choices(tuple(ANSWERS), [weight for _, weight in ANSWERS.values()], k=count)
    separator = rng.choice(SEPARATORS)
    capitals = rng.random() < 0.2
    at = 0
    while at < len(labels):
        row = labels[at : at + rng.choice((1, 1, 2, 2, 3))]
        at += len(row)
        pairs = [(_label(w, label, capitals=capitals), _answer(w, label)) for label in row]
        if len(row) > 1 and rng.random() < 0.25:  # labels above their answers
            yield from _joined([label for label, _ in pairs])
            yield from _joined([answer for _, answer in pairs])
        else:
            between = separator if rng.random() < 0.9 else rng.choice(SEPARATORS)
            yield from _joined([[*label, Chunk(between), *answer] for label, answer in pairs])


def _label(w: _Writer, rule: str, *, capitals: bool) -> list[Chunk]:
    chunks = w.say(rule)
    return [Chunk(chunk.text.upper()) for chunk in chunks] if capitals else chunks


def _answer(w: _Writer, label: str) -> list[Chunk]:
    if w.rng.random() < 0.12:
        return [Chunk(w.rng.choice(EMPTY))]
    name = ANSWERS[label][0]
    name = w.rng.choice(OTHER_TEXTS) if name == "other" else name
    if name == "ALLERGENS" and w.rng.random() < 0.4:
        name = "NKDA"
    said = w.name(name)
    if name in {"REFERRER", "OTHER"} and w.rng.random() < 0.4:
        said += [Chunk(", "), *w.name("cred")]
    return said


def _joined(cells: list[list[Chunk]]) -> Iterator[Chunk]:
    for index, cell in enumerate(cells):
        if index:
            yield Chunk("\t")
        yield from cell
    yield Chunk("\n")


KINDS: dict[str, tuple[Callable[[_Writer], Iterator[Chunk]], int]] = {
    "letter": (_letter, 5),
    "note": (_note, 4),
    "report": (_report, 2),
    "form": (_form, 5),
    "blanks": (_blanks, 2),
    "cover": (_cover, 1),
    "face": (_face, 2),
    "list": (_listing, 1),
    "record": (_record, 18),
}

ONLY_TAUGHT = {("held", "record")}


def _cased(chunks: list[Chunk], rng: random.Random) -> list[Chunk]:
    """The whole paper in capitals or in small letters now and then."""
    draw = rng.random()
    if draw < 0.08:
        return [Chunk(chunk.text.upper(), chunk.label) for chunk in chunks]
    return [Chunk(chunk.text.lower(), chunk.label) for chunk in chunks] if draw < 0.1 else chunks


def _wrapped(chunks: list[Chunk], rng: random.Random) -> list[Chunk]:
    """Lines broken where the paper ends, inside an entity too."""
    width = rng.choice((44, 60, 72, 80, 90, 110, 10_000))
    column, wrapped = 0, []
    for chunk in chunks:
        text = ""
        for sign in chunk.text:
            column = 0 if sign == "\n" else column + 1
            if sign == " " and column > width:
                text, column = text + "\n", 0
            else:
                text += sign
        wrapped.append(Chunk(text, chunk.label))
    return wrapped
