"""Values read twice: agreement lifts, disagreement holds with both, and what is never read again is left alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from paper import DAY, RECIPIENT, page

from faxpipe.document import Page, PageKind, SecondReading
from faxpipe.fields.context import Packet, sheet_of
from faxpipe.fields.extract import extract
from faxpipe.fields.resolution.again import Second
from faxpipe.fields.resolution.confirm import DIFFERS, confirm, unsettled
from faxpipe.fields.resolution.places import places
from faxpipe.referral import FieldStatus, FieldValue
from faxpipe.schema import ACCEPT, load_schema

FORM = """
REFERRAL REQUEST

Patient name:      Ann Fox              Date of birth:     03/12/1940
Phone:             603-605-2866
Insurance:         Medicare
Member ID:         1EG4TE5MK73
Service requested: Balloon kyphoplasty T12
Diagnosis:         Compression fracture T12 M80.08XA
Medications:       lisinopril, tylenol
NPI:               1234567893
"""


def packet(drawing: str = FORM, confidence: float = 0.95) -> Packet:
    sheet = sheet_of(page(drawing, 1, confidence), PageKind.REFERRAL_FORM, load_schema())
    return Packet((sheet,), load_schema(), DAY, RECIPIENT)


def reread(own: Packet, says: Callable[[str], str], engine: str = "neural", sure: float = 0.95) -> Second:
    """Every place that is not settled yet, read by `engine` as `says` makes of the first reading."""
    wanted = unsettled(extract(own), own, {})
    return {1: tuple(SecondReading(place.box, says(place.text), sure, engine) for place in wanted)}


def both(one: Second, other: Second) -> Second:
    return {1: (*one[1], *other[1])}


def field(fields: tuple[FieldValue, ...], name: str) -> FieldValue:
    return next(value for value in fields if value.field == name)


def as_read(text: str) -> str:
    return text


def instead(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


def test_every_required_value_in_print_is_to_be_read_again() -> None:
    own = packet()
    texts = {place.text for place in unsettled(extract(own), own, {})}
    for printed in ("Ann Fox", "03/12/1940", "603-605-2866", "Medicare", "1EG4TE5MK73", "1234567893"):
        assert printed in texts


def test_what_was_ticked_or_is_only_present_is_not() -> None:
    own = packet("Imaging:   [x] MRI   [ ] CT   [ ] X-ray\nSignature:   ~~~~~~~~~~")
    assert unsettled(extract(own), own, {}) == ()


def test_what_was_read_surely_is_not_read_again_and_counts_as_if_it_had_been() -> None:
    own = packet(confidence=0.999)
    fields = extract(own)
    assert unsettled(fields, own, {}) == ()
    before, after = (field(some, "patient.phone") for some in (fields, confirm(fields, own, {})))
    assert (after.value, after.status) == (before.value, FieldStatus.FOUND)
    assert (after.confidence or 0) > (before.confidence or 1)


@pytest.mark.parametrize(
    ("drawing", "texts"),
    [
        (FORM.replace("1234567893", "1234567898"), {"1234567898"}),
        (FORM + "\nPatient DOB:   03/12/1946\n", {"03/12/1940", "03/12/1946"}),
    ],
)
def test_what_something_else_speaks_against_is_read_again_however_sure(drawing: str, texts: set[str]) -> None:
    own = packet(drawing, confidence=0.999)
    assert {place.text for place in unsettled(extract(own), own, {})} == texts


def test_of_a_list_only_the_lines_that_were_read_unsurely_are_read_again() -> None:
    drawn = page("Medications:   lisinopril,\n               tylenol, warfarin", 1, 0.999)
    words = tuple(replace(word, confidence=0.8) if word.text == "tylenol," else word for word in drawn.words)
    sheet = sheet_of(replace(drawn, words=words), PageKind.REFERRAL_FORM, load_schema())
    own = Packet((sheet,), load_schema(), DAY, RECIPIENT)
    (place,) = unsettled(extract(own), own, {})
    assert place.text == "tylenol, warfarin"
    lost = {1: (SecondReading(place.box, "tylenol", 0.95, "neural"),)}
    for second, reason in ((reread(own, as_read), ""), (lost, DIFFERS)):
        assert field(confirm(extract(own), own, second), "patient.medications").reason == reason


def test_free_text_that_one_engine_reads_alike_twice_needs_no_other() -> None:
    own = _by("neural", packet())
    texts = {place.text for place in unsettled(extract(own), own, reread(own, as_read, sure=0.6))}
    assert "Ann Fox" in texts
    assert "Balloon kyphoplasty T12" not in texts


def test_agreement_raises_confidence_and_asks_for_no_other_reader() -> None:
    own = packet()
    fields, second = extract(own), reread(own, as_read)
    assert unsettled(fields, own, second) == ()
    for before, after in zip(fields, confirm(fields, own, second), strict=True):
        assert after.value == before.value
        assert after.status in (before.status, FieldStatus.FOUND)
    phone = "patient.phone"
    assert field(confirm(fields, own, second), phone).confidence > field(fields, phone).confidence  # type: ignore[operator]


def test_disagreement_holds_the_value_with_both_readings() -> None:
    own = packet()
    second = reread(own, instead("2866", "2868"))
    value = field(confirm(extract(own), own, second), "patient.phone")
    assert (value.status, value.reason, value.value) == (FieldStatus.UNCERTAIN, DIFFERS, "603-605-2866")
    assert {other.value for other in value.others} >= {"603-605-2866", "603-605-2868"}
    assert value.confidence is not None
    assert value.confidence < ACCEPT


def test_only_what_differs_is_given_to_the_next_reader() -> None:
    own = packet()
    (place,) = unsettled(extract(own), own, reread(own, instead("2866", "2868")))
    assert place.text == "603-605-2866"


def test_the_second_of_two_readers_settles_it() -> None:
    own = packet()
    second = both(reread(own, instead("2866", "2868")), reread(own, as_read, "tesseract"))
    value = field(confirm(extract(own), own, second), "patient.phone")
    assert (value.status, value.value) == (FieldStatus.FOUND, "603-605-2866")


def test_a_code_cut_short_is_held_although_it_is_a_code() -> None:
    own = packet(FORM.replace(" M80.08XA", "\nICD-10:            K21"))
    assert field(extract(own), "diagnosis.icd10").value == ("K21",)
    value = field(confirm(extract(own), own, reread(own, instead("K21", "K21.9"))), "diagnosis.icd10")
    assert value.status is not FieldStatus.FOUND
    assert ("K21.9",) in {other.value for other in value.others}


@pytest.mark.parametrize(
    ("old", "new"), [("1940", "194O"), ("1234567893", "l234567B93"), ("M80.08XA", "M8O.08XA")]
)
def test_look_alikes_are_folded_where_the_field_knows_its_alphabet(old: str, new: str) -> None:
    own = packet()
    fields = confirm(extract(own), own, reread(own, instead(old, new)))
    assert all(value.reason != DIFFERS for value in fields)


def test_a_number_that_fails_its_check_is_repaired_only_by_two_readers() -> None:
    own = packet(FORM.replace("1234567893", "1234567898"))
    fields = extract(own)
    assert field(fields, "referrer.npi").status is FieldStatus.INVALID
    right = instead("7898", "7893")
    once = field(confirm(fields, own, reread(own, right)), "referrer.npi")
    twice = field(confirm(fields, own, both(reread(own, right), reread(own, right, "tesseract"))), "referrer.npi")
    assert once.status is FieldStatus.INVALID
    assert "1234567893" in {other.value for other in once.others}
    assert (twice.status, twice.value) == (FieldStatus.FOUND, "1234567893")
    assert "1234567898" in {other.value for other in twice.others}


def test_a_failed_check_that_two_readers_see_stays_invalid() -> None:
    own = packet(FORM.replace("1234567893", "1234567898"))
    second = both(reread(own, as_read), reread(own, as_read, "tesseract"))
    assert field(confirm(extract(own), own, second), "referrer.npi").status is FieldStatus.INVALID


def test_a_name_read_unsurely_twice_by_one_engine_waits_for_another() -> None:
    own = _by("neural", packet())
    unsure = reread(own, as_read, sure=0.6)
    texts = {place.text for place in unsettled(extract(own), own, unsure)}
    assert "Ann Fox" in texts
    assert "1234567893" not in texts
    alone = field(confirm(extract(own), own, unsure), "patient.name")
    assert alone.status is FieldStatus.FOUND
    other = reread(own, instead("Ann Fox", "Ann Pox"), "tesseract")
    assert field(confirm(extract(own), own, both(unsure, other)), "patient.name").reason == DIFFERS


@pytest.mark.parametrize("name", ["patient.phone", "patient.birth_date"])
@pytest.mark.parametrize(
    ("engine", "sure", "status"),
    [
        ("neural", 0.02, FieldStatus.UNCERTAIN),
        ("neural", 0.95, FieldStatus.FOUND),
        ("tesseract", 0.02, FieldStatus.FOUND),
    ],
)
def test_an_engine_that_is_unsure_the_second_time_confirms_nothing_of_its_own(
    name: str, engine: str, sure: float, status: FieldStatus
) -> None:
    own = _by("neural", packet(confidence=0.3))
    before = field(extract(own), name)
    after = field(confirm(extract(own), own, reread(own, as_read, engine, sure)), name)
    assert (before.status, after.status) == (FieldStatus.UNCERTAIN, status)


@pytest.mark.parametrize(
    ("name", "first", "read", "status"),
    [
        ("patient.phone", 0.9, ("603-605-2866", "603-685-2866"), FieldStatus.FOUND),
        ("patient.phone", 0.7, ("603-605-2866", "603-685-2866"), FieldStatus.FOUND),
        ("patient.birth_date", 0.9, ("03/12/1940", "03/17/1940"), FieldStatus.FOUND),
        ("patient.name", 0.9, ("Fox", "Pox"), FieldStatus.UNCERTAIN),
        ("patient.name", 0.9, ("Fox", "F\u00f6x"), FieldStatus.FOUND),
        ("patient.medications", 0.6, ("tylenol", "tylonal"), FieldStatus.FOUND),
    ],
)
def test_what_the_first_reader_reads_alike_twice_stands_against_a_weaker_one_by_its_kind(
    name: str, first: float, read: tuple[str, str], status: FieldStatus
) -> None:
    own = _by("neural", packet(confidence=first))
    again = both(reread(own, as_read, sure=0.7), reread(own, instead(*read), "tesseract", 0.8))
    assert field(confirm(extract(own), own, again), name).status is status


def test_a_number_with_its_check_digit_needs_no_sure_reading() -> None:
    own = _by("neural", packet(confidence=0.2))
    value = field(confirm(extract(own), own, reread(own, as_read, "neural", 0.3)), "referrer.npi")
    assert value.status is FieldStatus.FOUND


def _by(engine: str, own: Packet) -> Packet:
    sheets = tuple(
        sheet_of(_read_by(engine, sheet.page), sheet.kind, load_schema(), laid=sheet.layout)
        for sheet in own.sheets
    )
    return Packet(sheets, own.schema, own.reference, own.recipient)


def _read_by(engine: str, one: Page) -> Page:
    return Page(one.number, one.width_px, one.height_px, words=one.words, marks=one.marks, engine=engine)


def test_print_read_poorly_is_found_once_it_is_read_alike_again() -> None:
    own = packet(confidence=0.3)
    before = field(extract(own), "patient.birth_date")
    after = field(confirm(extract(own), own, reread(own, as_read)), "patient.birth_date")
    assert (before.status, after.status) == (FieldStatus.UNCERTAIN, FieldStatus.FOUND)


def test_a_list_read_poorly_is_not_found_by_agreement() -> None:
    own = packet(confidence=0.3)
    before = field(extract(own), "patient.medications")
    after = field(confirm(extract(own), own, reread(own, as_read)), "patient.medications")
    assert (before.status, after.status) == (FieldStatus.UNCERTAIN, FieldStatus.UNCERTAIN)


def test_two_places_that_differ_by_a_misreading_are_settled() -> None:
    drawing = FORM + "\nPatient DOB:   03/12/1946\n"
    own = packet(drawing)
    fields = extract(own)
    assert field(fields, "patient.birth_date").status is FieldStatus.CONFLICT
    second = reread(own, instead("1946", "1940"))
    value = field(confirm(fields, own, second), "patient.birth_date")
    assert (value.status, value.value) == (FieldStatus.FOUND, "1940-03-12")


def test_two_places_that_truly_differ_stay_a_conflict() -> None:
    own = packet(FORM + "\nPatient DOB:   03/12/1946\n")
    value = field(confirm(extract(own), own, reread(own, as_read)), "patient.birth_date")
    assert value.status is FieldStatus.CONFLICT


def test_without_second_readings_nothing_changes() -> None:
    own = packet()
    assert confirm(extract(own), own, {}) == extract(own)


def test_a_value_is_found_again_on_its_lines_and_leaves_room_to_its_neighbours() -> None:
    own = packet("Patient name:   Ann Fox    Phone:   603-605-2866\nNotes: lisinopril,\ntylenol and rest")
    value = field(extract(own), "patient.name")
    assert value.box is not None
    (place,) = places(own, 1, value.box, value.words or "")
    assert place.text == "Ann Fox"
    assert place.room[0] < place.box.left < place.box.right < place.room[1]


@pytest.mark.parametrize("name", ["patient.phone", "patient.birth_date", "diagnosis.icd10"])
@pytest.mark.parametrize(
    ("says", "sure", "other_sure", "status"),
    [
        (lambda text: "~ " * len(text), 0.75, 0.9, FieldStatus.FOUND),
        (lambda text: "~ " * len(text), 0.45, 0.9, FieldStatus.UNCERTAIN),
        (
            lambda text: text.replace("1138", "1133").replace("40", "46").replace("0.08", "0.88"),
            0.75,
            0.9,
            FieldStatus.UNCERTAIN,
        ),
    ],
)
def test_a_reader_that_saw_no_value_does_not_object_to_what_another_read_fairly_surely_twice(
    name: str, says: Callable[[str], str], sure: float, other_sure: float, status: FieldStatus
) -> None:
    own = _by(
        "neural",
        packet(
            """
