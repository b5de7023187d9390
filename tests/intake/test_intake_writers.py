"""Only a local file system can say that a program still writes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from faxpipe.intake.writers import file_system, held_by_a_writer

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:45 / /srv/fax\\040inbox rw,relatime shared:5 master:1 - cifs //server/fax rw
broken line
"""


@pytest.mark.parametrize(("device", "expected"), [((8, 1), "ext4"), ((0, 45), "cifs"), ((9, 9), None)])
def test_the_file_system_of_a_device_is_read_from_the_mounts(
    device: tuple[int, int], expected: str | None
) -> None:
    assert file_system(os.makedev(*device), MOUNTS) == expected


def test_an_open_writer_is_seen_and_a_reader_is_not_one(tmp_path: Path) -> None:
    path = tmp_path / "fax.pdf"
    path.write_bytes(b"x")
    handle = os.open(path, os.O_RDONLY)
    try:
        with path.open("rb"):
            assert not held_by_a_writer(handle)
        with path.open("ab"):
            assert held_by_a_writer(handle)
        assert not held_by_a_writer(handle)
    finally:
        os.close(handle)


def test_where_leases_mean_nothing_nobody_holds_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "fax.pdf"
    monkeypatch.setattr("faxpipe.intake.writers._is_local", lambda _: False)
    with path.open("wb"), path.open("rb") as reader:
        assert not held_by_a_writer(reader.fileno())
