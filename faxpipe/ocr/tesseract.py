"""The default engine: tesseract 5 through pytesseract, in a child process that a time limit kills.

One thread a process: tesseract's own threads make a page slower, not faster. Images go over as plain PGM,
which costs a twentieth of writing PNG; the output is TSV, read here to keep confidences exact.
"""

from __future__ import annotations

import csv
import io
import math
import os
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import numpy as np
import pytesseract
from numpy.typing import NDArray
from PIL import Image

from faxpipe.document import Box, Word
from faxpipe.errors import EngineError, ToolMissingError

SIDE_PX_MAX = 32_000  # tesseract refuses 32767 and more
WORD_LEVEL = "5"
PSM_PAGE, PSM_SCATTERED = 3, 11  # of 3, 4, 6 and 11 on forms, letters and notes


@dataclass(frozen=True, slots=True)
class Tesseract:
    """Engine of the contract in `faxpipe.ocr`. `psm`: page segmentation mode of tesseract."""

    timeout_s: float = 60.0
    psm: int = PSM_PAGE
    name: ClassVar[str] = "tesseract"
    dpi: ClassVar[int] = 300
    soften: ClassVar[bool] = True
    reads_lines: ClassVar[bool] = False

    @property
    def version(self) -> str:
        """As tesseract prints it, e.g. "5.3.0"; empty where it is not installed."""
        return _version()

    def available(self) -> bool:
        """Whether tesseract and its English data are installed."""
        return bool(_version()) and "eng" in _languages()

    def read(self, image: NDArray[np.uint8], *, dpi: int, scattered: bool = False) -> tuple[Word, ...]:
        """Words in reading order. Raises EngineError (retryable) or ToolMissingError."""
        height, width = image.shape
        if min(height, width) < 10:
            return ()
        if max(height, width) > SIDE_PX_MAX:
            raise EngineError("the page is larger than tesseract can read", code="engine_page_too_large")
        psm = PSM_SCATTERED if scattered else self.psm
        return tuple(_words(self._tsv(image, dpi, psm), width, height))

    def _tsv(self, image: NDArray[np.uint8], dpi: int, psm: int) -> str:
        os.environ["OMP_THREAD_LIMIT"] = "1"  # pytesseract hands its own environment to the child
        picture = Image.fromarray(image)
        picture.format = "PPM"
        options = f"--psm {psm} --dpi {dpi} -c tessedit_do_invert=0"
        try:
            return str(
                pytesseract.image_to_data(
                    picture,
                    lang="eng",
                    config=options,
                    timeout=math.ceil(self.timeout_s),
                    output_type=pytesseract.Output.STRING,
                )
            )
        except pytesseract.TesseractNotFoundError:
            raise ToolMissingError("tesseract is not installed; install the package tesseract-ocr") from None
        except pytesseract.TesseractError as error:
            raise EngineError(f"tesseract ended with status {error.status}", code="engine_failed") from None
        except RuntimeError:
            raise EngineError(f"tesseract took more than {self.timeout_s:g} s", code="engine_timeout") from None
        except (OSError, UnicodeDecodeError):
            raise EngineError("tesseract gave no output", code="engine_failed") from None


def make(*, timeout_s: float) -> Tesseract:
    return Tesseract(timeout_s=timeout_s)


def _words(tsv: str, width: int, height: int) -> list[Word]:
    words = []
    for row in csv.DictReader(io.StringIO(tsv), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row.get("level") != WORD_LEVEL or not text:
            continue
        left, top, wide, high = (float(row[key]) for key in ("left", "top", "width", "height"))
        box = Box(left / width, top / height, (left + wide) / width, (top + high) / height)
        words.append(Word(text, box, min(1.0, max(0.0, float(row["conf"]) / 100))))
    return words


@cache
def _version() -> str:
    try:
        return str(pytesseract.get_tesseract_version())
    except (pytesseract.TesseractNotFoundError, SystemExit):
        return ""


@cache
def _languages() -> frozenset[str]:
    try:
        return frozenset(pytesseract.get_languages())
    except (pytesseract.TesseractNotFoundError, OSError):
        return frozenset()
