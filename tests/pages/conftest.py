"""Paper to test on: drawn pages as arrays and PDFs of the kinds that faxes come in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Paper = NDArray[np.uint8]
LINES = (
    "Referral to pain management for evaluation",
    "The patient was seen after a fall at home and",
    "has had severe back pain for three weeks now.",
    "Please schedule the first visit and call us",
    "with the date. Notes of the visit are enclosed.",
    "Telephone of the practice 603-555-0142 daily",
    "Thank you for seeing this patient with us.",
)


def _printed(lines: tuple[str, ...] = LINES, size: int = 34, width: int = 1700, height: int = 1100) -> Paper:
    page = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size)
    for row, line in enumerate(lines):
        draw.text((160, 200 + row * 2 * size), line, fill=0, font=font)
    return np.where(np.asarray(page) < 128, 0, 255).astype(np.uint8)


@pytest.fixture
def printed() -> Callable[..., Paper]:
    """A black-and-white page of print at 200 dpi, (height, width) uint8."""
    return _printed


@pytest.fixture
def scanned_pdf(tmp_path: Path) -> Callable[..., Path]:
    """Pages as a PDF of one CCITT image a page, each with its own resolution."""

    def write(*pages: Paper, dpi: tuple[float, float] = (200.0, 200.0), name: str = "fax.pdf") -> Path:
        path = tmp_path / name
        images = [Image.fromarray(page).convert("1", dither=Image.Dither.NONE) for page in pages]
        images[0].save(path, "PDF", save_all=True, append_images=images[1:], dpi=dpi)
        return path

    return write
