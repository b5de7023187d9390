"""Which files in the inbox are finished: a pure function of what was seen before and what is seen now.

Only the top level of the inbox counts; folders, links and special files are never opened. A file is finished
when its size, mtime and inode have rested for `settle_s` as *we* saw it: clocks of other machines, and copies
that keep an old mtime, mean nothing. Hidden and temporary names are somebody's unfinished business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LEAVING_PREFIX = ".faxpipe-leaving-"
_TEMPORARY = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".filepart", ".download", ".swp", ".lock")
UNFINISHED_FACTOR = 10
"""A file without the end that its format wants may be a slow transfer: it rests this many times longer."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of a listing. `name` may hold bytes that are no text (surrogate escapes)."""

    name: str = field(repr=False)
    size_bytes: int
    mtime_ns: int
    inode: int
    regular: bool = True


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry and the moment (monotonic seconds) since which it has not changed."""

    entry: Entry
    since_s: float


Watched = Mapping[str, Seen]


def look(before: Watched, listing: Iterable[Entry], now_s: float) -> dict[str, Seen]:
    """The files that are ours to watch, each with the time since which it rests."""
    watched: dict[str, Seen] = {}
    for entry in listing:
        if not wanted(entry):
            continue
        seen = before.get(entry.name)
        watched[entry.name] = seen if seen and seen.entry == entry else Seen(entry, now_s)
    return watched


def settled(watched: Watched, now_s: float, settle_s: float) -> tuple[Entry, ...]:
    """Those that have rested long enough, the longest first."""
    rested = [seen for seen in watched.values() if now_s - seen.since_s >= settle_s]
    return tuple(seen.entry for seen in sorted(rested, key=lambda seen: (seen.since_s, seen.entry.mtime_ns)))


def wanted(entry: Entry) -> bool:
    """Whether a name of the inbox is a fax, or was left behind by a crash while a fax was leaving."""
    if not entry.regular:
        return False
    name = entry.name.lower()
    if name.startswith(LEAVING_PREFIX):
        return True
    return not (name.startswith((".", "~")) or name.endswith(("~", *_TEMPORARY)))
