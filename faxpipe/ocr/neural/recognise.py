"""Letters of one line of text, each with its place along the line and how sure it is.

Lines are brought to one height and read in batches of few shapes. The network gives, for every eight columns, a
chance for each letter or none (CTC, Graves et al. 2006); the likeliest path is taken. Narrow letters that stand in
less than a column each are lost ("surgicaly"), so small letters are spread, and large ones, which need less room
than they have, are drawn together. Which letter it is and which accent it bears are two questions: it was taught
to be shy of accents, and what it still sees of them counts.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from faxpipe.ocr.neural.cut import INK_LEVEL
from faxpipe.ocr.neural.limit import InTime, always
from faxpipe.ocr.neural.networks import Network, Pixels, Tensor

LINE_PX = 48
WIDTH_STEP, WIDTH_MAX = 80, 2400
SQUEEZED_MAX = 1.08
"""So much wider than a step of widths a line may be and still be read in it: 7 % fewer columns, and as many faults
(349 and 227 wrong letters of 72,780 and 34,212 on two sets of tuning pages before, 352 and 223 after)."""
ACCENT_MIN = 0.1  # finds 20 of 48 accents among 72,000 letters of the tuning pages, none where there is none
DOUBTFUL_BELOW, BLUR_PX, WIDER, TALLER = 0.95, 0.8, 1.2, 1 / 16
TOGETHER, TOGETHER_PX_MAX = 4, 480
"""So many lines up to this width are read at once; wider ones gain nothing, and each new shape costs memory."""
X_HEIGHTS, SPREADS = (13.0, 15.0, 16.5, 17.0, 21.5, 23.0), (1.25, 1.14, 1.04, 1.0, 1.0, 0.86)
"""How much wider a line is read by the x-height it has in the network's 48 rows; chosen on the tuning pages."""
WAY = "l5"
"""Part of the engine's version: raised when lines are cut out or shown to the network in another way."""
CORE_SHARE = 0.5  # of the ink of a well inked row; rows with more are as high as a small x


@dataclass(frozen=True, slots=True)
class Letters:
    """What one line says. `at`: middle of each letter as a fraction of the line's width; `sure`: 0..1 each."""

    text: str = field(repr=False)
    at: tuple[float, ...]
    sure: tuple[float, ...]

    @property
    def mean(self) -> float:
        """How sure the letters are on average; 0 where there are none."""
        return sum(self.sure) / len(self.sure) if self.sure else 0.0


def read_crops(
    crops: Sequence[Pixels], alphabet: str, network: Network, in_time: InTime = always
) -> list[Letters]:
    """Letters of each crop, (height, width) uint8, 255 = white, one line of text, in the order given.

    `alphabet`: letter of each output of the network but the first, which means no letter.
    """
    return _read([fitted(crop) for crop in crops], alphabet, network, in_time)


def _read(lines: Sequence[Pixels], alphabet: str, network: Network, in_time: InTime) -> list[Letters]:
    """Letters of each line, (48, columns) uint8."""
    order = sorted(range(len(lines)), key=lambda index: lines[index].shape[1])
    read: list[Letters] = [Letters("", (), ())] * len(lines)
    begin = 0
    while begin < len(order):
        in_time()
        batch = order[begin : begin + TOGETHER]
        if len(batch) < TOGETHER or _bucket(lines[batch[-1]]) > TOGETHER_PX_MAX:
            batch = batch[:1]
        width = _bucket(lines[batch[-1]])
        chances = network(tensor([lines[index] for index in batch], width))
        for row, index in enumerate(batch):
            read[index] = _path(chances[row], width / lines[index].shape[1], alphabet)
        begin += len(batch)
    return read


def read_twice(
    crops: Sequence[Pixels], alphabet: str, network: Network, in_time: InTime = always
) -> list[Letters]:
    """As `read_crops`, but lines are spread by the size of their letters, and doubtful ones are read again larger,
    blurred and wider; the surer reading is kept.

    That closes the gaps of dotted and broken print, and sets letters apart that noise has joined.
    """
    read = _read([evened(crop) for crop in crops], alphabet, network, in_time)
    doubtful = [index for index, letters in enumerate(read) if letters.mean < DOUBTFUL_BELOW]
    again = read_crops([eased(crops[index]) for index in doubtful], alphabet, network, in_time)
    for index, letters in zip(doubtful, again, strict=True):
        if letters.mean > read[index].mean:
            read[index] = letters
    return read


def evened(crop: Pixels) -> Pixels:
    """The crop at the height of the network, and as wide as its letters ask for; small ones are blurred."""
    wider = _spread(crop)
    if wider > 1:
        crop = np.asarray(cv2.GaussianBlur(crop, (0, 0), BLUR_PX), dtype=np.uint8)
    return fitted(crop, wider)


