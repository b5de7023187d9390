"""One invented referral that can be told in any wording: the speaker says each name of the grammar and keeps
count.

Part of the lab. What was said of an entity that answers a field is kept in `facts`, in the normal form of that
field; the tagger is taught the labels, the comparison of ways to read asks for the facts.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from faxpipe.fields.kinds.drugs import drug_names
from faxpipe.lab.clinic import LEVELS
from faxpipe.lab.ner import plenty
from faxpipe.lab.ner.grammar import Chunk
from faxpipe.lab.ner.names import printed, someone
from faxpipe.lab.ner.printed_numbers import address, dialled, insurance_number
from faxpipe.lab.ner.things import things
from faxpipe.lab.people import make_npi, make_phone

LABELS = (
    "PATIENT", "REFERRER", "CLINICIAN", "RECIPIENT", "RELATIVE", "PRACTICE", "FACILITY", "PAYER",
    "BIRTH", "ONSET", "STUDY", "ORDER", "PRINTED", "VISIT", "DATE",
    "DIAGNOSIS", "CONDITION", "PROCEDURE", "MEDICATION", "STOPPED", "ALLERGY", "LEVEL", "OLD_LEVEL",
    "DURATION", "PAIN",
    "PATIENT_PHONE", "REFERRER_PHONE", "REFERRER_FAX", "REFERRER_NPI", "MEMBER",
)  # fmt: skip
NUMBERS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
DATE_FORMS = {
    "train": ("%m/%d/%Y", "%m/%d/%Y", "%m/%d/%y", "%-m/%-d/%Y", "%-m/%-d/%y", "%B %-d, %Y", "%b %-d, %Y",
              "%m-%d-%Y", "%Y-%m-%d", "%d %b %Y", "%m.%d.%Y", "%B %d %Y", "%-m-%-d-%y", "%m/%d/%Y",
              "%d-%b-%Y", "%b %-d %Y", "%-d %B %Y", "%-m.%-d.%y", "%m-%d-%y",
              "%A, %B %-d, %Y", "%Y/%m/%d", "%m %d %Y", "%b-%d-%Y"),
    "held": ("%m/%d/%Y", "%-m/%-d/%y", "%B %-d, %Y", "%d-%b-%Y", "%-d %B %Y", "%b. %-d, %Y", "%-m.%-d.%y"),
}  # fmt: skip
HELD_DRUGS = 7
"""Every seventh drug of the table is kept for judging."""

INVENTED_SHARE = 0.2
DRUG_STARTS = "al be ce da e fa gli ho i ju ka lo me na o pra que ro sul to u va xe zi bri cli dro fle gra".split()
DRUG_MIDDLES = "ba ci do fe li mo ni pra ra sta ti vi xa za lu ri to me no".split()
DRUG_ENDS = (
    *"pril sartan olol statin mab azole idine zepam pam xaban dronate cillin".split(),
    *"mycin triptan gliptin one ine ol".split(),
)

PUT_TOGETHER = 0.75
"""The share of the things of training that are put together from parts (`plenty`)."""

Fact = str | int | tuple[str, ...]


class Speaker:
    """The people, days and things of one referral, each told in one manner throughout."""

    def __init__(self, rng: random.Random, split: str) -> None:
        self.rng, self.split = rng, split
        self.facts: dict[str, Fact] = {}
        self.patient, self.referrer = someone(rng, split), someone(rng, split)
        self.female = rng.random() < 0.6
        self.inverted = rng.choice((0.0, 0.0, 0.15, 1.0))
        self.credential = self._thing("credential")
        self.practice = self._practice()
        self.payer = self._payer()
        self.phones = {role: make_phone(rng) for role in ("patient.phone", "referrer.phone", "referrer.fax")}
        self.npi, self.member = make_npi(rng), self._id()
        self.date_form = rng.choice(DATE_FORMS[split])
        self._days()
        self._sick()
        self.drugs = [self._medicine() for _ in range(9)]

    def _days(self) -> None:
        rng = self.rng
        sent = date(2017, 1, 1) + timedelta(days=rng.randint(0, 5000))
        self.born = sent - timedelta(days=rng.randint(24 * 365, 98 * 365))
        self.ordered = sent - timedelta(days=rng.choice((0, 0, 0, 1, 2, 5)))
        self.onset = self.ordered - timedelta(days=rng.randint(2, 160))
        self.study = self.onset + timedelta(days=rng.randint(0, max(1, (self.ordered - self.onset).days)))
        self.visit = self.ordered - timedelta(days=rng.choice((0, 0, 1, 4, 12, 30)))
        self.sent = sent

    def _sick(self) -> None:
        rng = self.rng
        self.levels = tuple(rng.sample(LEVELS, rng.choice((1, 1, 1, 1, 2, 2, 3))))
        self.levels = tuple(sorted(self.levels, key=LEVELS.index))
        self.old = rng.choice([level for level in LEVELS if level not in self.levels])
        count, unit = rng.choice(
            ((rng.randint(1, 12), "week"), (rng.randint(1, 8), "month"), (rng.randint(2, 25), "day"))
        )
        self.duration, self.lasting = f"P{count}{unit[0].upper()}", (count, unit)
        self.score = rng.randint(2, 10)
        self.diagnosis, self.service = self._diagnosis(), self._service()

    def speak(self, name: str) -> list[Chunk] | None:
        """What this name says; None where it is a rule of the grammar."""
        way = _WAYS.get(name)
        return None if way is None else way(self)

    # entities

    def _patient(self) -> list[Chunk]:
        self.facts["patient.name"] = self.patient.full
        return [Chunk(printed(self.rng, self.patient, inverted=self.inverted), "PATIENT")]

    def _referrer(self) -> list[Chunk]:
        self.facts["referrer.name"] = self.referrer.full
        return [Chunk(printed(self.rng, self.referrer, inverted=min(self.inverted, 0.2)), "REFERRER")]

    def _kramer(self) -> list[Chunk]:
        forms = ("Bennett Kramer", "Kramer", "Kramer, Bennett", "B. Kramer", "BENNETT KRAMER")
        return [Chunk(self.rng.choice(forms), "RECIPIENT")]

    def _anyone(self, label: str) -> list[Chunk]:
        return [Chunk(printed(self.rng, someone(self.rng, self.split), inverted=0.1), label)]

    def _surname(self, label: str) -> list[Chunk]:
        return [Chunk(someone(self.rng, self.split).last, label)]

    def _told(self, field: str, value: Fact, text: str, label: str) -> list[Chunk]:
        self.facts[field] = value
        return [Chunk(text, label)]

    def _day(self, field: str, day: date, label: str) -> list[Chunk]:
        return self._told(field, day.isoformat(), self._date(day), label)

    def _other_day(self, label: str, day: date) -> list[Chunk]:
        return [Chunk(self._date(day), label)]

    def _date(self, day: date) -> str:
        form = self.date_form if self.rng.random() < 0.85 else self.rng.choice(DATE_FORMS[self.split])
        text = day.strftime(form)
        return text.upper() if self.rng.random() < 0.05 else text

    def _onset(self) -> list[Chunk]:
        if self.rng.random() < 0.15:
            text = self.onset.strftime(self.rng.choice(("%B %Y", "%b %Y", "%m/%Y")))
            return self._told("fracture.onset", self.onset.isoformat()[:7], text, "ONSET")
        return self._day("fracture.onset", self.onset, "ONSET")

    def _duration(self) -> list[Chunk]:
        self.facts.setdefault("fracture.onset", self.duration)
        return [Chunk(self._span(*self.lasting), "DURATION")]

    def _span(self, count: int, unit: str) -> str:
        rng = self.rng
        short = {"week": ("wks", "wk"), "month": ("mos", "mo"), "day": ("days", "d")}[unit]
        shown = NUMBERS[count] if rng.random() < 0.35 and count < len(NUMBERS) else str(count)
        if rng.random() < 0.15 and shown.isdigit():
            return f"{shown}{rng.choice((' ', ''))}{rng.choice(short)}"
        return f"{shown} {unit}{'s' if count != 1 else ''}"

    def _pain(self) -> list[Chunk]:
        form = self.rng.choice(("{}/10", "{}/10", "{} out of 10", "{} /10", "{}", "{} of 10"))
        return self._told("symptoms.pain_score", self.score, form.format(self.score), "PAIN")

    def _levels(self) -> list[Chunk]:
        self.facts["fracture.levels"] = self.levels
        chunks = [Chunk(self._level(self.levels[0]), "LEVEL")]
        for index, level in enumerate(self.levels[1:], 2):
            last = index == len(self.levels)
            chunks.append(Chunk(self.rng.choice((" and ", " & ", ", ", "/")) if last else ", "))
            chunks.append(Chunk(self._level(level), "LEVEL"))
        return chunks

    def _level(self, level: str) -> str:
        return self.rng.choice((level, level, level, level, f"{level[0]}-{level[1:]}", f"{level[0]} {level[1:]}"))

    def _meds(self) -> list[Chunk]:
        return self._listed(self.drugs[: self.rng.randint(1, 7)], ", ")

    def _med_lines(self) -> list[Chunk]:
        return self._listed(self.drugs[: self.rng.randint(2, 7)], "\n")

    def _listed(self, names: list[str], between: str) -> list[Chunk]:
        rng = self.rng
        dosed, bullet = rng.random() < 0.65, rng.choice(("", "", "- ", "* ")) if between == "\n" else ""
        between = rng.choice((", ", "; ", ", ")) if between != "\n" else between
        chunks: list[Chunk] = []
        for index, name in enumerate(names):
            chunks.append(Chunk((between if index else "") + bullet))
            chunks.append(Chunk(self._drug(name), "MEDICATION"))
            if dosed:
                chunks.append(Chunk(" " + _dose(rng)))
        self.facts["patient.medications"] = tuple(name.lower() for name in names)
        return chunks

    def _medicine(self) -> str:
        """A medicine of the table, now and then one that no table knows."""
        rng = self.rng
        if rng.random() < INVENTED_SHARE:
            return "".join((rng.choice(DRUG_STARTS), rng.choice(DRUG_MIDDLES), rng.choice(DRUG_ENDS)))
        return rng.choice(_drugs(self.split))

    def _drug(self, name: str) -> str:
        return self.rng.choice((name, name.capitalize(), name.capitalize(), name.upper()))

    def _one_drug(self, label: str) -> list[Chunk]:
        return [Chunk(self._drug(self._medicine()), label)]

    def _allergens(self) -> list[Chunk]:
        names = self.rng.sample(things("allergen", self.split), self.rng.choice((1, 1, 2, 3)))
        chunks: list[Chunk] = []
        for index, name in enumerate(names):
            chunks += [Chunk(self.rng.choice((", ", ", ", " and ", "; ")))] if index else []
            chunks.append(Chunk(self.rng.choice((name, name.capitalize(), name.upper())), "ALLERGY"))
        self.facts["patient.allergies"] = tuple(name.lower() for name in names)
        return chunks

    # what things are called

    def _thing(self, kind: str) -> str:
        return self.rng.choice(things(kind, self.split))

    def _payer(self) -> str:
        if self.split == "train" and self.rng.random() < PUT_TOGETHER:
            return plenty.payer(self.rng)
        return self._thing("payer")

    def _practice(self) -> str:
        rng = self.rng
        if self.split == "train" and rng.random() < PUT_TOGETHER:
            name = plenty.practice(rng)
            return name.upper() if rng.random() < 0.12 else name
        draw = rng.random()
        head = self._thing("practice_head") if draw < 0.75 else someone(rng, self.split).last
        name = f"{head} {self._thing('practice_kind')}"
        if rng.random() < 0.25:
            form = self._thing("practice_form")
            name += form if form.startswith(",") else f" {form}"
        return name.upper() if rng.random() < 0.12 else name

    def _facility(self) -> list[Chunk]:
        if self.split == "train" and self.rng.random() < PUT_TOGETHER:
            return [Chunk(plenty.facility(self.rng), "FACILITY")]
        return [Chunk(f"{self._thing('practice_head')} {self._thing('facility')}", "FACILITY")]

    def _diagnosis(self) -> str:
        rng, text = self.rng, self._thing("diagnosis")
        if self.split == "train" and rng.random() < PUT_TOGETHER:
            return plenty.dressed(rng, plenty.diagnosis(rng, self.levels))
        if "fracture" in text and rng.random() < 0.4:
            named = ", ".join(self.levels)
            text = rng.choice((f"{named} {text}", f"{text} {named}", f"{text} of {named}"))
        return rng.choice(
            (text, text[0].upper() + text[1:], text.title() if "'" not in text else text, text.upper())
        )

    def _service(self) -> str:
        rng, text = self.rng, self._thing("service")
        if self.split == "train" and rng.random() < PUT_TOGETHER:
            return plenty.dressed(rng, plenty.service(rng, self.levels))
        if rng.random() < 0.15:
            text = f"{text} {', '.join(self.levels)}"
        return rng.choice((text, text, text[0].upper() + text[1:], text.upper()))

    # fillers

    def _age(self) -> str:
        age = (self.sent - self.born).days // 365
        return self.rng.choice((f"{age} year old", f"{age}-year-old", f"{age} y/o", f"{age} yo", f"{age}y"))

    def _sex(self) -> str:
        return self.rng.choice(
            ("woman", "female", "lady", "F") if self.female else ("man", "male", "gentleman", "M")
        )

    def _id(self) -> str:
        return insurance_number(self.rng)

    def _member(self) -> list[Chunk]:
        value = self.member.upper().replace(" ", "").replace("-", "")
        return self._told("coverage.member_id", value, self.member, "MEMBER")

    def _called(self, field: str, label: str) -> list[Chunk]:
        number = self.phones[field]
        return self._told(field, number, dialled(self.rng, number), label)

    def _referrer_npi(self) -> list[Chunk]:
        return self._told("referrer.npi", self.npi, self.npi, "REFERRER_NPI")

    def _address(self) -> str:
        rng = self.rng
        if self.split == "train" and rng.random() < PUT_TOGETHER:
            return address(rng)
        return f"{rng.randint(1, 900)} {self._thing('street')}, {self._thing('town')}"

    def _phone(self) -> str:
        return dialled(self.rng, make_phone(self.rng))

    def _any_day(self) -> date:
        return self.sent + timedelta(
            days=self.rng.choice((-900, -300, -60, -10, 7, 30, 90, 365)) + self.rng.randint(-9, 9)
        )

    def _icd(self) -> str:
        return self.rng.choice(
            ("M80.08XA", "M48.56XA", "S32.010A", "S22.080A", "M54.50", "M54.16", "M47.816", "M48.061")
        )


def _dose(rng: random.Random) -> str:
    amount = rng.choice(
        ("5 mg", "10mg", "20 mg", "25 MG", "40 mg", "81 mg", "100 mg", "500mg", "50 mcg", "1 tab", "2 puffs")
    )
    often = rng.choice(
        ("daily", "BID", "TID", "qhs", "prn", "q6h prn", "once a day", "PO daily", "at bedtime", "twice daily", "")
    )
    return f"{amount} {often}".strip()


def _drugs(split: str) -> list[str]:
    names = [name for name in drug_names() if name.isascii() and len(name) < 24]
    return [name for index, name in enumerate(names) if (index % HELD_DRUGS == 0) == (split == "held")]


def _plain(say: Callable[[Speaker], str]) -> Callable[[Speaker], list[Chunk]]:
    return lambda speaker: [Chunk(say(speaker))]


_WAYS: dict[str, Callable[[Speaker], list[Chunk]]] = {
    "PATIENT": Speaker._patient,
    "PATIENT_LAST": lambda s: [Chunk(s.patient.last, "PATIENT")],
    "REFERRER": Speaker._referrer,
    "REFERRER_LAST": lambda s: [Chunk(s.referrer.last, "REFERRER")],
    "OTHER": lambda s: s._anyone("CLINICIAN"),
    "OTHER_LAST": lambda s: s._surname("CLINICIAN"),
    "STAFF": lambda s: s._anyone("CLINICIAN"),
    "RELATIVE": lambda s: s._anyone("RELATIVE"),
    "KRAMER": Speaker._kramer,
    "KRAMER_LAST": lambda s: [Chunk("Kramer", "RECIPIENT")],
    "PRACTICE": lambda s: s._told("referrer.practice", s.practice, s.practice, "PRACTICE"),
    "FACILITY": Speaker._facility,
    "PAYER": lambda s: s._told("coverage.payer", s.payer, s.payer, "PAYER"),
    "BIRTH": lambda s: s._day("patient.birth_date", s.born, "BIRTH"),
    "ORDER": lambda s: s._day("order.date", s.ordered, "ORDER"),
    "STUDY": lambda s: s._day("imaging.date", s.study, "STUDY"),
    "ONSET": Speaker._onset,
    "PRINTED": lambda s: s._other_day("PRINTED", s.sent),
    "VISIT": lambda s: s._other_day("VISIT", s.visit),
    "DATE": lambda s: s._other_day("DATE", s._any_day()),
    "DX": lambda s: s._told("diagnosis.text", s.diagnosis, s.diagnosis, "DIAGNOSIS"),
    "SERVICE": lambda s: s._told("order.service", s.service, s.service, "PROCEDURE"),
    "CONDITION": lambda s: [Chunk(s._thing("condition"), "CONDITION")],
    "MEDS": Speaker._meds,
    "MEDLINES": Speaker._med_lines,
    "MED": lambda s: s._one_drug("MEDICATION"),
    "STOPPED": lambda s: s._one_drug("STOPPED"),
    "ALLERGENS": Speaker._allergens,
    "NKDA": lambda s: s._told("patient.allergies", "none", s._thing("none"), "ALLERGY"),
    "LEVELS": Speaker._levels,
    "OLD_LEVEL": lambda s: [Chunk(s._level(s.old), "OLD_LEVEL")],
    "DURATION": Speaker._duration,
    "PAIN": Speaker._pain,
    "PHONE": lambda s: s._called("patient.phone", "PATIENT_PHONE"),
    "OFFICE": lambda s: s._called("referrer.phone", "REFERRER_PHONE"),
    "OFFICE_FAX": lambda s: s._called("referrer.fax", "REFERRER_FAX"),
    "NPI": Speaker._referrer_npi,
    "MEMBER": Speaker._member,
    "age": _plain(Speaker._age),
    "sexnoun": _plain(Speaker._sex),
    "she": _plain(lambda s: "she" if s.female else "he"),
    "her": _plain(lambda s: "her" if s.female else "his"),
    "relation": _plain(lambda s: s._thing("relation")),
    "event": _plain(lambda s: s._thing("event")),
    "cred": _plain(lambda s: s.credential if s.rng.random() < 0.7 else s._thing("credential")),
    "phone": _plain(Speaker._phone),
    "address": _plain(Speaker._address),
    "npi": _plain(lambda s: make_npi(s.rng)),
    "id": _plain(Speaker._id),
    "mrn": _plain(lambda s: str(s.rng.randint(10**5, 10**8))),
    "icd": _plain(Speaker._icd),
    "span": _plain(lambda s: s._span(s.rng.randint(1, 9), s.rng.choice(("week", "month", "day")))),
    "disc": _plain(lambda s: s.rng.choice(("L4-L5", "L5-S1", "L3-4", "L4/5", "C5-6", "L2-L3"))),
    "year": _plain(lambda s: str(s.sent.year - s.rng.randint(1, 25))),
    "n": _plain(lambda s: str(s.rng.randint(1, 220))),
    "bp": _plain(lambda s: f"{s.rng.randint(95, 175)}/{s.rng.randint(55, 98)}"),
    "temp": _plain(lambda s: f"{s.rng.uniform(96.5, 99.9):.1f}"),
    "time": _plain(
        lambda s: f"{s.rng.randint(1, 12)}:{s.rng.randint(0, 59):02d} {s.rng.choice(('AM', 'PM', 'am'))}"
    ),
    "initials": _plain(lambda s: "".join(s.rng.choice("ABCDEFGHJKLMNPRSTW") for _ in range(2))),
}
