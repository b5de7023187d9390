"""How well a page was read: cell error, word recall, key tokens, the whole page, and whether it was turned.

Part of the lab. Counts, not shares, so that they add up over pages: errors of how many. What is scored is text
in any reading order; only `page` asks for rows from top to bottom. Needs edlib.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import edlib

from faxpipe.lab.bench.truth import Truth

QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-"})


@dataclass(frozen=True, slots=True)
class Count:
    """`part` of `whole`."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.part + other.part, self.whole + other.whole)

    @property
    def percent(self) -> float | None:
        """None where there is nothing to count."""
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Score:
    """One page, or several added up.

    `cells`: edits needed in the output for each truth segment, of its characters. `words`: truth words that are
    in the output. `keys`: key tokens that are there to the last character, blanks apart. `page`: edits between the
    whole texts. `turned`: pages fed the wrong way that were turned upright; `spun`: upright pages turned.
    """

    cells: Count = Count()
    words: Count = Count()
    keys: Count = Count()
    page: Count = Count()
    turned: Count = Count()
    spun: Count = Count()

    def __add__(self, other: Score) -> Score:
        return Score(
            self.cells + other.cells,
            self.words + other.words,
            self.keys + other.keys,
            self.page + other.page,
            self.turned + other.turned,
            self.spun + other.spun,
        )


def score_page(truth: Truth, text: str, *, rows: str = "", fed: int = 0, found: int | None = None) -> Score:
    """The score of one page.

    `rows`: the text from top to bottom where it differs; `fed`: the turn that the page needs; `found`: the turn it
    was given, None where none is told.
    """
    read = norm(text)
    return Score(
        cells=cell_errors((segment.text for segment in truth.segments), read),
        words=word_recall(truth.text, read),
        keys=keys_exact((key.text for key in truth.keys), read),
        page=page_errors(truth.text, rows or text),
        turned=Count(int(found == fed), 1) if found is not None and fed else Count(),
        spun=Count(int(found != 0), 1) if found is not None and not fed else Count(),
    )


def cell_errors(segments: Iterable[str], text: str) -> Count:
    """Each segment's least edit distance to any stretch of `text`, never more than its length."""
    edits = characters = 0
    text = norm(text)
    for segment in map(norm, segments):
        characters += len(segment)
        distance = edlib.align(segment, text, mode="HW", task="distance")["editDistance"] if text else len(segment)
        edits += min(len(segment), distance)
    return Count(edits, characters)


def word_recall(truth: str, text: str) -> Count:
    """Words of the truth found in the output, each as often as it stands there."""
    wanted, had = Counter(norm(truth).split()), Counter(norm(text).split())
    return Count(sum((wanted & had).values()), sum(wanted.values()))


def keys_exact(keys: Iterable[str], text: str) -> Count:
    """Keys that stand in the output character for character, whatever blanks are between them."""
    bare = _bare(text)
    found = [_bare(key) in bare for key in keys]
    return Count(sum(found), len(found))


def page_errors(truth: str, text: str) -> Count:
    """Edits between the whole page row by row and the output in its own order: punishes junk and disorder."""
    wanted, had = norm(truth), norm(text)
    if not had:
        return Count(len(wanted), len(wanted))
    return Count(edlib.align(wanted, had, task="distance")["editDistance"], len(wanted))


def norm(text: str) -> str:
    """One form for characters that look alike on paper, single blanks, and no dotted or underlined leaders."""
    plain = unicodedata.normalize("NFKC", text).translate(QUOTES)
    return re.sub(r"\s+", " ", re.sub(r"[._]{3,}", " ", plain)).strip()


def _bare(text: str) -> str:
    return norm(text).replace(" ", "")
