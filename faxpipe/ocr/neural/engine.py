"""The neural engine of the contract in `faxpipe.ocr`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from faxpipe.document import Word
from faxpipe.errors import FaxpipeError, ToolMissingError
from faxpipe.ocr.lines import LineReading
from faxpipe.ocr.neural.cut import cut_lines
from faxpipe.ocr.neural.detect import WINDOW, find_lines
from faxpipe.ocr.neural.limit import limit
from faxpipe.ocr.neural.networks import Networks, load_networks
from faxpipe.ocr.neural.recognise import WAY, read_crops, read_twice
from faxpipe.ocr.neural.spell import confidence_of, words_of
from faxpipe.ocr.neural.weights import find_weights

SIDE_PX_MIN = 8


@dataclass(frozen=True, slots=True)
class Neural:
    """Engine of the contract in `faxpipe.ocr`. Holds no state: networks are loaded once a process."""

    timeout_s: float = 60.0
    name: ClassVar[str] = "neural"
    dpi: ClassVar[int] = 204
    soften: ClassVar[bool] = False
    reads_lines: ClassVar[bool] = True

    @property
    def version(self) -> str:
        """Of weights, runtime, precision and the way lines are read; empty where they are not installed."""
        weights = find_weights()
        return f"{weights.version} {WAY}" if weights else ""

    def available(self) -> bool:
        """Whether weights and a runtime for them are installed, and load here."""
        try:
            _networks()
        except FaxpipeError:
            return False
        return True

    def read(self, image: NDArray[np.uint8], *, dpi: int, scattered: bool = False) -> tuple[Word, ...]:
        """Words line by line from the top. `scattered` makes no difference: lines are found one by one."""
        if min(image.shape) < SIDE_PX_MIN:
            return ()
        networks, in_time = _networks(), limit(self.timeout_s)
        spans = find_lines(image, dpi, networks.detect, in_time)
        tight, crops = cut_lines(image, spans)
        lines = read_twice(crops, networks.alphabet, networks.recognise, in_time)
        return tuple(
            chain.from_iterable(words_of(letters, span, image) for letters, span in zip(lines, tight, strict=True))
        )

    def read_lines(self, images: Sequence[NDArray[np.uint8]], *, dpi: int) -> tuple[LineReading, ...]:
        """What each image, one line of text, says."""
        networks = _networks()
        lines = read_crops(images, networks.alphabet, networks.recognise, limit(self.timeout_s))
        return tuple(LineReading(line.text.strip(), confidence_of(line.sure), line.mean) for line in lines)


def make(*, timeout_s: float) -> Neural:
    return Neural(timeout_s)


@cache
def _networks() -> Networks:
    weights = find_weights()
    if weights is None:
        raise ToolMissingError(
            "the neural engine's packages (rapidocr, openvino) are not installed; run the set-up"
        )
    return load_networks(weights, WINDOW)
