"""Printed choices of which one is pressed, titles, and template text: what stands on a form and answers nothing.

Part of the lab, for `records`. A request or a diagnosis among choices is marked only where its box is pressed; the
levels, requests and diagnoses of titles and of template sentences are never marked.
"""

from __future__ import annotations

import random

from faxpipe.lab.ner import plenty
from faxpipe.lab.ner.grammar import Chunk
from faxpipe.lab.ner.speaker import Speaker
from faxpipe.lab.ner.things import things

BOXES = (("[x]", "[ ]"), ("[X]", "[ ]"), ("(x)", "( )"), ("X", "_"), ("\u2612", "\u2610"), ("\u2611",
    "\u2610"), ("[/]", "[]"), ("x", "o"), ("[v]", "[_]"),
         ("&", "O"), ("XK]", "L]"), ("@", "O"), ("\u25a0", "\u25a1"), ("\u2713", ""))  # fmt: skip
Line = list[Chunk]


def pressed(rng: random.Random, speaker: Speaker) -> list[Line]:
    """A list of requests or diagnoses with boxes, one of them (or none) pressed."""
    asks = rng.random() < 0.6
    label, own = ("PROCEDURE", speaker.service) if asks else ("DIAGNOSIS", speaker.diagnosis)
    make = plenty.service if asks else plenty.diagnosis
    names = [plenty.dressed(rng, make(rng, speaker.levels)) for _ in range(rng.randint(1, 5))]
    at = rng.randint(0, len(names)) if rng.random() < 0.85 else -1
    on, off = rng.choice(BOXES)
    cells: list[Line] = []
    for index, name in enumerate([*names[:at], own, *names[at:]] if at >= 0 else names):
        box, mark = (on, label) if index == at else (off, "")
        cells.append(
            [Chunk(f"{box} "), Chunk(name, mark)] if rng.random() < 0.9 else [Chunk(name, mark), Chunk(f" {box}")]
        )
    if at >= 0:
        speaker.facts["order.service" if asks else "diagnosis.text"] = own
    return _rows(rng, cells)


def questioned(rng: random.Random) -> list[Line]:
    """Questions with yes and no, urgencies, sexes: nothing of it is marked."""
    on, off = rng.choice(BOXES)
    asked = ("MRI done?", "Anticoagulated?", "Prior surgery?", "Pacemaker?", "Diabetic?", "Interpreter?",
        "Urgency", "Priority", "Sex", "Osteoporosis?",
             "Prior kyphoplasty?", "Allergies?", "Physical therapy tried?", "Workers' comp?",
             "Auto accident?", "Pregnant?")  # fmt: skip
    answers = (
        ("Yes", "No"),
        ("Y", "N"),
        ("yes", "no", "unknown"),
        ("Routine", "Urgent", "STAT"),
        ("Male", "Female"),
        ("M", "F"),
    )
    lines = []
    for question in rng.sample(asked, rng.randint(1, 5)):
        options = rng.choice(answers)
        chosen = rng.randrange(len(options))
        shown = "  ".join(f"{on if at == chosen else off} {option}" for at, option in enumerate(options))
        lines.append([Chunk(f"{question}{rng.choice((' ', chr(9)))}{shown}")])
    return lines


def printed_by_itself(rng: random.Random) -> list[Line]:
    """Titles, template sentences and the words that lead through a form."""
    kinds = rng.choices(("form_title", "template", "wayfinding"), [3, 4, 2], k=rng.randint(1, 3))
    return [[Chunk(rng.choice((str, str, str.upper))(rng.choice(things(kind, "train"))))] for kind in kinds]


def _rows(rng: random.Random, cells: list[Line]) -> list[Line]:
    """One a line, or several."""
    if rng.random() < 0.5:
        return cells
    between = rng.choice(("\t", "  ", " "))
    line: Line = []
    for index, cell in enumerate(cells):
        line += [Chunk(between), *cell] if index else cell
    return [line]
