"""pages -> *words*: the one effect of reading, behind one seam.

An engine has a name, a version, `available()` and `read(image, dpi=...)`. `ENGINES` names those there are;
their modules are imported when asked for, so that a missing one costs nothing. Beside the engines stand the text
layer of born-digital PDFs and the replay of stored pages.
"""

from __future__ import annotations

import importlib
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from faxpipe.config import Ocr
from faxpipe.document import Word
from faxpipe.errors import ConfigError

ENGINES = {"tesseract": "faxpipe.ocr.tesseract"}


class Engine(Protocol):
    """What reads the words of one page image."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def available(self) -> bool:
        """Whether the engine and its data are installed."""
        ...

    def read(self, image: NDArray[np.uint8], *, dpi: int, scattered: bool = False) -> tuple[Word, ...]:
        """Words of an upright (height, width) uint8 image, 255 = white, boxes as fractions of it.

        `scattered`: single words stand here and there, without lines and columns.
        Raises EngineError where the engine fails or runs out of time, ToolMissingError where it is absent.
        """
        ...


def engine_of(ocr: Ocr) -> Engine:
    """The engine that the configuration names. Raises ConfigError for a name there is not."""
    module = ENGINES.get(ocr.engine)
    if module is None:
        raise ConfigError(f"there is no OCR engine of that name; choose one of: {', '.join(sorted(ENGINES))}")
    engine: Engine = importlib.import_module(module).make(timeout_s=ocr.timeout_s)
    return engine
