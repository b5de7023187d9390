"""Faxes written as web pages by other hands: printed, sent, and scored like any other."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from faxpipe.errors import UsageError
from faxpipe.lab.cli import main
from faxpipe.lab.foreign import BROWSERS, posted, send_fax

TRUTH: dict[str, Any] = {
    "received": "2026-10-01T10:00:00",
    "line": {"fine": False, "header": "{name} P. {page}/{pages}"},
    "sender": {"name": "ELM", "number": "603-555-0101"},
    "pages": [{"kind": "referral_form"}, {"kind": "other", "rotation": 180}],
    "lost": [2],
}


def _printed(pages: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(612, 792)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_lost_page_was_sent_and_did_not_arrive() -> None:
    made = send_fax("x", _printed(3), TRUTH)
    arrived = pypdfium2.PdfDocument(made.pdf)
    assert len(arrived) == 2


def test_pages_that_the_truth_does_not_know_are_refused() -> None:
    with pytest.raises(UsageError, match="2 pages were printed"):
        send_fax("x", _printed(2), TRUTH)


@pytest.mark.parametrize("broken", [{"received": "soon"}, {"line": {"colour": "red"}}, {"pages": 3}])
def test_a_truth_that_does_not_say_how_its_fax_travelled_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="how the fax travelled"):
        posted({**TRUTH, **broken})


@pytest.mark.skipif(not any(map(shutil.which, BROWSERS)), reason="no browser")
def test_a_web_page_becomes_a_fax_of_its_sheets(tmp_path: Path) -> None:
    sheets = "".join(f"<section style='height:10.9in;break-after:page'>{n}</section>" for n in ("one", "two"))
    (tmp_path / "a.html").write_text(f"<style>@page{{size:8.5in 11in;margin:0}}</style>{sheets}<p>three")
    (tmp_path / "a.truth.json").write_text(json.dumps(TRUTH))
    assert main(["foreign", str(tmp_path), str(tmp_path / "out")]) == 0
    fax = pypdfium2.PdfDocument(tmp_path / "out" / "a.pdf")
    assert len(fax) == 2


def test_a_folder_without_sources_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not any(map(shutil.which, BROWSERS)):
        pytest.skip("no browser")
    assert main(["foreign", str(tmp_path), str(tmp_path / "out")]) == 2
    assert "no NAME.truth.json" in capsys.readouterr().err
