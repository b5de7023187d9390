"""Imports point one way, and one library has one place: the contracts of setup.cfg hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).resolve().parents[1]


def test_the_import_contracts_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    code = cli.lint_imports(config_filename="setup.cfg", no_cache=True, is_debug_mode=False)
    assert code == 0, capsys.readouterr().out
