"""Rows of printed choices without boxes, and which of them somebody marked: pages and words -> tick boxes.

Between reading a page and everything that asks what it means. A check on the blank before "STAT", a ring that is
not closed, a stroke under "Female": each choice of such a row gets a tick box, marked, empty or doubtful,
and its words without what the pen drew. Two marks where only one can be meant, ink that may belong to either
neighbour, and a choice struck out are doubtful. Printed signs between choices, specks and the line above are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from faxpipe.document import Box, Page, TickBox, Word
from faxpipe.fields.marks.rows import Row, printed_rows
from faxpipe.layout import layout
from faxpipe.pages.shapes import Piece
from faxpipe.pages.strokes import Strokes
from faxpipe.zones import Zone, zones

RING, INTO, THROUGH, UNDER, READ = 0.92, 0.9, 0.8, 0.8, 0.7
"""How surely ink around a choice, in its room, over it, or under it, or a stroke read as a letter, is a mark."""
EMPTY = 0.9
REACH_UP, REACH_DOWN = 1.1, 0.9  # of the height of print: how far a mark may stick out of its line
BLANK_MIN, BLANK_MAX = 1.2, 8.0
ASIDE, HIGH = 0.45, 1.25
NARROW, FLAT, NEARER = 0.9, 0.35, 0.7
BRACKETS_APART = 2.5
BROAD_BRACKET = 0.62
BULLET = 0.55
FRAME_PX = 5
LETTERS_MIN = 4
SIDE = 0.6
"""Of the height of print: a box that no real one on the page gives its size."""
UNREAD_MIN = 3
"""Pieces that stand together between bare choices from which on they may be an unread word."""
ASIDE_WORDS = re.compile(r"\([A-Za-z]{3,}|[A-Za-z]{3,}\)")
"""What stands in brackets by itself, "Yes (list)": no brackets to mark in."""
_DESCENDING = frozenset("gjpqyQ(),;/")


def picked(page: Page, strokes: Callable[[], Strokes]) -> Page:
    """`page` with a tick box for every printed choice of a row that has marks, or room for them.

    `strokes` measures the page's ink; it is called only where there are such rows.
    """
    laid = layout(page)
    rows = [row for row in printed_rows(laid) if not _has_boxes(page, row)]
    if not rows:
        return page
    ink = strokes()
    side = median([tick.box.width for tick in page.marks.ticks] or [SIDE * laid.em_x])
    found = [(row, marked) for row in rows if (marked := _Measured(page, row, ink, side).marked())]
    own = {word for row, _ in found for word in row.own}
    lines = {id(row.line): row.line for row, _ in found}.values()
    old = {id(w) for line in lines for part in line.words for w in page.words if _stands_in(part, w)}
    words = [word for word in page.words if id(word) not in old]
    words += [word for line in lines for word in line.words if id(word) not in own]
    words += [word for _, marked in found for one in marked for word in one.words]
    ticks = tuple(one.tick for _, marked in found for one in marked)
    return replace(page, words=tuple(words), marks=replace(page.marks, ticks=(*page.marks.ticks, *ticks)))


def _has_boxes(page: Page, row: Row) -> bool:
    """Whether tick boxes stand among the choices: then they are where the marks are."""
    box = row.line.box
    return any(
        row.left - 0.01 < tick.box.center_x < row.right
        and box.top - 0.005 < tick.box.center_y < box.bottom + 0.005
        for tick in page.marks.ticks
    )


def _stands_in(part: Word, word: Word) -> bool:
    return word.box.contains(part.box.center_x, part.box.center_y)


@dataclass(frozen=True, slots=True)
class Picked:
    """A choice as it is after its mark was taken off: its words, and the box beside it."""

    words: tuple[Word, ...]
    tick: TickBox


class _Measured:
    """One row with its ink."""

    def __init__(self, page: Page, row: Row, strokes: Strokes, side: float) -> None:
        """`side`: of the boxes that the choices get, as a fraction of the page's width."""
        self.page, self.row, self.ink = page, row, strokes.ink
        self.width, self.height = page.width_px, page.height_px
        self.side_px = side * page.width_px
        boxes = [choice.box for choice in row.choices]
        self.top = sorted(box.top for box in boxes)[len(boxes) // 2] * self.height
        self.bottom = max(min(box.bottom for box in boxes) * self.height, self.top + 8)
        self.tall = self.bottom - self.top
        area = Box(
            row.left,
            (self.top - REACH_UP * self.tall) / self.height,
            row.right,
            (self.bottom + REACH_DOWN * self.tall) / self.height,
        )
        pieces, self.flats = strokes.within(area)
        self._settle(pieces)
        self.pieces = [piece for piece in pieces if self._on_the_line(piece)]
        self.zones = zones(row, self.width, self.tall, self.pieces)
        self.flats += [
            _piece(self._pixels(rule.box))
            for rule in page.marks.rules
            if rule.horizontal and rule.box.center_x > row.left and rule.box.center_x < row.right
        ]
        self.blanks = [
            flat for flat in (*self.flats, *filter(self._is_level_line, pieces)) if self._is_blank(flat)
        ]
        self.parens = self._has_brackets()
        self.side = self._side()

    def _settle(self, pieces: list[Piece]) -> None:
        """The base line where most letters end, for boxes that were read reach over marks, rules and bars."""
        boxes = [choice.box for choice in self.row.choices]
        letters = [
            piece
            for piece in pieces
            if any(box.left <= (piece.left + piece.right) / 2 / self.width <= box.right for box in boxes)
        ]
        if len(letters) >= LETTERS_MIN:
            base = float(median(piece.bottom for piece in letters))
            if self.top + 8 <= base < self.bottom:
                self.bottom, self.tall = base, base - self.top

    def marked(self) -> tuple[Picked, ...]:
        """The choices with their boxes; () where there is neither a mark nor room for one."""
        if self._have_frames():
            return ()
        self._rings()
        self._under_and_through()
        for piece in self.pieces:
            self._judge(piece)
        self._as_read()
        self._weigh()
        marked = any(zone.sure or zone.doubtful for zone in self.zones)
        if self.side == "bare" and (not marked or self._have_bullets()):
            return ()
        return tuple(self._picked(zone) for zone in self.zones)

    def _have_frames(self) -> bool:
        """Whether level lines stand in pairs over each other by half of the choices: boxes not found as such."""
        pairs = sum(
            abs(one.left - other.left) <= FRAME_PX
            and abs(one.right - other.right) <= FRAME_PX
            and 0.5 * self.tall < other.top - one.top < 1.8 * self.tall
            and one.width < 2 * self.tall
            for one in self.flats
            for other in self.flats
        )
        return pairs >= max(2, 0.5 * len(self.zones))

    def _have_bullets(self) -> bool:
        """Whether something broad stands before most choices: boxes too poor to be found, or bullets."""
        rows = slice(max(0, round(self.top)), round(self.bottom))
        broad = 0
        for zone in self.zones:
            columns = slice(max(0, round(zone.left - 1.9 * self.tall)), max(0, round(zone.left - 0.1 * self.tall)))
            inked = self.ink[rows, columns].any(axis=0)
            broad += int(inked.sum()) >= BULLET * self.tall
        return broad >= max(2, 0.6 * len(self.zones))

    def _pixels(self, box: Box) -> tuple[float, float, float, float]:
        return box.left * self.width, box.top * self.height, box.right * self.width, box.bottom * self.height

    def _on_the_line(self, piece: Piece) -> bool:
        """Whether a piece belongs to this line, and is no ruling between cells."""
        middle = (piece.top + piece.bottom) / 2
        if not self.top - 0.5 * self.tall < middle < self.bottom + 0.6 * self.tall:
            return False
        return not (piece.width < 0.3 * self.tall and piece.height > 1.9 * self.tall)

    def _is_level_line(self, piece: Piece) -> bool:
        """Whether a piece is a blank that sags a little or that a stroke touches: long and thin."""
        return piece.height <= FLAT * self.tall and piece.width >= BLANK_MIN * self.tall

    def _is_blank(self, flat: Piece) -> bool:
        """Whether a level line is an underlined blank beside the choices, and no stroke under one of them."""
        if not BLANK_MIN * self.tall < flat.width < BLANK_MAX * self.tall:
            return False
        level = self.bottom - 0.35 * self.tall < flat.top < self.bottom + 0.6 * self.tall
        return level and not any(zone.shares(flat.left, flat.right) > 0.4 * zone.width for zone in self.zones)

    def _has_brackets(self) -> bool:
        """Whether a pair of slim pieces, taller than letters and of one height, stands by nearly every choice."""
        slim = [p for p in self.pieces if self._is_slim(p) and not self._in_zone(p)]
        usual = median(piece.height for piece in slim) if slim else 0.0
        alike = [p for p in slim if abs(p.height - usual) <= 0.2 * usual and usual >= 0.9 * self.tall]
        pairs = {self._gap(one) for one in alike for other in alike if self._are_pair(one, other)}
        if len(pairs) >= 0.5 * len(self.zones):
            return True
        level = [w.text for w in self.page.words if self._is_level(w.box) and not ASIDE_WORDS.search(w.text)]
        return sum("(" in text for text in level) + sum(")" in text for text in level) >= len(self.zones) > 1

    def _is_level(self, box: Box) -> bool:
        """Whether a word stands in the room of this row."""
        middle = box.center_y * self.height
        return self.row.left < box.center_x < self.row.right and self.top < middle < self.bottom

    def _are_pair(self, one: Piece, other: Piece) -> bool:
        """Whether two slim pieces stand before the same choice with room for a mark between them."""
        apart = other.left - one.right
        return self._gap(one) == self._gap(other) and 0.2 * self.tall < apart < BRACKETS_APART * self.tall

    def _is_slim(self, piece: Piece) -> bool:
        """Whether a piece can be a bracket by its shape; a broad one is about as high as print."""
        if piece.width < 0.5 * piece.height:
            return True
        return piece.width < BROAD_BRACKET * piece.height and 1.0 <= piece.height / self.tall < 1.35

    def _side(self) -> str:
        """Where the room for marks is: "before" the choices, "after" them, or "bare" where there is none."""
        first, last = self.zones[0], self.zones[-1]
        if len(self.blanks) < 0.5 * len(self.zones):
            return "before" if self.parens else "bare"
        before = any(blank.right < first.left + 0.4 * self.tall for blank in self.blanks)
        after = any(blank.left > last.right - 0.4 * self.tall for blank in self.blanks)
        if before or (self.parens and not after):
            return "before"
        return "after" if after else self._nearer_side()

    def _nearer_side(self) -> str:
        """On which side of its choice each blank between two choices stands, where they all say the same."""
        sides = set()
        for blank in self.blanks:
            at = self._gap(blank)
            if not 0 < at < len(self.zones):
                return "bare"
            behind, ahead = blank.left - self.zones[at - 1].right, self.zones[at].left - blank.right
            sides.add("before" if ahead < NEARER * behind else "after" if behind < NEARER * ahead else "bare")
        return sides.pop() if len(sides) == 1 else "bare"

    def _rings(self) -> None:
        for circle in self.page.marks.circles:
            left, top, right, bottom = self._pixels(circle.box)
            if not top < (self.top + self.bottom) / 2 < bottom:
                continue
            inside = [zone for zone in self.zones if left < (zone.left + zone.right) / 2 < right]
            for zone in inside:
                if len(inside) == 1:
                    zone.mark(RING)
                else:
                    zone.doubtful = True

    def _under_and_through(self) -> None:
        """Strokes under a choice, and through it: who strikes one out means another one, or meant to mark it."""
        under, through = [], []
        for zone in self.zones:
            for flat in self.flats:
                reach = 1.2 * self.tall
                if zone.shares(flat.left, flat.right) < 0.6 * zone.width:
                    continue
                if flat.left < zone.left - reach or flat.right > zone.right + reach:
                    continue
                middle = (flat.top + flat.bottom) / 2
                if self.bottom + 0.1 * self.tall < middle < self.bottom + 0.7 * self.tall:
                    under.append(zone)
                elif self.top + 0.25 * self.tall < middle < self.bottom - 0.2 * self.tall:
                    through.append(zone)
        if len({id(zone) for zone in under}) < len(self.zones):  # else they are printed
            for zone in under:
                zone.mark(UNDER)
        for zone in through:
            zone.doubtful = True

    def _judge(self, piece: Piece) -> None:
        least = min(0.3 * self.tall, 0.5 * piece.width)
        over = [zone for zone in self.zones if zone.shares(piece.left, piece.right) > least]
        if len(over) > 1:
            if piece.height > 1.2 * self.tall:
                for zone in over:
                    zone.doubtful = True
            return
        if over and _covers(over[0], piece) and not self._sticks_out(piece, over[0]):
            return
        if over and (_covers(over[0], piece) or self._sticks_out(piece, over[0])):
            over[0].mark(THROUGH)
        elif self._large(piece) and not self._is_sign(piece):
            self._give(piece)

    def _large(self, piece: Piece) -> bool:
        """Whether a piece is more than a speck, a full stop or a dash."""
        return piece.height >= 0.4 * self.tall and max(piece.width, piece.height) >= 0.55 * self.tall

    def _sticks_out(self, piece: Piece, zone: Zone) -> bool:
        """Whether a piece is taller than letters of this choice can be, or hangs below them, or is somewhat
        higher and begins before them or ends behind: a cross whose arm touches the first letter."""
        if piece.height < 0.5 * self.tall and piece.width < 0.6 * zone.width:
            return False
        low = 0.5 if _DESCENDING & set(zone.printed.said) else 0.22
        if (
            piece.height > 1.42 * self.tall
            or piece.top < self.top - 0.35 * self.tall
            or piece.bottom > self.bottom + (low + 0.1) * self.tall
        ):
            return True
        aside = max(zone.left - piece.left, piece.right - zone.right) > ASIDE * self.tall
        if aside and piece.height > HIGH * self.tall:
            return True
        below = piece.top > self.bottom - 0.2 * self.tall and piece.bottom > self.bottom + 0.15 * self.tall
        return below and piece.width >= 0.6 * zone.width

    def _is_sign(self, piece: Piece) -> bool:
        """Whether a piece is printed between the choices: a bracket, or a stroke in the middle of every gap."""
        if self.parens and self._is_slim(piece) and not self._in_zone(piece):
            return self._is_bracket(piece)
        if self.side != "bare" or piece.width > NARROW * self.tall:
            return False
        gaps = list(pairwise(self.zones))
        filled = sum(any(self._between(one, *gap) for one in self.pieces) for gap in gaps)
        return filled >= max(1, 0.6 * len(gaps)) and any(self._between(piece, *gap) for gap in gaps)

    def _is_bracket(self, piece: Piece) -> bool:
        """Whether a slim piece is the first or the last in its gap; a slash between brackets is neither."""
        beside = [
            p
            for p in self.pieces
            if self._is_slim(p) and not self._in_zone(p) and self._gap(p) == self._gap(piece)
        ]
        ends = min(beside, key=lambda one: one.left), max(beside, key=lambda one: one.left)
        return any(piece is end for end in ends)

    def _in_zone(self, piece: Piece) -> bool:
        return any(zone.shares(piece.left, piece.right) > 0.5 * piece.width for zone in self.zones)

    def _gap(self, piece: Piece) -> int:
        """How many choices stand left of a piece."""
        return sum((zone.left + zone.right) / 2 < (piece.left + piece.right) / 2 for zone in self.zones)

    def _between(self, piece: Piece, one: Zone, other: Zone) -> bool:
        """Whether a narrow piece stands about half way between two choices."""
        gap, middle = other.left - one.right, (piece.left + piece.right) / 2
        return piece.width <= NARROW * self.tall and abs(middle - (one.right + other.left) / 2) < 0.32 * gap

    def _give(self, piece: Piece) -> None:
        """A piece in the room between choices belongs to the one whose room it is, or to nobody knows which."""
        middle, at = (piece.left + piece.right) / 2, self._gap(piece)
        left, right = (self.zones[at - 1] if at else None), (self.zones[at] if at < len(self.zones) else None)
        if self.side != "bare":
            owner = right if self.side == "before" else left
            if owner is not None and self._near(owner, piece):
                owner.mark(INTO)
            return
        to_left = middle - left.right if left is not None else 99 * self.tall
        to_right = right.left - middle if right is not None else 99 * self.tall
        if min(to_left, to_right) > 3 * self.tall:
            return
        near, far = (left, to_right) if to_left < to_right else (right, to_left)
        crowd = sum(self._gap(one) == at and self._large(one) and not self._in_zone(one) for one in self.pieces)
        if near is not None and min(to_left, to_right) < 0.65 * far and crowd < UNREAD_MIN:
            near.mark(INTO)
        else:
            for zone in (left, right):
                if zone is not None:
                    zone.doubtful = True

    def _near(self, zone: Zone, piece: Piece) -> bool:
        """Whether a piece stands on the blank of a choice, or close to it."""
        if any(
            blank.left - 0.8 * self.tall < piece.right and piece.left < blank.right + 0.8 * self.tall
            for blank in self.blanks
        ):
            return True
        return min(abs(zone.left - piece.right), abs(piece.left - zone.right)) < 3.5 * self.tall

    def _as_read(self) -> None:
        """Strokes that were read as letters, where the ink says nothing."""
        for zone in self.zones:
            drawn = zone.printed.lead + zone.printed.trail
            if zone.printed.drawn and (self.side != "bare" or any(map(str.isalpha, drawn))):
                zone.mark(READ)

    def _weigh(self) -> None:
        """Where one choice excludes the others, two marks leave all doubtful that have one."""
        marked = [zone for zone in self.zones if zone.sure and not zone.doubtful]
        if self.row.unread and self.row.family.exclusive:
            for zone in marked:
                zone.doubtful = True
        if self.row.family.exclusive and len(marked) > 1:
            best = max(zone.sure for zone in marked)
            clear = [zone for zone in marked if zone.sure == best]
            for zone in marked:
                zone.doubtful = len(clear) > 1 or best < INTO or zone.sure >= THROUGH

    def _picked(self, zone: Zone) -> Picked:
        side = self.side_px
        right = zone.left - 0.1 * self.tall
        box = Box(
            (right - side) / self.width,
            (self.top + self.bottom - side) / 2 / self.height,
            right / self.width,
            (self.top + self.bottom + side) / 2 / self.height,
        )
        ticked = None if zone.doubtful else zone.sure > 0
        sure = 0.5 if ticked is None else zone.sure or EMPTY
        return Picked(tuple(self._words(zone)), TickBox(box, ticked, sure))

    def _words(self, zone: Zone) -> Iterator[Word]:
        """The letters of a choice as words; what matched a printed choice to the letter is as good as read."""
        parts, at = zone.printed.said.split(), 0
        length = len(zone.printed.said)
        sure = max(zone.printed.confidence, EMPTY) if len(zone.printed.value) > 2 else zone.printed.confidence
        for part in parts:
            left, right = (zone.left + zone.width * edge / length for edge in (at, at + len(part)))
            box = Box(left / self.width, self.top / self.height, right / self.width, self.bottom / self.height)
            yield Word(part, box, sure)
            at += len(part) + 1


def _piece(edges: tuple[float, float, float, float]) -> Piece:
    left, top, right, bottom = map(round, edges)
    return Piece(left, top, right, bottom, 0)


def _covers(zone: Zone, piece: Piece) -> bool:
    return zone.shares(piece.left, piece.right) >= 0.55 * piece.width
