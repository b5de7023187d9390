"""How much of a page's print was surely read, and where it wasn't: what staff look at with their own eyes.

Pure measurement on pixels, words and unexplained ink, after reading. It trusts an engine's confidence in a word
and the ink alone in what no word explains; whether a region matters (a signature, a scrawl over a blank) is for
those to say who know what stands beside it.
"""

from __future__ import annotations

import numpy as np

from faxpipe.document import Box, Ink, Word, enclosing
from faxpipe.pages.clean import PageImage
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import ink_of, pixel_box

UNREAD_BELOW, READ_FROM = 0.5, 0.9  # confidences; between them a word counts in part
NEAR_IN_X, NEAR_IN_Y = 0.5, 0.15
REGIONS_MAX = 12
HANDFUL_IN = 0.06  # ink that a square of this side holds is not worth a region


def legibility(image: PageImage, words: tuple[Word, ...], inks: tuple[Ink, ...]) -> tuple[float, tuple[Box, ...]]:
    """(share 0..1 of the page's print that was surely read, regions of print that was not, most ink first).

    Words of confidence 0.9 or more are read, of 0.5 or less and `inks` not. 1.0 where there is no print at all.
    """
    ink = ink_of(image.pixels)
    read = total = 0.0
    unread: list[tuple[Box, float]] = []
    for word in words:
        inked = _ink_in(word.box, ink)
        sure = min(1.0, max(0.0, (word.confidence - UNREAD_BELOW) / (READ_FROM - UNREAD_BELOW)))
        total += inked
        read += sure * inked
        if sure == 0.0:
            unread.append((word.box, inked))
    doubted = tuple(box for box, _ in unread)
    for mark in inks:
        if not any(_covers(box, mark.box) for box in doubted):
            inked = mark.density * mark.box.width * mark.box.height * ink.size
            total += inked
            unread.append((mark.box, inked))
    regions = _merged(unread, image.dpi, ink.shape)
    large = [(box, inked) for box, inked in regions if inked >= (HANDFUL_IN * image.dpi) ** 2]
    large.sort(key=lambda region: -region[1])
    return (read / total if total else 1.0), tuple(box for box, _ in large[:REGIONS_MAX])


def _ink_in(box: Box, ink: Pixels) -> float:
    """Pixels of print in a box, white on black as well as black on white."""
    area = ink[pixel_box(box, ink)]
    inked = int(np.count_nonzero(area))
    return float(min(inked, area.size - inked))


def _covers(word: Box, mark: Box) -> bool:
    """Whether the unexplained ink is that of a doubted word, which is counted already."""
    return (
        word.overlap_x(mark) > 0.7
        and word.overlap_y(mark) > 0.7
        and word.width * word.height > (0.5 * mark.width * mark.height)
    )


def _merged(parts: list[tuple[Box, float]], dpi: int, shape: tuple[int, ...]) -> list[tuple[Box, float]]:
    """Neighbours joined to one region each, until none are near each other."""
    near_x, near_y = NEAR_IN_X * dpi / shape[1], NEAR_IN_Y * dpi / shape[0]
    regions: list[tuple[Box, float]] = []
    for box, inked in sorted(parts, key=lambda part: (part[0].top, part[0].left)):
        joined, weight = box, inked
        while True:
            near = [region for region in regions if _near(region[0], joined, near_x, near_y)]
            if not near:
                break
            regions = [region for region in regions if region not in near]
            joined = enclosing([joined, *(region[0] for region in near)])
            weight += sum(region[1] for region in near)
        regions.append((joined, weight))
    return regions


def _near(one: Box, other: Box, near_x: float, near_y: float) -> bool:
    gap_x = max(one.left, other.left) - min(one.right, other.right)
    gap_y = max(one.top, other.top) - min(one.bottom, other.bottom)
    return gap_x <= near_x and gap_y <= near_y
