"""What training lines say: running English, medical words, names, numbers of every shape, the lab's papers.

Part of the lab. Numbers and codes are random, so that the recogniser learns letters and not values. The word lists
and sayings of the machine serve where they are installed; without them there are the lab's own papers and numbers.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from faxpipe.lab.bench.orders import TUNE, make_order
from faxpipe.lab.bench.papers import PAPERS, draw_paper
from faxpipe.lab.bench.truth import page_truth
from faxpipe.lab.draw import SANS, PageFullError

WORD_LISTS = (Path("/usr/share/dict/american-english-large"), Path("/usr/share/dict/american-english"))
MEDICAL_LISTS = (Path("/usr/share/hunspell/en_med_glut.dic"), Path("/usr/share/hunspell/en_MED.dic"))
PROSE_FOLDER = Path("/usr/share/games/fortunes")
WORD = re.compile(r"[A-Za-z][A-Za-z'-]{0,18}")
PRINTABLE = re.compile(r"[ -~]+")
SHAPES = (
    "(###) ###-####", "###-###-####", "###.###.####", "### ### ####", "1-###-###-####", "##########",
    "##/##/####", "#/#/##", "##-##-####", "####-##-##", "##/##/##", "##.##.##", "M ##, ####", "# M ####",
    "@##.#", "@##.##X@", "@##.###@", "@#@#-@@#-@@##", "@@@#########", "@########", "#######", "######-##",
    "$#,###.##", "#####", "#####-####", "##:##", "##:## @M", "#.# x #.# x #.# cm", "## mg", "##.# mg/mL", "###/##",
    "#####-RT", "L#-L#", "T##-L#", "L#", "T##", "##%", "#/10", "###-##-####", "#### @@ ####", "@@-####", "#@@#",
    "Ref. ########", "NPI ##########", "x####", "ext. ####", "p. # of #", "#-#/#", "# # # # # # # # # #",
    "ID: @@@###@##",
)  # fmt: skip
MONTHS = "January February March April May June July August September October November December".split()
MONTHS += [month[:3] for month in MONTHS]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LABELS = (
    "Name", "Patient", "DOB", "D.O.B.", "Birth date", "Phone", "Tel", "Fax", "Address", "Insurance", "Member ID",
    "Group #", "MRN", "NPI", "Dx", "ICD-10", "Date", "Provider", "Referred by", "Ordering physician", "Signature",
    "Allergies", "Medications", "Sex", "Age", "Height", "Weight", "Pharmacy", "Reason", "History", "Plan", "Page",
)  # fmt: skip
PIECES = tuple("/-,.:;()&#*+=%@\"'?!_[]")

Say = Callable[["Texts", random.Random], str]


@dataclass(frozen=True, slots=True)
class Texts:
    """Where lines come from: plain words, medical words, lines of prose, lines of the lab's papers."""

    words: Sequence[str] = field(repr=False)
    medical: Sequence[str] = field(repr=False)
    prose: Sequence[str] = field(repr=False)
    papers: Sequence[str] = field(repr=False)

    def line(self, rng: random.Random) -> str:
        """One line of 1 to about 90 characters."""
        say = rng.choices(tuple(SAYINGS), tuple(SAYINGS.values()))[0]
        text = " ".join(say(self, rng).split())
        return _cased(text, rng)[:110].strip() or "N/A"

    def word(self, rng: random.Random) -> str:
        return rng.choice(self.medical if rng.random() < 0.35 else self.words)


def gather(seed: int, papers: int) -> Texts:
    """Texts of this machine and of `papers` papers of the lab, worded as those for tuning."""
    rng = random.Random(f"texts/{seed}")
    drawn = [line for number in range(papers) for line in _paper(random.Random(f"{seed}/{number}"))]
    words = _words(WORD_LISTS) or sorted({word for line in drawn for word in WORD.findall(line)})
    prose = _prose() or drawn
    rng.shuffle(prose)
    return Texts(words, _words(MEDICAL_LISTS) or words, prose, drawn)


def _paper(rng: random.Random) -> list[str]:
    order = make_order(rng, TUNE, 9.0, SANS, None)
    try:
        pdf, known = draw_paper(rng.choice(tuple(PAPERS)), order)
    except PageFullError:
        return []
    return [segment.text for segment in page_truth(pdf, known).segments if PRINTABLE.fullmatch(segment.text)]


