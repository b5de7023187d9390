"""One packet's pages -> its field values: gather candidates with every method, then decide.

The order of the methods does not matter; each only adds candidates. What the packet as a whole says about a
candidate (a telephone that is the practice's own, a date of another study, a blood thinner in the list of
medicines) is settled here, between gathering and deciding.
"""

from __future__ import annotations

import re
from dataclasses import replace

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet, near
from faxpipe.fields.forms.asked_rows import asked_in_rows
from faxpipe.fields.forms.drug_rows import drug_rows
from faxpipe.fields.forms.formhead import after_head
from faxpipe.fields.forms.labelled import labelled
from faxpipe.fields.forms.misnamed import misnamed
from faxpipe.fields.forms.plan_heads import plan_heads
from faxpipe.fields.forms.readers import THINNERS
from faxpipe.fields.forms.tables import tables
from faxpipe.fields.forms.torn_rows import torn_rows
from faxpipe.fields.kinds.drugs import ANTICOAGULANTS, generic_name
from faxpipe.fields.kinds.lists import find_anticoagulants, find_medications
from faxpipe.fields.marks.choices import Question, option_words
from faxpipe.fields.marks.scales import lost_numbers, on_scale, scales
from faxpipe.fields.marks.ticked import ticked
from faxpipe.fields.marks.unboxed import completed
from faxpipe.fields.marks.unmarked import unmarked_choices
from faxpipe.fields.people.documents import documents
from faxpipe.fields.people.first_named import first_named
from faxpipe.fields.people.identity import identity
from faxpipe.fields.people.letterhead import letterhead
from faxpipe.fields.people.reports import elsewhere
from faxpipe.fields.people.signatures import signatures
from faxpipe.fields.people.signers import signers
from faxpipe.fields.people.stated_sex import stated_sex
from faxpipe.fields.prose.facts import facts, patients
from faxpipe.fields.prose.pain import of_no_pain
from faxpipe.fields.prose.whole import whole
from faxpipe.fields.resolution.allergens import apart, known_allergens
from faxpipe.fields.resolution.asked import (
    FEARED,
    HAPPENED,
    asked_codes,
    complaints,
    forms_own_words,
    named_services,
    of_no_fracture,
    symptoms,
)
from faxpipe.fields.resolution.begun import with_begun, without_over
from faxpipe.fields.resolution.imaging import one_study
from faxpipe.fields.resolution.impostors import without_impostors
from faxpipe.fields.resolution.member_told import of_the_member, plan_and_number
from faxpipe.fields.resolution.ordered import ordered
from faxpipe.fields.resolution.resolve import resolve
from faxpipe.fields.resolution.rosters import own_npis
from faxpipe.fields.tagger.entities import tag
from faxpipe.fields.tagger.opinions import opinions
from faxpipe.fields.tagger.seconded import confirmed, seconded
from faxpipe.fields.tagger.vouched import vouched
from faxpipe.fields.unlabelled.births import told_otherwise
from faxpipe.fields.unlabelled.half_told import half_told
from faxpipe.fields.unlabelled.medicare_card import on_medicares_card
from faxpipe.fields.unlabelled.offices import beside_a_fax
from faxpipe.fields.unlabelled.stray import stray
from faxpipe.fields.unlabelled.unasked import unasked
from faxpipe.fields.unlabelled.unclaimed import unclaimed
from faxpipe.layout import layout
from faxpipe.referral import Candidate, Check, FieldValue


def extract(packet: Packet, *, second: bool = True) -> tuple[FieldValue, ...]:
    """One value for every field of the schema, in its order. `second`: with the trained tagger's opinion, if
    any."""
    kinds = {sheet.number: sheet.kind for sheet in packet.sheets}
    candidates = gather(packet)
    said = _said(packet) if second else ()
    candidates = vouched(packet, seconded(candidates, said, packet.schema))
    held = [c for c in unclaimed(packet, candidates) if not any(drop(c, packet) for drop in DROPS)]
    held += _thinners(held) if not any(c.field == THINNING for c in (*candidates, *held)) else []
    candidates = plan_and_number(packet, [*candidates, *confirmed(held, said, packet.schema)])
    candidates += [c for c in told_otherwise(packet, candidates) if not _somebody_elses(c, packet)]
    candidates = own_npis(packet, candidates)
    return resolve(packet.schema, [*candidates, *half_told(packet, candidates)], kinds)


