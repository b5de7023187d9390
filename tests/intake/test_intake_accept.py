"""A file becomes a row and only then leaves; whatever goes wrong, it is still in the inbox."""

from __future__ import annotations

import errno
import hashlib
import os
import socket
from pathlib import Path

import pytest
from queue_material import NOW

import faxpipe.intake.accept as accept_module
import faxpipe.intake.shelf as shelf_module
from faxpipe.config import Config, Intake, Paths
from faxpipe.errors import StoreError
from faxpipe.intake.accept import Acceptor, Outcome, Result
from faxpipe.intake.watch import list_inbox
from faxpipe.referral import Verdict
from faxpipe.store import Shelf, State, Store

PDF = b"%PDF-1.4\nbody\n%%EOF\n"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "inbox").mkdir()
    names = ("inbox", "archive", "quarantine")
    paths = Paths(**{name: tmp_path / name for name in names}, database=tmp_path / "queue.sqlite3")
    return Config(paths=paths, intake=Intake(settle_s=0, size_bytes_max=5000))


@pytest.fixture
def acceptor(store: Store, config: Config) -> Acceptor:
    return Acceptor(store, config, lambda: NOW)


def drop(config: Config, content: bytes = PDF, name: str = "a.pdf") -> Path:
    path = config.paths.inbox / name
    path.write_bytes(content)
    return path


def take(acceptor: Acceptor, config: Config, *, patient: bool = True) -> list[Result]:
    return [acceptor.accept(entry, patient=patient) for entry in list_inbox(config.paths.inbox)]


def kept(config: Config) -> dict[str, bytes]:
    folders = (config.paths.archive, config.paths.quarantine)
    return {path.name: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


def test_a_fax_is_archived_under_its_hash_has_a_row_and_left_the_inbox(
    acceptor: Acceptor, config: Config, store: Store
) -> None:
    drop(config)
    (result,) = take(acceptor, config, patient=False)
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert (result.outcome, result.sha256) == (Outcome.ACCEPTED, sha256)
    assert list_inbox(config.paths.inbox) == ()
    assert (config.paths.archive / sha256[:2] / f"{sha256}.pdf").read_bytes() == PDF
    detail = store.fax(1)
    assert detail is not None
    assert (detail.row.state, detail.row.source, detail.archive) == (
        State.RECEIVED,
        "a.pdf",
        f"{sha256[:2]}/{sha256}.pdf",
    )


def test_nobody_else_can_read_the_archived_copy(acceptor: Acceptor, config: Config) -> None:
    drop(config)
    take(acceptor, config)
    for path in config.paths.archive.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "name",
    [
        b"plain.pdf",
        b"caps.PDF",
        b"with space 'quote\" \n line.pdf",
        b"\xff\xfe broken.pdf",
        "über 漢字.pdf".encode(),
        b"x" * 251 + b".pdf",
        b"-rf.pdf",
        b"%s%n{}.pdf",
        b"no ending",
        b"named.txt",
    ],
)
def test_any_name_is_accepted_when_the_content_is_a_fax(
    acceptor: Acceptor, config: Config, store: Store, name: bytes
) -> None:
    Path(os.fsdecode(os.path.join(os.fsencode(config.paths.inbox), name))).write_bytes(PDF)
    (result,) = take(acceptor, config)
    assert result.outcome is Outcome.ACCEPTED
    assert list_inbox(config.paths.inbox) == ()
    detail = store.fax(1)
    assert detail is not None
    assert detail.arrivals[0].source == name.decode("utf-8", "backslashreplace")


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"hello", "not_pdf"), (b"\x00" * 3000, "not_pdf"), (PDF + b"x" * 6000, "too_large")],
)
def test_what_is_no_fax_goes_to_quarantine_with_a_row_that_says_why(
    acceptor: Acceptor, config: Config, store: Store, content: bytes, reason: str
) -> None:
    drop(config, content)
    (result,) = take(acceptor, config)
    detail = store.fax(1)
    assert detail is not None
    assert (result.outcome, detail.row.verdict, detail.row.reason) == (
        Outcome.QUARANTINED,
        Verdict.UNREADABLE,
        reason,
    )
    assert detail.shelf is Shelf.QUARANTINE
    assert (config.paths.quarantine / detail.archive).read_bytes() == content
    assert list_inbox(config.paths.inbox) == ()


@pytest.mark.parametrize("head", [b"II*\x00", b"MM\x00*", b"garbage before\n%PDF-1.7 %%EOF"])
def test_tiff_and_a_pdf_with_a_preamble_are_faxes(acceptor: Acceptor, config: Config, head: bytes) -> None:
    drop(config, head + b"rest")
    assert take(acceptor, config)[0].outcome is Outcome.ACCEPTED


def test_an_oversize_file_on_another_file_system_is_copied(
    acceptor: Acceptor, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EXDEV, "other file system")

    drop(config, PDF + b"x" * 6000)
    monkeypatch.setattr(shelf_module.os, "link", refuse)
    take(acceptor, config)
    assert list(kept(config).values()) == [PDF + b"x" * 6000]


def test_a_pdf_without_its_end_waits_until_it_has_rested_long(acceptor: Acceptor, config: Config) -> None:
    drop(config, b"%PDF-1.4\nhalf of it")
    assert take(acceptor, config, patient=False)[0].outcome is Outcome.UNFINISHED
    assert take(acceptor, config, patient=True)[0].outcome is Outcome.ACCEPTED


def test_a_file_that_a_program_still_writes_is_left_alone(acceptor: Acceptor, config: Config) -> None:
    drop(config)
    with (config.paths.inbox / "a.pdf").open("ab"):
        assert take(acceptor, config)[0].outcome is Outcome.CHANGING
    assert take(acceptor, config)[0].outcome is Outcome.ACCEPTED


