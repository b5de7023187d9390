"""Pictures of pages from files as they arrive: every kind of file gives one, and it says so where it cannot."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from faxpipe import picture
from faxpipe.config import Config, Ocr
from faxpipe.document import Box
from faxpipe.picture import Sheet, count, cut, draw, read_region

LIMITS = Config().pages
HOSTILE = Path(__file__).resolve().parent.parent.parent / "shared" / "hostile"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    picture._raw.clear()
    picture._shown.clear()


def sheet(path: Path, number: int = 1, rotation: int = 0, skew_deg: float = 0.0) -> Sheet:
    return Sheet(path, number, rotation, skew_deg, LIMITS)


def seen(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"))


def fax(path: Path, *, standard: bool = False, black: bool = False) -> Path:
    image = Image.new("L", (1728, 2200), 255)
    ImageDraw.Draw(image).text((200, 400), "Patient name Ann Fox", font=ImageFont.load_default(60), fill=0)
    if standard:
        image = image.resize((1728, 1100))
    if black:
        image = Image.fromarray(255 - np.asarray(image))
    dpi = (204, 98 if standard else 196)
    image.convert("1").save(path, format="TIFF", compression="group4", dpi=dpi)
    return path


@pytest.mark.parametrize("standard", [False, True])
@pytest.mark.parametrize("black", [False, True])
def test_a_group_4_page_is_neither_blank_nor_squashed_nor_white_on_black(
    tmp_path: Path, standard: bool, black: bool
) -> None:
    shown = seen(draw(sheet(fax(tmp_path / "a.tif", standard=standard, black=black)), 850))
    assert shown.shape[0] / shown.shape[1] == pytest.approx(2200 / 1728 * 204 / 196, abs=0.03)
    assert shown.mean() > 200
    assert shown.min() < 80


def test_a_pdf_of_one_scanned_page_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    Image.open(fax(tmp_path / "a.tif")).save(path, resolution=204)
    assert seen(draw(sheet(path), 1000)).min() < 80
    assert count(path, LIMITS) == 1


def test_a_crop_is_the_place_and_a_margin(tmp_path: Path) -> None:
    path = fax(tmp_path / "a.tif")
    page = seen(draw(sheet(path), picture.CROP_WIDTH_PX))
    crop = seen(cut(sheet(path), Box(0.1, 0.17, 0.5, 0.22)))
    assert crop.shape[1] == pytest.approx(0.4 * page.shape[1] + 2 * 12, abs=4)
    assert crop.min() < 80


@pytest.mark.parametrize("content", [b"", b"no pdf at all", b"%PDF-1.4 broken"])
def test_a_file_that_cannot_be_drawn_gives_a_picture_that_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    assert seen(draw(sheet(path), 850)).min() < 80
    assert count(path, LIMITS) == 0


def test_a_page_there_is_not_gives_a_picture_that_says_so(tmp_path: Path) -> None:
    assert seen(draw(sheet(fax(tmp_path / "a.tif"), number=7), 850)).min() < 80


def test_a_region_is_read_by_itself(tmp_path: Path) -> None:
    read = read_region(sheet(fax(tmp_path / "a.tif")), Box(0.1, 0.17, 0.6, 0.22), Ocr(engine="tesseract"))
    assert "Ann Fox" in read.text
    assert 0.3 < read.confidence <= 1
    assert read_region(sheet(tmp_path / "a.tif"), Box(0.1, 0.7, 0.6, 0.72), Ocr(engine="tesseract")).text == ""


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the hostile files are not here")
@pytest.mark.parametrize("name", ["OCRmyPDF__ccitt.pdf", "OCRmyPDF__aspect.pdf", "qpdf__bad__bad1.pdf"])
def test_hostile_files_give_pictures_with_something_on_them(name: str) -> None:
    shown = seen(draw(sheet(HOSTILE / name), 850))
    assert shown.shape[1] == 850
    assert shown.min() < 128 < shown.mean()