def _said(packet: Packet) -> tuple[Candidate, ...]:
    """What the trained tagger, if any, says of the fields."""
    tagged = tag([sheet.layout for sheet in packet.sheets])
    if tagged is None:
        return ()
    said = opinions((entity for page in tagged for entity in page.entities()), packet.reference)
    printed = {sheet.number: scales(sheet) for sheet in packet.sheets if sheet.kind is PageKind.REFERRAL_FORM}
    return tuple(c for c in said if not on_scale(c, printed) and not any(drop(c, packet) for drop in DROPS))


def gather(packet: Packet) -> list[Candidate]:
    """Every candidate that any method finds in the packet, the contradictory ones included."""
    asked = {sheet.number: completed(sheet, sheet.questions) for sheet in packet.sheets}
    printed = {sheet.number: scales(sheet) for sheet in packet.sheets if sheet.kind is PageKind.REFERRAL_FORM}
    answers = list(labelled(packet, asked))
    told = [answer for answer in answers if answer.field == "diagnosis.text"]
    candidates = [
        *answers,
        *ticked(packet, asked),
        *asked_in_rows(packet),
        *tables(packet),
        *drug_rows(packet),
        *letterhead(packet),
        *signatures(packet),
        *documents(packet),
        *signers(packet),
        *identity(packet),
        *stated_sex(packet),
        *stray(packet, asked),
        *ordered(packet),
        *_told(packet, asked, told),
    ]
    candidates = [c for c in candidates if not on_scale(c, printed) and not any(drop(c, packet) for drop in DROPS)]
    candidates = after_head(packet, [whole(c, packet) for c in _marks_first(packet, candidates)])
    candidates += list(lost_numbers(printed, candidates))
    candidates = _signed_where_asked(packet, _medicine_lists(_asked_lists_first(packet, _rows_first(candidates))))
    candidates = without_over(packet, candidates)
    candidates = without_impostors(with_begun(packet, candidates), packet.reference)
    candidates = symptoms(named_services(forms_own_words(packet, complaints(packet, apart(candidates)))))
    candidates = _ordered_before_sent(packet, asked_codes(packet, candidates))
    candidates = [*candidates, *_thinners(candidates)]
    candidates = of_the_member(packet, _own_numbers(known_allergens(first_named(candidates))))
    candidates = _whose_phone(packet, beside_a_fax(packet, candidates))
    candidates = on_medicares_card(packet, one_study(candidates))
    candidates = [*candidates, *unasked(packet, candidates)]
    candidates = _own_numbers([*candidates, *_misnamed(packet, candidates)])
    candidates += plan_heads(packet, candidates)
    return [*candidates, *torn_rows(packet, candidates)]


def _misnamed(packet: Packet, candidates: list[Candidate]) -> list[Candidate]:
    """Answers of fields that nothing answers yet, behind labels that were misread, of nobody else."""
    held = list(misnamed(packet, {c.field for c in candidates}))
    taken = {str(c.value) for c in candidates if c.value is not None}
    return [c for c in held if str(c.value) not in taken and not any(drop(c, packet) for drop in DROPS)]


def _marks_first(packet: Packet, candidates: list[Candidate]) -> list[Candidate]:
    """Without what a label seems to answer right beside a marked choice of its field: the print of another choice,
    whose box was not seen."""
    heights = {sheet.number: sheet.layout.text_height for sheet in packet.sheets}
    marked = [c for c in candidates if c.method == "tick" and c.value is not None and c.confidence >= MARKED]

    def beside_a_mark(one: Candidate) -> bool:
        return one.method == "label" and any(
            mark.field == one.field
            and mark.page == one.page
            and abs(mark.box.center_y - one.box.center_y) < CHOICES_IN_HEIGHTS * heights[one.page]
            for mark in marked
        )

    return [c for c in candidates if not beside_a_mark(c)]


def _told(packet: Packet, asked: dict[int, tuple[Question, ...]], told: list[Candidate]) -> tuple[Candidate, ...]:
    """The facts of the pages' running text: printed choices are nobody's statement and are left out."""
    pages, said = [], {}
    for sheet in packet.sheets:
        printed = option_words(asked[sheet.number])
        laid = sheet.layout
        choices = [line for line in laid.lines if unmarked_choices(line.text)]
        if printed or choices:
            signed = {id(word) for line in laid.lines if SIGNS.search(line.text) for word in line.words}
            gone = (printed | {id(word) for line in choices for word in line.words}) - signed
            kept = tuple(word for line in laid.lines for word in line.words if id(word) not in gone)
            laid = layout(replace(sheet.page, words=kept))
        else:
            said[sheet.number] = sheet.said
        pages.append((laid, sheet.kind))
    return facts(pages, reference=packet.reference, told=told, said=said)


SIGNS = re.compile(r"\bs[il1]gn\w{0,3} (?:by|on)\b", re.IGNORECASE)
"""What is no choice, though a torn letter before it was taken for a box."""


