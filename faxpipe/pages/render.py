"""inbox PDF -> raw pages, within limits, one page at a time.

A page that is one scanned image gives its own pixels; anything else is drawn in grey. pdfium does both; poppler
is the second renderer for pages that pdfium can't draw. pdfium runs in this process and cannot be interrupted
inside one decoder, so whoever reads faxes from strangers runs this in a process that can be killed.

The trap is polarity: raw CCITT bits may mean black or white (/BlackIs1, image masks, /Decode). Own pixels are
therefore used only where they agree with a small drawing of the page.
"""

from __future__ import annotations

import ctypes
import math
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np
import pdf2image
import pdf2image.exceptions
import pypdfium2 as pdfium
import pypdfium2.internal as pdfium_i
import pypdfium2.raw as pdfium_c

from faxpipe.config import PagesLimits
from faxpipe.errors import UnreadableFaxError
from faxpipe.pages.raw import Pixels, RawPage, grey
from faxpipe.pages.tiff import TiffFile, is_tiff

PAPER_IN_MAX = 40.0  # larger paper than this is an error in the file, not a fax
SCAN_DPI_MIN, SCAN_DPI_MAX = 60.0, 1300.0
POPPLER_LONG_SIDE_PX = 2244  # 11 inches at 204 dpi
_OPEN_CODES = {pdfium_c.FPDF_ERR_PASSWORD: "encrypted", pdfium_c.FPDF_ERR_SECURITY: "encrypted"}


class PdfFile:
    """An open PDF: `count` pages, of which `pages()` hands out at most `limits.pages_max`."""

    def __init__(self, path: Path, limits: PagesLimits) -> None:
        self._path = path
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
            return second_renderer(self._path, number, self._limits.page_timeout_s)
        try:
            return self._draw(page, number)
        except pdfium.PdfiumError:
            return second_renderer(self._path, number, self._limits.page_timeout_s)
        except (MemoryError, ValueError, OverflowError):
            return RawPage(number, reason="page_too_large")
        finally:
            page.close()

    def _draw(self, page: pdfium.PdfPage, number: int) -> RawPage:
        width_in, height_in = (side / 72 for side in page.get_size())
        if not (math.isfinite(width_in) and math.isfinite(height_in)) or min(width_in, height_in) <= 0.05:
            return RawPage(number, reason="page_without_size")
        images, alone = _images(page)
        if sum(width * height for width, height in map(_image_size, images)) > 4 * self._limits.pixels_max:
            return RawPage(number, reason="page_too_large")
        deadline = time.monotonic() + self._limits.page_timeout_s
        if alone:
            own = _own_pixels(page, images[0], number, self._limits)
            if own is not None and _same_picture(own, _render(page, 40.0, self._limits, deadline)):
                return own
        drawn = _render(page, float(self._limits.dpi), self._limits, deadline)
        if drawn is None:
            return RawPage(number, reason="page_timeout")
        pixels, dpi = drawn
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


def _images(page: pdfium.PdfPage) -> tuple[list[pdfium.PdfImage], bool]:
    """The images on the page, and whether it is one upright image that covers it with nothing visible beside."""
    images: list[pdfium.PdfImage] = []
    alone = pdfium_c.FPDFPage_GetAnnotCount(page) == 0
    for thing in page.get_objects(max_depth=4):
        if isinstance(thing, pdfium.PdfImage):
            images.append(thing)
        elif not _invisible(thing):
            alone = False
    return images, alone and len(images) == 1 and _covers(page, images[0])


def _invisible(thing: pdfium.PdfObject) -> bool:
    if thing.type == pdfium_c.FPDF_PAGEOBJ_FORM:
        return True  # a container; what it holds is listed by itself
    if thing.type != pdfium_c.FPDF_PAGEOBJ_TEXT:
        return False
    return bool(pdfium_c.FPDFTextObj_GetTextRenderMode(thing) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE)


def _covers(page: pdfium.PdfPage, image: pdfium.PdfImage) -> bool:
    left, bottom, right, top = image.get_bounds()
    page_left, page_bottom, page_right, page_top = page.get_bbox()
    if image.container is not None:
        return False
    slack_x, slack_y = 0.03 * (page_right - page_left), 0.03 * (page_top - page_bottom)
    return bool(
        abs(left - page_left) < slack_x
        and abs(right - page_right) < slack_x
        and abs(bottom - page_bottom) < slack_y
        and abs(top - page_top) < slack_y
    )


