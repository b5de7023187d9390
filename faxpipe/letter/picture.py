"""The letter's page as a picture, for looking at it before it goes."""

from __future__ import annotations

import io
from threading import Lock

import pypdfium2

_one_at_a_time = Lock()
"""pdfium is not made for threads, and the review server has several."""


def letter_png(pdf: bytes, *, dpi: int = 110) -> bytes:
    """The first page of `pdf` as a PNG in grey."""
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            image = document[0].render(scale=dpi / 72, grayscale=True).to_pil()
        finally:
            document.close()
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()
