"""One finished file of the inbox becomes a fax: check, hash, copy, one committed row, and only then it leaves.

Order is everything: the copy is durable before the row, the row before the file leaves. A crash between any
two steps leaves the file in the inbox, and the next look does the rest without making a second fax. The file
leaves under a hidden name first: whatever another program put at its name in the last instant is recognised
and put back. Threats: links and special files (never followed, never waited for), files that grow while they
are copied, writers that still hold the file open, names that are no text.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from faxpipe.config import Config
from faxpipe.intake.settle import LEAVING_PREFIX, Entry
from faxpipe.intake.shelf import Copied, durable_copy, hash_file, link, place
from faxpipe.intake.writers import held_by_a_writer
from faxpipe.store import Accepted, Arrival, NewFax, Shelf, Store

_SQLITE_INT_MAX = 2**63 - 1
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


class Outcome(StrEnum):
    """What became of a file: it is a fax now (or was already), or it stays because it is not finished."""

    ACCEPTED = "accepted"
    QUARANTINED = "quarantined"
    ARRIVED_AGAIN = "arrived_again"
    CHANGING = "changing"
    UNFINISHED = "unfinished"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome, and the fax where there is one."""

    outcome: Outcome
    accepted: Accepted | None = None
    sha256: str = ""
    size_bytes: int = 0
    reason: str = ""


class Acceptor:
    """Accepts files of one inbox into one store. OSError and StoreError pass through: the file is still there."""

    def __init__(self, store: Store, config: Config, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._paths = config.paths
        self._size_bytes_max = config.intake.size_bytes_max
        self._clock = clock

    def accept(self, entry: Entry, *, patient: bool = False) -> Result:
        """Take in the file that was listed as `entry`.

        With `patient` (it has rested long) a file without the end its format wants is taken as it is.
        """
        path = self._paths.inbox / entry.name
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        except FileNotFoundError:
            return Result(Outcome.GONE)
        except OSError as error:
            if error.errno in {errno.ELOOP, errno.ENXIO}:  # a link, a socket: no file by now
                return Result(Outcome.GONE)
            raise
        try:
            if not _same(entry, os.fstat(handle)) or held_by_a_writer(handle):
                return Result(Outcome.CHANGING)
            return self._take(entry, handle, patient)
        finally:
            os.close(handle)

    def _take(self, entry: Entry, handle: int, patient: bool) -> Result:
        if entry.size_bytes > self._size_bytes_max:
            return self._take_oversize(entry, handle)
        with durable_copy(handle, self._paths.archive) as (copied, copy):
            if not _same(entry, os.fstat(handle)) or copied.size_bytes != entry.size_bytes:
                return Result(Outcome.CHANGING)
            if not patient and not _has_its_end(copied):
                return Result(Outcome.UNFINISHED)
            reason, ending = _judge(copied)
            if not reason:
                name = f"{copied.sha256[:2]}/{copied.sha256}{ending}"
                place(copy, self._paths.archive, name)
                return self._commit(entry, handle, copied, Shelf.ARCHIVE, name)
        with durable_copy(handle, self._paths.quarantine) as (again, copy):
            if again.sha256 != copied.sha256:
                return Result(Outcome.CHANGING)
            name = f"{copied.sha256}{ending}"
            place(copy, self._paths.quarantine, name)
            return self._commit(entry, handle, copied, Shelf.QUARANTINE, name, reason)

    def _take_oversize(self, entry: Entry, handle: int) -> Result:
        copied = hash_file(handle)
        if not _same(entry, os.fstat(handle)):
            return Result(Outcome.CHANGING)
        name = f"{copied.sha256}{_judge(copied)[1]}"
        if not link(self._paths.inbox / entry.name, self._paths.quarantine, name):
            with durable_copy(handle, self._paths.quarantine) as (again, copy):
                if again.sha256 != copied.sha256:
                    return Result(Outcome.CHANGING)
                place(copy, self._paths.quarantine, name)
        return self._commit(entry, handle, copied, Shelf.QUARANTINE, name, "too_large")

    def _commit(
        self, entry: Entry, handle: int, copied: Copied, shelf: Shelf, name: str, reason: str = ""
    ) -> Result:
        arrival = Arrival(
            source=entry.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"),
            size_bytes=copied.size_bytes,
            inode=entry.inode & _SQLITE_INT_MAX,
            mtime_ns=entry.mtime_ns & _SQLITE_INT_MAX,
            at=self._clock(),
        )
        accepted = self._store.accept(NewFax(copied.sha256, shelf, name, arrival, reason))
        self._leave(entry, handle)
        outcome = Outcome.QUARANTINED if reason else Outcome.ACCEPTED
        if not accepted.new:
            outcome = Outcome.ARRIVED_AGAIN
        return Result(outcome, accepted, copied.sha256, copied.size_bytes, reason)

    def _leave(self, entry: Entry, handle: int) -> None:
        path = self._paths.inbox / entry.name
        leaving = path
        if not entry.name.startswith(LEAVING_PREFIX):
            leaving = self._paths.inbox / f"{LEAVING_PREFIX}{entry.inode}-{entry.mtime_ns}"
            os.rename(path, leaving)
        if _same(entry, os.lstat(leaving)) and not held_by_a_writer(handle):
            os.unlink(leaving)
        elif leaving != path:
            _put_back(leaving, path)


def _put_back(leaving: Path, path: Path) -> None:
    """Undo leaving: under its own name, or beside whatever stands there by now."""
    try:
        os.link(leaving, path, follow_symlinks=False)
    except FileExistsError:
        inode = os.lstat(leaving).st_ino
        os.link(leaving, path.with_name(f"again-{inode}{path.suffix[:16]}"), follow_symlinks=False)
    os.unlink(leaving)


def _same(entry: Entry, now: os.stat_result) -> bool:
    return stat.S_ISREG(now.st_mode) and (entry.size_bytes, entry.mtime_ns, entry.inode) == (
        now.st_size,
        now.st_mtime_ns,
        now.st_ino,
    )


def _judge(copied: Copied) -> tuple[str, str]:
    """Why these bytes can never be read (empty: they may be), and the ending their copy gets."""
    if copied.size_bytes == 0:
        return "empty", ".bin"
    if b"%PDF-" in copied.head:
        return "", ".pdf"
    if copied.head.startswith(_TIFF):
        return "", ".tif"
    return "not_pdf", ".bin"


def _has_its_end(copied: Copied) -> bool:
    if copied.size_bytes == 0:
        return False
    return b"%PDF-" not in copied.head or b"%%EOF" in copied.tail