def _image_size(image: pdfium.PdfImage) -> tuple[int, int]:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium_c.FPDFImageObj_GetImagePixelSize(image, width, height)
    return width.value, height.value


def _own_pixels(page: pdfium.PdfPage, image: pdfium.PdfImage, number: int, limits: PagesLimits) -> RawPage | None:
    width, height = _image_size(image)
    a, b, c, d, _, _ = image.get_matrix().get()
    if width * height > limits.pixels_max or max(abs(b), abs(c)) > 0.01 * max(abs(a), abs(d), 1e-9):
        return None
    x_dpi, y_dpi = width / abs(a) * 72, height / abs(d) * 72
    if not (min(x_dpi, y_dpi) >= SCAN_DPI_MIN and max(x_dpi, y_dpi) <= SCAN_DPI_MAX):
        return None
    try:
        bitmap = image.get_bitmap(render=False)
    except pdfium.PdfiumError:
        return None
    pixels = grey(bitmap.to_numpy())
    pixels = pixels[:, ::-1] if a < 0 else pixels
    pixels = pixels[::-1] if d < 0 else pixels
    turns = page.get_rotation() // 90
    if turns % 2:
        x_dpi, y_dpi = y_dpi, x_dpi
    return RawPage(number, np.ascontiguousarray(np.rot90(pixels, -turns)), x_dpi, y_dpi, own=True)


def _same_picture(own: RawPage, drawn: tuple[Pixels, float] | None) -> bool:
    """Whether own pixels, made small, look like the page as drawn (grey levels within a tenth on average)."""
    if drawn is None or own.pixels is None:
        return False
    size = (drawn[0].shape[1], drawn[0].shape[0])
    small = cv2.resize(own.pixels, size, interpolation=cv2.INTER_AREA)
    difference = np.abs(small.astype(np.int16) - drawn[0].astype(np.int16))
    return float(difference.mean()) < 26 and abs(float(small.mean()) - float(drawn[0].mean())) < 26


def _render(page: pdfium.PdfPage, dpi: float, limits: PagesLimits, deadline: float) -> tuple[Pixels, float] | None:
    """The page drawn in grey and the dpi that its size allowed; None where time ran out."""
    width_in, height_in = (side / 72 for side in page.get_size())
    dpi = min(dpi, dpi * PAPER_IN_MAX / max(width_in, height_in))
    dpi = min(dpi, math.sqrt(limits.pixels_max / (width_in * height_in)))
    size = max(1, math.ceil(width_in * dpi)), max(1, math.ceil(height_in * dpi))
    bitmap = pdfium.PdfBitmap.new_native(*size, pdfium_c.FPDFBitmap_Gray)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
        flags = pdfium_c.FPDF_GRAYSCALE | pdfium_c.FPDF_ANNOT
        if not _draw_until(deadline, bitmap, page, size, flags):
            return None
        if page.formenv is not None:
            pdfium_c.FPDF_FFLDraw(page.formenv, bitmap, page, 0, 0, *size, 0, flags)
        return bitmap.to_numpy().reshape(size[1], size[0]).copy(), dpi
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


def second_renderer(path: Path, number: int, timeout_s: float) -> RawPage:
    """The page drawn by poppler, bounded in time and size, or a reason."""
    timeout = max(1, math.ceil(timeout_s / 2))
    try:
        # convert_from_path asks pdfinfo again without a time limit: what ended in time once will do so again
        pdf2image.pdfinfo_from_path(str(path), timeout=timeout)
        drawn = pdf2image.convert_from_path(
            path, first_page=number, last_page=number, size=POPPLER_LONG_SIDE_PX, grayscale=True, timeout=timeout
        )
    except pdf2image.exceptions.PDFPopplerTimeoutError:
        return RawPage(number, reason="page_timeout")
    except (pdf2image.exceptions.PDFPageCountError, pdf2image.exceptions.PDFSyntaxError, OSError, ValueError):
        return RawPage(number, reason="page_damaged")
    if not drawn:
        return RawPage(number, reason="page_damaged")
    pixels = grey(np.asarray(drawn[0]))
    dpi = max(pixels.shape) / 11.0
    return RawPage(number, pixels, dpi, dpi)
