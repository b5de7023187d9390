"""Running text on paper: a flow that breaks lines and pages, letterheads, and how pages name their patient.

Part of the lab, between `draw` (one sheet) and the documents of prose and tables.
"""

from __future__ import annotations

from dataclasses import dataclass

from faxpipe.lab.cases import Case
from faxpipe.lab.draw import LETTER, MONO, SIGNATURE, TYPEWRITER, Face, Sheet
from faxpipe.lab.said import Said
from faxpipe.lab.style import Style

MARGIN = 54.0


@dataclass(frozen=True, slots=True)
class Document:
    """Pages of one kind: their PDF, how many, and what they say."""

    kind: str
    pdf: bytes
    pages: int
    said: Said


class Flow:
    """Text running down a sheet, onto new pages where one is full. `shouts`: in capitals, as old systems print."""

    def __init__(self, case: Case, style: Style, *, face: Face | None = None) -> None:
        self.sheet = Sheet(style.rng, LETTER, face or style.face, style.size)
        self.sheet.signs_by_path = style.digital
        self.case, self.style, self.said = case, style, Said()
        self.y = MARGIN + style.rng.uniform(0, 20)
        self.right = LETTER[0] - MARGIN
        self.leading = style.size * style.rng.choice((1.3, 1.4, 1.55))
        self.running = ""
        self.shouts = style.face in (MONO, TYPEWRITER) and style.rng.random() < 0.4

    def line(
        self, text: str, *, bold: bool = False, x: float = MARGIN, size: float | None = None, center: bool = False
    ) -> None:
        """One line that must not be broken."""
        self._room()
        text = text.upper() if self.shouts else text
        if center:
            self.sheet.center((MARGIN + self.right) / 2, self.y, text, bold=bold, size=size)
        else:
            self.sheet.text(x, self.y, text, bold=bold, size=size)
        self.y += self.leading * ((size or self.style.size) / self.style.size)

    def paragraph(self, text: str, *, lead: str = "", indent: float = 0.0) -> None:
        """Wrapped text, `lead` before it in bold on its first line."""
        text, lead = (text.upper(), lead.upper()) if self.shouts else (text, lead)
        x = MARGIN + indent
        offset = self.sheet.text_width(f"{lead} ", bold=True) if lead else 0.0
        for number, row in enumerate(self.sheet.wrap(text, self.right - x, first=offset)):
            self._room()
            if lead and number == 0:
                self.sheet.text(x, self.y, lead, bold=True)
            self.sheet.text(x + (0.0 if number else offset), self.y, row)
            self.y += self.leading

    def gap(self, lines: float = 0.6) -> None:
        self.y += self.leading * lines

    def rule(self, weight: float = 0.8) -> None:
        self.sheet.line(
            MARGIN, self.y - self.leading * 0.6, self.right, self.y - self.leading * 0.6, weight=weight
        )
        self.gap(0.4)

    def sign(self, name: str) -> None:
        self.gap(SIGNATURE.scale * 0.7)
        self._room()
        self.sheet.sign(MARGIN + 4, self.y, name)
        self.y += self.leading * 1.3

    def done(self, kind: str) -> Document:
        return Document(kind, self.sheet.finish(), self.sheet.pages, self.said)

    def _room(self) -> None:
        if self.y > LETTER[1] - MARGIN:
            self.sheet.new_page()
            self.y = MARGIN
            if self.running:
                self.sheet.text(
                    MARGIN, self.y - 14, f"{self.running}   Page {self.sheet.pages}", size=self.style.size * 0.85
                )


def letterhead(flow: Flow) -> None:
    """Practice, address and numbers in one of several arrangements."""
    case, style, said = flow.case, flow.style, flow.said
    said.tell(case, "referrer.practice")
    numbers = []
    for name, words in (
        ("referrer.phone", ("Tel", "Phone", "Ph", "T")),
        ("referrer.fax", ("Fax", "Fax", "F", "Facsimile")),
    ):
        if case.has(name):
            said.tell(case, name)
            numbers.append(f"{style.rng.choice(words)} {style.phone(case.text(name))}")
    place = f"{case.practice.street}, {case.practice.town}"
    kind = style.rng.randint(0, 2)
    flow.line(case.practice.name, bold=True, size=style.size * 1.5, center=kind != 1)
    if kind == 2:
        flow.line(" | ".join((place, *numbers)), size=style.size * 0.85, center=True)
    else:
        flow.line(place, center=kind == 0)
        flow.line("   ".join(numbers), center=kind == 0)
    flow.rule(style.rng.choice((0.6, 1.5)))


def identity(case: Case, style: Style, said: Said, *, form: str | None = None) -> list[tuple[str, str]]:
    """Label and answer for name and birth date, as notes and reports head their pages."""
    said.tell(case, "patient.name")
    pairs = [(style.label("patient.name"), style.name(case.patient, form=form))]
    if case.has("patient.birth_date"):
        said.tell(case, "patient.birth_date")
        pairs.append((style.label("patient.birth_date"), style.date(case.born)))
    return pairs
