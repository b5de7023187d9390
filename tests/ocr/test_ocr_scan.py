"""A fax becomes pages: turned, blank, unreadable and damaged ones among them, whatever state the others are in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from faxpipe import scan as scan_module
from faxpipe import upright
from faxpipe.config import Ocr, PagesLimits
from faxpipe.document import Page, PageState, Word
from faxpipe.errors import EngineError
from faxpipe.ocr import ENGINES
from faxpipe.scan import OUT_OF_TIME, TOO_MANY_PAGES, scan

Paper = NDArray[np.uint8]
HEADER = "03/02/2026 10:15 HILL FAMILY PRACTICE 603-555-0142 P. 02/03"
LINES = (
    "Dear colleague, thank you for seeing this patient",
    "who has severe back pain after a fall at home.",
    "The telephone number is 603-555-0142 and the",
    "member number is 913558207 of the health plan.",
    "Medications are metformin and lisinopril daily.",
    "There are no known allergies to any medication.",
)


def _scan(path: Path, limits: PagesLimits | None = None, ocr: Ocr | None = None) -> tuple[Page, ...]:
    return scan(path, limits=limits or PagesLimits(), ocr=ocr or Ocr())


@pytest.fixture(params=sorted(ENGINES))
def ocr(request: pytest.FixtureRequest) -> Ocr:
    """Each engine there is, asked for by name."""
    return Ocr(engine=request.param)


def _text(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


@pytest.mark.parametrize(("quarter_turns", "rotation"), [(0, 0), (1, 90), (2, 180), (3, 270)])
def test_a_page_is_read_whichever_way_it_was_fed(
    print_lines: Callable[..., Paper],
    scanned_pdf: Callable[..., Path],
    ocr: Ocr,
    quarter_turns: int,
    rotation: int,
) -> None:
    paper = np.ascontiguousarray(np.rot90(print_lines(LINES, 34), quarter_turns))
    (page,) = _scan(scanned_pdf(paper), ocr=ocr)
    assert page.rotation == rotation
    assert page.state is PageState.READ
    assert page.width_px > page.height_px
    assert "603-555-0142" in _text(page.words)
    assert page.words[0].box.top < 0.3


def test_the_header_line_of_a_page_fed_upside_down_is_read_upright(
    print_lines: Callable[..., Paper], scanned_pdf: Callable[..., Path], ocr: Ocr
) -> None:
    paper = np.full((2200, 1700), 255, np.uint8)
    paper[600:1700] = print_lines(LINES, 34)[::-1, ::-1]
    header = print_lines((HEADER,), 28)[150:200]
    paper[20:70] = header
    (page,) = _scan(scanned_pdf(paper), ocr=ocr)
    assert page.rotation == 180
    assert "P. 02/03" in _text(page.strip)
    assert all(word.box.bottom < 0.06 for word in page.strip)
    assert all(word.box.bottom < 0.95 for word in page.words)


def test_a_page_on_its_side_with_little_on_it_is_turned_though_its_header_reads_well(
    print_lines: Callable[..., Paper], scanned_pdf: Callable[..., Path]
) -> None:
    paper = np.full((2200, 1700), 255, np.uint8)
    column = print_lines(("Test     Result", "WBC      7.3", "Platelets   217", "Albumin    3.1"), 26)
    column = column[: 2 * column.shape[0] // 3, :1000]
    side = np.ascontiguousarray(np.rot90(column))
    paper[700 : 700 + side.shape[0], 200 : 200 + side.shape[1]] = side
    paper[20:70] = print_lines((HEADER,), 28)[150:200]
    (page,) = _scan(scanned_pdf(paper))
    assert page.rotation == 90
    assert {"Platelets", "Albumin"} <= set(_text(page.words).split())


def test_a_page_on_its_side_is_turned_though_its_scraps_seem_to_stand_on_their_head(
    print_lines: Callable[..., Paper], scanned_pdf: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = upright._on_its_head
    monkeypatch.setattr(
        upright, "_on_its_head", lambda page, engine: page.image.rotation == 0 or told(page, engine)
    )
    (page,) = _scan(scanned_pdf(np.ascontiguousarray(np.rot90(print_lines(LINES, 34)))))
    assert page.rotation == 90
    assert "603-555-0142" in _text(page.words)


def test_standard_resolution_is_read_like_fine(
    print_lines: Callable[..., Paper], scanned_pdf: Callable[..., Path], ocr: Ocr
) -> None:
    (page,) = _scan(scanned_pdf(print_lines(LINES, 38)[::2], dpi=(204.0, 98.0)), ocr=ocr)
    assert "913558207" in _text(page.words)
    assert page.aspect == pytest.approx(1100 / 1700 * 204 / 196, abs=0.01)


def test_blank_and_unreadable_pages_are_told_apart(
    print_lines: Callable[..., Paper], scanned_pdf: Callable[..., Path], ocr: Ocr
) -> None:
    blank = np.full((1100, 1700), 255, np.uint8)
    scribble = blank.copy()
    rng = np.random.default_rng(3)
    for _ in range(60):
        y, x = rng.integers(100, 900), rng.integers(100, 1500)
        scribble[y : y + 60, x : x + 90] = rng.integers(0, 2, (60, 90)) * 255
    pages = _scan(scanned_pdf(blank, scribble, np.zeros_like(blank), print_lines(LINES, 34)), ocr=ocr)
    assert [page.state.value for page in pages] == ["blank", "unreadable", "unreadable", "read"]
    assert [page.reason for page in pages] == ["", "nothing_legible", "page_black", ""]
    assert [page.number for page in pages] == [1, 2, 3, 4]


def test_pages_above_the_limit_end_in_one_that_says_so(
    print_lines: Callable[..., Paper], scanned_pdf: Callable[..., Path]
) -> None:
    pages = _scan(scanned_pdf(*[print_lines(LINES, 34)] * 3), PagesLimits(pages_max=1))
    assert [(page.number, page.reason) for page in pages] == [(1, ""), (2, TOO_MANY_PAGES)]


def test_pages_that_time_does_not_reach_say_so(
    print_lines: Callable[..., Paper], scanned_pdf: Callable[..., Path]
) -> None:
    fax = scanned_pdf(*[print_lines(LINES, 34)] * 3)
    pages = scan(fax, limits=PagesLimits(pages_max=2), ocr=Ocr(), time_s=-1)
    assert [(page.number, page.reason) for page in pages] == [
        (1, OUT_OF_TIME),
        (2, OUT_OF_TIME),
        (3, TOO_MANY_PAGES),
    ]


def test_a_born_digital_page_takes_its_text_layer(born_digital_pdf: Callable[..., Path]) -> None:
    (page,) = _scan(born_digital_pdf(LINES))
    assert page.source == "text_layer"
    assert _text(page.words) == " ".join(LINES)
    (read,) = _scan(born_digital_pdf(LINES), ocr=Ocr(text_layer=False))
    assert read.source == "ocr"


def test_white_text_of_a_text_layer_is_not_believed(born_digital_pdf: Callable[..., Path]) -> None:
    white = "BT /F1 14 Tf 1 g 72 100 Td (white words that nobody sees) Tj ET 0 g\n"
    (page,) = _scan(born_digital_pdf(LINES, under=white))
    assert "603-555-0142" in _text(page.words)
    assert "nobody" not in _text(page.words)


class _Broken:
    """An engine that fails on the pages told, counted from 1."""

    name, version = "broken", "0"
    dpi, soften, reads_lines = 300, True, False

    def __init__(self, *calls: int) -> None:
        self.bad, self.calls = calls, 0

    def available(self) -> bool:
        return True

    def read(self, image: Paper, *, dpi: int, scattered: bool = False) -> tuple[Word, ...]:
        self.calls += 1
        if self.calls in self.bad:
            raise EngineError("out of time", code="engine_timeout")
        return ()


def test_an_engine_that_fails_on_one_page_costs_that_page(
    print_lines: Callable[..., Paper], scanned_pdf: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_module, "engine_of", lambda ocr: _Broken(1, 2))
    pages = _scan(scanned_pdf(*[print_lines(LINES, 34)] * 2))
    assert [page.reason for page in pages] == ["engine_timeout", "nothing_legible"]


def test_a_page_on_which_the_engine_ran_out_of_time_is_read_once_more(
    print_lines: Callable[..., Paper], scanned_pdf: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_module, "engine_of", lambda ocr: _Broken(1))
    pages = _scan(scanned_pdf(print_lines(LINES, 34)))
    assert [page.reason for page in pages] == ["nothing_legible"]


def test_an_engine_that_fails_on_every_page_fails_the_fax(
    print_lines: Callable[..., Paper], scanned_pdf: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_module, "engine_of", lambda ocr: _Broken(*range(1, 50)))
    with pytest.raises(EngineError) as caught:
        _scan(scanned_pdf(print_lines(LINES, 34)))
    assert caught.value.code == "engine_timeout"


class _Slow(_Broken):
    """An engine that reads nothing and takes `took_s` for it, by a clock of its own."""

    def __init__(self, took_s: float) -> None:
        super().__init__()
        self.took_s, self.now_s = took_s, 0.0

    def monotonic(self) -> float:
        return self.now_s

    def read(self, image: Paper, *, dpi: int, scattered: bool = False) -> tuple[Word, ...]:
        self.now_s += self.took_s
        return super().read(image, dpi=dpi, scattered=scattered)


@pytest.mark.parametrize(("took_s", "calls"), [(1.0, 3), (100.0, 1)])
def test_a_page_past_its_time_is_read_once_and_no_more(
    print_lines: Callable[..., Paper],
    scanned_pdf: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    took_s: float,
    calls: int,
) -> None:
    engine = _Slow(took_s)
    monkeypatch.setattr(scan_module, "engine_of", lambda ocr: engine)
    monkeypatch.setattr(scan_module, "time", engine)
    monkeypatch.setattr(upright, "time", engine)
    _scan(scanned_pdf(print_lines(LINES, 34)), PagesLimits(page_timeout_s=60))
    assert engine.calls == calls


def test_progress_counts_pages(print_lines: Callable[..., Paper], scanned_pdf: Callable[..., Path]) -> None:
    seen: list[tuple[int, int]] = []
    blank = np.full((400, 400), 255, np.uint8)
    scan(
        scanned_pdf(blank, blank),
        limits=PagesLimits(),
        ocr=Ocr(),
        progress=lambda done, of: seen.append((done, of)),
    )
    assert seen == [(1, 2), (2, 2)]


def test_legibility_falls_with_what_cannot_be_read(
    print_lines: Callable[..., Paper], scanned_pdf: Callable[..., Path]
) -> None:
    clear = print_lines(LINES, 34)
    smudged = clear.copy()
    rng = np.random.default_rng(5)
    smudged[400:700, 100:1500] = rng.integers(0, 2, (150, 350)).repeat(2, 0).repeat(4, 1) * 255
    whole, part = _scan(scanned_pdf(clear, smudged))
    assert whole.legibility is not None
    assert part.legibility is not None
    assert whole.legibility > 0.9
    assert whole.illegible == ()
    assert part.legibility < 0.7
    assert any(box.contains(0.5, 0.5) for box in part.illegible)


def test_a_page_with_one_word_on_it_is_not_blank(
    print_lines: Callable[..., Paper], scanned_pdf: Callable[..., Path], ocr: Ocr
) -> None:
    blank = np.full((2200, 1700), 255, np.uint8)
    one = blank.copy()
    one[800:1100] = print_lines(("STAT",), 60)[100:400]
    assert [page.state.value for page in _scan(scanned_pdf(blank, one), ocr=ocr)] == ["blank", "unreadable"]