def _spread(crop: Pixels) -> float:
    inked = (crop < INK_LEVEL).sum(axis=1)
    if not inked.any():
        return 1.0
    core = inked > CORE_SHARE * np.percentile(inked[inked > 0], 80)
    return float(np.interp(core.mean() * LINE_PX, X_HEIGHTS, SPREADS))


def eased(crop: Pixels) -> Pixels:
    """The crop without its outermost rows, blurred and wider."""
    height, width = crop.shape
    less = round(TALLER * height)
    soft = cv2.GaussianBlur(crop[less : height - less], (0, 0), BLUR_PX)
    return np.asarray(cv2.resize(soft, (math.ceil(WIDER * width), height - 2 * less)), dtype=np.uint8)


def tensors(crops: Sequence[Pixels]) -> list[Tensor]:
    """Each crop alone as the network sees it: (1, 1, 48, columns)."""
    lines = [fitted(crop) for crop in crops]
    return [tensor([line], _bucket(line)) for line in lines]


def tensor(lines: Sequence[Pixels], width: int) -> Tensor:
    """Lines of the network's height side by side in one batch, (lines, 1, 48, width); grey behind their ends."""
    batch: Tensor = np.zeros((len(lines), 1, LINE_PX, width), np.float32)
    for row, line in enumerate(lines):
        batch[row, 0, :, : line.shape[1]] = line.astype(np.float32) / 127.5 - 1
    return batch


def fitted(crop: Pixels, wider: float = 1.0) -> Pixels:
    """The crop at the height of the network, and about `wider` by so much than it is: (48, columns) uint8."""
    height, width = (max(1, side) for side in crop.shape)
    if not crop.size:
        return np.full((LINE_PX, LINE_PX), 255, np.uint8)
    wide = _squeezed(min(WIDTH_MAX, max(16, math.ceil(wider * width * LINE_PX / height))))
    how = cv2.INTER_LINEAR if height <= LINE_PX else cv2.INTER_AREA
    return np.asarray(cv2.resize(crop, (wide, LINE_PX), interpolation=how), dtype=np.uint8)


def _squeezed(columns: int) -> int:
    """Columns that would reach a little into the next step of widths, and leave it mostly empty, end before it."""
    less = columns // WIDTH_STEP * WIDTH_STEP
    return less if less and columns <= SQUEEZED_MAX * less else columns


def _bucket(line: Pixels) -> int:
    return WIDTH_STEP * math.ceil(int(line.shape[1]) / WIDTH_STEP)


def _path(chances: Tensor, stretch: float, alphabet: str) -> Letters:
    """The likeliest letters; `stretch`: width of the tensor over that of the line in it."""
    known = _families(alphabet)
    alike = np.add.reduceat(chances[:, known.order], known.begins, axis=1)
    best = alike.argmax(axis=1)
    steps = len(best)
    starts = np.flatnonzero((best > 0) & (best != np.concatenate(([0], best[:-1]))))
    text, at, sure = [], [], []
    for start in starts:
        end = start + 1
        while end < steps and best[end] == best[start]:
            end += 1
        family = int(best[start])
        text.append(_accented(chances, best, (int(start), int(end)), known) or known.letters[family])
        at.append(min(1.0, (start + end) / 2 / steps * stretch))
        sure.append(min(1.0, float(alike[start:end, family].max())))
    return Letters("".join(text), tuple(at), tuple(sure))


def _accented(chances: Tensor, best: NDArray[np.intp], steps: tuple[int, int], known: _Families) -> str:
    """The accented form of the letter read in `steps`, or beside them where nothing was; "" where none is seen."""
    start, end = steps
    outputs, forms = known.accented[best[start]]
    if not forms:
        return ""
    first = start - int(start > 0 and best[start - 1] == 0)
    last = end + int(end < len(best) and best[end] == 0)
    seen = chances[first:last, outputs].max(axis=0)
    likeliest = int(seen.argmax())
    return forms[likeliest] if seen[likeliest] >= ACCENT_MIN else ""


@dataclass(frozen=True, slots=True)
class _Families:
    """Outputs that mean one letter, with and without accents; the first family is no letter at all.

    `order`: the outputs, family by family, which start at `begins`. `accented`: outputs and letters of the
    accented forms of each.
    """

    letters: str
    order: NDArray[np.intp]
    begins: NDArray[np.intp]
    accented: tuple[tuple[list[int], str], ...]


@cache
def _families(alphabet: str) -> _Families:
    members: dict[str, list[int]] = {"": [0]}
    for output, letter in enumerate(alphabet, 1):
        members.setdefault(unicodedata.normalize("NFD", letter)[0], []).append(output)
    accents = {bare: [one for one in own if one and alphabet[one - 1] != bare] for bare, own in members.items()}
    return _Families(
        "\0" + "".join(members),
        np.concatenate([np.array(own, np.intp) for own in members.values()]),
        np.cumsum([0, *map(len, members.values())][:-1], dtype=np.intp),
        tuple((own, "".join(alphabet[one - 1] for one in own)) for own in accents.values()),
    )
