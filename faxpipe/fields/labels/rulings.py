"""The rulings of a page as borders: a value never lies across a printed line, but for the box that it stands in.

Place in the sentence: words -> **fields**, under `answers`. Boxes are fractions of the page, origin top left.
"""

from __future__ import annotations

from bisect import bisect_right

from faxpipe.document import Box, Page
from faxpipe.layout import Layout

ROOM, BOX_IN_HEIGHTS = 0.9, 5.0
"""Heights of text between the upper and the lower line of a box under its label: at least, at most."""


class Rulings:
    """The horizontal rulings and the walls of one page."""

    def __init__(self, page: Page, layout: Layout) -> None:
        self._layout = layout
        self._height = layout.text_height
        self.horizontals = [rule.box for rule in page.marks.rules if rule.horizontal]
        self._verticals = layout.walls
        self._downwards = sorted(self.horizontals, key=lambda rule: rule.center_y)
        self._levels = [rule.center_y for rule in self._downwards]
        self._letters: dict[Box, bool] = {}

    def floor(self, box: Box) -> float | None:
        """The next horizontal ruling below `box`, as a fraction of the page height."""
        least = box.bottom - 0.2 * box.height
        below: list[Box] = []
        for rule in self._downwards[bisect_right(self._levels, least) :]:
            if below and rule.center_y - below[0].center_y > BOX_IN_HEIGHTS * self._height:
                break
            if rule.overlap_x(box) > 0.5 and not self._is_letters(rule):
                below.append(rule)
        if not below:
            return None
        if self._stands_on_box(box, below):
            return next(rule.center_y for rule in below if rule.center_y - below[0].center_y > ROOM * self._height)
        return below[0].center_y

    def walls(self, left: Box, right: Box) -> int:
        """How many vertical rulings stand between two boxes of one line."""
        y = (left.center_y + right.center_y) / 2
        edges = sorted(
            wall.center_x
            for wall in self._verticals
            if left.right - 0.004 < wall.center_x < right.left + 0.004 and wall.top <= y <= wall.bottom
        )
        return sum(1 for at, edge in enumerate(edges) if at == 0 or edge - edges[at - 1] > 0.01)

    def in_one_row(self, left: Box, right: Box) -> bool:
        """Whether two boxes stand on one ruling, as the cells of a table's row do."""
        own, other = self.floor(left), self.floor(right)
        return own is not None and other is not None and abs(own - other) < 0.5 * self._height

    def _stands_on_box(self, box: Box, below: list[Box]) -> bool:
        """Whether a label stands right over a box of its own, in which its answer is written: the first ruling
        below is its upper line, another the lower one, and nothing else of the label's line stands over it."""
        top, em = below[0], self._layout.em_x
        if top.center_y - box.bottom > self._height or top.left < box.left - 1.5 * em:
            return False
        closes = any(
            ROOM * self._height < rule.center_y - top.center_y < BOX_IN_HEIGHTS * self._height
            and abs(rule.left - top.left) < em
            and abs(rule.right - top.right) < em
            for rule in below[1:]
        )
        return closes and not self._walled(box, top) and not self._shares(box, top)

    def _walled(self, box: Box, top: Box) -> bool:
        """Whether a wall beside `box` stands on the upper line of what may be its own box."""
        em = self._layout.em_x
        return any(
            wall.top <= box.center_y <= wall.bottom and top.left - em < wall.center_x < top.right + em
            for wall in self._verticals
        )

    def _shares(self, box: Box, top: Box) -> bool:
        """Whether more of the line of `box` stands over that upper line."""
        y, near = box.center_y, 0.5 * self._height
        return any(
            other.left > box.right and top.left < other.center_x < top.right and abs(other.center_y - y) < near
            for line in self._layout.lines
            for other in (segment.box for segment in line.segments)
        )

    def _is_letters(self, rule: Box) -> bool:
        if rule not in self._letters:
            self._letters[rule] = self._of_letters(rule)
        return self._letters[rule]

    def _of_letters(self, rule: Box) -> bool:
        """Whether a ruling is made of the strokes of one word, such as the tops of "77937"."""
        return any(
            word.box.left <= rule.left
            and rule.right <= word.box.right
            and word.box.top < rule.center_y < word.box.center_y + 0.2 * word.box.height
            for line in self._layout.lines
            if line.box.top < rule.center_y < line.box.bottom
            for word in line.words
        )
