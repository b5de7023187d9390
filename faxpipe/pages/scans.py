"""A scanned page's own pixels, as the scanner sent them: one image, or one cut into strips.

The traps: raw CCITT bits may mean black or white (/BlackIs1, image masks, /Decode), and something invisible here
may hide or turn the image. So `render` uses own pixels only where they agree with a small drawing of the page.
"""

from __future__ import annotations

import ctypes
import math
from itertools import pairwise

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from faxpipe.pages.raw import Pixels, RawPage, grey

SCAN_DPI_MIN, SCAN_DPI_MAX = 60.0, 1300.0
STRIPS_MAX = 500
EDGE_SHARE, SEAM_PX = 0.03, 1.5
GREY_APART_MAX, ALIKE_MIN = 26, 0.6


def images_of(page: pdfium.PdfPage) -> tuple[list[pdfium.PdfImage], bool]:
    """The images on the page, and whether they are upright, cover it, and have nothing visible beside."""
    images: list[pdfium.PdfImage] = []
    alone = pdfium_c.FPDFPage_GetAnnotCount(page) == 0
    for thing in page.get_objects(max_depth=4):
        if isinstance(thing, pdfium.PdfImage):
            images.append(thing)
        elif not _invisible(thing):
            alone = False
    return images, alone and 1 <= len(images) <= STRIPS_MAX and _covered(page, images)


def _invisible(thing: pdfium.PdfObject) -> bool:
    if thing.type == pdfium_c.FPDF_PAGEOBJ_FORM:
        return True  # a container; what it holds is listed by itself
    if thing.type != pdfium_c.FPDF_PAGEOBJ_TEXT:
        return False
    return bool(pdfium_c.FPDFTextObj_GetTextRenderMode(thing) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE)


def _covered(page: pdfium.PdfPage, images: list[pdfium.PdfImage]) -> bool:
    """Whether the images, one below the other, reach from edge to edge."""
    if any(image.container is not None for image in images):
        return False
    bounds = np.array([image.get_bounds() for image in images])
    left, bottom, right, top = page.get_bbox()
    slack_x, slack_y = EDGE_SHARE * (right - left), EDGE_SHARE * (top - bottom)
    return bool(
        np.abs(bounds[:, 0] - left).max() < slack_x
        and np.abs(bounds[:, 2] - right).max() < slack_x
        and abs(bounds[:, 1].min() - bottom) < slack_y
        and abs(bounds[:, 3].max() - top) < slack_y
    )


def image_size(image: pdfium.PdfImage) -> tuple[int, int]:
    """(width, height) in pixels."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium_c.FPDFImageObj_GetImagePixelSize(image, width, height)
    return width.value, height.value


def own_pixels(
    page: pdfium.PdfPage, images: list[pdfium.PdfImage], number: int, pixels_max: int
) -> RawPage | None:
    """The page's own pixels, /Rotate obeyed; None where the images are no plain scan of one page."""
    strips = sorted(images, key=lambda image: -image.get_bounds()[3])
    scales = [_scale(image) for image in strips]
    if sum(width * height for width, height in map(image_size, strips)) > pixels_max or not _fit(strips, scales):
        return None
    x_dpi, y_dpi = scales[0] or (0.0, 0.0)
    try:
        parts = [_pixels(strip) for strip in strips]
    except pdfium.PdfiumError:
        return None
    turns = page.get_rotation() // 90
    if turns % 2:
        x_dpi, y_dpi = y_dpi, x_dpi
    whole = parts[0] if len(parts) == 1 else np.concatenate(parts)
    return RawPage(number, np.ascontiguousarray(np.rot90(whole, -turns)), x_dpi, y_dpi, own=True)


def _scale(image: pdfium.PdfImage) -> tuple[float, float] | None:
    """Columns and rows an inch; None where the image is turned, or no scan by its resolution."""
    width, height = image_size(image)
    a, b, c, d, _, _ = image.get_matrix().get()
    if min(abs(a), abs(d)) <= 0 or max(abs(b), abs(c)) > 0.01 * max(abs(a), abs(d)):
        return None
    x_dpi, y_dpi = width / abs(a) * 72, height / abs(d) * 72
    return (x_dpi, y_dpi) if min(x_dpi, y_dpi) >= SCAN_DPI_MIN and max(x_dpi, y_dpi) <= SCAN_DPI_MAX else None


def _fit(strips: list[pdfium.PdfImage], scales: list[tuple[float, float] | None]) -> bool:
    """Whether the images, top to bottom, are strips of one scan: of one width and scale, each below the last."""
    first = scales[0]
    if first is None or len({image_size(strip)[0] for strip in strips}) > 1:
        return False
    if not all(scale is not None and np.allclose(scale, first, rtol=0.03) for scale in scales):
        return False
    seam = SEAM_PX * 72 / first[1]
    bounds = [strip.get_bounds() for strip in strips]
    return all(abs(upper[1] - lower[3]) <= seam for upper, lower in pairwise(bounds))


def _pixels(image: pdfium.PdfImage) -> Pixels:
    a, _, _, d, _, _ = image.get_matrix().get()
    pixels = grey(image.get_bitmap(render=False).to_numpy())
    pixels = pixels[:, ::-1] if a < 0 else pixels
    return pixels[::-1] if d < 0 else pixels


def same_picture(own: RawPage, drawn: Pixels, share: float) -> bool:
    """Whether the top `share` of own pixels, made small, looks like that part of the page as drawn.

    Blurred, as they may be made small in different ways: within a tenth of grey, or dark in the same places.
    """
    if own.pixels is None:
        return False
    top = own.pixels[: round(share * own.pixels.shape[0])]
    by = max(1, top.shape[1] // drawn.shape[1])
    size = top.shape[1] // by, max(1, top.shape[0] // by)
    whole = top[: size[1] * by, : size[0] * by]
    small = cv2.resize(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), drawn.shape[::-1])
    one, other = (cv2.blur(each, (5, 5)).astype(np.float64) for each in (small, drawn))
    if abs(one.mean() - other.mean()) >= GREY_APART_MAX:
        return False
    apart = np.abs(one - other).mean()
    one -= one.mean()
    other -= other.mean()
    alike = (one * other).sum() > ALIKE_MIN * math.sqrt((one**2).sum() * (other**2).sum())
    return bool(alike or apart < GREY_APART_MAX)
