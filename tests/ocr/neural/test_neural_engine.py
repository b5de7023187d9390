"""The engine as a whole: bounded in time, absent without a trace, indifferent to odd pictures."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from faxpipe.config import Ocr
from faxpipe.errors import EngineError, ToolMissingError
from faxpipe.ocr import engine_of
from faxpipe.ocr.neural import engine as engine_module
from faxpipe.ocr.neural import networks as networks_module
from faxpipe.ocr.neural.engine import Neural
from faxpipe.ocr.neural.networks import Networks


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks and what they run on are loaded anew, and forgotten again."""
    monkeypatch.setattr(engine_module, "_networks", engine_module._networks.__wrapped__)
    monkeypatch.setattr(networks_module, "openvino_core", networks_module.openvino_core.__wrapped__)


def test_a_page_past_its_time_fails_with_a_code() -> None:
    paper = np.full((1100, 850), 255, np.uint8)
    with pytest.raises(EngineError) as caught:
        Neural(timeout_s=-1).read(paper, dpi=100)
    assert caught.value.code == "engine_timeout"
    with pytest.raises(EngineError):
        Neural(timeout_s=-1).read_lines([paper[:40, :200]], dpi=100)


@pytest.mark.parametrize("shape", [(0, 5), (5, 0), (1, 1), (1, 4000), (4000, 1)])
def test_odd_pictures_of_lines_are_read_as_nothing_much(shape: tuple[int, int]) -> None:
    (line,) = Neural().read_lines([np.full(shape, 255, np.uint8)], dpi=204)
    assert len(line.text) <= 2


def test_networks_that_do_not_load_leave_the_reading_to_tesseract(
    monkeypatch: pytest.MonkeyPatch, fresh: None
) -> None:
    def broken(*args: object) -> Networks:
        raise EngineError("no", code="engine_failed")

    monkeypatch.setattr(engine_module, "load_networks", broken)
    assert not Neural().available()
    assert engine_of(Ocr()).name == "tesseract"


def test_a_runtime_that_does_not_start_is_a_missing_tool(monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(ToolMissingError):
        networks_module.openvino_core()
    assert engine_of(Ocr()).name == "tesseract"


def test_a_process_that_loaded_networks_twice_still_ends_when_it_is_asked_to() -> None:
    told = """
import faulthandler, gc, signal, sys
from faxpipe.ocr.neural.networks import load_networks
from faxpipe.ocr.neural.weights import find_weights
faulthandler.enable()
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
for again in range(3):
    networks = load_networks(find_weights(folders=()), (320, 320))
    gc.collect()
del networks
gc.collect()
signal.raise_signal(signal.SIGTERM)
"""
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, timeout=120, check=False)
    assert done.returncode == 7, done.stderr[-2000:]


def test_every_line_of_a_crowded_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = np.full((2200, 1700), 255, np.uint8)
    for top in range(20, 2160, 28):
        for left in range(20, 1640, 110):
            paper[top : top + 12, left : left + 60] = 0

    def dark(batch: np.ndarray) -> np.ndarray:
        return (batch[:, :1] < 0).astype(np.float32)

    def silent(batch: np.ndarray) -> np.ndarray:
        chances = np.zeros((len(batch), batch.shape[3] // 8, 2), np.float32)
        chances[:, 1, 1] = 1
        return chances

    monkeypatch.setattr(engine_module, "_networks", lambda: Networks(dark, silent, "x"))
    words = Neural().read(paper, dpi=204)
    assert len(words) > 1000
    assert max(word.box.bottom for word in words) > 0.95


def test_openvino_is_loaded_without_what_reports_its_use() -> None:
    asked = (
        "import sys; from faxpipe.ocr.neural.networks import openvino_core; openvino_core(); "
        "from openvino.tools.ovc import telemetry_utils as used; print(used.tm.__name__)"
    )
    done = subprocess.run((sys.executable, "-c", asked), capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "openvino.tools.ovc.telemetry_stub"