def identify(packet: Packet) -> tuple[str | None, str | None, float]:
    """Whom the pages name: (name, birth date as ISO 8601, confidence 0..1), None where they do not say."""
    asked = {sheet.number: sheet.questions for sheet in packet.sheets}
    candidates = [
        *labelled(packet, asked, only=IDENTITY),
        *identity(packet),
        *patients(
            [(sheet.layout, sheet.kind) for sheet in packet.sheets],
            reference=packet.reference,
            said={sheet.number: sheet.said for sheet in packet.sheets},
        ),
    ]
    chosen = [_surest([c for c in candidates if c.field == name and _usable(c)]) for name in IDENTITY]
    confidence = max((c.confidence for c in chosen if c is not None), default=0.0)
    name, birth_date = (None if c is None else str(c.value) for c in chosen)
    return name, birth_date, confidence


def _surest(answers: list[Candidate]) -> Candidate | None:
    """The answer that was read best; of several as good as that, the one that most places and methods give."""
    best = max((c.confidence for c in answers), default=0.0)
    given = [c.value for c in answers]
    close = (c for c in answers if c.confidence >= best - AS_SURE)
    return max(close, key=lambda c: (given.count(c.value), c.confidence), default=None)


AS_SURE = 0.02
MARKED = 0.75
CHOICES_IN_HEIGHTS = 6.0
"""Three rows of choices, as far as a question's choices stand apart."""

IDENTITY = ("patient.name", "patient.birth_date")


def _usable(candidate: Candidate) -> bool:
    return candidate.value is not None and candidate.check not in (Check.FAILED, Check.UNREADABLE)


def _not_the_senders(candidate: Candidate, packet: Packet) -> bool:
    """Whether the value is the recipient's own number."""
    ours = packet.recipient
    value = candidate.value
    return isinstance(value, str) and (value in ours.npis or any(near(value, own) for own in ours.phones))


def _somebody_elses(candidate: Candidate, packet: Packet) -> bool:
    """Whether a name, birth date or number is that of a contact, a pharmacy or a policy holder: their word stands
    before it on its line."""
    if candidate.field not in {"patient.phone", "patient.birth_date", "patient.name"}:
        return False
    for before in map(" ".join, packet.before(candidate)):
        if candidate.field == "patient.phone" and CLINICIANS.search(before):
            return True
        if ANOTHERS.search(before) and not re.search(r"\bself\b", before, re.IGNORECASE):
            return True
    return False


CLINICIANS = re.compile(
    r"(?:\bDr\.?\s[A-Z]|\b(?:M\.?D|D\.?O|PA-?C|APRN|FNP|NP)\b)"
    r"(?!.*\b(?i:patient|pt|her|his|him|home|cell|mobile|daughter|son|wife|husband|contact|reach|dob"
    r"|born|name)\b)[^;]*$"
)
"""A doctor, and behind the name nothing of the patient: the number is the doctor's."""


def _of_another_study(candidate: Candidate, packet: Packet) -> bool:
    """Whether an imaging fact stands on the report of another part of the body."""
    if not candidate.field.startswith(("imaging.", "fracture.")):
        return False
    return any(
        sheet.number == candidate.page and sheet.kind is PageKind.IMAGING_REPORT and elsewhere(sheet.layout.text)
        for sheet in packet.sheets
    )


ANOTHERS = re.compile(
    r"\b(?:emergency|next of kin|pharmacy|guarantor|responsible party|subscriber|policy ?holder|insured|spouse"
    r"|my (?:\w+ )?(?:cell|mobile|line|phone|telephone|number|office|desk|pager))\b",
    re.IGNORECASE,
)


def _medicine_lists(candidates: list[Candidate]) -> list[Candidate]:
    """A sentence about blood thinners is no list of medicines, whether it names one or denies them."""

    def about_thinners(c: Candidate) -> bool:
        if c.field != "patient.medications":
            return False
        if c.value is None and THINNERS.search(c.words):  # it answers another question
            named = find_medications(c.words, known_only=True)
            return all(one.value == "none" or find_anticoagulants(str(one.value)) for one in named)
        if c.method != "prose" and not (c.method == "label" and THINNERS.search(c.words)):
            return False
        if c.value == "none":
            return THINNERS.search(c.words) is not None
        return isinstance(c.value, tuple) and len(c.value) == 1 and bool(find_anticoagulants(c.value[0]))

    told = [c for c in candidates if about_thinners(c)]
    kept = [_each_thinner_once(c) for c in candidates if c not in told]
    return [*kept, *_thinners([c for c in told if c.method == "label"])]


