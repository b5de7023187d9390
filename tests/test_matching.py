"""A later fax finds the referral it answers, and no other patient's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from faxpipe.document import Header, PageKind
from faxpipe.matching import Certainty, Evidence, Identity, Waiting, identity_of, matches
from faxpipe.referral import FieldStatus, FieldValue, PageReading, Pathway, Priority, Referral, Verdict

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRM = frozenset({"patient.name", "patient.birth_date"})
EDITH = Identity(
    references=frozenset({"K7M2QX9A4"}),
    names=frozenset({"Edith Marlowe"}),
    birth_dates=frozenset({"1947-03-19"}),
    phones=frozenset({"603-555-0142"}),
    member_ids=frozenset({"XQH112233"}),
    sender_numbers=frozenset({"978-555-0190"}),
    senders=frozenset({"Merrimack Family Practice"}),
    firm=FIRM,
)


def waiting(identity: Identity = EDITH, number: int = 1, *, is_open: bool = True, days: int = 0) -> Waiting:
    return Waiting(number, 1, identity, is_open, MONDAY, MONDAY + timedelta(days=days) if days else None)


def names(*spelled: str) -> frozenset[str]:
    return frozenset(spelled)


def test_our_own_reference_is_enough() -> None:
    (match,) = matches(Identity(references=EDITH.references), [waiting()])
    assert match.certainty is Certainty.SURE
    assert match.evidence == {Evidence.REFERENCE}


@pytest.mark.parametrize(
    "name", ["Edith Marlowe", "Marlowe, Edith", "MARLOWE EDITH R", "Edlth Marlowe", "E. Marlowe", "Édith Marlowe"]
)
def test_name_and_birth_date_are_enough_however_the_name_is_written(name: str) -> None:
    arrived = Identity(names=names(name), birth_dates=EDITH.birth_dates, firm=FIRM)
    assert matches(arrived, [waiting()])[0].certainty is Certainty.SURE


@pytest.mark.parametrize("born", ["1947-08-19", "1947-03-91", "1974-03-19"])
def test_a_birth_date_misread_in_one_place_wants_more_to_be_sure(born: str) -> None:
    arrived = Identity(names=EDITH.names, birth_dates=frozenset({born}), firm=FIRM)
    assert matches(arrived, [waiting()])[0].certainty is Certainty.LIKELY
    assert matches(replace(arrived, phones=EDITH.phones), [waiting()])[0].certainty is Certainty.SURE


def test_day_and_month_may_be_swapped() -> None:
    theirs = replace(EDITH, birth_dates=frozenset({"1947-03-09"}))
    arrived = Identity(names=EDITH.names, birth_dates=frozenset({"1947-09-03"}), member_ids=EDITH.member_ids)
    assert matches(arrived, [waiting(theirs)])[0].certainty is Certainty.SURE


@pytest.mark.parametrize(
    "other",
    [
        replace(
            EDITH, references=frozenset(), names=names("Walter Marlowe"), birth_dates=frozenset({"1945-01-02"})
        ),
        replace(EDITH, references=frozenset(), birth_dates=frozenset({"1971-11-30"})),
        replace(EDITH, references=frozenset(), names=names("Agnes Thibodeau")),
        Identity(senders=EDITH.senders, sender_numbers=EDITH.sender_numbers),
        Identity(phones=EDITH.phones),
        Identity(),
    ],
    ids=["husband", "daughter of the same name", "born the same day", "same sender", "same phone", "nothing"],
)
def test_nobody_else_is_taken_for_the_patient(other: Identity) -> None:
    assert matches(other, [waiting()]) == ()


def test_a_reference_beside_another_patients_name_is_left_to_a_person() -> None:
    arrived = Identity(EDITH.references, names=names("Agnes Thibodeau"), firm=FIRM)
    (match,) = matches(arrived, [waiting()])
    assert match.certainty is Certainty.LIKELY
    assert Evidence.OTHER_NAME in match.evidence


def test_a_name_that_was_hardly_read_speaks_against_nobody() -> None:
    arrived = Identity(EDITH.references, names=names("Edrt Murkwe"), firm=frozenset())
    assert matches(arrived, [waiting()])[0].certainty is Certainty.SURE


def test_a_name_and_its_sender_without_a_birth_date_are_offered() -> None:
    arrived = Identity(names=EDITH.names, senders=names("MERRIMACK FAMILY PRACTICE, PC"), firm=FIRM)
    assert matches(arrived, [waiting()])[0].certainty is Certainty.LIKELY


def test_of_two_waiting_referrals_of_one_patient_the_last_asked_is_sure_and_the_other_offered() -> None:
    arrived = Identity(names=EDITH.names, birth_dates=EDITH.birth_dates, firm=FIRM)
    plain = replace(EDITH, references=frozenset())
    first, last, never = waiting(plain, 1, days=1), waiting(plain, 2, days=5), waiting(plain, 3)
    found = matches(arrived, [first, never, last])
    assert [match.waiting.fax_id for match in found] == [2, 1, 3]
    assert [match.certainty for match in found] == [Certainty.SURE, Certainty.LIKELY, Certainty.LIKELY]


def test_the_reference_beats_a_later_letter_about_the_same_patient() -> None:
    other = waiting(replace(EDITH, references=frozenset()), 2, days=9)
    found = matches(EDITH, [other, waiting(days=1)])
    assert found[0].waiting.fax_id == 1


def test_a_closed_referral_is_only_offered() -> None:
    assert matches(EDITH, [waiting(is_open=False)])[0].certainty is Certainty.LIKELY


def test_an_identity_holds_every_reading_and_the_header_line() -> None:
    name = FieldValue("patient.name", FieldStatus.UNCERTAIN, "Edith Marlowe")
    born = FieldValue("patient.birth_date", FieldStatus.FOUND, "1947-03-19", 0.98)
    fax = FieldValue("referrer.fax", FieldStatus.MISSING)
    referral = Referral((1,), Pathway.VCF, Verdict.INCOMPLETE, Priority.ROUTINE, (name, born, fax))
    page = PageReading(1, PageKind.REFERRAL_FORM, 0, 0.9, Header("MERRIMACK FP", "978-555-0190"))
    found = identity_of(referral, [page], ["K7M2QX9A4"])
    assert found.names == {"Edith Marlowe"}
    assert found.firm == {"patient.birth_date"}
    assert found.sender_numbers == {"978-555-0190"}
    assert found.senders == {"MERRIMACK FP"}


def test_an_identity_hides_the_patient_from_its_repr() -> None:
    assert "Marlowe" not in repr(EDITH)
    assert "1947" not in repr(waiting())
