"""One fax in the words of the front desk: what its page shows, worked out of a dossier. Pure but for schema data.

The order is that of the work: what has to be settled first, the least certain before the missing; then the rest
as a referral is read. `paper` order follows the pages instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from faxpipe import plain
from faxpipe.amended import FLAGS, METHOD, Act, Amended, Correction, looked_into
from faxpipe.completeness import BECAUSE, PAGES, required
from faxpipe.document import Box, PageKind
from faxpipe.fields.resolution.typed import CHOICES, HINTS, shown
from faxpipe.referral import Candidate, Check, FieldStatus, FieldValue, Pathway, Reading, Reason, RedFlag, Referral
from faxpipe.review.images import edges_of
from faxpipe.schema import FieldSpec, Schema, load_schema

GROUPS = {
    "patient": "Patient",
    "coverage": "Insurance",
    "referrer": "Referring provider",
    "order": "Referral",
    "diagnosis": "Diagnosis",
    "treatment": "Treatment",
    "fracture": "Fracture",
    "imaging": "Imaging",
    "symptoms": "Symptoms and exam",
    "exam": "Symptoms and exam",
    "bone": "Bone health",
    "documents": "Documents",
}
STATUS = {
    FieldStatus.FOUND: ("Read", "good", "✓"),
    FieldStatus.UNCERTAIN: ("Not sure", "note", "?"),
    FieldStatus.INVALID: ("Cannot be right", "bad", "!"),
    FieldStatus.CONFLICT: ("Pages differ", "bad", "!"),
    FieldStatus.MISSING: ("Missing", "warn", "–"),
}
WHY = {
    FieldStatus.UNCERTAIN: "Something is written there, but it could not be read for certain.",
    FieldStatus.INVALID: "It was read, but it cannot be right as it stands.",
    FieldStatus.CONFLICT: "The pages say different things. Which is right?",
}
ACTS = {
    Act.CORRECT: "Corrected",
    Act.CONFIRM: "Confirmed",
    Act.NOT_ON_FAX: "Not on the fax",
    Act.SETTLE: "Looked into",
}
URGENCY = (FieldStatus.CONFLICT, FieldStatus.INVALID, FieldStatus.UNCERTAIN, FieldStatus.MISSING)
CHOICES_MAX = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. `edges`: the box as in a crop's URL; `fax_id`: of another fax, None of this one."""

    page: int
    box: Box
    edges: str
    fax_id: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A competing value; `number` is the key that takes it and what the form sends."""

    number: int
    text: str = field(repr=False)
    words: str = field(repr=False)
    place: Place | None


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field as a line of the page. `todo`: a required field that is missing or held. `by`: whose value it is,
    where a person's. `undoable`: a person's word on it stands."""

    name: str
    title: str
    group: str
    status: FieldStatus
    status_words: str
    colour: str
    icon: str
    needed: bool
    todo: bool
    text: str = field(repr=False)
    words: str = field(repr=False)
    why: str
    remark: str
    place: Place | None
    choices: tuple[Choice, ...]
    edit: str = field(repr=False)
    options: tuple[str, ...]
    hint: str
    by: str
    at: datetime | None

    @property
    def apart(self) -> bool:
        """Whether the competing values stand in different places, so that each is shown with its own."""
        return len({choice.place.edges if choice.place else "" for choice in self.choices}) > 1

    @property
    def undoable(self) -> bool:
        return bool(self.by)

    @property
    def can_confirm(self) -> bool:
        return bool(self.text) and not self.by


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A red flag with the words it was read from."""

    title: str
    priority: str
    words: str = field(repr=False)
    place: Place


@dataclass(frozen=True, slots=True)
class ReferralCase:
    """One patient's tab."""

    number: int
    pages: tuple[int, ...]
    patient: str = field(repr=False)
    born: str = field(repr=False)
    verdict: str
    priority: str
    pathway: str
    todo: tuple[FieldLine, ...]
    groups: tuple[tuple[str, tuple[FieldLine, ...]], ...]
    doubts: tuple[str, ...]
    settled: tuple[str, ...]
    advisories: tuple[str, ...]
    flags: tuple[FlagLine, ...]
    no_flags: tuple[str, ...] = field(repr=False)

    @property
    def lines(self) -> tuple[FieldLine, ...]:
        return (*self.todo, *(line for _, lines in self.groups for line in lines))


