"""pages -> *words*: the one effect of reading, behind one seam.

An engine has a name, a version, `available()` and `read(image, dpi=...)`. `ENGINES` names those there are;
their modules are imported when asked for, so that a missing one costs nothing. Beside the engines stand the text
layer of born-digital PDFs and the replay of stored pages.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from faxpipe.config import Ocr
from faxpipe.document import Word
from faxpipe.errors import ConfigError
from faxpipe.ocr.lines import LineReading

ENGINES = {"neural": "faxpipe.ocr.neural", "tesseract": "faxpipe.ocr.tesseract"}
AUTO = "auto"


class Engine(Protocol):
    """What reads the words of one page image."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def dpi(self) -> int:
        """The resolution at which it reads best."""
        ...

    @property
    def soften(self) -> bool:
        """Whether it reads print better without specks and with its stairs blurred."""
        ...

    @property
    def reads_lines(self) -> bool:
        """Whether it finds lines one by one and reads a few so quickly that they tell which way up a page is."""
        ...

    def available(self) -> bool:
        """Whether the engine and its data are installed."""
        ...

    def read(self, image: NDArray[np.uint8], *, dpi: int, scattered: bool = False) -> tuple[Word, ...]:
        """Words of an upright (height, width) uint8 image, 255 = white, boxes as fractions of it.

        `scattered`: single words stand here and there, without lines and columns.
        Raises EngineError where the engine fails or runs out of time, ToolMissingError where it is absent.
        """
        ...

    def read_lines(self, images: Sequence[NDArray[np.uint8]], *, dpi: int) -> tuple[LineReading, ...]:
        """What each image, the tight picture of one line of text, says, in their order. Raises as `read`."""
        ...


def engine_of(ocr: Ocr) -> Engine:
    """The engine that the configuration names; "auto" is the first of `ENGINES` that works here, else the last.

    Raises ConfigError for a name there is not.
    """
    if ocr.engine != AUTO:
        return engine_named(ocr.engine, ocr)
    *better, last = ENGINES
    engines = (engine_named(name, ocr) for name in better)
    return next((engine for engine in engines if engine.available()), None) or engine_named(last, ocr)


def engine_named(name: str, ocr: Ocr) -> Engine:
    """The engine `name` of `ENGINES`. Raises ConfigError for a name there is not."""
    module = ENGINES.get(name)
    if module is None:
        raise ConfigError(f"there is no OCR engine of that name; choose one of: {', '.join((AUTO, *ENGINES))}")
    engine: Engine = importlib.import_module(module).make(timeout_s=ocr.timeout_s)
    return engine
