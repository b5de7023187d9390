"""inbox PDF -> raw pages, within limits, one page at a time.

A page that is one scanned image, or a scan cut into strips, gives its own pixels (`scans`); anything else is drawn
in grey: by poppler in a child process, and by pdfium where poppler can't or is not there. pdfium runs in this
process and cannot be interrupted inside one decoder, so whoever reads faxes from strangers runs this in a process
that can be killed.

Measured on a 1728 x 2182 CCITT page: unpacking its own pixels 5 ms, comparing them with a small drawing of the
page's top 2 ms; drawing a page of text costs pdfium 9 ms and poppler 55 ms.
"""

from __future__ import annotations

import ctypes
import math
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pypdfium2 as pdfium
import pypdfium2.internal as pdfium_i
import pypdfium2.raw as pdfium_c

from faxpipe.config import PagesLimits
from faxpipe.errors import UnreadableFaxError
from faxpipe.pages.poppler import LONG_SIDE_IN, Poppler
from faxpipe.pages.raw import Pixels, RawPage
from faxpipe.pages.scans import image_size, images_of, own_pixels, same_picture
from faxpipe.pages.tiff import TiffFile, is_tiff

PAPER_IN_MAX = 40.0  # larger paper than this is an error in the file, not a fax
CHECK_DPI, CHECKED_SHARE = 40.0, 0.3
_OPEN_CODES = {pdfium_c.FPDF_ERR_PASSWORD: "encrypted", pdfium_c.FPDF_ERR_SECURITY: "encrypted"}


class PdfFile:
    """An open PDF: `count` pages, of which `pages()` hands out at most `limits.pages_max`."""

    def __init__(self, path: Path, limits: PagesLimits) -> None:
        self._poppler = Poppler(path)
        self._limits = limits
        self._document = _open(path)
        self.count = len(self._document)
        if self.count == 0:
            self.close()
            raise UnreadableFaxError("the PDF has no pages; ask the sender to send it again", code="no_pages")
        if self._document.get_formtype() != pdfium_c.FORMTYPE_NONE:
            self._document.init_forms()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._document.close()

    def pages(self) -> Iterator[RawPage]:
        """The pages in order. One bad page is a RawPage with a reason, never an exception."""
        for index in range(min(self.count, self._limits.pages_max)):
            yield self.page(index + 1)

    def page(self, number: int) -> RawPage:
        """Page `number` (from 1), its /Rotate obeyed."""
        try:
            page = self._document[number - 1]
        except pdfium.PdfiumError:
            return self._by_poppler(number)
        try:
            return self._draw(page, number)
        except pdfium.PdfiumError:
            return self._by_poppler(number)
        except (MemoryError, ValueError, OverflowError):
            return RawPage(number, reason="page_too_large")
        finally:
            page.close()

    def _draw(self, page: pdfium.PdfPage, number: int) -> RawPage:
        width_in, height_in = (side / 72 for side in page.get_size())
        if not (math.isfinite(width_in) and math.isfinite(height_in)) or min(width_in, height_in) <= 0.05:
            return RawPage(number, reason="page_without_size")
        images, alone = images_of(page)
        if sum(image_width * image_height for image_width, image_height in map(image_size, images)) > (
            4 * self._limits.pixels_max
        ):
            return RawPage(number, reason="page_too_large")
        deadline = time.monotonic() + self._limits.page_timeout_s
        if alone:
            own = own_pixels(page, images, number, self._limits.pixels_max)
            if own is not None and self._shows(page, own, deadline):
                return own
        return self._drawn(page, number, deadline)

    def _shows(self, page: pdfium.PdfPage, own: RawPage, deadline: float) -> bool:
        """Whether the page as drawn looks like its own pixels: in its top, or in all of it where that is empty."""
        for share in (CHECKED_SHARE, 1.0):
            drawn = _render(page, CHECK_DPI, self._limits, deadline, share)
            if drawn is None or not same_picture(own, drawn[0], share):
                return False
            if share == 1.0 or float(drawn[0].min()) < 160 < float(drawn[0].max()):
                break
        return True

    def _drawn(self, page: pdfium.PdfPage, number: int, deadline: float) -> RawPage:
        """The page drawn by poppler; by pdfium where poppler gives up, takes half the time or shows nothing."""
        dpi = max(1, int(_size(page, float(self._limits.dpi), self._limits)[0]))
        with suppress(TimeoutError):
            pixels = self._poppler.draw(number, self._limits.page_timeout_s / 2, dpi=dpi)
            if pixels is not None and float(pixels.min()) < 128:
                return RawPage(number, pixels, dpi, dpi)
        drawn = _render(page, float(self._limits.dpi), self._limits, deadline)
        if drawn is None:
            return RawPage(number, reason="page_timeout")
        return RawPage(number, drawn[0], drawn[1], drawn[1])

    def _by_poppler(self, number: int) -> RawPage:
        """A page that pdfium can't open, drawn by poppler, or the reason why not."""
        try:
            pixels = self._poppler.draw(number, self._limits.page_timeout_s / 2)
        except TimeoutError:
            return RawPage(number, reason="page_timeout")
        if pixels is None:
            return RawPage(number, reason="page_damaged")
        dpi = max(pixels.shape) / LONG_SIDE_IN
        return RawPage(number, pixels, dpi, dpi)


