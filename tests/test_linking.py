"""Answers find their referrals in the queue: linked, offered, undone, and judged anew each time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from queue_material import BOX, NOW, accept, claim

from faxpipe.amended import Act, Correction
from faxpipe.completeness import PAGES
from faxpipe.config import Config
from faxpipe.document import Header, PageKind
from faxpipe.dossier import dossier
from faxpipe.errors import StaleVersionError, StoreError
from faxpipe.linking import Linker, restand
from faxpipe.matching import Evidence
from faxpipe.referral import (
    PRIORITY_ORDER,
    FieldStatus,
    FieldValue,
    PageReading,
    Pathway,
    Priority,
    Reading,
    Reason,
    RedFlag,
    Referral,
    Value,
    Verdict,
)
from faxpipe.schema import load_schema
from faxpipe.store import Disposition, Mode
from faxpipe.store.desk import Desk
from faxpipe.store.desk.links import LinkState
from faxpipe.store.standing import STAGE_OF

SCHEMA = load_schema()
EDITH: Mapping[str, Value] = {
    "patient.name": "Edith Marlowe",
    "patient.birth_date": "1947-03-19",
    "patient.phone": "603-555-0142",
    "coverage.payer": "Medicare",
    "referrer.name": "Ann Fox",
    "referrer.npi": "1234567893",
    "referrer.phone": "978-555-0190",
    "order.service": "kyphoplasty",
    "diagnosis.text": "L1 compression fracture",
    "patient.medications": ("lisinopril",),
    "patient.allergies": ("none",),
    "treatment.anticoagulants": ("none",),
    "fracture.levels": ("L1",),
    "fracture.onset": "2026-02-01",
    "imaging.modality": "MRI",
    "imaging.date": "2026-02-10",
    "documents.clinical_notes": "present",
    "documents.imaging_report": "present",
}
ANSWER: Mapping[str, Value] = {
    "patient.name": "Marlowe, Edith",
    "patient.birth_date": "1947-03-19",
    "coverage.member_id": "1EG4TE5MK73",
}
HEADER = Header("ROE CLINIC", "978-555-0111", None, 1, 1, BOX)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path / "faxpipe.sqlite3") as opened:
        yield opened


@pytest.fixture
def linker(desk: Desk) -> Linker:
    return Linker(desk, Config())


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def referral(values: Mapping[str, Value], flags: tuple[RedFlag, ...] = ()) -> Referral:
    fields = tuple(
        FieldValue(spec.name, FieldStatus.FOUND, values[spec.name], 0.97, 1, BOX, "as read", "label")
        if spec.name in values
        else FieldValue(spec.name, FieldStatus.MISSING)
        for spec in SCHEMA.fields
    )
    missing = tuple(name for name in ("coverage.member_id",) if name not in values)
    verdict = Verdict.INCOMPLETE if missing else Verdict.COMPLETE
    return Referral((1,), Pathway.VCF, verdict, Priority.ROUTINE, fields, missing, red_flags=flags)


def store_fax(
    desk: Desk,
    name: str,
    *referrals: Referral,
    at_min: float = 0,
    references: tuple[str, ...] = (),
    header: Header = HEADER,
) -> int:
    made = accept(desk.store, name, at=at(at_min))
    kind = PageKind.CLINICAL_NOTE if referrals else PageKind.OTHER
    reading = Reading(
        source=name,
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        verdict=referrals[0].verdict if referrals else Verdict.REVIEW,
        priority=Priority.ROUTINE,
        pages=(PageReading(1, kind, 0, 0.9, header),),
        referrals=referrals,
        versions=(("rules", "1"),),
    )
    desk.store.finish(claim(desk.store, at=at(at_min)), reading, now=at(at_min), references=references)
    return made.fax_id


def read_again(desk: Desk, fax_id: int, name: str, *referrals: Referral) -> None:
    """As `store_fax`, over a fax that was read before."""
    desk.store.requeue([fax_id], Mode.PDF, now=at(60))
    reading = Reading(
        source=name,
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        verdict=referrals[0].verdict,
        priority=min((one.priority for one in referrals), key=PRIORITY_ORDER.index),
        pages=(PageReading(1, PageKind.CLINICAL_NOTE, 0, 0.9, HEADER),),
        referrals=referrals,
        versions=(("rules", "2"),),
    )
    desk.store.finish(claim(desk.store, at=at(60)), reading, now=at(60))


def run(linker: Linker, minutes: float = 60) -> None:
    for fax_id, reading_no in linker.pending():
        linker.take(fax_id, reading_no, now=at(minutes))


def asked(desk: Desk, fax_id: int) -> None:
    row = desk.work.row(fax_id)
    assert row is not None
    desk.work.decide(fax_id, row.version, Disposition.ASKED_SENDER, "mia", now=at(1))


def stage(desk: Desk, fax_id: int) -> str:
    row = desk.work.row(fax_id)
    assert row is not None
    return row.stage.value


def test_an_answer_comes_back_with_its_referral_which_is_judged_anew(desk: Desk, linker: Linker) -> None:
    first = store_fax(desk, "first", referral(EDITH))
    asked(desk, first)
    answer = store_fax(desk, "answer", referral(ANSWER), at_min=30)
    run(linker)
    row = desk.work.row(first)
    assert row is not None
    assert (row.stage.value, row.missing) == ("answered", ())
    found = dossier(desk, first)
    assert found is not None
    assert found.reading.referrals[0].field("coverage.member_id").fax_id == answer
    assert [change.field for change in found.changes[1]] == ["coverage.member_id"]
    (link,) = desk.links.of(first)
    assert (link.state, link.answer_fax_id) == (LinkState.LINKED, answer)
    assert link.evidence >= {Evidence.NAME, Evidence.BIRTH_DATE}


def test_the_answer_leaves_the_new_tab_because_its_work_is_done_on_the_referral(
    desk: Desk, linker: Linker
) -> None:
    first = store_fax(desk, "first", referral(EDITH))
    answer = store_fax(desk, "answer", referral(ANSWER), at_min=30)
    run(linker)
    assert stage(desk, answer) == "done"
    assert stage(desk, first) == "new"


def test_a_fax_that_also_holds_another_patient_stays_before_people(desk: Desk, linker: Linker) -> None:
    store_fax(desk, "first", referral(EDITH))
    other = referral(EDITH | {"patient.name": "Agnes Thibodeau", "patient.birth_date": "1951-01-02"})
    answer = store_fax(desk, "answer", referral(ANSWER), other, at_min=30)
    run(linker)
    assert stage(desk, answer) == "new"


def test_an_answer_with_pages_that_are_nobodys_stays_before_people(desk: Desk, linker: Linker) -> None:
    store_fax(desk, "first", referral(EDITH))
    doubt = Reason(PAGES, FieldStatus.UNCERTAIN, "It is not certain which patient page 2 belongs to.")
    answer = store_fax(desk, "answer", replace(referral(ANSWER), reasons=(doubt,)), at_min=30)
    run(linker)
    assert stage(desk, answer) == "new"


def test_an_answer_that_was_put_away_comes_back_when_another_patient_is_read_in_it(
    desk: Desk, linker: Linker
) -> None:
    store_fax(desk, "first", referral(EDITH))
    answer = store_fax(desk, "answer", referral(ANSWER), at_min=30)
    run(linker)
    assert stage(desk, answer) == "done"
    other = referral(EDITH | {"patient.name": "Agnes Thibodeau", "patient.birth_date": "1951-01-02"})
    read_again(desk, answer, "answer", referral(ANSWER), other)
    run(linker)
    assert stage(desk, answer) == "new"


def test_what_a_person_decided_about_an_answer_stands_when_its_link_is_undone(desk: Desk, linker: Linker) -> None:
    first = store_fax(desk, "first", referral(EDITH))
    answer = store_fax(desk, "answer", referral(ANSWER), at_min=30)
    run(linker)
    row = desk.work.row(answer)
    assert row is not None
    desk.work.decide(answer, row.version, Disposition.MISDIRECTED, "mia", now=at(61))
    row = desk.work.row(first)
    assert row is not None
    linker.turn(desk.links.of(first)[0].id, LinkState.UNDONE, row.version, "mia", now=at(70))
    assert stage(desk, answer) == "not_ours"


@pytest.mark.parametrize("decision", [Disposition.HANDED_OVER, Disposition.NOT_A_REFERRAL])
def test_a_closed_fax_that_is_urgent_when_it_is_read_again_comes_back_before_people(
    desk: Desk, linker: Linker, decision: Disposition
) -> None:
    first = store_fax(desk, "first", referral(EDITH))
    run(linker)
    row = desk.work.row(first)
    assert row is not None
    desk.work.decide(first, row.version, decision, "mia", now=at(61))
    pressing = replace(referral(EDITH), priority=Priority.URGENT)
    read_again(desk, first, "first", pressing)
    run(linker, 62)
    assert stage(desk, first) == "in_review"
    row = desk.work.row(first)
    assert row is not None
    assert (row.disposition, row.pin) == (Disposition.OPEN, 1)
    desk.work.decide(first, row.version, decision, "mia", now=at(63))
    read_again(desk, first, "first", pressing)
    run(linker, 64)
    assert stage(desk, first) == STAGE_OF[decision].value, "it was urgent when it was decided"


def test_an_emergency_on_a_linked_answer_is_seen_though_the_referral_cannot_be_compared_again(
    desk: Desk, linker: Linker
) -> None:
    flag = RedFlag("cauda_equina", Priority.EMERGENCY, 1, BOX, "saddle anesthesia")
    first = store_fax(desk, "first", referral(EDITH))
    store_fax(desk, "answer", replace(referral(ANSWER, (flag,)), priority=Priority.EMERGENCY), at_min=30)
    run(linker)
    read_again(desk, first, "first", referral(EDITH))
    linker.pass_over(first, 2, now=at(70))
    row = desk.work.row(first)
    assert row is not None
    assert row.priority is Priority.EMERGENCY


def test_a_correction_of_an_answer_is_judged_with_its_referral(desk: Desk, linker: Linker) -> None:
    first = store_fax(desk, "first", referral(EDITH))
    answer = store_fax(desk, "answer", referral(ANSWER), at_min=30)
    run(linker)
    before, row = desk.work.row(first), desk.work.row(answer)
    assert before is not None
    assert row is not None
    gone = FieldValue("coverage.member_id", FieldStatus.MISSING, method="person")
    word = Correction(1, gone, "mia", at(70), 1, Act.NOT_ON_FAX, (1,))
    with desk.work.change(answer, row.version, "mia", now=at(70), event="not_on_fax") as conn:
        desk.casework.write(conn, answer, word)
        restand(desk, conn, answer, at(70))
    after = desk.work.row(first)
    assert after is not None
    assert (before.missing, after.missing) == ((), ("coverage.member_id",))
    assert after.version == before.version + 1


def test_an_emergency_in_an_answer_raises_its_referral(desk: Desk, linker: Linker) -> None:
    flag = RedFlag("cauda_equina", Priority.EMERGENCY, 1, BOX, "saddle anesthesia")
    first = store_fax(desk, "first", referral(EDITH))
    asked(desk, first)
    store_fax(desk, "answer", replace(referral(ANSWER, (flag,)), priority=Priority.EMERGENCY), at_min=30)
    run(linker)
    row = desk.work.row(first)
    assert row is not None
    assert row.priority is Priority.EMERGENCY


def test_undoing_a_link_puts_both_faxes_back_and_it_is_never_made_again(desk: Desk, linker: Linker) -> None:
    first = store_fax(desk, "first", referral(EDITH))
    asked(desk, first)
    answer = store_fax(desk, "answer", referral(ANSWER), at_min=30)
    run(linker)
    (link,) = desk.links.of(first)
    row = desk.work.row(first)
    assert row is not None
    linker.turn(link.id, LinkState.UNDONE, row.version, "mia", now=at(70))
    assert (stage(desk, first), stage(desk, answer)) == ("waiting", "new")
    row = desk.work.row(first)
    assert row is not None
    assert row.missing == ("coverage.member_id",)
    linker.take(answer, 1, now=at(80))
    assert desk.links.of(first)[0].state is LinkState.UNDONE
    linker.turn(link.id, LinkState.LINKED, row.version, "mia", now=at(90))
    assert stage(desk, answer) == "done"


def test_a_link_is_not_turned_over_what_somebody_else_changed(desk: Desk, linker: Linker) -> None:
    first = store_fax(desk, "first", referral(EDITH))
    store_fax(desk, "answer", referral(ANSWER), at_min=30)
    run(linker)
    (link,) = desk.links.of(first)
    with pytest.raises(StaleVersionError):
        linker.turn(link.id, LinkState.UNDONE, 0, "mia", now=at(70))
    assert desk.links.of(first)[0].state is LinkState.LINKED


def test_a_contradicting_resend_keeps_both_and_asks_a_person(desk: Desk, linker: Linker) -> None:
    first = store_fax(desk, "first", referral(EDITH | {"coverage.member_id": "1EG4TE5MK73"}))
    store_fax(desk, "answer", referral(ANSWER | {"fracture.levels": ("L3",)}), at_min=30)
    run(linker)
    row = desk.work.row(first)
    assert row is not None
    assert (row.verdict, row.unsure) == (Verdict.REVIEW, ("fracture.levels",))


def test_two_partial_answers_fill_one_referral(desk: Desk, linker: Linker) -> None:
    lacking = {name: value for name, value in EDITH.items() if name != "patient.allergies"}
    first = store_fax(desk, "first", referral(lacking))
    asked(desk, first)
    store_fax(desk, "one", referral(ANSWER), at_min=10)
    run(linker, 20)
    two = {name: ANSWER[name] for name in ("patient.name", "patient.birth_date")}
    store_fax(desk, "two", referral(two | {"patient.allergies": ("sulfa",)}), at_min=30)
    run(linker, 40)
    row = desk.work.row(first)
    assert row is not None
    assert row.missing == ()
    assert len([link for link in desk.links.of(first) if link.state is LinkState.LINKED]) == 2


def test_what_is_only_likely_is_offered_and_changes_nothing(desk: Desk, linker: Linker) -> None:
    first = store_fax(desk, "first", referral(EDITH))
    near = {"patient.name": "Edith Marlowe", "patient.birth_date": "1947-03-18"}
    answer = store_fax(desk, "answer", referral(near | {"coverage.member_id": "1EG4TE5MK73"}), at_min=30)
    run(linker)
    (link,) = desk.links.of(first)
    assert link.state is LinkState.OFFERED
    assert stage(desk, answer) == "new"
    row = desk.work.row(first)
    assert row is not None
    assert row.missing == ("coverage.member_id",)
    linker.turn(link.id, LinkState.REFUSED, row.version, "mia", now=at(70))
    linker.take(answer, 1, now=at(80))
    assert desk.links.of(first)[0].state is LinkState.REFUSED


def test_a_person_links_what_no_evidence_links_and_a_fax_never_answers_itself(desk: Desk, linker: Linker) -> None:
    first = store_fax(desk, "first", referral(EDITH))
    answer = store_fax(desk, "answer", referral({"coverage.member_id": "1EG4TE5MK73"}), at_min=30)
    run(linker)
    assert desk.links.of(first) == ()
    row = desk.work.row(first)
    assert row is not None
    linker.give((answer, 1), (first, 1), row.version, "mia", now=at(70))
    row = desk.work.row(first)
    assert row is not None
    assert row.missing == ()
    with pytest.raises(StoreError):
        linker.give((first, 1), (first, 1), row.version, "mia", now=at(71))
    with pytest.raises(StoreError):
        linker.give((99, 1), (first, 1), row.version, "mia", now=at(72))


def test_corrections_stand_over_what_an_answer_brings(desk: Desk, linker: Linker) -> None:
    first = store_fax(desk, "first", referral(EDITH))
    desk.store.correct(first, 1, "coverage.member_id", "9XX9XX9XX99", actor="mia", now=at(5))
    store_fax(desk, "answer", referral(ANSWER), at_min=30)
    run(linker)
    found = dossier(desk, first)
    assert found is not None
    assert found.reading.referrals[0].field("coverage.member_id").value == "9XX9XX9XX99"


def test_an_old_referral_beyond_the_window_is_no_candidate(desk: Desk, linker: Linker) -> None:
    first = store_fax(desk, "first", referral(EDITH))
    store_fax(desk, "answer", referral(ANSWER), at_min=60 * 24 * 400)
    run(linker, 60 * 24 * 400 + 1)
    assert desk.links.of(first) == ()


def test_a_fax_that_cannot_be_compared_is_passed_over_and_told(desk: Desk, linker: Linker) -> None:
    first = store_fax(desk, "first", referral(EDITH))
    linker.pass_over(first, 1, now=at(1))
    assert linker.pending() == ()
    detail = desk.store.fax(first)
    assert detail is not None
    assert detail.events[-1].event == "not_compared"


def test_a_known_number_suggests_what_earlier_faxes_said_and_only_that_providers_npi(
    desk: Desk, linker: Linker
) -> None:
    for number in range(2):
        store_fax(desk, f"fox{number}", referral(EDITH | {"patient.name": f"Ann Roe{number}a Lee"}), at_min=number)
    bell = EDITH | {"referrer.name": "Cora Bell", "referrer.npi": "1245319599", "patient.name": "Otto Kern"}
    for number in range(2, 5):
        store_fax(desk, f"bell{number}", referral(bell), at_min=number)
    new = store_fax(desk, "new", referral({"patient.name": "Ida Moss"}), at_min=9)
    run(linker)
    values = [(one.field, one.value) for one in desk.senders.suggestions(new, "978 555 0111", provider="Ann Fox")]
    assert ("referrer.npi", "1234567893") in values
    assert ("referrer.npi", "1245319599") not in values
    assert desk.senders.suggestions(new, "978-555-0999") == ()


def test_nothing_that_one_fax_alone_said_is_suggested_unless_a_person_confirmed_it(
    desk: Desk, linker: Linker
) -> None:
    first = store_fax(desk, "first", referral(EDITH))
    new = store_fax(desk, "new", referral({"patient.name": "Ida Moss"}), at_min=9)
    run(linker)
    assert desk.senders.suggestions(new, "978-555-0111") == ()
    desk.store.correct(first, 1, "referrer.npi", "1245319599", actor="mia", now=at(20))
    linker.take(first, 1, now=at(21))
    assert [one.value for one in desk.senders.suggestions(new, "978-555-0111")] == ["1245319599"]


def test_the_worklist_knows_what_an_answer_brought_and_where_it_went(desk: Desk, linker: Linker) -> None:
    first = store_fax(desk, "first", referral(EDITH))
    asked(desk, first)
    answer = store_fax(desk, "answer", referral(ANSWER), at_min=30)
    run(linker)
    here, there = desk.work.row(first), desk.work.row(answer)
    assert here is not None
    assert there is not None
    assert (here.brought, here.linked_to) == (("coverage.member_id",), None)
    assert there.linked_to == first
    (link,) = desk.links.of(first)
    linker.turn(link.id, LinkState.UNDONE, here.version, "mia", now=at(70))
    here, there = desk.work.row(first), desk.work.row(answer)
    assert here is not None
    assert there is not None
    assert (here.brought, there.linked_to) == ((), None)


OTTO = referral(EDITH | {"patient.name": "Otto Kern", "patient.birth_date": "1951-01-02"})


def test_a_link_between_referrals_that_a_new_reading_counts_otherwise_joins_nobody_else(
    desk: Desk, linker: Linker
) -> None:
    first = store_fax(desk, "first", referral(EDITH))
    answer = store_fax(desk, "answer", referral(ANSWER), at_min=30)
    run(linker)
    read_again(desk, first, "first", OTTO, referral(EDITH))
    run(linker, 81)
    (link,) = desk.links.of(first)
    assert link.state is LinkState.OFFERED
    assert stage(desk, answer) == "new"
    found = dossier(desk, first)
    assert found is not None
    assert "coverage.member_id" in found.reading.referrals[0].missing
    run(linker, 90)
    assert {one.referral: one.state for one in desk.links.of(first)} == {1: LinkState.OFFERED, 2: LinkState.LINKED}


def test_a_link_that_a_person_made_is_never_doubted(desk: Desk, linker: Linker) -> None:
    first = store_fax(desk, "first", OTTO)
    answer = store_fax(desk, "answer", referral(ANSWER), at_min=30)
    run(linker)
    row = desk.work.row(first)
    assert row is not None
    linker.give((answer, 1), (first, 1), row.version, "mia", now=at(70))
    linker.take(answer, 1, now=at(80))
    assert desk.links.of(first)[0].state is LinkState.LINKED
