"""The *queue* of the sentence: SQLite rows that say what waits, what was read and what staff decided."""

from faxpipe.amended import Correction
from faxpipe.store.store import MACHINE, Store
from faxpipe.store.values import (
    Accepted,
    Arrival,
    Attempt,
    Claim,
    Counts,
    Disposition,
    Event,
    FaxDetail,
    Mode,
    NewFax,
    QueueFilter,
    QueueRow,
    Rescued,
    Shelf,
    State,
    StoredPage,
)

__all__ = [
    "MACHINE",
    "Accepted",
    "Arrival",
    "Attempt",
    "Claim",
    "Correction",
    "Counts",
    "Disposition",
    "Event",
    "FaxDetail",
    "Mode",
    "NewFax",
    "QueueFilter",
    "QueueRow",
    "Rescued",
    "Shelf",
    "State",
    "Store",
    "StoredPage",
]