FaxFile = PdfFile | TiffFile


def open_pdf(path: Path, limits: PagesLimits) -> FaxFile:
    """Open a fax file, a PDF or the TIFF of a fax server, as a context manager with `count` and `pages()`.

    Raises UnreadableFaxError with code not_pdf, encrypted, damaged or no_pages.
    """
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as error:
        raise UnreadableFaxError(f"the file cannot be opened: {error.strerror}", code="damaged") from None
    if is_tiff(head):
        return TiffFile(path, limits)
    if b"%PDF-" not in head:
        raise UnreadableFaxError("the file is neither PDF nor TIFF", code="not_pdf")
    return PdfFile(path, limits)


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        code = _OPEN_CODES.get(getattr(error, "err_code", -1), "damaged")
    if code == "encrypted":
        raise UnreadableFaxError("the PDF needs a password; ask the sender for an open copy", code=code)
    raise UnreadableFaxError("the PDF is damaged beyond repair; ask the sender to send it again", code=code)


def _size(page: pdfium.PdfPage, dpi: float, limits: PagesLimits) -> tuple[float, tuple[int, int]]:
    """The dpi that the page's size allows, and (width, height) in pixels."""
    width_in, height_in = (side / 72 for side in page.get_size())
    dpi = min(dpi, dpi * PAPER_IN_MAX / max(width_in, height_in))
    dpi = min(dpi, math.sqrt(limits.pixels_max / (width_in * height_in)))
    return dpi, (max(1, math.ceil(width_in * dpi)), max(1, math.ceil(height_in * dpi)))


def _render(
    page: pdfium.PdfPage, dpi: float, limits: PagesLimits, deadline: float, share: float = 1.0
) -> tuple[Pixels, float] | None:
    """The top `share` of the page drawn in grey and the dpi that its size allowed; None where time ran out."""
    dpi, size = _size(page, dpi, limits)
    height = max(1, math.ceil(share * size[1]))
    bitmap = pdfium.PdfBitmap.new_native(size[0], height, pdfium_c.FPDFBitmap_Gray)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, size[0], height)
        flags = pdfium_c.FPDF_GRAYSCALE | pdfium_c.FPDF_ANNOT
        if not _draw_until(deadline, bitmap, page, size, flags):
            return None
        if page.formenv is not None:
            pdfium_c.FPDF_FFLDraw(page.formenv, bitmap, page, 0, 0, *size, 0, flags)
        return bitmap.to_numpy().reshape(height, size[0]).copy(), dpi
    finally:
        bitmap.close()


def _draw_until(
    deadline: float, bitmap: pdfium.PdfBitmap, page: pdfium.PdfPage, size: tuple[int, int], flags: int
) -> bool:
    """Draw in steps, so that a page of a million objects stops at the deadline."""
    pause = pdfium_c.IFSDK_PAUSE(version=1)
    pdfium_i.set_callback(pause, "NeedToPauseNow", lambda _: int(time.monotonic() > deadline))
    try:
        state = pdfium_c.FPDF_RenderPageBitmap_Start(bitmap, page, 0, 0, *size, 0, flags, ctypes.byref(pause))
    finally:
        pdfium_c.FPDF_RenderPage_Close(page)
    if state == pdfium_c.FPDF_RENDER_FAILED:
        raise pdfium.PdfiumError("the page cannot be drawn")
    return bool(state == pdfium_c.FPDF_RENDER_DONE)
