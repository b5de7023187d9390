"""Raw pages from a multi-page TIFF, which is what many fax servers deliver instead of a PDF.

Pillow reads it; fill order and polarity are the file's business and libtiff's. Resolution comes from the
tags, or, where they are missing, from the 1728 columns every fax line has.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from PIL import Image, UnidentifiedImageError

from faxpipe.config import PagesLimits
from faxpipe.errors import UnreadableFaxError
from faxpipe.pages.raw import RawPage, grey


def is_tiff(head: bytes) -> bool:
    return head[:4] in (b"II*\x00", b"MM\x00*")


class TiffFile:
    """An open TIFF: `count` pages, of which `pages()` hands out at most `limits.pages_max`."""

    def __init__(self, path: Path, limits: PagesLimits) -> None:
        self._limits = limits
        try:
            with _quiet():
                self._image = Image.open(path, formats=["TIFF"])
                self.count = int(getattr(self._image, "n_frames", 1))
        except Image.DecompressionBombError:
            raise UnreadableFaxError("the first page is larger than any fax", code="too_large") from None
        except (OSError, ValueError, SyntaxError, KeyError, TypeError, EOFError, UnidentifiedImageError):
            raise UnreadableFaxError(
                "the TIFF is damaged; ask the sender to send it again", code="damaged"
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._image.close()

    def pages(self) -> Iterator[RawPage]:
        """The pages in order. One bad page is a RawPage with a reason, never an exception."""
        for index in range(min(self.count, self._limits.pages_max)):
            yield self.page(index + 1)

    def page(self, number: int) -> RawPage:
        """Page `number`, from 1."""
        try:
            with _quiet():
                return self._page(number)
        except Image.DecompressionBombError:
            return RawPage(number, reason="page_too_large")
        except (OSError, ValueError, SyntaxError, KeyError, TypeError, EOFError):
            return RawPage(number, reason="page_damaged")

    def _page(self, number: int) -> RawPage:
        self._image.seek(number - 1)
        width, height = self._image.size
        if width * height > self._limits.pixels_max:
            return RawPage(number, reason="page_too_large")
        if self._image.mode in ("1", "L"):
            pixels = grey(np.asarray(self._image))
        else:
            pixels = grey(np.asarray(self._image.convert("RGBA"))[..., [2, 1, 0, 3]])
        return RawPage(number, pixels, *_resolution(self._image), own=True)


@contextmanager
def _quiet() -> Iterator[None]:
    """Pillow warns of every odd tag of strangers' files; what can't be read has a reason of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _resolution(image: Image.Image) -> tuple[float, float]:
    """Columns and rows an inch: the tags where plausible, else guessed from the size of a fax page."""
    x_dpi, y_dpi = (float(value) for value in image.info.get("dpi", (0, 0)))
    if min(x_dpi, y_dpi) >= 60 and max(x_dpi, y_dpi) <= 1300:
        return x_dpi, y_dpi
    width, height = image.size
    guess = max(60.0, width / 8.47)
    return guess, guess / 2 if height < 0.85 * width else guess
