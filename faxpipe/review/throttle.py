"""How often one address may try to log in: an account has its lock, this is for many names from one place."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

TRIES_MAX = 30
WITHIN = timedelta(minutes=1)
ADDRESSES_MAX = 1_000


class Throttle:
    """Tries of the last minute by address, in memory: a restart forgets them, the locks of accounts stay."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._turn = threading.Lock()

    def allows(self, address: str, now: datetime) -> bool:
        """Count a try; False where there were too many."""
        with self._turn:
            tries = self._tries.setdefault(address, deque(maxlen=TRIES_MAX))
            self._tries.move_to_end(address)
            if len(self._tries) > ADDRESSES_MAX:
                self._tries.popitem(last=False)
            if len(tries) == TRIES_MAX and now - tries[0] < WITHIN:
                return False
            tries.append(now)
            return True
