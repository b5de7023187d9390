"""Which fax comes next, when one is dealt with: the most pressing one that nobody else has open."""

from __future__ import annotations

from datetime import datetime

from faxpipe.store.desk import Desk, WorkRow
from faxpipe.store.desk.worklist import Filters
from faxpipe.store.standing import Stage

STAGES = (Stage.NEW, Stage.ANSWERED, Stage.IN_REVIEW)
UNREAD = 4
LOOKED_AT = 12
"""So many of each tab are looked at; with more people than that at once, somebody is sent to the list."""


def next_fax(desk: Desk, fax_id: int, person: str, now: datetime) -> int | None:
    """The fax to open after `fax_id`, as the worklist has them: urgent ones of any tab first, then new ones, then
    answers, then what is in review; nobody else's in each. None where nothing is left."""
    waiting: list[tuple[int, int, datetime, int]] = []
    for order, stage in enumerate(STAGES):
        rows = desk.worklist.page(Filters(stage=stage), now=now, limit=LOOKED_AT).rows
        free = [row for row in rows if row.fax_id != fax_id and _free(row, person, now)]
        waiting += [(min(row.pin, 2), order, row.since, row.fax_id) for row in free]
    return min(waiting)[3] if waiting else None


def _free(row: WorkRow, person: str, now: datetime) -> bool:
    mine = row.holder(now) in {None, person} and row.assigned_to in {None, person}
    return mine and row.pin != UNREAD
