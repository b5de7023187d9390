"""What stands on a letter. Values only.

Minimum necessary (45 CFR 164.502(b)): a letter names the patient just well enough for the sender to find the
chart. It never holds a diagnosis, a member ID or anything else that was read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Answer(StrEnum):
    """How an item is answered: written on the page, or by a page sent along."""

    WRITE = "write"
    ATTACH = "attach"


class Tells(StrEnum):
    """How a letter names the patient."""

    NAME_BIRTH_DATE = "name_birth_date"
    NAME = "name"
    INITIALS_BIRTH_YEAR = "initials_birth_year"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes. `lines` stand below the name: department, address."""

    name: str
    phone: str
    fax: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom. An empty name or practice is left out."""

    fax: str
    name: str = ""
    practice: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose referral it is: the patient as far as `tells` allows, and the fax it came with.

    `birth_date` is an ISO date or empty; without a name the sender goes by the day and the pages of the fax.
    """

    received: date
    pages: int
    name: str = field(default="", repr=False)
    birth_date: str = field(default="", repr=False)
    tells: Tells = Tells.NAME_BIRTH_DATE

    def patient(self) -> str:
        """The patient in one line, empty where nothing may or can be said."""
        name, born = self.name.strip(), _day(self.birth_date)
        if self.tells is Tells.INITIALS_BIRTH_YEAR:
            name = " ".join(f"{part[0]}." for part in name.split())
            return ", ".join(filter(None, (name, f"born {born.year}" if born else "")))
        dated = f"born {born:%m/%d/%Y}" if born and self.tells is Tells.NAME_BIRTH_DATE else ""
        return ", ".join(filter(None, (name, dated)))


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked for. `label` stands before the room for the answer, `ask` says it in plain words.

    `again`: something stands on the fax, but it could not be read. `lines`: room to write, in lines.
    """

    field: str
    label: str
    ask: str
    answer: Answer = Answer.WRITE
    again: bool = False
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as it is drawn. `round_no` 1 is the first request, 2 the second, and so on.

    `misdirected`: no request but a notice that a fax reached the wrong office; it names no patient.
    """

    reference: str
    letterhead: Letterhead
    to: Addressee
    subject: Subject
    items: tuple[Item, ...]
    written: date
    due: date
    note: str = ""
    round_no: int = 1
    misdirected: bool = False


def day_in_words(day: date) -> str:
    """As a letter says it: "Friday, November 27, 2026"."""
    return f"{day:%A, %B} {day.day}, {day.year}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
