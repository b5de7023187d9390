"""`faxpipe prepare`: networks for this machine, made once, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from faxpipe.cli import prepare as prepare_command
from faxpipe.errors import EngineError
from faxpipe.ocr.neural import prepare as prepare_module
from faxpipe.ocr.neural.weights import MANIFEST, Weights, find_weights

Paper = np.ndarray


@pytest.fixture
def few_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of print instead of the lab's faxes, and few lines of it."""
    page = np.full((1100, 1700), 255, np.uint8)
    for row in range(100, 1000, 60):
        for column in range(100, 1500, 30):
            page[row : row + 26, column : column + 14 + row % 7] = 0
    monkeypatch.setattr(prepare_command, "_pages", lambda config: [page])
    monkeypatch.setattr(prepare_module, "LINES_MAX", 4)
    monkeypatch.setattr(prepare_module, "TRIALS", 1)


def test_networks_are_prepared_once_and_found(cli: Callable, tmp_path: Path, few_pages: None) -> None:
    folder = tmp_path / "networks"
    first = cli("prepare", "--folder", str(folder))
    assert first.code == 0
    found = find_weights((folder,))
    assert found is not None
    assert found.derived
    assert "é" in found.alphabet
    before = (folder / MANIFEST).stat().st_mtime_ns
    again = cli("prepare", "--folder", str(folder))
    assert again.code == 0
    assert "already" in again.out
    assert (folder / MANIFEST).stat().st_mtime_ns == before


def test_a_failed_preparation_leaves_nothing_behind(
    tmp_path: Path, few_pages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> Weights:
        raise EngineError("no", code="engine_failed")

    monkeypatch.setattr(prepare_module, "_quantised", broken)
    folder = tmp_path / "networks"
    page = np.full((600, 600), 255, np.uint8)
    with pytest.raises(EngineError):
        prepare_module.prepare([page], folder=folder)
    assert not folder.exists()
    assert list(tmp_path.iterdir()) == []
