"""Whether the daemon is alive, told from the heartbeat that its rescans leave in the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from faxpipe.cli.terminal import ago
from faxpipe.config import Config
from faxpipe.store import Store

BEAT = "rescan"
GRACE_S = 30.0


def alive(store: Store, config: Config, now: datetime, name: str = BEAT, every_s: float | None = None) -> bool:
    """Whether the last beat of `name` (the daemon's rescans) is no older than three of them and some grace."""
    beat = store.last_beat(name)
    pause_s = config.intake.rescan_s if every_s is None else every_s
    return beat is not None and now - beat <= timedelta(seconds=3 * pause_s + GRACE_S)


def since_beat(store: Store, now: datetime, name: str = BEAT) -> str:
    """When the part called `name` (the daemon) was last alive, in plain words."""
    beat = store.last_beat(name)
    if beat is None:
        return "it never ran here"
    age = ago(beat, now)
    return f"last alive {age}" + ("" if age == "just now" else " ago")
