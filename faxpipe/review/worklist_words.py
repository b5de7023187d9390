"""A row of work in the words of the front desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from faxpipe import plain
from faxpipe.referral import Priority, Verdict
from faxpipe.review.due import Due
from faxpipe.store import State
from faxpipe.store.desk import WorkRow
from faxpipe.store.desk.worklist import UNREAD
from faxpipe.store.standing import Stage

STAGES: dict[Stage, str] = {
    Stage.NEW: "New",
    Stage.IN_REVIEW: "In review",
    Stage.WAITING: "Waiting for information",
    Stage.ANSWERED: "Information received",
    Stage.DONE: "Done",
    Stage.NOT_OURS: "Not ours",
}
VERDICTS: dict[str, str] = {
    Verdict.COMPLETE.value: "Complete",
    Verdict.INCOMPLETE.value: "Incomplete",
    Verdict.REVIEW.value: "Needs a check",
    Verdict.NOT_REFERRAL.value: "Not a referral?",
    Verdict.UNREADABLE.value: "Could not be read",
    UNREAD: "Not read yet",
}
VERDICT_COLOURS = {
    Verdict.COMPLETE.value: "good",
    Verdict.INCOMPLETE.value: "warn",
    Verdict.REVIEW.value: "note",
    Verdict.UNREADABLE.value: "bad",
}
EVIDENCE_CHARACTERS_MAX = 90
NAMES_MAX = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a fax is urgent: the finding, the words it stands in, and their page."""

    flag: str
    words: str = field(repr=False)
    page: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list, ready to be printed. `says`: what is missing or wrong, in plain words."""

    row: WorkRow = field(repr=False)
    due: Due
    patient: str = field(repr=False)
    born: str = field(repr=False)
    verdict: str
    colour: str
    priority: str
    says: tuple[tuple[str, str], ...]
    evidence: tuple[Evidence, ...]
    holder: str
    mine: bool


def line_of(row: WorkRow, due: Due, me: str, now: datetime) -> Line:
    holder = row.holder(now)
    key = row.verdict.value if row.verdict else UNREAD
    return Line(
        row=row,
        due=due,
        patient=_several(row.patients) or "No name read",
        born=_several(tuple(_day(text) for text in row.birth_dates)),
        verdict=VERDICTS[key],
        colour=VERDICT_COLOURS.get(key, ""),
        priority=row.priority.value.capitalize() if row.priority in _PRESSING else "",
        says=tuple(_says(row)),
        evidence=tuple(
            Evidence(plain_flag(flag.flag), _short(flag.words), flag.page)
            for flag in row.flags
            if flag.priority in _PRESSING
        ),
        holder=(holder or "") if holder != me else "",
        mine=holder == me,
    )


def plain_flag(flag: str) -> str:
    return flag.replace("_", " ").capitalize()


_RETURNED = {Stage.ANSWERED, Stage.IN_REVIEW}
_PRESSING = {Priority.EMERGENCY, Priority.URGENT}


def _says(row: WorkRow) -> list[tuple[str, str]]:
    """(label, words) of what stands in the way."""
    if row.verdict is None:
        return [("", "Being read now" if row.state is State.RUNNING else "Waiting to be read")]
    if row.verdict in {Verdict.NOT_REFERRAL, Verdict.UNREADABLE}:
        return [("", plain.reason(row.reason).capitalize())] if row.reason else []
    said = []
    if row.linked_to is not None:
        return [("Answers", f"fax {row.linked_to}, where the work goes on")]
    if row.brought and row.stage in _RETURNED:
        said.append(("Answer brought", plain.titles(row.brought)))
    if row.missing:
        said.append(("Missing", plain.titles(row.missing)))
    if row.unsure:
        said.append(("Check", plain.titles(row.unsure)))
    if row.verdict is Verdict.COMPLETE and not said:
        said.append(("", "Nothing is missing"))
    if row.reason and not said:
        said.append(("", plain.reason(row.reason).capitalize()))
    return said


def _several(texts: tuple[str, ...]) -> str:
    more = len(texts) - NAMES_MAX
    return "; ".join(texts[:NAMES_MAX]) + (f" and {more} more" if more > 0 else "")


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day:%m/%d/%Y}"


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= EVIDENCE_CHARACTERS_MAX else f"{words[:EVIDENCE_CHARACTERS_MAX]}…"