def _each_thinner_once(c: Candidate) -> Candidate:
    """ "Xarelto ... Anticoagulated with rivaroxaban", "warfarin (Coumadin)" name one medicine, as it stands
    first."""
    if c.field != "patient.medications" or not isinstance(c.value, tuple):
        return c
    kept: dict[str, str] = {}
    for item in c.value:
        generic = generic_name(item) or item
        kept.setdefault(generic if generic in ANTICOAGULANTS else item, item)
    return replace(c, value=tuple(kept.values()))


def _signed_where_asked(packet: Packet, candidates: list[Candidate]) -> list[Candidate]:
    """Where a form asks for a signature, one under somebody's note is not it."""
    asking = {
        sheet.number
        for sheet in packet.sheets
        if sheet.kind is PageKind.REFERRAL_FORM and any("referrer.signature" in hit.fields for hit in sheet.hits)
    }
    signing = {sheet.number for sheet in packet.sheets if sheet.kind in SIGNING}
    return [c for c in candidates if c.field != "referrer.signature" or not asking or c.page in signing]


def _ordered_before_sent(packet: Packet, candidates: list[Candidate]) -> list[Candidate]:
    """Where a form, letter or note dates the order, the day on the cover sheet is only when it was faxed; a note
    that asks for nothing orders nothing."""
    asked = any(c.field == "order.service" and _usable(c) for c in candidates)
    candidates = [c for c in candidates if asked or c.method != "note"]
    covers = {sheet.number for sheet in packet.sheets if sheet.kind is PageKind.COVER_SHEET}
    dated = any(
        c.field == "order.date" and c.page not in covers and _usable(c) and c.confidence >= DATED_FROM
        for c in candidates
    )
    return [c for c in candidates if c.field != "order.date" or c.page not in covers or not dated]


DATED_FROM = 0.6
SIGNING = frozenset({PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER, PageKind.COVER_SHEET})


def _rows_first(candidates: list[Candidate]) -> list[Candidate]:
    """Where a table was read row by row, the same place read as running text or as a label's answer says nothing
    more: only the rows know what was stopped."""
    rows = {(c.field, c.page): c.box for c in candidates if c.method == "table"}

    def repeats(c: Candidate) -> bool:
        box = rows.get((c.field, c.page))
        if box is None or c.method == "table":
            return False
        return c.method == "prose" or (c.field in ROW_LISTS and c.box.overlap_y(box) > 0.5)

    return [c for c in candidates if not repeats(c)]


def _asked_lists_first(packet: Packet, candidates: list[Candidate]) -> list[Candidate]:
    """Where a form asks for medicines and for allergies and both are answered, its running text, in which one list
    runs into the other, says nothing of either."""
    forms = {sheet.number for sheet in packet.sheets if sheet.kind is PageKind.REFERRAL_FORM}
    answered: dict[int, set[str]] = {}
    for c in candidates:
        if c.field in ROW_LISTS and c.method == "label" and c.value is not None:
            answered.setdefault(c.page, set()).add(c.field)
    both = {page for page, names in answered.items() if names == ROW_LISTS and page in forms}
    return [c for c in candidates if not (c.field in ROW_LISTS and c.page in both and c.method == "prose")]


ROW_LISTS = frozenset({"patient.medications", "patient.allergies"})


def _no_service(candidate: Candidate, packet: Packet) -> bool:
    """Whether the tagger took a phrase for a service that names none."""
    value = candidate.value
    return (
        candidate.field == "order.service"
        and candidate.method == "model"
        and isinstance(value, str)
        and (
            SERVICE_WORDS.search(value) is None
            or _had_already(candidate, packet)
            or _of_a_label(candidate, packet)
        )
    )


def _of_a_label(candidate: Candidate, packet: Packet) -> bool:
    """Whether the words are part of a printed label: "Purpose of consultation"."""
    x, y = candidate.box.center_x, candidate.box.center_y
    return any(
        hit.box.contains(x, y) for sheet in packet.sheets if sheet.number == candidate.page for hit in sheet.hits
    )


def _had_already(candidate: Candidate, packet: Packet) -> bool:
    """Whether the words around a phrase tell of what was done, or is feared, not of what is asked for."""
    for sheet in packet.sheets:
        for sentence in sheet.said if sheet.number == candidate.page else ():
            at = sentence.text.find(candidate.words)
            box = sentence.box(at, at + len(candidate.words)) if at >= 0 else None
            if box is not None and box.overlap_y(candidate.box) > 0.5:
                behind = sentence.text[at + len(candidate.words) :]
                return bool(HAPPENED.search(sentence.text[:at]) or FEARED.match(behind))
    return False


