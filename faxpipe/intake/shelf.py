"""Keeping bytes: copies that are durable before anyone relies on them, named by what they hold.

Never overwrites different bytes: a name is the SHA-256 of its content. A copy is written under a temporary
name, flushed to the disk, renamed, and its folders are flushed too; a crash leaves at most a temporary file.
The archive may be on another file system than the inbox, so nothing is moved across.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_CHUNK_BYTES = 1 << 20
_INCOMING = ".incoming"


@dataclass(frozen=True, slots=True)
class Copied:
    """What was read from an open file: its hash, how many bytes, and its first and last kilobyte."""

    sha256: str
    size_bytes: int
    head: bytes
    tail: bytes


def hash_file(source: int) -> Copied:
    """Read the open file `source` from its start to its end."""
    return _stream(source, None)


@contextmanager
def durable_copy(source: int, folder: Path) -> Iterator[tuple[Copied, Path]]:
    """Copy the open file `source` into `folder` under a temporary name that is gone after the block."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{_INCOMING}-{os.getpid()}-{source}"
    path.unlink(missing_ok=True)
    target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        try:
            copied = _stream(source, target)
            os.fsync(target)
        finally:
            os.close(target)
        yield copied, path
    finally:
        path.unlink(missing_ok=True)


def place(copy: Path, folder: Path, name: str) -> None:
    """Give a durable copy its lasting `name` below `folder`. Same name means same bytes, so replacing repairs."""
    final = folder / name
    if not final.parent.is_dir():
        final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder)
    os.replace(copy, final)
    sync_folder(final.parent)


def link(source: Path, folder: Path, name: str) -> bool:
    """Keep `source` under `name` without copying; False where the file system cannot."""
    final = folder / name
    try:
        final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.link(source, final, follow_symlinks=False)
    except FileExistsError:
        return True
    except OSError:
        return False
    sync_folder(final.parent)
    return True


def sweep(folder: Path) -> None:
    """Remove temporary copies that a crash left in `folder`."""
    for path in folder.glob(f"{_INCOMING}-*"):
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _stream(source: int, target: int | None) -> Copied:
    digest = hashlib.sha256()
    size, head, tail = 0, b"", b""
    os.lseek(source, 0, os.SEEK_SET)
    while chunk := os.read(source, _CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
        if len(head) < 1024:
            head = (head + chunk)[:1024]
        tail = (tail + chunk)[-1024:]
        view = memoryview(chunk)
        while target is not None and view:
            view = view[os.write(target, view) :]
    return Copied(digest.hexdigest(), size, head, tail)
