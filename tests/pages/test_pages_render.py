"""Opening a fax: own pixels, polarity, resolution, /Rotate, limits, and what is refused with which code."""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from faxpipe.config import PagesLimits
from faxpipe.errors import UnreadableFaxError
from faxpipe.pages import RawPage, open_pdf
from faxpipe.pages.poppler import Poppler

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


def test_poppler_draws_a_page_at_the_resolution_asked_for(
    printed: Callable[..., Paper], scanned_pdf: Callable[..., Path]
) -> None:
    pixels = Poppler(scanned_pdf(printed())).draw(1, 30.0, dpi=100.0)
    assert pixels is not None
    assert pixels.shape == (550, 850)
    assert 0.005 < float((pixels < 128).mean()) < 0.2


def test_what_poppler_cannot_draw_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing more")
    assert Poppler(path).draw(1, 30.0) is None


PAPER = b"/MediaBox [0 0 612 792]"


def _pdf(path: Path, content: bytes, *images: Paper) -> Path:
    """A PDF of one page with `content` and images /I0, /I1 ... of 8-bit grey."""
    names = b" ".join(b"/I%d %d 0 R" % (index, 6 + index) for index in range(len(images)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R%s/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<<%s>>>>>>"
        % (PAPER, names),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for image in images:
        data = zlib.compress(image.tobytes())
        objects.append(
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
            b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
            % (image.shape[1], image.shape[0], len(data), data)
        )
    out = b"%PDF-1.4\n"
    starts = []
    for index, body in enumerate(objects):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (index + 1, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    path.write_bytes(
        out + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    )
    return path


def test_a_scan_cut_into_strips_gives_its_own_pixels(tmp_path: Path, printed: Callable[..., Paper]) -> None:
    paper = printed(height=2200)
    strips = np.ascontiguousarray(paper[:900]), np.ascontiguousarray(paper[900:1600]), paper[1600:].copy()
    tops = (0, 900, 1600, 2200)
    content = b" ".join(
        b"q 612 0 0 %.2f 0 %.2f cm /I%d Do Q" % ((low - top) * 0.36, (2200 - low) * 0.36, index)
        for index, (top, low) in enumerate(itertools.pairwise(tops))
    )
    (page,) = _pages(_pdf(tmp_path / "strips.pdf", content, *strips))
    assert page.own
    assert page.pixels is not None
    assert np.array_equal(page.pixels, paper)
    assert (round(page.x_dpi), round(page.y_dpi)) == (200, 200)


def test_strips_with_a_gap_between_them_are_drawn(tmp_path: Path, printed: Callable[..., Paper]) -> None:
    half = printed()
    content = b"q 612 0 0 390 0 402 cm /I0 Do Q q 612 0 0 390 0 0 cm /I1 Do Q"
    (page,) = _pages(_pdf(tmp_path / "gap.pdf", content, half, half))
    assert not page.own
    assert page.pixels is not None
    assert float((page.pixels < 128).mean()) > 0.005


def test_print_over_a_scan_is_drawn_with_it(tmp_path: Path, printed: Callable[..., Paper]) -> None:
    content = b"q 612 0 0 792 0 0 cm /I0 Do Q BT /F 40 Tf 100 60 Td (RECEIVED) Tj ET"
    blank = np.full((2200, 1700), 255, np.uint8)
    (page,) = _pages(_pdf(tmp_path / "stamped.pdf", content, blank))
    assert not page.own
    assert page.pixels is not None
    assert (page.pixels[1900:2100] < 128).any()


def test_text_with_lines_is_drawn_at_the_resolution_of_a_fax(tmp_path: Path) -> None:
    content = b"BT /F 12 Tf 72 700 Td (Referral) Tj ET 72 690 m 540 690 l S"
    (page,) = _pages(_pdf(tmp_path / "text.pdf", content))
    assert not page.own
    assert page.pixels is not None
    assert page.pixels.shape == (2244, 1734)
    assert (page.pixels[200:260] < 128).any()


def test_a_page_is_drawn_where_poppler_is_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (page,) = _pages(_pdf(tmp_path / "text.pdf", b"BT /F 12 Tf 72 700 Td (Referral) Tj ET"))
    assert page.pixels is not None
    assert (page.pixels < 128).any()


def test_own_pixels_below_an_empty_top_are_checked_as_well(tmp_path: Path, printed: Callable[..., Paper]) -> None:
    paper = np.full((2200, 1700), 255, np.uint8)
    paper[1100:] = printed()
    turned = b"q 612 0 0 792 0 0 cm /I0 Do Q"
    (page,) = _pages(_pdf(tmp_path / "low.pdf", turned, paper))
    assert page.own
    clipped = b"0 0 612 500 re W n q 612 0 0 792 0 0 cm /I0 Do Q"
    (page,) = _pages(_pdf(tmp_path / "clipped.pdf", clipped, 255 - paper))
    assert not page.own


@pytest.mark.parametrize("rotate", [0, 90])
def test_a_drawn_page_obeys_the_rotation_written_in_the_pdf(tmp_path: Path, rotate: int) -> None:
    path = _pdf(tmp_path / "text.pdf", b"BT /F 12 Tf 72 700 Td (Referral) Tj ET")
    path.write_bytes(path.read_bytes().replace(PAPER, PAPER + b"/Rotate %d" % rotate))
    (page,) = _pages(path)
    assert page.pixels is not None
    assert page.pixels.shape == ((1734, 2244) if rotate else (2244, 1734))
    assert (page.pixels < 128).any()