SERVICE_WORDS = re.compile(
    r"plast\w*|augment\w*|inject\w*|block|ablation|stimulat\w*|\bESIs?\b|epidural(?!\W+(?:abscess|h\w*matoma"
    r"|lipo))|consult\w*|evaluat\w*|\beval\b|treat"
    r"|assess\w*|opinion|manage\w*|\bRFA\b|pump|referral|review",
    re.IGNORECASE,
)


DROPS = (of_no_fracture, of_no_pain, _not_the_senders, _somebody_elses, _of_another_study, _no_service)


def _own_numbers(candidates: list[Candidate]) -> list[Candidate]:
    """A number that proves itself an NPI, is a telephone, or stands behind the label of an authorization or a
    group and nowhere else, is nobody's member ID; nor is one with the next cell's number behind it."""
    taken = {
        re.sub(r"\D", "", str(c.value))
        for c in candidates
        if c.check is Check.PASSED
        and c.field in {"referrer.npi", "referrer.phone", "referrer.fax", "patient.phone"}
    }
    labelled_so = {(c.field, str(c.value)) for c in candidates if c.method == "label"}
    taken |= {
        value
        for name, value in labelled_so
        if name in OTHER_NUMBERS and ("coverage.member_id", value) not in labelled_so
    }
    own = [value for name, value in labelled_so if name == "coverage.member_id"]

    def kept(c: Candidate) -> bool:
        value = str(c.value)
        glued = c.method == "pattern" and any(value != one and value.startswith(one) for one in own)
        return c.field != "coverage.member_id" or not (value in taken or glued)

    return [c for c in candidates if kept(c)]


OTHER_NUMBERS = frozenset({"coverage.authorization_number", "coverage.group_number"})


def _whose_phone(packet: Packet, candidates: list[Candidate]) -> list[Candidate]:
    """A number belongs to one side: the practice's own telephone is not where the patient is reached, unless it is
    that of the nurses where the patient lies."""
    candidates = _asked_of_one(candidates)
    housed = [c for c in candidates if c.field == "patient.phone" and c.method == "label" and _nursed(packet, c)]
    sides: dict[str, dict[str, float]] = {}
    heads = {c.value for c in candidates if c.method == "letterhead"}
    for c in candidates:
        if c.field in {"patient.phone", "referrer.phone", "referrer.fax"} and c.value is not None:
            owner = c.field.split(".")[0]
            side = sides.setdefault(str(c.value), {})
            side[owner] = max(side.get(owner, 0.0), c.confidence)

    def kept(c: Candidate) -> bool:
        side = sides.get(str(c.value), {})
        if len(side) < 2 or c in housed or c.field not in {"patient.phone", "referrer.phone", "referrer.fax"}:
            return True
        owner = c.field.split(".")[0]
        if c.value in heads:
            return owner == "referrer"
        return side[owner] == max(side.values()) if owner == "referrer" else side[owner] > side["referrer"]

    return [c for c in candidates if kept(c)]


def _nursed(packet: Packet, candidate: Candidate) -> bool:
    return any(NURSED.search(" ".join(before)) for before in packet.before(candidate))


NURSED = re.compile(
    r"\bnurs\w*\W{0,2}s?\s(?:station|desk|unit)\b|\b(?:unit|ward|floor|wing)\s(?:phone|desk|station|nurse)\b",
    re.IGNORECASE,
)


def _asked_of_one(candidates: list[Candidate]) -> list[Candidate]:
    """A number whose label may ask for either side's ("Nurses' station") is where the patient is reached, where
    another label asks for the sender's own."""
    asked = [c for c in candidates if c.method == "label" and c.value is not None]
    places = {(c.page, c.box) for c in asked if c.field == "patient.phone"}
    either = {c.value for c in asked if c.field == "referrer.phone" and (c.page, c.box) in places}
    own = any(
        c.field == "referrer.phone" and c.value not in either and c.confidence >= ASKED_SURELY for c in asked
    )
    return [c for c in candidates if not (own and c.field == "referrer.phone" and c.value in either)]


ASKED_SURELY = 0.75


THINNING = "treatment.anticoagulants"


def _thinners(candidates: list[Candidate]) -> list[Candidate]:
    """A list of medicines that holds a blood thinner answers that question too."""
    found = []
    for c in candidates:
        if c.field == "patient.medications" and isinstance(c.value, tuple):
            generics = tuple(dict.fromkeys(str(f.value) for f in find_anticoagulants("; ".join(c.value))))
            if generics and generics != ("none",):
                found.append(replace(c, field=THINNING, value=generics, method=f"{c.method}, medication list"))
    return found
