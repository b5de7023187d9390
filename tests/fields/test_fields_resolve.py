from __future__ import annotations

from dataclasses import replace

import pytest

from faxpipe.document import Box, PageKind
from faxpipe.fields.resolution.resolve import resolve
from faxpipe.referral import Candidate, Check, FieldStatus, FieldValue, Value
from faxpipe.schema import load_schema

KINDS = {1: PageKind.REFERRAL_FORM, 2: PageKind.CLINICAL_NOTE, 3: PageKind.IMAGING_REPORT}


def reading(
    field: str,
    value: Value | None,
    confidence: float = 0.9,
    page: int = 1,
    check: Check = Check.PLAIN,
    method: str = "label",
) -> Candidate:
    top = 0.1 + 0.1 * page + (hash(str(value)) % 7) / 100
    return Candidate(field, value, str(value), page, Box(0.1, top, 0.3, top + 0.01), confidence, method, check)


def decided(*candidates: Candidate) -> FieldValue:
    field = candidates[0].field
    return next(value for value in resolve(load_schema(), candidates, KINDS) if value.field == field)


def test_every_field_gets_exactly_one_value_in_the_order_of_the_schema() -> None:
    values = resolve(load_schema(), [], {})
    assert [value.field for value in values] == [spec.name for spec in load_schema().fields]
    assert {value.status for value in values} == {FieldStatus.MISSING}


def test_agreement_between_pages_raises_confidence() -> None:
    once = decided(reading("patient.birth_date", "1950-03-04", 0.8))
    twice = decided(
        reading("patient.birth_date", "1950-03-04", 0.8), reading("patient.birth_date", "1950-03-04", 0.8, 2)
    )
    assert once.confidence is not None
    assert twice.confidence is not None
    assert twice.confidence > once.confidence


def test_one_place_read_by_two_methods_counts_once() -> None:
    same = reading("patient.birth_date", "1950-03-04", 0.8)
    prose = Candidate(same.field, same.value, same.words, 1, same.box, 0.7, "prose")
    assert decided(same, prose).confidence == pytest.approx(0.8)


def test_two_birth_dates_are_a_conflict_and_both_are_kept() -> None:
    value = decided(
        reading("patient.birth_date", "1950-03-04"), reading("patient.birth_date", "1951-07-21", 0.85, 2)
    )
    assert value.status is FieldStatus.CONFLICT
    assert [other.value for other in value.others] == ["1951-07-21"]


def test_a_birth_date_that_differs_by_a_digit_is_never_outvoted() -> None:
    value = decided(
        reading("patient.birth_date", "1950-03-04", 0.95),
        reading("patient.birth_date", "1950-03-04", 0.95, 3),
        reading("patient.birth_date", "1950-03-14", 0.9, 2),
    )
    assert value.status is FieldStatus.CONFLICT


def test_two_telephones_are_no_conflict() -> None:
    value = decided(
        reading("patient.phone", "603-555-0100", 0.95), reading("patient.phone", "978-555-0122", 0.9, 2)
    )
    assert value.status is FieldStatus.FOUND
    assert value.value == "603-555-0100"


def test_a_failed_check_alone_is_invalid() -> None:
    value = decided(reading("referrer.npi", "1234567890", 0.9, check=Check.FAILED))
    assert value.status is FieldStatus.INVALID


def test_a_passed_check_beats_its_misread_twin() -> None:
    value = decided(
        reading("referrer.npi", "1234567890", 0.9, check=Check.FAILED),
        reading("referrer.npi", "1234567893", 0.8, 2, Check.PASSED),
    )
    assert (value.status, value.value) == (FieldStatus.FOUND, "1234567893")


def test_ink_that_was_not_read_is_uncertain_not_missing() -> None:
    assert (
        decided(reading("coverage.member_id", None, 0.3, check=Check.UNREADABLE)).status is FieldStatus.UNCERTAIN
    )


def test_a_faint_reading_is_uncertain() -> None:
    assert decided(reading("coverage.member_id", "913558207", 0.4)).status is FieldStatus.UNCERTAIN


def test_the_full_name_is_kept_before_initials() -> None:
    value = decided(
        reading("patient.name", "Norman F Abernathy", 0.93),
        reading("patient.name", "Norman Francis Abernathy", 0.9, 2),
    )
    assert value.value == "Norman Francis Abernathy"


def test_a_name_that_spells_out_an_initial_need_not_be_read_as_well() -> None:
    value = decided(
        reading("patient.name", "Yvonne L Bouchard", 0.96), reading("patient.name", "Yvonne Lee Bouchard", 0.76, 2)
    )
    assert (value.value, value.status) == ("Yvonne Lee Bouchard", FieldStatus.FOUND)


@pytest.mark.parametrize("other", ["Yvonne Mae Bouchard", "Yvette Lee Bouchard", "Yvonne Lee Boucher"])
def test_a_name_that_is_another_one_does_not_replace_what_was_read_better(other: str) -> None:
    value = decided(reading("patient.name", "Yvonne L Bouchard", 0.96), reading("patient.name", other, 0.7, 2))
    assert value.value == "Yvonne L Bouchard"


