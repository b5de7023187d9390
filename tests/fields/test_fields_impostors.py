"""What answers for a field and is something else: rows, codes, plans, days and the column beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from faxpipe.document import Box
from faxpipe.fields.resolution.impostors import DOUBTFUL, without_impostors
from faxpipe.referral import Candidate, Check, Value

DAY = date(2026, 3, 4)


def one(
    field: str,
    value: Value,
    method: str = "label",
    words: str = "",
    sure: float = 0.95,
    check: Check = Check.PLAIN,
) -> Candidate:
    return Candidate(field, value, words or str(value), 1, Box(0.1, 0.1, 0.3, 0.12), sure, method, check)


def left(*candidates: Candidate) -> list[Value | None]:
    return [c.value for c in without_impostors(list(candidates), DAY)]


@pytest.mark.parametrize(
    "answer", ["99204 New patient visit", "Metoprolol tablet 25 mg twice daily", "CPT 99213 office visit"]
)
def test_a_visit_code_or_a_row_of_medicines_is_no_service(answer: str) -> None:
    assert left(one("order.service", answer), one("order.service", "kyphoplasty L1", "prose")) == [
        "kyphoplasty L1"
    ]


def test_a_service_that_names_a_medicine_without_a_dose_stays() -> None:
    assert left(one("order.service", "Botox injections for migraine")) == ["Botox injections for migraine"]


def test_what_names_nothing_to_be_done_is_held_beside_what_does() -> None:
    vague, named = (
        one("order.service", "T12, fell at home"),
        one("order.service", "evaluate for kyphoplasty", "prose"),
    )
    held, stays = without_impostors([vague, named], DAY)
    assert held.confidence < 0.75 < stays.confidence
    (alone,) = without_impostors([vague], DAY)
    assert alone.confidence == 0.95


def test_a_tick_beside_no_word_of_a_service_is_held() -> None:
    (held,) = without_impostors([one("order.service", "Specific", "tick")], DAY)
    (stays,) = without_impostors([one("order.service", "Medial branch block", "tick")], DAY)
    assert held.confidence == DOUBTFUL < stays.confidence


def test_a_plan_or_a_signature_beside_a_day_is_no_patient() -> None:
    plan = one("patient.name", "Humana Gold", "pattern", "Humana Gold")
    signed = one("patient.name", "e-signed A Bell", "beside_birth_date", "e-signed A. BELL")
    assert left(plan, signed, one("patient.name", "Ann Fox")) == ["Ann Fox"]


def test_where_a_birth_is_told_a_day_of_this_year_is_none() -> None:
    born = one("patient.birth_date", "1951-07-08", words="7/8/1951")
    visit = one("patient.birth_date", "1926-03-02", "pattern", "3/2/26")
    today = one("patient.birth_date", "2026-03-02", words="03/02/2026")
    assert left(born, visit, today) == ["1951-07-08"]
    assert left(today) == ["2026-03-02"]


def test_who_was_born_a_century_ago_was_where_the_year_is_written_out() -> None:
    old, misread = (
        one("patient.birth_date", "1926-01-05", words="01/05/1926"),
        one("patient.birth_date", "1951-07-08"),
    )
    assert left(old, misread) == ["1926-01-05", "1951-07-08"]


def test_a_day_that_could_not_be_read_is_left_to_others() -> None:
    assert left(one("patient.birth_date", "01.3x", check=Check.FAILED)) == ["01.3x"]


def test_the_patients_name_in_the_column_beside_is_no_part_of_the_doctors() -> None:
    both = one("referrer.name", "Ann Fox Bertram Lund", "prose, signed")
    assert left(one("patient.name", "Ann Fox"), both) == ["Ann Fox", "Bertram Lund"]


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("referrer.name", "Olive Crane Bertram Lund"),
        ("coverage.payer", "white - employer; pink - carrier"),
        ("coverage.payer", "Fax the completed form to Pain Management at"),
        ("referrer.practice", "of the practice and its staff"),
        ("referrer.practice", "Front desk 603-555-0101 /"),
    ],
)
def test_what_runs_on_is_held(field: str, answer: str) -> None:
    (held,) = without_impostors([one(field, answer)], DAY)
    assert held.confidence == DOUBTFUL


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("referrer.name", "Maria de la Cruz Lopez"),
        ("referrer.name", "J. R. Bertram Lund"),
        ("coverage.payer", "Granite Mutual Assurance of Coos County"),
        ("referrer.practice", "Old Mill Family Medicine"),
        ("referrer.practice", "eHealth Partners"),
    ],
)
def test_what_only_looks_long_is_believed(field: str, answer: str) -> None:
    (stays,) = without_impostors([one(field, answer)], DAY)
    assert stays.confidence == 0.95


@pytest.mark.parametrize("read", ["M Ann Fox", "Ann M Fox", "About Ann Fox", "Ann b. Fox"])
def test_a_letter_of_the_sex_or_a_word_before_a_name_is_none_of_it(read: str) -> None:
    assert left(one("patient.name", read, "pattern"), one("patient.name", "Ann Fox", "prose")) == ["Ann Fox"] * 2


def test_an_initial_that_only_another_page_leaves_out_stays() -> None:
    other = replace(one("patient.name", "Ann Fox", "prose"), page=2)
    assert left(one("patient.name", "Ann M Fox", "pattern"), other) == ["Ann M Fox", "Ann Fox"]