Patient:           Ann Fox
DOB:               03/12/1940
Phone:             603-555-1138
Diagnosis code:    M80.08XA
""",
            0.75,
        ),
    )
    once = reread(own, as_read, "neural", sure)
    asked = {place.text for place in unsettled(extract(own), own, once)}
    assert asked, "another reader is still asked"
    after = field(confirm(extract(own), own, both(once, reread(own, says, "tesseract", other_sure))), name)
    assert after.status is status


@pytest.mark.parametrize(("sure", "status"), [(0.99, FieldStatus.FOUND), (0.92, FieldStatus.UNCERTAIN)])
def test_an_identifier_without_a_check_is_settled_by_a_very_sure_second_reading_only(
    sure: float, status: FieldStatus
) -> None:
    own = _by("neural", packet("Patient:  Ann Fox\nMember ID:   VA381044402\n", confidence=0.6))
    before = field(extract(own), "coverage.member_id")
    after = field(confirm(extract(own), own, reread(own, as_read, "neural", sure)), "coverage.member_id")
    assert (before.status, after.status) == (FieldStatus.UNCERTAIN, status)


LETTER = "Sincerely,\n\nNapoleon {}, MD\nNPI 1234567893\n"


def test_the_spelling_of_another_page_that_another_engine_reads_here_too_stands() -> None:
    pages = (FORM + "Referring provider:   Napoleon Oiszewski", LETTER.format("Olszewski"))
    kinds = (PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER)
    sheets = tuple(
        sheet_of(_read_by("neural", page(text, at, 0.85)), kind, load_schema())
        for at, (text, kind) in enumerate(zip(pages, kinds, strict=True), 1)
    )
    own = Packet(sheets, load_schema(), DAY, RECIPIENT)
    wanted = unsettled(extract(own), own, {})
    second: Second = {
        number: tuple(
            SecondReading(place.box, says(place.text), 0.9, engine)
            for place in wanted
            if place.page == number
            for engine, says in (("neural", as_read), ("tesseract", instead("Oiszewski", "Olszewski")))
        )
        for number in (1, 2)
    }
    assert field(confirm(extract(own), own, second), "referrer.name").value == "Napoleon Olszewski"


@pytest.mark.parametrize(
    ("first", "again", "value", "status"),
    [
        ("Blue Shied of MA", "Blue Shied of MA", "Blue Shield of MA", FieldStatus.FOUND),
        ("Moedicare", "Mcdicare", "Medicare", FieldStatus.FOUND),
        ("AETNA MEDICARE EAGE", "AETNA MEDICARE EAGLE", "Aetna Medicare Eagle", FieldStatus.FOUND),
        ("Aetna Medicare PP0", "Aetna Medicare PPQ", "Aetna Medicare PP0", FieldStatus.UNCERTAIN),
        ("Hilltop Benefits Fund", "Hilltap Benefits Find", "Hilltop Benefits Fund", FieldStatus.UNCERTAIN),
    ],
)
def test_a_payer_all_of_whose_words_are_known_but_for_a_letter_is_found_as_they_are_written(
    first: str, again: str, value: str, status: FieldStatus
) -> None:
    own = _by("neural", packet(FORM.replace("Medicare", first), 0.5))
    second = both(reread(own, instead(first, again), "neural", 0.6), reread(own, lambda _: "~", "tesseract", 0.1))
    payer = field(confirm(extract(own), own, second), "coverage.payer")
    assert (payer.value, payer.status) == (value, status)


def test_short_words_of_a_payer_must_have_been_read_since_they_decide_which_plan_it_is() -> None:
    own = _by("neural", packet(FORM.replace("Medicare", "Medicare Part B"), 0.5))
    second = both(
        reread(own, instead("Part B", "Part D"), "neural", 0.6), reread(own, lambda _: "~", "tesseract", 0.1)
    )
    assert field(confirm(extract(own), own, second), "coverage.payer").status is not FieldStatus.FOUND


@pytest.mark.parametrize(
    ("name", "first", "said", "found"),
    [
        ("patient.name", "Eispeth Fox", "Elspeth Fox", "Elspeth Fox"),
        ("coverage.member_id", "W4439120717", "W4439120777", "W4439120777"),
        ("coverage.member_id", "XXP44391I07", "XXP4439 1107", "XXP44391107"),
    ],
)
def test_what_two_engines_read_alike_stands_against_the_first_reading(
    name: str, first: str, said: str, found: str
) -> None:
    own = _by("neural", packet(FORM.replace("Ann Fox", first).replace("1EG4TE5MK73", first), 0.8))
    second = both(
        reread(own, instead(first, said), "neural", 0.8),
        reread(own, instead(first, found), "tesseract", 0.4),
    )
    value = field(confirm(extract(own), own, second), name)
    assert (value.value, value.status) == (found, FieldStatus.FOUND)


def test_an_identifier_cut_off_in_both_second_readings_is_held() -> None:
    own = _by("neural", packet(FORM.replace("1EG4TE5MK73", "W4439120717"), 0.8))
    cut = instead("W4439120717", "W443912071")
    second = both(reread(own, cut, "neural", 0.9), reread(own, cut, "tesseract", 0.9))
    value = field(confirm(extract(own), own, second), "coverage.member_id")
    assert (value.value, value.status) == ("W4439120717", FieldStatus.UNCERTAIN)


def test_a_name_in_clean_print_stands_against_a_torn_one_of_another_page() -> None:
    def two(torn: float) -> Packet:
        pages = (page(FORM, 1, 0.96), page("Patient name:   Anm Fox\nAllergies: latex", 2, torn))
        sheets = tuple(sheet_of(one, PageKind.REFERRAL_FORM, load_schema()) for one in pages)
        return _by("neural", Packet(sheets, load_schema(), DAY, RECIPIENT))

    for torn, status in ((0.75, FieldStatus.FOUND), (0.93, FieldStatus.UNCERTAIN)):
        own = two(torn)
        fields = extract(own)
        assert field(fields, "patient.name").status is FieldStatus.UNCERTAIN
        wanted = unsettled(fields, own, {})
        second = {
            number: tuple(
                SecondReading(place.box, place.text, 0.97 if number == 1 else 0.6, "neural")
                for place in wanted
                if place.page == number
            )
            for number in (1, 2)
        }
        assert field(confirm(fields, own, second), "patient.name").status is status


def test_a_name_with_and_without_its_accents_is_one_name() -> None:
    pages = (page("Patient name:   Jos\u00e9 Ward", 1), page("Patient name:   Ward, Jose", 2))
    sheets = tuple(sheet_of(one, PageKind.REFERRAL_FORM, load_schema()) for one in pages)
    name = field(extract(Packet(sheets, load_schema(), DAY, RECIPIENT)), "patient.name")
    assert name.status is FieldStatus.FOUND


def test_characters_in_boxes_are_one_number_however_the_second_reading_parts_them() -> None:
    drawing = FORM.replace("1EG4TE5MK73", "9 N F 0 M Y 1 H C 0 5")
    own = _by("neural", packet(drawing, 0.9))
    again = instead("9 N F 0 M Y 1 H C 0 5", "9 NF 0 MY1H C 0 5")
    second = both(reread(own, again, "neural", 0.45), reread(own, lambda _: "~", "tesseract", 0.2))
    value = field(confirm(extract(own), own, second), "coverage.member_id")
    assert (value.value, value.status) == ("9NF0MY1HC05", FieldStatus.FOUND)


def test_two_unsure_second_readings_do_not_outweigh_a_sure_first_one() -> None:
    own = _by("neural", packet(confidence=0.9))
    other = instead("603-605-2866", "603-685-2866")
    second = both(reread(own, other, "neural", 0.5), reread(own, other, "tesseract", 0.65))
    phone = field(confirm(extract(own), own, second), "patient.phone")
    assert (phone.value, phone.status) == ("603-605-2866", FieldStatus.UNCERTAIN)


def test_an_identifier_that_may_go_on_behind_a_blank_is_held() -> None:
    own = packet(FORM.replace("1EG4TE5MK73", "YGH961 M66245"))
    assert field(extract(own), "coverage.member_id").status is not FieldStatus.FOUND
