"""Print to read: small drawn pages, and PDFs with a text layer of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Paper = NDArray[np.uint8]


def _print(lines: tuple[str, ...], size: int = 44, width: int = 1700, height: int = 1100) -> Paper:
    page = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size)
    for row, line in enumerate(lines):
        draw.text((140, 160 + row * 2 * size), line, fill=0, font=font)
    return np.asarray(page, dtype=np.uint8)


@pytest.fixture
def print_lines() -> Callable[..., Paper]:
    """Lines of print as (height, width) uint8, 255 = white."""
    return _print


@pytest.fixture
def scanned_pdf(tmp_path: Path) -> Callable[..., Path]:
    """Pages as a PDF of one 1-bit image a page."""

    def write(*pages: Paper, dpi: tuple[float, float] = (200.0, 200.0)) -> Path:
        path = tmp_path / "fax.pdf"
        images = [Image.fromarray(page).convert("1", dither=Image.Dither.NONE) for page in pages]
        images[0].save(path, "PDF", save_all=True, append_images=images[1:], dpi=dpi)
        return path

    return write


@pytest.fixture
def born_digital_pdf(tmp_path: Path) -> Callable[..., Path]:
    """A one-page PDF that says `lines` in `face`; `mode` 3 is invisible; `rotate` is the page's /Rotate."""

    def write(
        lines: tuple[str, ...], *, mode: int = 0, rotate: int = 0, under: str = "", face: str = "Helvetica"
    ) -> Path:
        shown = "".join(
            f"BT /F1 14 Tf {mode} Tr 72 {700 - 28 * n} Td ({line}) Tj ET\n" for n, line in enumerate(lines)
        )
        content = (under + shown).encode()
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Rotate %d"
            b" /Resources << /Font << /F1 5 0 R >> >> >>" % rotate,
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /%s >>" % face.encode(),
        ]
        data, places = b"%PDF-1.4\n", []
        for number, thing in enumerate(objects, 1):
            places.append(len(data))
            data += b"%d 0 obj\n%b\nendobj\n" % (number, thing)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        start = len(data)
        data += b"xref\n0 6\n0000000000 65535 f \n" + table
        data += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
        path = tmp_path / "digital.pdf"
        path.write_bytes(data)
        return path

    return write
