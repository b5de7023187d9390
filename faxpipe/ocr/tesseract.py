"""The default engine: tesseract 5 through pytesseract, in a child process that a time limit kills.

One thread a process: tesseract's own threads make a page slower, not faster. Images go over as plain PGM,
which costs a twentieth of writing PNG; the output is TSV, read here to keep confidences exact. Single lines go
over all at once, each a page of its own, because starting the program costs as much as reading ten of them; where
the program's library can be kept loaded, they go there, and the program is only asked should that fail.
"""

from __future__ import annotations

import csv
import io
import math
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

import cv2
import numpy as np
import pytesseract
from numpy.typing import NDArray
from PIL import Image

from faxpipe.document import Box, Word
from faxpipe.errors import EngineError, ToolMissingError
from faxpipe.ocr.lines import LineReading
from faxpipe.ocr.loaded import DiedError, OverdueError, loaded

SIDE_PX_MAX = 32_000  # tesseract refuses 32767 and more
PAGE_LEVEL, WORD_LEVEL = "1", "5"
COLUMNS = "level page_num block_num par_num line_num word_num left top width height conf text".split()
"""Of the TSV; the program writes them as its heading, the library does not."""
PSM_PAGE, PSM_SCATTERED = 3, 11  # of 3, 4, 6 and 11 on forms, letters and notes
STAIRS_PX, MIDDLE = 0.8, 0.25
PSM_LINE, LINE_MARGIN_PX = 6, 12  # read 92 % of 484 values cut from faxes as they are; 7 84 %, 13 78 to 85 %


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
        picture = Image.fromarray(image)
        picture.format = "PPM"
        return tuple(_words(self._tsv(picture, dpi, psm), width, height))

    def read_lines(self, images: Sequence[NDArray[np.uint8]], *, dpi: int) -> tuple[LineReading, ...]:
        """What each image, one line of text, says; one request for all. Raises as `read`."""
        if not images:
            return ()
        framed = [_framed(image, self.dpi / dpi) for image in images]
        try:
            tsv = self._loaded_tsv(framed) if _keeps_loaded() else self._files_tsv(framed)
        except OSError:
            raise EngineError("the pictures of lines could not be written", code="engine_failed") from None
        return _lines(tsv, len(images))

    def _loaded_tsv(self, framed: Sequence[NDArray[np.uint8]]) -> str:
        try:
            return loaded().read(framed, psm=PSM_LINE, dpi=self.dpi, time_s=self.timeout_s)
        except OverdueError:
            raise self._overdue() from None
        except DiedError:
            return self._files_tsv(framed)

    def _files_tsv(self, framed: Sequence[NDArray[np.uint8]]) -> str:
        with tempfile.TemporaryDirectory(prefix="faxpipe-") as folder:
            paths = [Path(folder, f"{number}.pgm") for number in range(len(framed))]
            for path, image in zip(paths, framed, strict=True):
                Image.fromarray(image).save(path)
            names = Path(folder, "lines.txt")
            names.write_text("\n".join(map(str, paths)), encoding="utf-8")
            return self._tsv(str(names), self.dpi, PSM_LINE)

    def _tsv(self, picture: Image.Image | str, dpi: int, psm: int) -> str:
        """`picture`: an image, or the path of a list of image files."""
        os.environ["OMP_THREAD_LIMIT"] = "1"  # pytesseract hands its own environment to the child
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
            raise self._overdue() from None
        except (OSError, UnicodeDecodeError):
            raise EngineError("tesseract gave no output", code="engine_failed") from None

    def _overdue(self) -> EngineError:
        return EngineError(f"tesseract took more than {self.timeout_s:g} s", code="engine_timeout")


def make(*, timeout_s: float) -> Tesseract:
    return Tesseract(timeout_s=timeout_s)


def _words(tsv: str, width: int, height: int) -> Iterator[Word]:
    for row in _rows(tsv):
        if row["level"] != WORD_LEVEL:
            continue
        left, top, wide, high = (float(row[key]) for key in ("left", "top", "width", "height"))
        box = Box(left / width, top / height, (left + wide) / width, (top + high) / height)
        yield Word(row["text"].strip(), box, _confidence(row))


def _lines(tsv: str, count: int) -> tuple[LineReading, ...]:
    """One reading for each of `count` images: the words in their middle, not those of the lines above and below
    whose edges show, and the confidence of the least sure of them."""
    words: list[list[tuple[str, float]]] = [[] for _ in range(count)]
    heights: dict[str, float] = {}
    for row in _rows(tsv):
        page, top, high = row["page_num"], float(row["top"]), float(row["height"])
        if row["level"] == PAGE_LEVEL:
            heights[page] = high
        elif row["level"] == WORD_LEVEL and abs(top + high / 2 - heights[page] / 2) < MIDDLE * heights[page]:
            words[int(page) - 1].append((row["text"].strip(), _confidence(row)))
    return tuple(
        LineReading(
            " ".join(text for text, _ in line),
            min((sure for _, sure in line), default=0.0),
            sum(sure for _, sure in line) / max(1, len(line)),
        )
        for line in words
    )


def _rows(tsv: str) -> Iterator[dict[str, str]]:
    """Rows of pages and of words that hold text."""
    for row in csv.DictReader(io.StringIO(tsv), COLUMNS, delimiter="\t", quoting=csv.QUOTE_NONE):
        word = row.get("level") == WORD_LEVEL and (row.get("text") or "").strip()
        if word or row.get("level") == PAGE_LEVEL:
            yield row


def _confidence(row: dict[str, str]) -> float:
    return min(1.0, max(0.0, float(row["conf"]) / 100))


def _framed(image: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """The line at `scale` times its size with white around it, its stairs blurred where it is enlarged."""
    height, width = image.shape
    size = max(1, round(width * scale)), max(1, round(height * scale))
    if max(size) > SIDE_PX_MAX:
        raise EngineError("the line is larger than tesseract can read", code="engine_page_too_large")
    soft = cv2.GaussianBlur(image, (0, 0), STAIRS_PX) if scale > 1 else image
    scaled = np.asarray(cv2.resize(soft, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    return np.pad(scaled, LINE_MARGIN_PX, constant_values=255)


@cache
def _version() -> str:
    try:
        return str(pytesseract.get_tesseract_version())
    except (pytesseract.TesseractNotFoundError, SystemExit):
        return ""


@cache
def _keeps_loaded() -> bool:
    """Whether the library of the installed program can be kept loaded: one of another version reads otherwise."""
    return bool(_version()) and loaded().version() == _version()


@cache
def _languages() -> frozenset[str]:
    try:
        return frozenset(pytesseract.get_languages())
    except (pytesseract.TesseractNotFoundError, OSError):
        return frozenset()
