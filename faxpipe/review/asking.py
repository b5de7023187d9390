"""What a letter about a fax says, before a person looks at it: to whom, at which number, about what.

Between store and page. A number is offered with where it was read, never taken for granted, and never our own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from secrets import SystemRandom

from faxpipe.chase import Plan, Step, escalates_on, next_step
from faxpipe.config import Chase, Config
from faxpipe.dossier import Dossier
from faxpipe.fields.kinds.phones import normal_phone
from faxpipe.letter import Addressee, Answer, Item, Letter, Letterhead, Subject, Tells, items_for
from faxpipe.reference import make
from faxpipe.referral import FieldStatus, Referral
from faxpipe.review.due import is_business_day
from faxpipe.schema import load_schema
from faxpipe.store.connection import Connection
from faxpipe.store.desk import Desk
from faxpipe.store.desk.contacts import Contact, Means, Outcome
from faxpipe.store.desk.letters import LetterKind, LetterRow, LetterState, LetterText, Wanted, released_days

ASKED = frozenset({Outcome.REACHED, Outcome.MESSAGE})
"""What counts as having asked the sender again."""


@dataclass(frozen=True, slots=True)
class Number:
    """A fax number that may be the sender's. `source`: where it stands, in words."""

    number: str
    source: str


def numbers(found: Dossier, referral: Referral | None, config: Config) -> tuple[Number, ...]:
    """The numbers to choose from, the likeliest first; our own are left out."""
    offered: list[Number] = []
    if referral is not None:
        value = referral.field("referrer.fax") if _has(referral, "referrer.fax") else None
        if value is not None and isinstance(value.value, str):
            sure = "" if value.status is FieldStatus.FOUND else ", not read for certain"
            place = f"page {value.page}" if value.page else "corrected by a person"
            offered.append(Number(value.value, f"the sender's fax number, {place}{sure}"))
    header = normal_phone(found.sender_number) if found.sender_number else None
    if header:
        offered.append(Number(header, "the fax machine's line at the top of the page"))
    own = {_digits(config.clinic.fax), _digits(config.clinic.phone)}
    kept: dict[str, Number] = {}
    for one in offered:
        number = normal_phone(one.number)
        if number and _digits(number) not in own and number not in kept:
            kept[number] = Number(number, one.source)
    return tuple(kept.values())


def number_fault(text: str, config: Config) -> tuple[str, str]:
    """A typed number in normal form, and what is wrong with it ("" where nothing is)."""
    number = normal_phone(text)
    if number is None:
        return "", "This is no fax number that can be dialled."
    if _digits(number) in {_digits(config.clinic.fax), _digits(config.clinic.phone)}:
        return "", "This is our own number. The letter must go to the sender."
    return number, ""


def first_text(found: Dossier, number: int, kind: LetterKind, config: Config, now: datetime) -> LetterText:
    """The draft as it is before anybody changes it. `number` of the referral, 0 where the fax holds none."""
    referrals = found.reading.referrals
    referral = referrals[number - 1] if 1 <= number <= len(referrals) else None
    today = now.astimezone().date()
    offered = numbers(found, referral, config)
    missing, unsure = (referral.missing, referral.unsure) if referral else ((), ())
    request = kind is LetterKind.REQUEST
    return LetterText(
        to_name=_said(referral, "referrer.name"),
        to_practice=_said(referral, "referrer.practice"),
        number=offered[0].number if offered else "",
        number_source=offered[0].source if offered else "",
        patient_name=_said(referral, "patient.name") if request else "",
        birth_date=_said(referral, "patient.birth_date") if request else "",
        items=tuple(_wanted(item) for item in items_for(missing, unsure, load_schema())) if request else (),
        written=today,
        due=_working(today + timedelta(days=config.letter.due_days)),
    )