def _words(lists: Sequence[Path]) -> list[str]:
    for path in lists:
        if path.exists():
            lines = path.read_text(encoding="utf-8", errors="ignore").splitlines()
            return [word for line in lines if WORD.fullmatch(word := line.split("/")[0])]
    return []


def _prose() -> list[str]:
    lines = []
    for path in sorted(PROSE_FOLDER.glob("*.u8")) if PROSE_FOLDER.is_dir() else ():
        for line in path.resolve().read_text(encoding="utf-8", errors="ignore").splitlines():
            text = " ".join(line.split())
            if len(text) > 12 and PRINTABLE.fullmatch(text):
                lines.append(text)
    return lines


def _of_prose(texts: Texts, rng: random.Random) -> str:
    words = rng.choice(texts.prose).split()
    begin = rng.randrange(max(1, len(words) - 3)) if rng.random() < 0.3 else 0
    return " ".join(words[begin : begin + rng.randint(3, 16)])


def _of_paper(texts: Texts, rng: random.Random) -> str:
    return rng.choice(texts.papers) if texts.papers else _of_prose(texts, rng)


def _of_words(texts: Texts, rng: random.Random) -> str:
    words = []
    for _ in range(rng.randint(1, 9)):
        word = texts.word(rng)
        if rng.random() < 0.15:
            word = word.capitalize()
        if rng.random() < 0.12:
            word += rng.choice((",", ".", ";", ":", ",", "."))
        if rng.random() < 0.08:
            word = number(rng)
        if rng.random() < 0.03:
            word = f"({word})"
        words.append(word)
    return " ".join(words)


def _of_numbers(texts: Texts, rng: random.Random) -> str:
    return rng.choice((" ", "  ", ", ", " / ")).join(number(rng) for _ in range(rng.choice((1, 1, 1, 2, 3))))


def _of_label(texts: Texts, rng: random.Random) -> str:
    value = rng.choice((lambda: number(rng), lambda: _name(texts, rng), lambda: _of_words(texts, rng)))()
    return f"{rng.choice(LABELS)}{rng.choice((':', ': ', ' ', ' - ', '. '))}{value}"


def _of_marks(texts: Texts, rng: random.Random) -> str:
    parts = []
    for _ in range(rng.randint(1, 5)):
        word = rng.choice((texts.word(rng), number(rng), rng.choice(LETTERS)))
        parts.append(rng.choice(PIECES) + word if rng.random() < 0.5 else word + rng.choice(PIECES))
    return rng.choice(("", " ")).join(parts)


def number(rng: random.Random) -> str:
    """A number, date or code of one of many shapes; sometimes of no shape at all."""
    if rng.random() < 0.15:
        marks = "0123456789" * 3 + LETTERS
        return "".join(rng.choice(marks) for _ in range(rng.randint(3, 12)))
    shape = rng.choice(SHAPES)
    text = re.sub(r"(?<![A-Za-z])M(?= |$)", lambda _: rng.choice(MONTHS), shape)
    text = "".join(str(rng.randrange(10)) if c == "#" else c for c in text)
    return "".join(rng.choice(LETTERS) if c == "@" else c for c in text)


def _name(texts: Texts, rng: random.Random) -> str:
    first, last = (rng.choice(texts.words).replace("'s", "").capitalize() for _ in range(2))
    middle = rng.choice(("", "", f" {rng.choice(LETTERS)}.", f" {rng.choice(LETTERS)}"))
    tail = rng.choice(("", "", "", ", MD", ", M.D.", " DO", ", NP", ", PA-C", " Jr."))
    return rng.choice((f"{first}{middle} {last}{tail}", f"{last}, {first}{middle}", f"Dr. {last}{tail}"))


def _cased(text: str, rng: random.Random) -> str:
    draw = rng.random()
    return text.upper() if draw < 0.13 else text.title() if draw < 0.16 else text


SAYINGS: dict[Say, float] = {
    _of_prose: 0.26,
    _of_paper: 0.24,
    _of_words: 0.16,
    _of_numbers: 0.12,
    _of_label: 0.1,
    _name: 0.08,
    _of_marks: 0.04,
}
"""Kinds of lines and their shares."""