def test_a_file_that_changed_since_it_was_listed_is_left_for_later(acceptor: Acceptor, config: Config) -> None:
    path = drop(config)
    (entry,) = list_inbox(config.paths.inbox)
    path.write_bytes(PDF + b"more")
    assert acceptor.accept(entry).outcome is Outcome.CHANGING
    assert path.exists()
    assert kept(config) == {}


def test_a_file_that_grows_while_it_is_copied_is_left_for_later(
    acceptor: Acceptor, config: Config, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(config)
    original = shelf_module._stream

    def grow(source: int, target: int | None) -> shelf_module.Copied:
        copied = original(source, target)
        path.write_bytes(PDF * 2)
        return copied

    monkeypatch.setattr(shelf_module, "_stream", grow)
    assert take(acceptor, config)[0].outcome is Outcome.CHANGING
    assert (path.read_bytes(), kept(config), store.queue()) == (PDF * 2, {}, ())


def test_another_fax_put_under_the_same_name_at_the_last_instant_is_not_lost(
    acceptor: Acceptor, config: Config, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(config)
    other = PDF + b"other patient %%EOF"
    original = store.accept

    def accept_and_replace(fax: object) -> object:
        done = original(fax)  # type: ignore[arg-type]
        fresh = config.paths.inbox / ".new"
        fresh.write_bytes(other)
        fresh.replace(path)
        return done

    monkeypatch.setattr(store, "accept", accept_and_replace)
    take(acceptor, config)
    monkeypatch.undo()
    assert path.read_bytes() == other
    take(acceptor, config)
    assert sorted(kept(config).values()) == sorted([PDF, other])
    assert len(store.queue()) == 2


def test_the_same_bytes_under_two_names_are_one_fax(acceptor: Acceptor, config: Config, store: Store) -> None:
    drop(config, name="a.pdf")
    drop(config, name="b.pdf")
    assert [result.outcome for result in take(acceptor, config)] == [Outcome.ACCEPTED, Outcome.ARRIVED_AGAIN]
    detail = store.fax(1)
    assert detail is not None
    assert sorted(arrival.source for arrival in detail.arrivals) == ["a.pdf", "b.pdf"]


def test_the_same_name_with_other_bytes_is_a_new_fax(acceptor: Acceptor, config: Config, store: Store) -> None:
    drop(config)
    take(acceptor, config)
    drop(config, PDF + b"2 %%EOF")
    take(acceptor, config)
    assert len(store.queue()) == len(kept(config)) == 2


def test_an_archived_copy_that_is_gone_is_made_again_when_the_fax_comes_again(
    acceptor: Acceptor, config: Config
) -> None:
    drop(config)
    take(acceptor, config)
    for path in config.paths.archive.rglob("*.pdf"):
        path.unlink()
    drop(config, name="again.pdf")
    take(acceptor, config)
    assert list(kept(config).values()) == [PDF]


def test_links_pipes_sockets_and_folders_are_never_opened(
    acceptor: Acceptor, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "secret.pdf"
    target.write_bytes(PDF)
    inbox = config.paths.inbox
    (inbox / "link.pdf").symlink_to(target)
    (inbox / "folder.pdf").mkdir()
    os.mkfifo(inbox / "pipe.pdf")
    monkeypatch.chdir(inbox)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.pdf")
        outcomes = {result.outcome for result in take(acceptor, config) if result.outcome is not Outcome.CHANGING}
    assert outcomes <= {Outcome.GONE}
    assert kept(config) == {}
    assert target.exists()
    assert not any(entry.regular for entry in list_inbox(inbox))


@pytest.mark.parametrize("year_s", [16_700_000_000, -5_000_000_000])
def test_a_file_of_another_century_is_accepted(
    acceptor: Acceptor, config: Config, store: Store, year_s: int
) -> None:
    os.utime(drop(config), (year_s, year_s))
    take(acceptor, config)
    assert len(store.queue()) == 1


def test_a_file_that_vanished_is_no_error(acceptor: Acceptor, config: Config) -> None:
    path = drop(config)
    (entry,) = list_inbox(config.paths.inbox)
    path.unlink()
    assert acceptor.accept(entry).outcome is Outcome.GONE


@pytest.mark.parametrize(
    ("module", "call"),
    [("shelf", "write"), ("shelf", "fsync"), ("shelf", "replace"), ("accept", "rename"), ("accept", "unlink")],
)
def test_a_full_or_forbidden_disk_leaves_the_file_and_the_next_try_takes_it(
    acceptor: Acceptor, config: Config, store: Store, monkeypatch: pytest.MonkeyPatch, module: str, call: str
) -> None:
    drop(config)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr({"shelf": shelf_module, "accept": accept_module}[module].os, call, refuse)
    with pytest.raises(OSError, match="no space"):
        take(acceptor, config)
    monkeypatch.undo()
    assert [path.read_bytes() for path in config.paths.inbox.iterdir()] == [PDF]
    take(acceptor, config)
    assert list_inbox(config.paths.inbox) == ()
    assert list(kept(config).values()) == [PDF]
    (row,) = store.queue()
    assert row.arrivals == 1


def test_a_database_that_refuses_leaves_the_file(
    acceptor: Acceptor, config: Config, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(config)

    def refuse(_: object) -> None:
        raise StoreError("locked")

    monkeypatch.setattr(store, "accept", refuse)
    with pytest.raises(StoreError):
        take(acceptor, config)
    assert path.read_bytes() == PDF