def test_none_on_one_page_and_a_blood_thinner_on_another_are_a_conflict() -> None:
    value = decided(
        reading("treatment.anticoagulants", "none"), reading("treatment.anticoagulants", ("warfarin",), 0.9, 2)
    )
    assert value.status is FieldStatus.CONFLICT


def test_the_level_that_is_asked_for_must_be_the_level_that_was_seen() -> None:
    agreed = decided(reading("fracture.levels", ("L1",)), reading("fracture.levels", ("L1",), 0.9, 3))
    clash = decided(reading("fracture.levels", ("L1",)), reading("fracture.levels", ("L2",), 0.9, 3))
    more = decided(reading("fracture.levels", ("L1",)), reading("fracture.levels", ("L1", "L3"), 0.9, 3))
    assert (agreed.status, agreed.value) == (FieldStatus.FOUND, ("L1",))
    assert clash.status is FieldStatus.CONFLICT
    assert more.status is FieldStatus.UNCERTAIN


def test_codes_of_the_form_stand_before_codes_of_the_note() -> None:
    value = decided(
        reading("diagnosis.icd10", ("M80.08XA",), 0.9, 1, Check.PASSED),
        reading("diagnosis.icd10", ("I10",), 0.9, 2, Check.PASSED, "prose"),
    )
    assert value.value == ("M80.08XA",)


def test_the_forms_own_wording_of_the_service_is_kept() -> None:
    value = decided(
        reading("order.service", "Balloon kyphoplasty T12", 0.85),
        reading("order.service", "kyphoplasty", 0.88, 2, method="prose"),
    )
    assert value.value == "Balloon kyphoplasty T12"


def test_a_signer_whom_a_referring_provider_label_contradicts_is_held() -> None:
    signed = reading("referrer.name", "Mabel Fitzpatrick", 0.93, 2, method="prose")
    asked = reading("referrer.name", "Edmund McAllister", 0.79)
    value = decided(signed, asked)
    assert (value.status, value.reason) == (FieldStatus.UNCERTAIN, "pages_differ")
    scrawled = reading("referrer.name", "Edmnud McAllistr", 0.32)
    assert decided(signed, scrawled).reason == "pages_differ"
    assert decided(signed).status is FieldStatus.FOUND
    assert decided(signed, reading("referrer.name", "Mabel Fitzpatrick", 0.79)).status is FieldStatus.FOUND


def test_a_diagnosis_that_another_page_words_quite_differently_is_held() -> None:
    ticked = reading("diagnosis.text", "Lumbar facet arthropathy", 0.97)
    same = reading("diagnosis.text", "Facet arthropathy, lumbar spine", 0.95, 2)
    other = reading("diagnosis.text", "Wedge compression fracture of L3", 0.95, 2)
    assert decided(ticked, same).status is FieldStatus.FOUND
    assert (decided(ticked, other).status, decided(ticked, other).reason) == (
        FieldStatus.UNCERTAIN,
        "pages_differ",
    )


def test_a_ticked_diagnosis_without_the_fracture_that_a_note_tells_is_held() -> None:
    ticked = reading("diagnosis.text", "Lumbar spinal stenosis", 0.96)
    told = reading("diagnosis.text", "Painful insufficiency fracture of L1", 0.88, 2, method="prose")
    pain = reading("diagnosis.text", "Low back pain for a month", 0.88, 2, method="prose")
    broken = reading("diagnosis.text", "Osteoporosis with current pathological fracture", 0.96)
    assert decided(ticked, told).reason == "pages_differ"
    assert decided(ticked, pain).status is FieldStatus.FOUND
    assert decided(broken, told).status is FieldStatus.FOUND


def test_torn_words_that_a_clean_page_repeats_are_given_as_the_clean_page_has_them() -> None:
    torn = reading("order.service", "Lain management consul re hyphoplasty", 0.69)
    clean = reading("order.service", "Pain management consult re: kyphoplasty", 0.85, 2, method="prose")
    value = decided(torn, clean)
    assert (value.status, value.value) == (FieldStatus.FOUND, clean.value)
    sure = reading("order.service", "Pain management consult re kyphoplasty", 0.9)
    assert decided(sure, clean).value == sure.value


def test_an_identifier_that_passes_its_check_is_no_conflict_with_its_own_end_misread() -> None:
    whole = reading("coverage.member_id", "2PG2T70DN31", 0.9, 2, Check.PASSED)
    cut = reading("coverage.member_id", "2PG2T70DN3", 0.8)
    assert decided(whole, cut).status is FieldStatus.FOUND
    assert decided(whole, reading("coverage.member_id", "2PG2T70", 0.8)).status is FieldStatus.FOUND
    assert decided(whole, reading("coverage.member_id", "9WX1A22BC33", 0.8)).status is FieldStatus.CONFLICT


def test_a_name_of_which_the_first_word_was_lost_is_no_other_name() -> None:
    whole = reading("patient.name", "Leocadia M Patel", 0.95, 3)
    assert decided(whole, reading("patient.name", "M Patel", 0.7)).status is FieldStatus.FOUND
    assert decided(whole, reading("patient.name", "N Patel", 0.7)).status is FieldStatus.CONFLICT


