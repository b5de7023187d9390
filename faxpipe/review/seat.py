"""What every endpoint of one fax needs, in one hand: the request, the fax, the desk, who is at it and the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, HTTPException, Path, Request

from faxpipe.dossier import Dossier, dossier
from faxpipe.review.gate import Now, Person, Reader, TheDesk, Worker
from faxpipe.store.desk import Desk, WorkRow

FaxId = Annotated[int, Path(ge=1, le=10**12)]


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody before a fax."""

    request: Request
    fax_id: int
    desk: Desk
    person: Person
    now: datetime

    def row(self) -> WorkRow:
        """The fax's row of work. Raises StoreError (no_such_fax)."""
        return self.desk.work.known(self.fax_id)

    def dossier(self) -> Dossier:
        """The fax as it stands. Raises StoreError where there is none, 422 where it was never read."""
        found = dossier(self.desk, self.fax_id)
        if found is None:
            self.row()
            raise HTTPException(422, "This fax has not been read yet, so there is no field to fill.")
        return found


def _looking(request: Request, fax_id: FaxId, person: Reader, desk: TheDesk, now: Now) -> Seat:
    return Seat(request, fax_id, desk, person, now)


def _working(request: Request, fax_id: FaxId, person: Worker, desk: TheDesk, now: Now) -> Seat:
    return Seat(request, fax_id, desk, person, now)


Looking = Annotated[Seat, Depends(_looking)]
Working = Annotated[Seat, Depends(_working)]
