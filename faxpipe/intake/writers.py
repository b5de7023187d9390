"""Whether a program still has a file open for writing: the one sign of a slow sender that no clock gives.

Linux grants a read lease only on a file without writers. That answer means something on local file systems
only: network ones refuse leases for reasons of their own, and there nobody can tell.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
from functools import lru_cache
from pathlib import Path

_LOCAL = frozenset({"ext2", "ext3", "ext4", "xfs", "tmpfs", "overlay", "f2fs", "jfs"})


def held_by_a_writer(handle: int) -> bool:
    """Whether any process of this machine holds the open file for writing; False where that cannot be known."""
    try:
        # Should a writer come between the two calls, its signal is one that is ignored by default.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN and _is_local(os.fstat(handle).st_dev)
    return False


@lru_cache(maxsize=16)
def _is_local(device: int) -> bool:
    return (
        file_system(device, Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")) in _LOCAL
    )


def file_system(device: int, mounts: str) -> str | None:
    """The type of the file system on `device`, from /proc/self/mountinfo; None where it is not listed."""
    wanted = f"{os.major(device)}:{os.minor(device)}"
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        if before.split()[2:3] == [wanted] and after:
            return after.split()[0]
    return None