def test_a_first_name_written_out_elsewhere_replaces_its_initial() -> None:
    value = decided(
        reading("referrer.name", "F. Pelletier", 0.92), reading("referrer.name", "Francis Pelletier", 0.67, 2)
    )
    assert value.value == "Francis Pelletier"


def test_a_number_that_another_page_reads_very_surely_and_that_fails_its_check_there_is_held() -> None:
    passed = reading("referrer.npi", "2283692293", 0.96, check=Check.PASSED)
    failed = reading("referrer.npi", "2288692293", 0.96, 2, Check.FAILED)
    assert decided(passed, failed).status is FieldStatus.UNCERTAIN


def test_a_name_that_as_many_pages_spell_otherwise_is_held() -> None:
    one = reading("patient.name", "Rosemary Q. Brennan", 0.94)
    other = reading("patient.name", "Rosemary O. Brennan", 0.9, 2)
    assert decided(one, other).status is FieldStatus.UNCERTAIN
    assert decided(one, other, reading("patient.name", "Rosemary Q. Brennan", 0.9, 3)).status is FieldStatus.FOUND
    assert decided(one, reading("patient.name", "Rosemary Brennan", 0.9, 2)).status is FieldStatus.FOUND
    assert decided(one, reading("patient.name", "Rosemary Quinn Brennan", 0.9, 2)).status is FieldStatus.FOUND


def test_identifiers_that_differ_in_a_look_alike_beside_digits_are_one_and_have_the_digit() -> None:
    value = decided(
        reading("coverage.member_id", "R88O332910", 0.85), reading("coverage.member_id", "R880332910", 0.8, page=2)
    )
    assert (value.status, value.value) == (FieldStatus.FOUND, "R880332910")


def test_a_name_that_more_pages_spell_so_outweighs_one_of_the_same_shape_only() -> None:
    twice = (reading("patient.name", "Ilse Silva"), reading("patient.name", "Ilse Silva", page=2))
    assert decided(*twice, reading("patient.name", "Hse Silva", page=3)).status is not FieldStatus.CONFLICT
    assert decided(*twice, reading("patient.name", "Else Romano", page=3)).status is FieldStatus.CONFLICT


def test_a_colleagues_electronic_signature_is_not_the_referrers() -> None:
    asked = reading("referrer.name", "Gail Fitzpatrick", 0.9)

    def signature(words: str) -> FieldStatus:
        signed = replace(reading("referrer.signature", "present", 0.92, 2, method="prose"), words=words)
        values = {value.field: value for value in resolve(load_schema(), (asked, signed), {})}
        return values["referrer.signature"].status

    assert signature("Electronically signed: Henrietta Sweeney, MD, Hospital Medicine") is FieldStatus.UNCERTAIN
    assert signature("Electronically signed by Gail M Fitzpatrick MD") is FieldStatus.FOUND
    assert signature("Electronically signed 06/02/2026") is FieldStatus.FOUND


def test_of_two_clinicians_in_the_head_of_a_page_neither_is_believed_to_have_signed() -> None:
    one = reading("referrer.name", "Olive Crane", 0.94, method="prose, signed")
    other = reading("referrer.name", "Bertram Lund", 0.9, method="prose, signed")
    assert decided(one).status is FieldStatus.FOUND
    value = decided(one, other)
    assert (value.status, value.reason) == (FieldStatus.UNCERTAIN, "pages_differ")


def test_a_fuller_list_does_not_vouch_for_a_part_of_it_being_whole() -> None:
    half = reading("patient.medications", ("naproxen",), 0.7)
    whole = reading("patient.medications", ("naproxen", "baclofen"), 0.45, 2, method="prose")
    assert decided(half, whole).status is FieldStatus.UNCERTAIN


def _name(field: str, value: str, page: int, sure: float, method: str = "label") -> Candidate:
    return Candidate(field, value, value, page, Box(0.1, 0.1 * page, 0.3, 0.1 * page + 0.01), sure, method)


def _settled_name(field: str, *candidates: Candidate) -> FieldValue:
    return next(value for value in resolve(load_schema(), candidates, {}) if value.field == field)


def test_a_name_stands_in_the_order_of_most_pages() -> None:
    value = _settled_name(
        "patient.name",
        _name("patient.name", "Oakes Brennan", 3, 0.97),
        _name("patient.name", "Brennan Oakes", 1, 0.9),
        _name("patient.name", "Brennan Oakes", 2, 0.9),
    )
    assert value.value == "Brennan Oakes"


def test_a_referrer_read_badly_and_spelt_otherwise_in_the_head_is_held() -> None:
    badly = _name("referrer.name", "Ilse Brandvld", 1, 0.8)
    head = _name("referrer.name", "Ilse Brandvold", 2, 0.79, "letterhead")
    assert _settled_name("referrer.name", badly, head).status is FieldStatus.UNCERTAIN
    same = _name("referrer.name", "Ilse Brandvld", 2, 0.79, "letterhead")
    assert _settled_name("referrer.name", badly, same).status is FieldStatus.FOUND
