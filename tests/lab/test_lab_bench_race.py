"""The race itself: figures from hand-made laps, and a small real one with tesseract."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

from faxpipe.document import Box
from faxpipe.errors import ToolMissingError
from faxpipe.lab.bench import isa
from faxpipe.lab.bench.ocr import make_jobs
from faxpipe.lab.bench.plot import Point, plot_memory, plot_race
from faxpipe.lab.bench.race import Lap, MemoryWatch, PageRun, RaceError, run_lap, tree_bytes
from faxpipe.lab.bench.readers import Job, Output, Reader, default_names, readers
from faxpipe.lab.bench.soak import varied, varied_jobs
from faxpipe.lab.bench.specimens import Specimen, make_specimen
from faxpipe.lab.bench.table import figures_json, print_figures
from faxpipe.lab.bench.tally import ALL_LEVELS, Figures, percentile, tally
from faxpipe.lab.bench.truth import Key, KeyKind, Segment, Truth
from faxpipe.lab.cli import main

BOX = Box(0.1, 0.1, 0.2, 0.2)


def specimen(group: str, text: str, key: str, turned: int = 0) -> Specimen:
    truth = Truth((Segment(text, BOX, 10.0),), (Key(KeyKind.NPI, key, BOX),))
    return Specimen(f"{group}_{text}", group, "note", "Courier", 10.0, True, turned, b"", truth)


def lap(reader: str, wall_s: float, *outputs: Output) -> Lap:
    runs = tuple(PageRun(index, output, 0.5 + index, 0.25) for index, output in enumerate(outputs))
    return Lap(reader, wall_s, 1.0, 50_000_000, runs)


@pytest.fixture
def specimens() -> list[Specimen]:
    return [specimen("clean-fine", "abcd 12", "12"), specimen("turned", "wxyz 34", "34", turned=90)]


@pytest.fixture
def figures(specimens: list[Specimen]) -> list[Figures]:
    good = [lap("scan:x", wall, Output("abcd 12", 0), Output("wxyz 34", 90)) for wall in (2.0, 4.0, 3.0)]
    poor = [lap("ocrmypdf", 6.0, Output("abcX 12"), Output(""))]
    return [tally(good, specimens), tally(poor, specimens)]


def test_speed_is_the_median_of_the_repetitions_with_its_range(figures: list[Figures]) -> None:
    fast = figures[0].pages_per_minute
    assert (fast.low, fast.median, fast.high) == (30.0, 40.0, 60.0)
    assert figures[0].cpu_per_page_s.median == 0.25
    assert (figures[0].p50_s, figures[0].p95_s) == (0.5, 1.5)


def test_the_four_levels_are_added_up_apart_from_the_hard_groups(figures: list[Figures]) -> None:
    groups = figures[1].groups
    assert list(groups) == [ALL_LEVELS, "clean-fine", "turned"]
    assert groups[ALL_LEVELS].score.cells.percent == pytest.approx(100 / 7)
    assert groups["turned"].score.cells.percent == 100.0
    assert figures[0].groups["turned"].score.turned.part == 1


def test_the_tables_show_every_way_with_ratios_and_say_what_is_absent(figures: list[Figures]) -> None:
    console = Console(record=True, width=240, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    with console.file:
        print_figures(figures, {"naive": "tesseract is not installed"}, console)
    text = console.export_text()
    assert "x ocrmypdf" in text
    assert "2.00" in text  # twice as fast as OCRmyPDF
    assert "14.29 / 100.0" in text
    assert "naive: absent, tesseract is not installed" in text


def test_the_figures_as_json_hold_what_was_counted(figures: list[Figures]) -> None:
    value = json.loads(json.dumps(figures_json(figures[0])))
    assert value["groups"]["turned"]["turned_found"] == 1
    assert value["pages_per_minute"] == {"median": 40.0, "low": 30.0, "high": 60.0}


def test_pages_that_could_not_be_read_are_told(specimens: list[Specimen]) -> None:
    runs = (PageRun(0, Output("abcd 12", 0), 1.0, 1.0), PageRun(1, Output("", 0), 1.0, 1.0, "EngineError"))
    assert tally([Lap("scan:x", 2.0, 0.0, 1, runs)], specimens).failed == ("EngineError",)


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([1.0, 2.0, 3.0, 4.0], 50, 2.0), ([1.0, 2.0, 3.0, 4.0], 95, 4.0), ([7.0], 50, 7.0), ([], 50, None)],
)
def test_percentiles_are_values_that_occurred(values: list[float], percent: float, expected: float | None) -> None:
    assert percentile(values, percent) == expected


def test_the_usual_ways_and_every_engine_are_known() -> None:
    known = readers()
    assert {"naive", "ocrmypdf", "tesseract", "scan:tesseract", "read_fax:auto"} <= set(known)
    assert set(default_names(known)) <= set(known)


def test_pages_lie_ready_with_square_pixels(tmp_path: Path) -> None:
    standard = make_specimen("tune", "clean-standard", 1)
    (job,) = make_jobs([standard], tmp_path)
    with Image.open(job.bitmap) as image:
        assert image.size == (1728, 2 * standard.bits.height)
    assert job.pdf.read_bytes() == standard.pdf


def test_a_way_reads_in_its_own_process_and_is_measured(tmp_path: Path) -> None:
    jobs = make_jobs([make_specimen("tune", "clean-fine", 5)], tmp_path)
    done: list[int] = []
    run = run_lap(readers()["tesseract"], jobs, 1, progress=done.append)
    (page,) = run.pages
    assert len(page.output.text) > 100
    assert 0 < page.cpu_s < 60
    assert page.wall_s is not None
    assert page.wall_s <= run.wall_s
    assert run.memory_bytes > 10_000_000
    assert done == [1]


def test_a_page_that_cannot_be_read_does_not_stop_the_race(tmp_path: Path) -> None:
    (page,) = run_lap(readers()["tesseract"], [Job(0, tmp_path / "no.pdf", tmp_path / "no.png")], 1).pages
    assert page.failed == "CalledProcessError"
    assert page.output.text == ""


def test_a_way_that_reads_all_at_once_must_give_every_page(tmp_path: Path) -> None:
    job = Job(0, tmp_path / "no.pdf", tmp_path / "no.png")
    short = Reader("short", "one page too few", missing=str, batch=lambda jobs, processes: [])
    with pytest.raises(RaceError, match="0 pages of 1"):
        run_lap(short, [job], 1)
    whole = Reader("whole", "all of them", missing=str, batch=lambda jobs, processes: [Output("x") for _ in jobs])
    assert run_lap(whole, [job], 1).pages[0].output.text == "x"


def test_memory_counts_the_programs_that_a_process_runs() -> None:
    before = tree_bytes(os.getpid())
    command = (sys.executable, "-c", "x = bytearray(30_000_000); print(); input()")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        watch = MemoryWatch([os.getpid()])
        watch.stop()
        child.stdin.write(b"\n")
    assert watch.peak_bytes > before + 30_000_000
    assert tree_bytes(2**22 + 1) == 0


def test_a_walk_meets_many_shapes_and_is_the_same_again(tmp_path: Path) -> None:
    jobs = [job.pdf.read_bytes() for job in varied_jobs(4, 3, tmp_path)]
    assert jobs == [job.pdf.read_bytes() for job in varied_jobs(4, 3, tmp_path)]
    page = Image.new("1", (1728, 2148), 1)
    sizes = [varied(page, random.Random(seed)).size for seed in range(20)]
    assert len(set(sizes)) == 20
    assert all(one != other for one, other in pairwise(sizes))


def test_pictures_are_drawn(tmp_path: Path) -> None:
    plot_race(tmp_path / "race.png", [Point("naive", 60, 56, False), Point("scan:auto", 190, 91, True)])
    plot_memory(tmp_path / "memory.png", [(10, 300.0), (20, 310.0)], 900)
    for name in ("race.png", "memory.png"):
        with Image.open(tmp_path / name) as image:
            colours = image.getcolors(1_000_000)
        assert colours is not None
        assert len(colours) > 5


def test_the_command_races_and_writes_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, plot = tmp_path / "out.json", tmp_path / "out.png"
    words = "bench ocr --pages 1 --groups clean-fine --readers tesseract --repetitions 1 --processes 1".split()
    assert main([*words, "--json", str(out), "--plot", str(plot)]) == 0
    assert "pages/min" in capsys.readouterr().out
    value = json.loads(out.read_text(encoding="utf-8"))
    assert value["readers"]["tesseract"]["groups"]["clean-fine"]["pages"] == 1
    assert value["asked"]["split"] == "report"
    assert plot.stat().st_size > 1000


def test_the_command_only_saves_pages_when_asked(tmp_path: Path) -> None:
    assert main(["bench", "ocr", "--pages", "2", "--groups", "faint", "--save-pages", str(tmp_path)]) == 0
    assert len(list(tmp_path.glob("report_faint_*.pdf"))) == 2


@pytest.mark.parametrize("words", [["--groups", "nothing"], ["--readers", "nobody"]])
def test_names_that_do_not_exist_are_told(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "ocr", *words]) == 2
    assert "unknown: no" in capsys.readouterr().err


def test_soak_says_where_memory_went_over_its_limit(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "soak.json"
    words = ["soak", "--pages", "2", "--every", "1", "--reader", "naive", "--limit-mb", "1", "--json", str(out)]
    assert main(words) == 1
    assert "over the limit" in capsys.readouterr().out
    assert [mark["pages"] for mark in json.loads(out.read_text(encoding="utf-8"))["marks"]] == [1, 2]


def test_hidden_features_are_hidden_from_every_library_and_child(tmp_path: Path) -> None:
    try:
        library = isa.build(tmp_path)
    except ToolMissingError as error:
        pytest.skip(str(error))
    code = "from faxpipe.lab.bench import isa; [print(c.hidden, c.what, c.seen) for c in isa.verify('avx2')]"
    environment = {**os.environ, "LD_PRELOAD": str(library), isa.MASK_VARIABLE: "avx2"}
    command = (sys.executable, "-c", code)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, check=True)
    lines = done.stdout.splitlines()
    assert len(lines) >= 3
    assert all(line.startswith("True") for line in lines), lines
    assert "512" not in done.stdout


def test_without_the_mask_the_check_says_so() -> None:
    assert not isa.verify("avx2")[0].hidden


def test_a_mask_that_this_machine_cannot_make_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(isa, "cpu_flags", lambda: frozenset({"avx2"}))
    with pytest.raises(ToolMissingError, match="cpuid_fault"):
        isa.build(tmp_path)
    with pytest.raises(ToolMissingError, match="AVX-VNNI"):
        isa.rerun(isa.AVX2_VNNI)