def cases_of(amended: Amended, *, paper: bool = False) -> tuple[ReferralCase, ...]:
    """The referrals of a fax as tabs, in the order of the reading."""
    schema = load_schema()
    return tuple(
        _case(number, referral, mine, amended.reading, schema, paper=paper)
        for number, (referral, mine) in enumerate(
            zip(amended.reading.referrals, amended.standing, strict=True), start=1
        )
    )


def _case(
    number: int,
    referral: Referral,
    mine: Sequence[Correction],
    reading: Reading,
    schema: Schema,
    *,
    paper: bool,
) -> ReferralCase:
    kinds = {page.kind for page in reading.pages if page.number in referral.pages}
    wanted = {spec.name for spec in required(schema, referral.pathway, kinds)}
    open_names = {*referral.missing, *referral.unsure}
    said = {one.value.field: one for one in mine}
    reasons = {reason.field: reason for reason in referral.reasons if reason.field != PAGES}
    known = {value.field: value for value in referral.fields}
    lines = [
        _line(
            spec,
            known.get(spec.name) or FieldValue(spec.name, FieldStatus.MISSING),
            said.get(spec.name),
            reasons.get(spec.name),
            needed=spec.name in wanted,
            todo=spec.name in open_names,
        )
        for spec in schema.fields
        if spec.need.value != "V" or referral.pathway is Pathway.VCF or _says(known.get(spec.name))
    ]
    todo = sorted((line for line in lines if line.todo), key=lambda line: _first(line, known.get(line.name)))
    rest = [line for line in lines if not line.todo]
    if paper:
        todo = sorted(todo, key=_on_paper)
        groups: tuple[tuple[str, tuple[FieldLine, ...]], ...] = (
            ("In the order of the pages", tuple(sorted(rest, key=_on_paper))),
        )
    else:
        groups = tuple(
            (title, tuple(line for line in rest if line.group == title))
            for title in dict.fromkeys(GROUPS.values())
            if any(line.group == title for line in rest)
        )
    return ReferralCase(
        number=number,
        pages=referral.pages,
        patient=_text(known.get("patient.name")),
        born=_text(known.get("patient.birth_date")),
        verdict=referral.verdict.value,
        priority=referral.priority.value,
        pathway="Vertebral fracture" if referral.pathway is Pathway.VCF else "Other pain referral",
        todo=tuple(todo),
        groups=groups,
        doubts=tuple(reason.says for reason in referral.reasons if reason.field == PAGES),
        settled=looked_into(mine, PAGES),
        advisories=tuple(advisory.says for advisory in referral.advisories),
        flags=tuple(_flag(flag) for flag in referral.red_flags),
        no_flags=tuple(_no_flag(says) for says in looked_into(mine, FLAGS)),
    )


def _says(value: FieldValue | None) -> bool:
    return value is not None and value.status is not FieldStatus.MISSING


def _first(line: FieldLine, value: FieldValue | None) -> tuple[int, float]:
    confidence = value.confidence if value is not None and value.confidence is not None else 0.0
    return URGENCY.index(line.status) if line.status in URGENCY else len(URGENCY), confidence


def _on_paper(line: FieldLine) -> tuple[int, float, float]:
    place = line.place
    return (place.page, place.box.top, place.box.left) if place else (10_000, 0.0, 0.0)


