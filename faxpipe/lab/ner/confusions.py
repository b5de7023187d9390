"""What our own OCR makes of our own faxes: drawn pages read back, letter by letter, as a small table.

Part of the lab. `faxpipe lab ner confusions` draws pages of the split for tuning, sends them down the fax line,
reads them, aligns each printed line with what was read of it, and counts which letters became which. The table
stands in `confusions.tsv` and wears the tagger's texts. Needs edlib.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import edlib

from faxpipe.config import Config, Ocr
from faxpipe.lab.bench.scores import norm
from faxpipe.lab.bench.specimens import make_specimens
from faxpipe.lab.bench.wear import LEVELS
from faxpipe.lab.ner.noise import Confusion, shown
from faxpipe.layout import layout
from faxpipe.scan import scan

WORN = ("photocopy", "faint", "typewriter", "tiny")
"""Groups of hard pages that are read beside the four ordinary levels."""
ERROR_SHARE_MAX = 0.3
"""A line that was read worse than this is aligned by chance and teaches nothing."""
LENGTH_MAX = 2
TIMES_MIN = 2
_RUNS = re.compile(r"(\d+)([=XID])")


def record(*, pages: int, seed: int, engine: str) -> tuple[Confusion, ...]:
    """The confusions of `engine` over `pages` pages of each level and a quarter as many of each worn group."""
    pairs = list(_lines(pages, seed, engine))
    printed: Counter[str] = Counter()
    for text, _ in pairs:
        printed.update(text)
        printed.update(text[at : at + 2] for at in range(len(text) - 1))
        printed[""] += len(text)
    misread = Counter(change for text, read in pairs for change in changes(text, read))
    found = (
        Confusion(truth, read, times, printed[truth])
        for (truth, read), times in misread.items()
        if times >= TIMES_MIN and printed[truth]
    )
    return tuple(sorted(found, key=lambda one: (-one.times, one.truth, one.read)))


def table(confusions: Iterable[Confusion]) -> str:
    """The table as it stands in the file."""
    rows = (f"{shown(one.truth)}\t{shown(one.read)}\t{one.times}\t{one.of}" for one in confusions)
    return "\n".join(("# printed\tread\ttimes\tof", *rows)) + "\n"


def changes(text: str, read: str) -> Iterator[tuple[str, str]]:
    """(printed, read) for every place where the two differ, of at most two letters each; "" for nothing."""
    aligned = edlib.align(text, read, mode="HW", task="path")
    at, back = 0, int(aligned["locations"][0][0])
    truth = got = ""
    for count, kind in _RUNS.findall(str(aligned["cigar"])):
        length = int(count)
        if kind == "=":
            if (truth or got) and max(len(truth), len(got)) <= LENGTH_MAX:
                yield truth, got
            truth = got = ""
            at, back = at + length, back + length
            continue
        if kind in "XI":
            truth, at = truth + text[at : at + length], at + length
        if kind in "XD":
            got, back = got + read[back : back + length], back + length
    if (truth or got) and max(len(truth), len(got)) <= LENGTH_MAX:
        yield truth, got


def _lines(pages: int, seed: int, engine: str) -> Iterator[tuple[str, str]]:
    """Every printed line with the text of its page as it was read, where the line was found in it."""
    groups = (*LEVELS, *WORN)
    for specimen in make_specimens("tune", groups, pages=pages, hard_pages=max(1, pages // 4), seed=seed):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "page.pdf"
            path.write_bytes(specimen.pdf)
            read = scan(path, limits=Config().pages, ocr=Ocr(engine=engine))
        whole = " ".join(norm(line.text) for page in read for line in layout(page).lines)
        for segment in specimen.truth.segments:
            text = norm(segment.text)
            if len(text) > 3 and whole and _found(text, whole):
                yield text, whole


def _found(text: str, whole: str) -> bool:
    distance = edlib.align(text, whole, mode="HW", task="distance")["editDistance"]
    return bool(distance <= ERROR_SHARE_MAX * len(text))
