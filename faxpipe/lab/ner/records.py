"""Forms, face sheets and printouts in parts: who the patient is, who pays, who asks, what for, and everybody else.

Part of the lab; papers of training only. Each paper draws which parts it has, in what order, with what headings,
which captions stand before, above, below or nowhere near their values, and which parts stand side by side.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from faxpipe.lab.ner.captions import Manner, caption, heading, manner, whose
from faxpipe.lab.ner.choices import pressed, printed_by_itself, questioned
from faxpipe.lab.ner.grammar import Chunk
from faxpipe.lab.ner.record_styles import SEPARATORS, Hand, Line, Row, beside, lines, styled, tabbed
from faxpipe.lab.ner.speaker import Speaker
from faxpipe.lab.ner.things import things

EMPTY = ("", "", "____", "______________", ".........", "N/A", "see attached", "-", "[ ]")
PLAIN_OWNERS = ("", "patient", "referrer", "practice")
TELLING = 0.85
"""How often at least a caption says whose it is, where it is about neither the patient nor who asks."""


class Record:
    """One paper: the referral it tells, and the manner in which it does."""

    def __init__(self, rng: random.Random, speaker: Speaker, ease: float = 1.0) -> None:
        self.rng, self.speaker, self.ease = rng, speaker, ease
        self.how: Manner = manner(rng, ease)
        self.hand = Hand(rng, rng.choice(SEPARATORS), ease)
        self.empty = rng.choice((0.0, 0.05, 0.15, 0.3))
        self.headed = rng.choice((0.2, 0.8, 0.95))
        self.said = rng.choice((0.15, 0.5, 0.9))

    def say(self, name: str) -> Line:
        """What the speaker says under a name."""
        return list(self.speaker.speak(name) or [])

    def row(self, owner: str, what: str, name: str) -> Row:
        """A caption about `owner` with what the speaker says under `name`."""
        share = self.said if owner in PLAIN_OWNERS else max(self.said, TELLING)
        return Row(caption(self.rng, self.how, owner, what, share=share), self.value(name))

    def value(self, name: str) -> Line:
        if self.rng.random() < self.empty:
            return [Chunk(self.rng.choice(EMPTY))]
        said = self.say(name)
        if name in {"REFERRER", "OTHER"} and self.rng.random() < 0.45:
            said += [Chunk(self.rng.choice((", ", ", ", " "))), *self.say("cred")]
        if name in {"PHONE", "phone"} and self.rng.random() < 0.12:
            said.append(
                Chunk(
                    self.rng.choice((" (c)", " (h)", " cell", " x204", " ext 12", " (M)", " ok to text", " home"))
                )
            )
        return said


def record(rng: random.Random, speaker: Speaker, ease: float = 1.0) -> Iterator[Chunk]:
    """The lines of one paper; `ease` as in `papers.paper`."""
    one = Record(rng, speaker, ease)
    names = [name for name, (_, share) in PARTS.items() if rng.random() < share]
    if rng.random() < 0.6:
        rng.shuffle(names)
    blocks = [_block(one, name) for name in names]
    for make, share in (
        (pressed, 0.25),
        (lambda rng, _: questioned(rng), 0.25),
        (lambda rng, _: printed_by_itself(rng), 0.6),
    ):
        if rng.random() < share:
            blocks.insert(rng.randint(0, len(blocks)), make(rng, speaker))
    at = 0
    while at < len(blocks):
        if at + 1 < len(blocks) and rng.random() < 0.22 * ease:
            yield from lines(beside(blocks[at], blocks[at + 1]))
            at += 2
        else:
            yield from lines(blocks[at])
            at += 1


def _block(one: Record, name: str) -> list[Line]:
    """The lines of one part, under its heading or none."""
    rng = one.rng
    make = PARTS[name][0]
    rows = make(one)
    if name != "care team" and rng.random() < 0.25:
        rng.shuffle(rows)
    shown = styled(one.hand, rows)
    part = _HEADED.get(name)
    if part and rng.random() < one.headed:
        shown = [[Chunk(heading(rng, one.how, part))], *shown]
    return shown


# parts


def _patient(one: Record) -> list[Row]:
    rows = [_named(one, "patient", "PATIENT"), one.row("patient", "birth", "BIRTH")]
    rows += _some(
        one,
        [
            ("patient", "phone", "PHONE", 0.45),
            ("patient", "cell", "PHONE", 0.4),
            ("patient", "address", "address", 0.5),
        ],
    )
    rows += _some(
        one, [("patient", "account", "mrn", 0.45), ("", "plain", "word", 0.5), ("", "plain", "word", 0.3)]
    )
    return rows


def _payer(one: Record) -> list[Row]:
    rows = [_named(one, "payer", "PAYER", "payername")]
    rows += _some(
        one, [("payer", "member", "MEMBER", 0.85), ("payer", "group", "mrn", 0.5), ("payer", "auth", "id", 0.25)]
    )
    rows += _some(
        one,
        [
            ("relative", "name", "RELATIVE", 0.3),
            ("relative", "birth", "DATE", 0.2),
            ("payer", "phone", "phone", 0.3),
        ],
    )
    rows += _some(one, [("", "plain", "word", 0.3), ("", "expiry", "DATE", 0.2)])
    if one.rng.random() < 0.3 * one.ease:
        rows.append(Row(whose(one.rng, one.how, "second"), [Chunk(one.rng.choice(things("payer", "train")))]))
        rows += _some(one, [("second", "member", "id", 0.7), ("second", "group", "mrn", 0.3)])
    return rows


def _claim(one: Record) -> list[Row]:
    rng = one.rng
    rows = [Row(one.how.case(rng.choice(("workers comp carrier", "wc insurer", "auto carrier",
        "claim carrier", "comp carrier"))), one.say("PAYER")),
            one.row("", "claim", "MEMBER")]  # fmt: skip
    rows += [
        Row(
            one.how.case(rng.choice(("adjuster", "claims adjuster", "adjuster name", "attorney", "case manager"))),
            one.say("OTHER"),
        )
    ]
    rows += [
        Row(
            one.how.case(rng.choice(("adjuster phone", "claims phone", "attorney tel", "employer phone"))),
            one.say("phone"),
        )
    ]
    return [row for row in rows if rng.random() < 0.8]


def _referrer(one: Record) -> list[Row]:
    rows = [_named(one, "referrer", "REFERRER")]
    rows += _some(
        one,
        [
            ("referrer", "npi", "NPI", 0.6),
            ("practice", "name", "PRACTICE", 0.55),
            ("referrer", "phone", "OFFICE", 0.7),
        ],
    )
    rows += _some(
        one,
        [
            ("referrer", "fax", "OFFICE_FAX", 0.65),
            ("referrer", "address", "address", 0.4),
            ("referrer", "license", "mrn", 0.15),
        ],
    )
    if one.rng.random() < 0.25:
        rows += [Row(one.how.case(one.rng.choice(things("rolename", "train"))), one.say("STAFF"))]
    return rows


def _practice(one: Record) -> list[Row]:
    rows = [Row(whose(one.rng, one.how, "practice"), one.value("PRACTICE"))]
    rows += _some(
        one,
        [
            ("practice", "phone", "OFFICE", 0.6),
            ("practice", "fax", "OFFICE_FAX", 0.6),
            ("practice", "address", "address", 0.4),
        ],
    )
    return rows


def _other(one: Record) -> list[Row]:
    rows = [_named(one, "other", "OTHER")]
    return rows + _some(
        one, [("other", "phone", "phone", 0.5), ("other", "fax", "phone", 0.35), ("other", "npi", "npi", 0.4)]
    )


def _relative(one: Record) -> list[Row]:
    rows = [_named(one, "relative", "RELATIVE")]
    rows += _some(
        one,
        [
            ("relative", "phone", "phone", 0.7),
            ("relative", "birth", "DATE", 0.2),
            ("relative", "address", "address", 0.2),
        ],
    )
    if one.rng.random() < 0.5:
        rows.append(
            Row(
                one.how.case(one.rng.choice(("relationship", "relation", "relation to patient", "rel"))),
                one.say("relation"),
            )
        )
    return rows


def _recipient(one: Record) -> list[Row]:
    rows = [_named(one, "recipient", "KRAMER")]
    rows += _some(
        one,
        [
            ("recipient", "phone", "phone", 0.4),
            ("recipient", "fax", "phone", 0.5),
            ("recipient", "npi", "npi", 0.3),
        ],
    )
    return rows


def _facility(one: Record) -> list[Row]:
    rows = [_named(one, "facility", "FACILITY")]
    return rows + _some(
        one,
        [
            ("facility", "phone", "phone", 0.6),
            ("facility", "fax", "phone", 0.4),
            ("facility", "address", "address", 0.3),
        ],
    )


def _clinical(one: Record) -> list[Row]:
    rows = [one.row("", "service", "SERVICE"), one.row("", "dx", "DX")]
    rows += _some(
        one, [("", "onset", "ONSET", 0.4), ("", "duration", "DURATION", 0.25), ("", "levels", "LEVELS", 0.35)]
    )
    rows += _some(one, [("", "study", "STUDY", 0.4), ("", "pain", "PAIN", 0.3), ("", "meds", "MEDS", 0.4)])
    rows += _some(one, [("", "allergies", one.rng.choice(("ALLERGENS", "NKDA")), 0.45), ("", "plain", "icd", 0.4)])
    return rows


def _dates(one: Record) -> list[Row]:
    rows = _some(one, [("", "order", "ORDER", 0.8), ("", "visit", "VISIT", 0.35), ("", "printed", "PRINTED", 0.3)])
    return rows + _some(one, [("", "expiry", "DATE", 0.25), ("", "account", "mrn", 0.3)])


def _signature(one: Record) -> list[Row]:
    rng = one.rng
    signs = ("signature", "provider signature", "physician signature", "signature of referring provider",
        "signed", "x", "print name",
             "printed name", "provider", "authorized signature", "clinician signature",
             "md signature")  # fmt: skip
    rows = [Row(one.how.case(rng.choice(signs)), one.value("REFERRER")), one.row("", "order", "ORDER")]
    return rows + _some(one, [("referrer", "npi", "NPI", 0.3)])


def _named(one: Record, owner: str, name: str, what: str = "name") -> Row:
    """Who it is, under a caption that says only who, or whose name is asked for."""
    if one.rng.random() < 0.5:
        return Row(whose(one.rng, one.how, owner), one.value(name))
    return one.row(owner, what, name)


def _some(one: Record, rows: list[tuple[str, str, str, float]]) -> list[Row]:
    return [
        _plain(one) if what == "plain" and name == "word" else one.row(owner, what, name)
        for owner, what, name, share in rows
        if one.rng.random() < share
    ]


def _plain(one: Record) -> Row:
    """A caption that asks for nothing we mark."""
    word = one.rng.choice(("Female", "Male", "F", "M", "English", "None", "Yes", "No", "Retired", "White",
        "Married", "Routine", "Spanish", "45", "5'4\"",
                           "162 lb", "27.1", "Self", "Commercial", "Active", "2", "22513",
                           "declined"))  # fmt: skip
    return Row(caption(one.rng, one.how, "", "plain"), [Chunk(word)])


def _care_team(one: Record) -> list[Row]:
    """Several clinicians in a table; read as rows of who, name, numbers."""
    rng = one.rng
    people = [("referrer", "REFERRER", "OFFICE", "OFFICE_FAX", "NPI"), ("other", "OTHER", "phone", "phone", "npi"),
              ("recipient", "KRAMER", "phone", "phone", "npi"), ("other", "OTHER", "phone", "phone", "npi"),
              ("relative", "RELATIVE", "phone", "phone", "mrn")]  # fmt: skip
    chosen = rng.sample(people, rng.randint(2, len(people)))
    numbers = sorted(rng.sample((2, 3, 4), rng.randint(1, 3)))
    last = rng.random() < 0.3 * one.ease
    rows = []
    for person in chosen:
        cells = [one.say(person[1]), *(one.say(person[at]) for at in numbers)]
        if last:
            cells.append([Chunk(whose(rng, one.how, person[0]))])
        rows.append(Row("" if last else whose(rng, one.how, person[0]), tabbed(cells)))
    return rows


def _titles(one: Record) -> list[Row]:
    """The practice at the head of its paper."""
    rng = one.rng
    numbers = rng.choice(
        (
            "Phone: {} Fax: {}",
            "P {} | F {}",
            "Tel {}\tFax {}",
            "{} (phone) {} (fax)",
            "T: {} F: {}",
            "Ph. {} / Fx. {}",
            "Office {} * Facsimile {}",
        )
    )
    first, _, rest = numbers.partition("{}")
    second, _, end = rest.partition("{}")
    rows = [
        Row(
            "",
            [
                *one.say("PRINTED"),
                Chunk(" "),
                *one.say("time"),
                Chunk("  FROM: "),
                *one.say("PRACTICE"),
                Chunk("  P. 1/5"),
            ],
        )
    ]
    rows = (rows if rng.random() < 0.2 else []) + [Row("", one.say("PRACTICE"))]
    if rng.random() < 0.4:
        rows += [
            Row("", [*one.say(rng.choice(("REFERRER", "OTHER"))), Chunk(", "), *one.say("cred")])
            for _ in range(rng.choice((1, 1, 2, 4)))
        ]
    rows += [Row("", one.say("address"))] if rng.random() < 0.7 else []
    rows += (
        [Row("", [Chunk(first), *one.say("OFFICE"), Chunk(second), *one.say("OFFICE_FAX"), Chunk(end)])]
        if rng.random() < 0.8
        else []
    )
    return rows


def _strangers(one: Record) -> list[Row]:
    """Numbers and names of nobody we ask for."""
    rng = one.rng
    lines = (
        [Chunk("Records line "), *one.say("phone")],
        [Chunk("Questions? Call "), *one.say("STAFF"), Chunk(" at "), *one.say("phone")],
        [Chunk("To schedule transport call "), *one.say("phone")],
        [Chunk("Nurse line "), *one.say("phone"), Chunk(" ext "), *one.say("n")],
        [Chunk("Customer service "), *one.say("phone")],
        [Chunk("Billing "), *one.say("phone"), Chunk("  Tax ID "), *one.say("mrn")],
        [Chunk("Radiology results: "), *one.say("phone")],
        [Chunk("Interpreter line "), *one.say("phone")],
        [Chunk("Reading room "), *one.say("phone"), Chunk(", "), *one.say("OTHER"), Chunk(", "), *one.say("cred")],
        [*one.say("RELATIVE"), Chunk(" ("), *one.say("relation"), Chunk(") "), *one.say("phone")],
        [*one.say("FACILITY"), Chunk(" "), *one.say("phone")],
        [Chunk("Doc ID "), *one.say("mrn"), Chunk(" v"), *one.say("n")],
    )
    return [Row("", list(line)) for line in rng.sample(lines, rng.randint(1, 3))]


PARTS: dict[str, tuple[Callable[[Record], list[Row]], float]] = {
    "letterhead": (_titles, 0.35), "dates": (_dates, 0.5), "recipient": (_recipient, 0.3),
    "patient": (_patient, 0.9),
    "payer": (_payer, 0.7), "claim": (_claim, 0.08), "relative": (_relative, 0.4), "referrer": (_referrer, 0.8),
    "practice": (_practice, 0.2), "other": (_other, 0.4), "care team": (_care_team, 0.15),
    "clinical": (_clinical, 0.8),
    "facility": (_facility, 0.25), "strangers": (_strangers, 0.3), "signature": (_signature, 0.4),
}  # fmt: skip
_HEADED = {
    "patient": "patient", "payer": "payer", "relative": "relative", "referrer": "referrer", "other": "other",
    "recipient": "recipient", "facility": "facility", "clinical": "clinical",
}  # fmt: skip
