"""Opening a fax: own pixels, polarity, resolution, /Rotate, limits, and what is refused with which code."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from faxpipe.config import PagesLimits
from faxpipe.errors import UnreadableFaxError
from faxpipe.pages import RawPage, open_pdf
from faxpipe.pages.render import POPPLER_LONG_SIDE_PX, second_renderer

Paper = NDArray[np.uint8]
LIMITS = PagesLimits()


def _pages(path: Path, limits: PagesLimits = LIMITS) -> list[RawPage]:
    with open_pdf(path, limits) as fax:
        return list(fax.pages())


def test_a_scanned_page_gives_exactly_the_pixels_that_were_sent(
    printed: Callable[..., Paper], scanned_pdf: Callable[..., Path]
) -> None:
    paper = printed()
    (page,) = _pages(scanned_pdf(paper))
    assert page.own
    assert page.pixels is not None
    assert np.array_equal(page.pixels, paper)


def test_a_page_in_standard_resolution_keeps_its_half_as_many_rows(
    printed: Callable[..., Paper], scanned_pdf: Callable[..., Path]
) -> None:
    (page,) = _pages(scanned_pdf(printed()[::2], dpi=(204.0, 98.0)))
    assert page.pixels is not None
    assert page.pixels.shape == (550, 1700)
    assert (round(page.x_dpi), round(page.y_dpi)) == (204, 98)


@pytest.mark.parametrize("black_is_1", [b"true", b"false"])
def test_paper_is_white_whichever_bit_means_black(
    printed: Callable[..., Paper], scanned_pdf: Callable[..., Path], black_is_1: bytes
) -> None:
    path = scanned_pdf(printed())
    data = path.read_bytes()
    assert b"/BlackIs1 true" in data
    path.write_bytes(data.replace(b"/BlackIs1 true", b"/BlackIs1 " + black_is_1.ljust(4)))
    (page,) = _pages(path)
    drawn = page.pixels
    assert drawn is not None
    assert page.own
    ink_expected = float((printed() == 0).mean())
    shown = ink_expected if black_is_1 == b"true" else 1 - ink_expected
    assert abs(float((drawn == 0).mean()) - shown) < 0.001, "the page shows what a PDF viewer shows"


def test_an_image_mask_is_drawn_as_a_viewer_draws_it(
    printed: Callable[..., Paper], scanned_pdf: Callable[..., Path]
) -> None:
    path = scanned_pdf(printed())
    named = b"/ColorSpace /DeviceGray"
    path.write_bytes(path.read_bytes().replace(named, b"/ImageMask true".ljust(len(named))))
    (page,) = _pages(path)
    assert page.pixels is not None
    assert 0.005 < float((page.pixels < 128).mean()) < 0.1


@pytest.mark.parametrize(("degrees", "corner"), [(90, (0, -1)), (180, (-1, -1)), (270, (-1, 0))])
def test_the_rotation_written_in_the_pdf_is_obeyed(
    scanned_pdf: Callable[..., Path], degrees: int, corner: tuple[int, int]
) -> None:
    paper = np.full((1000, 800), 255, np.uint8)
    paper[:200, :200] = 0
    path = scanned_pdf(paper)
    data = path.read_bytes()
    path.write_bytes(re.sub(rb"/MediaBox", b"/Rotate %d /MediaBox" % degrees, data, count=1))
    (page,) = _pages(path)
    assert page.pixels is not None
    assert page.pixels[corner] == 0
    assert page.pixels[400, 400] == 255
    assert (page.pixels.shape == (800, 1000)) == (degrees != 180)


def test_more_pages_than_allowed_are_left_unread(
    printed: Callable[..., Paper], scanned_pdf: Callable[..., Path]
) -> None:
    path = scanned_pdf(*[printed()] * 3)
    with open_pdf(path, PagesLimits(pages_max=2)) as fax:
        assert fax.count == 3
        assert [page.number for page in fax.pages()] == [1, 2]


def test_a_page_above_the_pixel_limit_is_drawn_at_lower_resolution(
    printed: Callable[..., Paper], scanned_pdf: Callable[..., Path]
) -> None:
    (page,) = _pages(scanned_pdf(printed()), PagesLimits(pixels_max=500_000))
    assert page.pixels is not None
    assert page.pixels.size <= 505_000
    assert page.x_dpi < 200


def test_an_image_far_above_the_limit_is_not_even_unpacked(scanned_pdf: Callable[..., Path]) -> None:
    paper = np.full((3000, 3000), 255, np.uint8)
    (page,) = _pages(scanned_pdf(paper), PagesLimits(pixels_max=100_000))
    assert page.pixels is None
    assert page.reason == "page_too_large"


def test_a_damaged_page_costs_only_itself(printed: Callable[..., Paper], scanned_pdf: Callable[..., Path]) -> None:
    path = scanned_pdf(printed(), printed())
    data = bytearray(path.read_bytes())
    start = data.index(b"stream", data.index(b"CCITTFaxDecode")) + 10
    data[start : start + 400] = bytes(400)
    path.write_bytes(bytes(data))
    pages = _pages(path)
    assert len(pages) == 2
    assert pages[1].pixels is not None
    assert np.array_equal(pages[1].pixels, printed())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_pdf"),
        (b"hello, this is a text file", "not_pdf"),
        (b"%PDF-1.4\nnothing more", "damaged"),
        (b"II*\x00\x08\x00\x00\x00broken", "damaged"),
    ],
)
def test_files_that_are_no_fax_are_refused_with_a_code(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "secret name.pdf"
    path.write_bytes(data)
    with pytest.raises(UnreadableFaxError) as caught:
        open_pdf(path, LIMITS)
    assert caught.value.code == code
    assert "secret" not in str(caught.value)


def test_a_locked_pdf_says_that_it_needs_a_password() -> None:
    path = Path(__file__).parents[3] / "shared" / "hostile" / "pdf2image__test_locked_both.pdf"
    if not path.exists():
        pytest.skip("the shared material is not here")
    with pytest.raises(UnreadableFaxError) as caught:
        open_pdf(path, LIMITS)
    assert caught.value.code == "encrypted"


def test_a_fax_server_tiff_gives_every_page_at_its_resolution(
    tmp_path: Path, printed: Callable[..., Paper]
) -> None:
    path = tmp_path / "fax.tif"
    paper = printed()[::2]
    images = [Image.fromarray(paper).convert("1", dither=Image.Dither.NONE) for _ in range(2)]
    images[0].save(path, save_all=True, append_images=images[1:], compression="group4", dpi=(204, 98))
    pages = _pages(path)
    assert len(pages) == 2
    assert pages[1].pixels is not None
    assert np.array_equal(pages[1].pixels, paper)
    assert (round(pages[1].x_dpi), round(pages[1].y_dpi)) == (204, 98)


def test_poppler_draws_a_page_within_its_bounds(
    printed: Callable[..., Paper], scanned_pdf: Callable[..., Path]
) -> None:
    page = second_renderer(scanned_pdf(printed()), 1, 30.0)
    assert page.pixels is not None
    assert max(page.pixels.shape) == POPPLER_LONG_SIDE_PX
    assert 0.005 < float((page.pixels < 128).mean()) < 0.2


def test_what_poppler_cannot_draw_has_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing more")
    assert second_renderer(path, 1, 30.0).reason == "page_damaged"
