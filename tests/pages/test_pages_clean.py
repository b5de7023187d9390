"""Cleaning: square pixels, straight lines, streaks and specks gone, letters whole; which way up; blank or not."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from faxpipe.pages import RawPage, clean, is_blank
from faxpipe.pages.clean import READ_DPI, flatten, skew, without_specks, without_streaks
from faxpipe.pages.dither import undithered
from faxpipe.pages.orient import runs_sideways, turns_to_try, upside_down

Paper = NDArray[np.uint8]


def _raw(paper: Paper, x_dpi: float = 200.0, y_dpi: float = 200.0) -> RawPage:
    return RawPage(1, paper, x_dpi, y_dpi, own=True)


def _turned(paper: Paper, degrees: float) -> Paper:
    height, width = paper.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(paper, matrix, (width, height), borderValue=255), dtype=np.uint8)


def test_pixels_come_out_square_whatever_went_in(printed: Callable[..., Paper]) -> None:
    image = clean(_raw(printed()[::2], 204.0, 98.0))
    assert image.dpi == READ_DPI
    height, width = image.pixels.shape
    assert width == round(1700 * 300 / 204)
    assert height == round(550 * 300 / 98)


def test_a_page_too_large_for_the_limit_comes_out_smaller(printed: Callable[..., Paper]) -> None:
    image = clean(_raw(printed()), pixels_max=1_000_000)
    assert image.pixels.size <= 1_010_000
    assert image.dpi < READ_DPI


@pytest.mark.parametrize("degrees", [-3.0, -1.2, 0.4, 2.5])
@pytest.mark.parametrize("rows", [1, 2])
def test_skew_is_measured_on_fine_and_on_standard_pages(
    printed: Callable[..., Paper], degrees: float, rows: int
) -> None:
    paper = _turned(printed(), degrees)[::rows]
    assert skew(paper, float(rows)) == pytest.approx(-degrees, abs=0.2)


def test_a_skewed_page_comes_out_straight(printed: Callable[..., Paper]) -> None:
    image = clean(_raw(_turned(printed(), 2.0)))
    assert image.skew_deg == pytest.approx(-2.0, abs=0.2)
    assert skew(image.pixels, 1.0) == pytest.approx(0.0, abs=0.1)


def test_an_empty_page_is_not_turned() -> None:
    assert skew(np.full((500, 500), 255, np.uint8), 1.0) == 0.0


def test_a_scanner_streak_goes_and_the_letters_it_crosses_stay(printed: Callable[..., Paper]) -> None:
    paper = printed()
    dirty = paper.copy()
    dirty[:, 900:902] = 0
    cleaned = without_streaks(dirty, 200.0)
    assert (cleaned[:, 900:902] == 0).mean() < 0.2
    assert np.array_equal(cleaned[:, :895], paper[:, :895])


def test_the_sides_of_a_table_are_no_streaks() -> None:
    paper = np.full((1000, 800), 255, np.uint8)
    cv2.rectangle(paper, (100, 100), (700, 900), 0, 2)
    assert np.array_equal(without_streaks(paper, 200.0), paper)


def test_lone_specks_go_and_dots_of_letters_stay() -> None:
    paper = np.full((200, 200), 255, np.uint8)
    paper[20:22, 20:22] = 0
    paper[100:130, 100:103] = 0
    paper[95:97, 100:102] = 0
    cleaned = without_specks(paper, 200.0, 200.0)
    assert cleaned[20, 20] == 255
    assert cleaned[95, 100] == 0


def test_a_shaded_grey_page_gets_even_white_paper(printed: Callable[..., Paper]) -> None:
    paper = printed().astype(np.float32)
    shade = np.linspace(0.55, 1.0, paper.shape[1], dtype=np.float32)
    dim = np.clip(paper * shade * 0.85, 20, 255).astype(np.uint8)
    even = flatten(dim)
    assert float(np.median(even[:, :200])) > 235
    assert float((even < 128).mean()) == pytest.approx(float((printed() == 0).mean()), abs=0.004)


def test_white_print_on_black_paper_is_turned_over(printed: Callable[..., Paper]) -> None:
    image = clean(_raw(255 - printed()))
    assert image.negative
    assert float((image.pixels < 128).mean()) < 0.1


def test_half_a_turn_is_exact_and_remembered(printed: Callable[..., Paper]) -> None:
    image = clean(_raw(printed()))
    turned = upside_down(image)
    assert turned.rotation == 180
    assert np.array_equal(turned.pixels[::-1, ::-1], image.pixels)


@pytest.mark.parametrize("quarter_turns", [0, 1, 2, 3])
def test_sideways_print_is_noticed(printed: Callable[..., Paper], quarter_turns: int) -> None:
    raw = _raw(np.ascontiguousarray(np.rot90(printed(), quarter_turns)))
    assert runs_sideways(raw) == (quarter_turns % 2 == 1)
    assert turns_to_try(raw)[0] in ((90, 270) if quarter_turns % 2 else (180,))


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotation_counts_clockwise(rotation: int) -> None:
    paper = np.full((900, 600), 255, np.uint8)
    paper[50:150, 50:150] = 0
    image = clean(_raw(paper), rotation=rotation)
    height, width = image.pixels.shape
    top, left = {90: (0, 1), 180: (1, 1), 270: (1, 0)}[rotation]
    y, x = (round(size * (0.85 if far else 0.12)) for size, far in ((height, top), (width, left)))
    quarter = image.pixels[max(0, y - 150) : y + 150, max(0, x - 150) : x + 150]
    assert (quarter < 128).any()
    assert image.rotation == rotation


def _blank(noise: bool = False, header: bool = False, edge: bool = False) -> Paper:
    paper = np.full((2200, 1700), 255, np.uint8)
    if noise:
        places = np.random.default_rng(7).integers(0, (2200, 1700), (400, 2))
        paper[places[:, 0], places[:, 1]] = 0
    if header:
        cv2.putText(paper, "03/02/2026 10:15 FAMILY PRACTICE P. 03/04", (60, 40), 0, 0.9, 0, 2)
    if edge:
        paper[:, :14] = 0
    return paper


@pytest.mark.parametrize("what", [{}, {"noise": True}, {"header": True}, {"edge": True}])
def test_dust_edges_and_the_header_line_leave_a_page_blank(what: dict[str, bool]) -> None:
    assert is_blank(clean(_raw(_blank(**what))))


def test_specks_as_large_as_small_print_leave_a_page_blank_where_nothing_stands_beside_them() -> None:
    paper, lined = _blank(header=True), _blank(header=True)
    for at in range(60):
        left, top = 100 + at % 6 * 250 + at * 7 % 90, 200 + at // 6 * 190 + at * 13 % 70
        paper[top : top + 8, left : left + 3] = 0
        lined[900:908, 300 + 12 * at : 303 + 12 * at] = 0
    assert is_blank(clean(_raw(paper), dpi=204, soften=False))
    assert not is_blank(clean(_raw(lined), dpi=204, soften=False))


def test_one_printed_line_is_not_blank() -> None:
    paper = _blank(header=True)
    cv2.putText(paper, "see attached", (300, 900), 0, 1.0, 0, 2)
    assert not is_blank(clean(_raw(paper)))


def test_a_lone_signature_is_not_blank() -> None:
    paper = _blank()
    curve = np.array([[300 + 4 * i, 900 + int(60 * np.sin(i / 6))] for i in range(120)])
    cv2.polylines(paper, [curve], False, 0, 4)
    assert not is_blank(clean(_raw(paper)))


def test_the_black_around_a_small_sheet_leaves_a_page_blank() -> None:
    paper = _blank(header=True, noise=True)
    paper[100:, :45] = 0
    paper[-80:] = 0
    assert is_blank(clean(_raw(paper)))


@pytest.mark.parametrize("high", [60, 170])
def test_specks_inside_the_black_around_a_sheet_leave_a_page_blank(high: int) -> None:
    paper, lined = _blank(header=True), _blank(header=True)
    for one in (paper, lined):
        one[100:, :45] = 0
        one[-high:] = 0
    for at in range(5):
        paper[500 + 200 * at : 508 + 200 * at, 400 + 90 * at : 407 + 90 * at] = 0
    cv2.putText(lined, "call us", (300, 900), 0, 1.0, 0, 2)
    assert is_blank(clean(_raw(paper), dpi=204, soften=False))
    assert not is_blank(clean(_raw(lined), dpi=204, soften=False))


def test_a_line_of_print_inside_black_borders_is_not_blank(printed: Callable[..., Paper]) -> None:
    paper = printed(("Please call us",))
    paper[:, :45] = 0
    paper[-80:] = 0
    assert not is_blank(clean(_raw(paper)))


def test_a_streak_from_a_ruling_line_to_the_edge_goes(printed: Callable[..., Paper]) -> None:
    paper = printed()
    paper[300:303, 200:1500] = 0
    paper[300:, 900:902] = 0
    cleaned = without_streaks(paper, 200.0)
    assert (cleaned[900:1080, 900:902] == 255).all()
    assert (cleaned[300:303, 200:1500] == 0).mean() > 0.95


@pytest.mark.parametrize("dpi", [204, 300])
def test_the_caller_names_the_resolution(printed: Callable[..., Paper], dpi: int) -> None:
    image = clean(_raw(printed()), dpi=dpi, soften=dpi == READ_DPI)
    assert image.dpi == dpi
    assert image.softened == (dpi == READ_DPI)
    assert image.pixels.shape == (round(1100 * dpi / 200), round(1700 * dpi / 200))


def test_print_that_is_not_softened_keeps_its_specks_and_its_edges(printed: Callable[..., Paper]) -> None:
    paper = printed()
    paper[20:22, 20:22] = 0
    assert np.array_equal(clean(_raw(paper), dpi=200, soften=False).pixels, paper)


def test_a_page_scanned_finer_than_needed_is_averaged(printed: Callable[..., Paper]) -> None:
    fine = np.kron(printed(), np.ones((3, 3), np.uint8))
    image = clean(_raw(fine, 600.0, 600.0), dpi=204, soften=False)
    assert image.dpi == 204
    assert float((image.pixels < 128).mean()) == pytest.approx(float((printed() == 0).mean()), abs=0.004)


@pytest.mark.parametrize("degrees", [-1.5, 0.9])
def test_skew_is_measured_inside_black_borders_and_below_the_header_line(
    printed: Callable[..., Paper], degrees: float
) -> None:
    paper = _turned(printed(height=2200), degrees)
    paper[:, :50] = 0
    paper[-90:] = 0
    cv2.putText(paper, "03/02/2026 10:15 FAMILY PRACTICE P. 03/04", (60, 40), 0, 0.9, 0, 2)
    assert skew(paper, 1.0) == pytest.approx(-degrees, abs=0.2)


def _tinted(paper: Paper) -> Paper:
    """Print on grey paper, sent in photo mode."""
    grey = np.where(paper < 128, 0, 200).astype(np.uint8)
    return np.where(np.asarray(Image.fromarray(grey).convert("1")), 255, 0).astype(np.uint8)


def test_dots_of_photo_mode_go_and_the_print_on_them_stays(printed: Callable[..., Paper]) -> None:
    paper = printed()
    dotted = _tinted(paper)
    even = undithered(dotted, 200.0, 200.0)
    assert float((dotted < 128).mean()) > 0.2
    assert float((even < 128).mean()) == pytest.approx(float((paper < 128).mean()), abs=0.02)
    assert float((even[paper < 128] < 128).mean()) > 0.8


def test_a_page_of_print_has_no_dots_to_take_off(printed: Callable[..., Paper]) -> None:
    paper = printed(size=24)
    assert undithered(paper, 200.0, 200.0) is paper


def test_a_dotted_picture_on_a_page_takes_no_longer_than_print(printed: Callable[..., Paper]) -> None:
    noise = np.where(np.random.default_rng(3).random((1100, 1700)) < 0.4, 0, 255).astype(np.uint8)
    assert not is_blank(clean(_raw(noise), dpi=204, soften=False))


@pytest.mark.parametrize("kind", ["lost", "repeated", "broken"])
def test_damaged_scan_lines_change_neither_skew_nor_blankness_nor_print(
    printed: Callable[..., Paper], kind: str
) -> None:
    paper = _turned(printed(height=2200), 0.8)
    damaged, blank = paper.copy(), _blank(header=True)
    for row in np.random.default_rng(5).integers(100, 2100, 40).tolist():
        for page in (damaged, blank):
            if kind == "lost":
                page[row : row + 3] = 255
            elif kind == "repeated":
                page[row : row + 3] = page[row - 1]
            else:
                page[row, 900:] = np.roll(page[row, 900:], 37)
    assert skew(damaged, 1.0) == pytest.approx(skew(paper, 1.0), abs=0.1)
    assert is_blank(clean(_raw(blank), dpi=204, soften=False))
    cleaned = without_streaks(damaged, 200.0)
    assert float((cleaned < 128).sum()) > 0.9 * float((damaged < 128).sum())


def test_small_print_set_close_is_not_taken_for_dots() -> None:
    page = Image.new("L", (1200, 1000), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(12)
    for top in range(20, 980, 16):
        draw.text((20, top), "progressive weakness of both legs since Monday, new incontinence " * 3, 0, font)
    print_ = np.where(np.asarray(page) < 140, 0, 255).astype(np.uint8)
    assert undithered(print_, 204, 204) is print_
    rng = np.random.default_rng(2)
    dots = np.where(rng.random((1000, 1200)) < 0.3, 0, 255).astype(np.uint8)
    assert undithered(dots, 204, 204) is not dots
