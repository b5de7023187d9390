"""Pages that are no scanned images, drawn by poppler in a child process: what strangers programmed runs outside.

pdf2image starts the child and stops it when its time is up, and pillow takes its picture. It costs some 45 ms CPU
a page more than pdfium, which draws the same ink; only pages of text and lines, one in ten or so, go this way.

The trap: pdf2image bounds the drawing, but not the `pdfinfo` that it asks first. So this asks it once a file with
a limit: what ended in time once will do so again.
"""

from __future__ import annotations

import math
import time
from functools import partial
from pathlib import Path

import numpy as np
import pdf2image
from pdf2image import exceptions

from faxpipe.pages.raw import Pixels, grey

LONG_SIDE_IN, LONG_SIDE_PX = 11, 2244
_FAILURES = (
    exceptions.PDFInfoNotInstalledError,
    exceptions.PDFPageCountError,
    exceptions.PDFSyntaxError,
    exceptions.PopplerNotInstalledError,
    OSError,
    ValueError,
)


class Poppler:
    """One file as poppler draws it."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._opens: bool | None = None

    def draw(self, number: int, timeout_s: float, *, dpi: int | None = None) -> Pixels | None:
        """Page `number` (from 1) in grey; None where poppler can't. Without `dpi` as large as a fax page.

        Raises TimeoutError where it takes more than `timeout_s`.
        """
        until_s = time.monotonic() + timeout_s
        draw = partial(
            pdf2image.convert_from_path,
            self._path,
            first_page=number,
            last_page=number,
            grayscale=True,
            use_cropbox=True,
        )
        try:
            if not self._can_open(timeout_s):
                return None
            left_s = _seconds(until_s - time.monotonic())
            # by resolution: poppler mixes up a given width and height on pages with /Rotate
            drawn = draw(size=LONG_SIDE_PX, timeout=left_s) if dpi is None else draw(dpi=dpi, timeout=left_s)
        except exceptions.PDFPopplerTimeoutError:
            raise TimeoutError from None
        except _FAILURES:
            return None
        return grey(np.asarray(drawn[0])) if drawn else None

    def _can_open(self, timeout_s: float) -> bool:
        if self._opens is None:
            self._opens = False
            pdf2image.pdfinfo_from_path(self._path, timeout=_seconds(timeout_s))
            self._opens = True
        return self._opens


def _seconds(time_s: float) -> int:
    return max(1, math.ceil(time_s))