def draft(
    desk: Desk,
    conn: Connection,
    found: Dossier,
    number: int,
    kind: LetterKind,
    config: Config,
    *,
    person: str,
    now: datetime,
) -> int:
    """The draft about this referral, made where there is none, inside a change of its fax; its id.

    A letter about the same referral after the first is its second request, under the same reference.
    """
    fax_id = found.detail.row.id
    letters = desk.letters.of(fax_id)
    same = [one for one in letters if one.referral == number and one.kind is kind]
    for one in same:
        if one.state is LetterState.DRAFT:
            return one.id
    asked = [one for one in same if one.released_at is not None]
    text = first_text(found, number, kind, config, now)
    if asked:
        last = asked[-1].text
        text = replace(
            text, number=last.number, number_source="the last letter", to_name=text.to_name or last.to_name
        )
    reference = asked[-1].reference if asked else make(SystemRandom())
    return desk.letters.draft(conn, fax_id, number, kind, reference, text, person=person, now=now)


def letter_of(row: LetterRow, *, received: datetime, pages: int, config: Config) -> Letter:
    """The stored letter as it is drawn."""
    clinic, text = config.clinic, row.text
    return Letter(
        reference=row.reference,
        letterhead=Letterhead(clinic.name, clinic.phone, clinic.fax, config.letter.lines),
        to=Addressee(text.number, text.to_name, text.to_practice),
        subject=Subject(
            received.astimezone().date(), pages, text.patient_name, text.birth_date, Tells(config.letter.tells)
        ),
        items=tuple(
            Item(w.field, w.label, w.ask, Answer.ATTACH if w.attach else Answer.WRITE, w.again, w.lines)
            for w in text.items
        ),
        written=text.written,
        due=text.due,
        note=text.note,
        round_no=row.round_no,
        misdirected=row.kind is LetterKind.MISDIRECTED,
    )


def wanted(field: str) -> Wanted | None:
    """The item of one field of the table; None for a name that it does not hold."""
    items = items_for([field], [], load_schema())
    return _wanted(items[0]) if items else None


def plan_of(rules: Chase) -> Plan:
    return Plan(rules.days, rules.escalate_day, rules.business_days)


def chase(
    letters: tuple[LetterRow, ...], contacts: tuple[Contact, ...], rules: Chase, now: datetime
) -> Step | None:
    """What is next due for a fax whose sender was asked; None where nobody was, or all was done."""
    days = _asked_on(letters)
    if not days:
        return None
    calls = [_day(one.at) for one in contacts if one.out and one.means is Means.CALL and one.outcome in ASKED]
    return next_step(plan_of(rules), days[0], [*days[1:], *calls], _day(now), is_business_day)


def plan_next(desk: Desk, conn: Connection, fax_id: int, rules: Chase, now: datetime) -> None:
    """Put the next step into the worklist, inside a change of the fax."""
    letters = desk.letters.of(fax_id)
    step = chase(letters, desk.contacts.of(fax_id), rules, now)
    days = _asked_on(letters)
    last = escalates_on(plan_of(rules), days[0], is_business_day) if step and days else None
    desk.letters.plan(
        conn,
        fax_id,
        due_at=morning_of(step.due) if step else None,
        says=step.says if step else "",
        escalate_at=morning_of(last) if last else None,
        now=now,
    )


def morning_of(day: date) -> datetime:
    """When a day's work begins on the office's clock."""
    return datetime(day.year, day.month, day.day, 8).astimezone()


def _asked_on(letters: tuple[LetterRow, ...]) -> list[date]:
    referrals = {one.referral for one in letters}
    return sorted(_day(at) for referral in referrals for at in released_days(letters, referral))


def _wanted(item: Item) -> Wanted:
    return Wanted(item.field, item.label, item.ask, item.answer is Answer.ATTACH, item.again, item.lines)


def _said(referral: Referral | None, field: str) -> str:
    """What was read for certain; a name that may be wrong goes on no letter by itself."""
    if referral is None or not _has(referral, field):
        return ""
    value = referral.field(field)
    return value.value if value.status is FieldStatus.FOUND and isinstance(value.value, str) else ""


def _has(referral: Referral, field: str) -> bool:
    return any(value.field == field for value in referral.fields)


def _working(day: date) -> date:
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def _day(moment: datetime) -> date:
    return moment.astimezone().date()


def _digits(number: str) -> str:
    return "".join(letter for letter in number if letter.isdigit())[-10:]
