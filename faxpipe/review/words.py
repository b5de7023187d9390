"""A word of a person on a field: what it says, and how it is written down. The page and the API share it."""

from __future__ import annotations

from datetime import datetime

from faxpipe.amended import FLAGS, METHOD, Act, Correction
from faxpipe.config import Clinic
from faxpipe.dossier import Dossier
from faxpipe.fields.context import Packet, Recipient
from faxpipe.linking import restand
from faxpipe.referral import FieldStatus, FieldValue, Referral
from faxpipe.schema import load_schema
from faxpipe.store.desk import Desk

EVENTS = {
    Act.CORRECT: "corrected",
    Act.CONFIRM: "confirmed",
    Act.NOT_ON_FAX: "not_on_fax",
    Act.SETTLE: "settled",
    Act.UNDO: "undone",
}


def as_read(value: FieldValue) -> FieldValue:
    """A value taken as it was read, with where it stands, unless that is on another fax."""
    ours = value.fax_id is None
    return FieldValue(
        value.field,
        FieldStatus.FOUND,
        value.value,
        1.0,
        value.page if ours else None,
        value.box if ours else None,
        value.words,
        METHOD,
    )


def nothing(field: str) -> FieldValue:
    """That the fax does not say it, or that a word is taken back."""
    return FieldValue(field, FieldStatus.MISSING, method=METHOD)


def was_said(found: Dossier, referral: int, field: str) -> bool:
    """Whether a person's word on this field stands, that could be taken back."""
    return any(one.value.field == field for one in found.amended.standing[referral - 1])


def packet_of(clinic: Clinic, found: Dossier, referral: Referral) -> Packet:
    """The day and who we are, for the kinds of field that ask for them."""
    ours = Recipient((clinic.phone, clinic.fax), clinic.providers, clinic.npis, clinic.name)
    return Packet((), load_schema(), referral.day or found.detail.day, ours)


def write(
    desk: Desk,
    found: Dossier,
    referral: int,
    act: Act,
    value: FieldValue,
    *,
    version: int,
    author: str,
    now: datetime,
) -> None:
    """Write it down, anchored to the referral's pages, and judge anew. Raises as `work.change`."""
    fax_id, pages = found.detail.row.id, found.reading.referrals[referral - 1].pages
    word = Correction(referral, value, author, now, found.detail.reading_no, act, pages)
    detail = f"{referral} {value.field}"
    event = "dismissed" if act is Act.SETTLE and value.field == FLAGS else EVENTS[act]
    with desk.work.change(fax_id, version, author, now=now, event=event, detail=detail) as conn:
        desk.casework.write(conn, fax_id, word)
        restand(desk, conn, fax_id, now)