def _line(
    spec: FieldSpec,
    value: FieldValue,
    mine: Correction | None,
    reason: Reason | None,
    *,
    needed: bool,
    todo: bool,
) -> FieldLine:
    words, colour, icon = STATUS[value.status]
    remark = ""
    if mine is not None:
        words, colour, icon = ACTS[mine.act], "good" if value.status is FieldStatus.FOUND else "warn", "✎"
        remark = reason.says if reason is not None and reason.status is FieldStatus.FOUND else ""
        if mine.value.reason:
            remark = f"{mine.value.reason} It was kept as written. {remark}".strip()
    return FieldLine(
        name=spec.name,
        title=spec.title,
        group=GROUPS[spec.name.split(".")[0]],
        status=value.status,
        status_words=words,
        colour=colour,
        icon=icon,
        needed=needed,
        todo=todo,
        text=_text(value),
        words=value.words or "",
        why="" if mine is not None or value.status is FieldStatus.FOUND else _why(value, spec),
        remark=remark,
        place=place_of(value.page, value.box, value.fax_id),
        choices=_choices(value),
        edit=shown(value.value),
        options=CHOICES.get(spec.kind, ()),
        hint=HINTS.get(spec.kind, ""),
        by=mine.author if mine is not None else "",
        at=mine.at if mine is not None else None,
    )


def _why(value: FieldValue, spec: FieldSpec) -> str:
    if value.reason in BECAUSE:
        return BECAUSE[value.reason].format(title="This").replace("This: it", "It").replace("This: the", "The")
    if value.status is FieldStatus.UNCERTAIN and value.value is None:
        return "Something is written there that could not be read. Please look."
    if value.status is FieldStatus.INVALID and spec.kind == "npi":
        return "The check digit does not fit: one digit was probably misread or miswritten."
    return WHY.get(value.status, "")


def _text(value: FieldValue | None) -> str:
    return shown(value.value) if value is not None else ""


def _choices(value: FieldValue) -> tuple[Choice, ...]:
    """The value itself and what else was read, where there is anything to choose; each text once."""
    if value.method == METHOD or not value.others:
        return ()
    own = [(value.value, value.words or "", place_of(value.page, value.box, value.fax_id))]
    rest = [(one.value, one.words, _place(one)) for one in value.others if one.check is not Check.UNREADABLE]
    seen: dict[str, Choice] = {}
    for read, words, place in own + rest:
        text = shown(read)
        if text and text not in seen and len(seen) < CHOICES_MAX:
            seen[text] = Choice(len(seen) + 1, text, words, place)
    return tuple(seen.values()) if len(seen) > 1 else ()


def chosen(value: FieldValue, number: int) -> FieldValue | None:
    """The value behind key `number` of a field's choices, with where it stands; None where there is none."""
    text = next((choice.text for choice in _choices(value) if choice.number == number), None)
    if text is None:
        return None
    if shown(value.value) == text:
        return value
    for one in value.others:
        if one.check is not Check.UNREADABLE and shown(one.value) == text:
            found = FieldValue(value.field, FieldStatus.FOUND, one.value, one.confidence, one.page, one.box)
            return replace(found, words=one.words, fax_id=one.fax_id)
    return None


def _place(one: Candidate) -> Place | None:
    return place_of(one.page, one.box, one.fax_id)


def place_of(page: int | None, box: Box | None, fax_id: int | None = None) -> Place | None:
    if page is None or box is None:
        return None
    return Place(page, box, edges_of(box), fax_id)


def _flag(flag: RedFlag) -> FlagLine:
    return FlagLine(
        _flag_title(flag.flag),
        flag.priority.value,
        flag.words,
        Place(flag.page, flag.box, edges_of(flag.box), flag.fax_id),
    )


def _no_flag(says: str) -> str:
    """A dismissed flag, as `told` tells it, in plain words."""
    flag, comma, rest = says.partition(", ")
    return f"{_flag_title(flag)}{comma}{rest}"


def _flag_title(flag: str) -> str:
    title = plain.reason(flag)
    return f"{title[:1].upper()}{title[1:]}"


KIND_WORDS = {kind: kind.value.replace("_", " ").capitalize() for kind in PageKind}
"""What the kinds of a page are called."""
