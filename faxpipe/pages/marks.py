"""What the pixels say beside the words: tick boxes, rings and ruling lines, measured before reading.

Reading is better without them. What no word explains once a page is read is the business of `inks`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from faxpipe.document import Circle, Rule, TickBox
from faxpipe.pages.brackets import find_brackets
from faxpipe.pages.clean import PageImage
from faxpipe.pages.combs import Comb, find_combs, lone_boxes
from faxpipe.pages.radios import find_radios
from faxpipe.pages.rings import RingInk, find_circles
from faxpipe.pages.rules import find_rules
from faxpipe.pages.shapes import ink_of, print_of
from faxpipe.pages.ticks import find_ticks

SOFT_LEVEL = 140


@dataclass(frozen=True, slots=True)
class Shapes:
    """What is neither letter nor handwriting on a page. `ring_ink`: the ink of rings and small frames; `combs`:
    rows of boxes for one character each."""

    ticks: tuple[TickBox, ...]
    circles: tuple[Circle, ...]
    rules: tuple[Rule, ...]
    ring_ink: tuple[RingInk, ...] = field(repr=False)
    combs: tuple[tuple[Comb, ...], ...] = field(default=(), repr=False)


def find_shapes(image: PageImage) -> Shapes:
    """Tick boxes, rings and ruling lines of an upright page."""
    page = print_of(image.pixels, image.dpi)
    ticks = find_ticks(replace(page, ink=ink_of(image.pixels, SOFT_LEVEL)) if image.softened else page)
    for find in (find_radios, find_brackets):
        ticks += tuple(one for one in find(page) if not _in_any(one, ticks))
    combs = find_combs(page)
    single = [box.box(page.ink) for box in lone_boxes(combs)]
    ticks = tuple(one for one in ticks if not any(b.contains(one.box.center_x, one.box.center_y) for b in single))
    circles, ring_ink = find_circles(page, ticks)
    rules = find_rules(image.pixels, image.dpi, image.skew_deg)
    return Shapes(ticks, circles, rules, ring_ink, combs)


def _in_any(tick: TickBox, others: tuple[TickBox, ...]) -> bool:
    return any(other.box.contains(tick.box.center_x, tick.box.center_y) for other in others)
