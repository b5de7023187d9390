"""A released letter in the outbox: whole files, names without patient data, and what the service says of them."""

from __future__ import annotations

import csv
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from faxpipe.config import Outbox
from faxpipe.outbox import OutboxError, Parcel, hand_over, put, result, take_back

PARCEL = Parcel("3K7MRTWXC", 1, "978-555-0142", b"%PDF-1.4 letter", datetime(2026, 3, 2, 17, 0, tzinfo=UTC))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_cloud_folder_gets_the_pdf_and_a_job_beside_it(tmp_path: Path) -> None:
    name = put(tmp_path / "outbox", PARCEL, Outbox())
    assert names(tmp_path / "outbox") == [f"{name}.json", f"{name}.pdf"]
    assert (tmp_path / "outbox" / f"{name}.pdf").read_bytes() == PARCEL.pdf
    job = json.loads((tmp_path / "outbox" / f"{name}.json").read_text())
    assert (job["number"], job["reference"], job["file"]) == ("19785550142", PARCEL.reference, f"{name}.pdf")


def test_the_job_may_be_a_csv(tmp_path: Path) -> None:
    name = put(tmp_path, PARCEL, Outbox(form="csv"))
    head, row = csv.reader((tmp_path / f"{name}.csv").read_text().splitlines())
    assert dict(zip(head, row, strict=True))["number"] == "19785550142"


def test_the_number_may_stand_in_the_name(tmp_path: Path) -> None:
    name = put(tmp_path, PARCEL, Outbox(form="number_in_name"))
    assert names(tmp_path) == [f"{name}.pdf"]
    assert name.startswith("19785550142_")


def test_hylafax_gets_the_arguments_of_sendfax(tmp_path: Path) -> None:
    name = put(tmp_path, PARCEL, Outbox(form="hylafax"))
    assert (tmp_path / f"{name}.sendfax").read_text().split() == [
        "-n", "-i", PARCEL.reference, "-d", "19785550142", f"{name}.pdf",
    ]  # fmt: skip


def test_only_its_owner_reads_a_letter(tmp_path: Path) -> None:
    name = put(tmp_path, PARCEL, Outbox())
    assert (tmp_path / f"{name}.pdf").stat().st_mode & 0o077 == 0


def test_a_configured_command_is_run_with_number_and_file(tmp_path: Path) -> None:
    script = "import pathlib, sys; pathlib.Path('ran').write_text(' '.join(sys.argv[1:]))"
    rules = Outbox(command=(sys.executable, "-c", script, "{number}", "{pdf}"))
    name = put(tmp_path, PARCEL, rules)
    hand_over(tmp_path, PARCEL, rules)
    assert (tmp_path / "ran").read_text() == f"19785550142 {tmp_path / name}.pdf"


@pytest.mark.parametrize("command", [("false",), ("/no/such/program",), ("sleep", "30")])
def test_a_command_that_fails_or_hangs_is_said_aloud(tmp_path: Path, command: tuple[str, ...]) -> None:
    with pytest.raises(OutboxError) as caught:
        hand_over(tmp_path, PARCEL, Outbox(command=command, command_timeout_s=0.2))
    assert "978" not in str(caught.value)


def test_a_folder_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("in the way")
    with pytest.raises(OutboxError):
        put(tmp_path / "outbox", PARCEL, Outbox())
    assert names(tmp_path) == ["outbox"]


def test_the_service_says_by_a_file_what_became_of_a_letter(tmp_path: Path) -> None:
    name = put(tmp_path, PARCEL, Outbox())
    assert result(tmp_path, name) is None
    (tmp_path / f"{name}.failed").touch()
    assert result(tmp_path, name) is False
    (tmp_path / f"{name}.sent").touch()
    assert result(tmp_path, name) is True


def test_a_letter_that_was_not_released_after_all_is_taken_back(tmp_path: Path) -> None:
    name = put(tmp_path, PARCEL, Outbox())
    take_back(tmp_path, name)
    assert names(tmp_path) == []
