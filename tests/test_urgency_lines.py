"""Lines as offices write them, and how urgent each makes a fax: E emergency, U urgent, N neither.

All invented: `urgency_lines.txt` beside this file, one a line, "\\n" for a line end.
"""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from faxpipe.config import Config
from faxpipe.document import Box, Fax, Page, Word
from faxpipe.pipeline import understand
from faxpipe.referral import Priority

LINES = [
    tuple(line.split("|", 1))
    for line in Path(__file__).with_name("urgency_lines.txt").read_text().splitlines()
    if not line.startswith("#")
]
AROUND = (
    "Salem Internal Medicine\nProgress Note\nPatient: Mary Olsen      DOB: 03/14/1944      Date: 09/18/2026\n"
    "Reason for referral: kyphoplasty evaluation\n"
    "Assessment: L1 compression fracture after a fall, osteoporosis.\nHistory of Present Illness:\n\n",
    "\n\nPlan:\nRefer to pain management.\nElectronically signed by John Carter, MD",
)
LETTER, LINE, LEFT, WIDEST = 0.0078, 0.018, 0.06, 110
EXPECTED = {"E": {Priority.EMERGENCY}, "U": {Priority.URGENT}, "N": {Priority.PRIORITY, Priority.ROUTINE}}


def typed(text: str) -> Fax:
    """A fax of one page with `text` on it as a typewriter would place it, blanks and all."""
    words = []
    for row, line in enumerate(text.split("\n")):
        column, top = 0, 0.06 + row * LINE
        for word in line.split(" "):
            left = LEFT + column * LETTER
            if word:
                words.append(Word(word, Box(left, top, min(left + len(word) * LETTER, 0.999), top + 0.012), 0.95))
            column += len(word) + 1
    return Fax("0" * 64, (Page(1, 1728, 2200, words=tuple(words)),), "x.pdf")


@pytest.mark.parametrize(("level", "line"), LINES)
def test_a_line_in_a_note_makes_the_fax_as_urgent_as_a_careful_reader_would(level: str, line: str) -> None:
    body = "\n".join(
        textwrap.fill(part, 100) if len(part) > WIDEST else part for part in line.replace("\\n", "\n").split("\n")
    )
    reading = understand(typed(body.join(AROUND)), Config(), received_at=datetime(2026, 9, 20, 10, tzinfo=UTC))
    assert reading.priority in EXPECTED[level]
