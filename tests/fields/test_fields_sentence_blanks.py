"""Forms that are sentences with blanks: what the printed words ask for, and where the answer ends."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page, sheet, values
from prose_page import printed

from faxpipe.document import PageKind
from faxpipe.fields.context import sheet_of
from faxpipe.fields.extract import extract, gather
from faxpipe.fields.forms.readers import READERS
from faxpipe.fields.kinds.addresses import find_addresses
from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.fields.prose.order import diagnosis
from faxpipe.fields.prose.pain import pain_scores
from faxpipe.fields.prose.text import sentence_spans, sentences
from faxpipe.referral import Check, FieldStatus, FieldValue
from faxpipe.schema import load_schema

FORM = PageKind.REFERRAL_FORM


def found(drawing: str, field: str) -> list[object]:
    return values(gather(packet(sheet(drawing))), field)


def labels(drawing: str) -> list[str]:
    return [hit.label for hit in sheet(drawing).hits]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("The trouble is LUMBAR STENOSIS", "trouble"),
        ("The insurance is AETNA SELECT", "insurance"),
        ("Her diagnosis is CERVICAL SPONDYLOSIS", "diagnosis"),
        ("His problem is SACROILIITIS", "problem"),
        ("I would like you to: INJECT THE LEFT SI JOINT", "i would like you to"),
    ],
)
def test_a_sentence_to_be_ended_asks_what_it_is_about(line: str, label: str) -> None:
    assert label in labels(line)


@pytest.mark.parametrize(
    "line",
    [
        "The problem is that she lives alone and cannot drive.",
        "The diagnosis is not known to us.",
        "The patient is / is not on a blood thinner",
        "His insurance is I think Aetna.",
    ],
)
def test_a_sentence_that_says_something_asks_for_nothing(line: str) -> None:
    assert not {"problem", "diagnosis", "patient", "trouble"} & set(labels(line))


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Telephone 207-555-0120 Residence 3 Mill Rd, Berwick, ME 03901", "residence"),
        ("Blood thinners none Allergies latex", "allergies"),
        ("Blood thinners none Allergies none known", "allergies"),
        ("Allergies latex Medications lisinopril, trazodone", "medications"),
        ("Date 10/21/2026 Priority Routine", "priority"),
        ("NPI 1820573149 Urgency urgent", "urgency"),
    ],
)
def test_a_second_label_of_a_line_is_told_by_the_answer_behind_it(line: str, label: str) -> None:
    assert label in labels(line)


@pytest.mark.parametrize(
    "line",
    ["She has many Allergies that we know of", "Her Medications were stopped", "A Priority for us is her comfort"],
)
def test_words_of_labels_in_a_sentence_are_no_labels(line: str) -> None:
    assert not {"allergies", "medications", "priority"} & set(labels(line))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("the following: LATEX. EGGS", ["latex", "eggs"]),
        ("Yes, as follows: codeine", ["codeine"]),
        ("Yes (please specify): bee stings", ["bee stings"]),
        ("the following medicines: Keflex; morphine", ["keflex", "morphine"]),
        ("the following:", []),
        ("codeine\nWe have tried rest", ["codeine"]),
    ],
)
def test_the_words_that_lead_to_allergens_are_none(text: str, named: list[str]) -> None:
    assert [one.value for one in find_allergies(text)] == named


def test_stops_between_known_allergens_were_commas() -> None:
    schema = load_schema()
    read = READERS["allergies"].read
    spec, papers = schema.field("patient.allergies"), packet()
    assert read("SULFA. PEANUTS. LATEX", spec, papers)[0].value == ("sulfa", "peanuts", "latex")
    assert read("Sulfa. Takes aspirin daily.", spec, papers)[0].value == ("sulfa",)


def test_what_is_written_behind_a_ticked_choice_is_the_whole_list() -> None:
    form = "Allergic to:  [ ] nothing known   [x] the following: SULFA, PEANUTS\n"
    assert ("sulfa", "peanuts") in found(form, "patient.allergies")


def test_a_ticked_choice_whose_room_is_empty_is_an_answer_that_nobody_can_read() -> None:
    form = "Allergic to:  [ ] nothing known   [x] the following:\n"
    held = [c for c in gather(packet(sheet(form))) if c.field == "patient.allergies"]
    assert held
    assert all(c.value is None and c.check is Check.UNREADABLE for c in held)


@pytest.mark.parametrize(
    "choice", ["does not take a blood thinner", "is not on any anticoagulant", "no blood thinners"]
)
def test_a_ticked_choice_may_deny_blood_thinners_without_a_label(choice: str) -> None:
    form = f"He  [ ] does   [x] {choice}\n"
    assert "none" in found(form, "treatment.anticoagulants")


def test_a_choice_that_denies_blood_thinners_and_is_not_marked_says_nothing() -> None:
    assert "none" not in found("He  [x] does   [ ] does not take a blood thinner\n", "treatment.anticoagulants")


def test_a_choice_that_is_a_service_keeps_its_word_before_what_is_written_behind_it() -> None:
    form = "I would like you to:  [ ] give an opinion   [x] inject: LEFT SI JOINT\n"
    assert "inject: LEFT SI JOINT" in found(form, "order.service")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("RR 2, 611 Ridge Rd, Warner, NH 03278", "RR 2, 611 Ridge Rd, Warner, NH 03278"),
        ("Apt 3, 12 Elm St, Salem, NH 03079", "Apt 3, 12 Elm St, Salem, NH 03079"),
        ("LOT 7, 88 PINE RD, DERRY, NH 03038", "Lot 7, 88 Pine Rd, Derry, NH 03038"),
        ("PO Box 12, 4 Elm St, Salem, NH 03079", "PO Box 12, 4 Elm St, Salem, NH 03079"),
        ("Ann Fox, 12 Elm St, Salem, NH 03079", "12 Elm St, Salem, NH 03079"),
    ],
)
def test_an_address_begins_with_what_stands_before_its_street(text: str, address: str) -> None:
    assert [one.value for one in find_addresses(text)] == [address]


def test_an_answer_within_a_sentence_goes_on_where_the_next_line_begins() -> None:
    form = "was born MAY 2, 1951 and lives at 4 WHARF LN\nHAMPTON, NH 03842 and can be called at 603-555-0127\n"
    assert "4 Wharf Ln, Hampton, NH 03842" in found(form, "patient.address")


def test_an_answer_behind_a_label_of_its_own_does_not_go_on_there() -> None:
    form = "Born 05/02/1951   Lives at 4 WHARF LN\nHAMPTON, NH 03842 is our office\n"
    assert "4 Wharf Ln, Hampton, NH 03842" not in found(form, "patient.address")


def test_what_is_told_of_the_number_on_the_card_goes_on_behind_a_speck() -> None:
    told = "The plan is Aetna and the number on the card. is W228190447"
    assert len(sentence_spans(told)) == 1
    assert len(sentence_spans("The pain is bad. is worse at night")) == 2


def test_a_number_that_begins_its_line_is_asked_for_by_the_end_of_the_line_above() -> None:
    form = "Patient: Ann Fox    DOB: 01/30/1949\nThe plan is Aetna and the number on the card\nis W2281904475\n"
    said = {value.field: value for value in extract(packet(sheet(form, FORM)))}
    assert said["coverage.member_id"].value == "W2281904475"


def test_a_state_and_its_zip_code_are_no_members_number() -> None:
    form = "Patient: Ann Fox    DOB: 01/30/1949\nlives in EPPING, NH 03042\nThe plan is Aetna\n"
    said = {value.field: value for value in extract(packet(sheet(form, FORM)))}
    assert said["coverage.member_id"].value is None


ALLERGIES = "Chart extract of Ann Fox\n\n1. Ciprofloxacin: tendon pain\n2. Codeine: hives\n3. Latex: rash"


def test_the_number_of_a_lists_entry_is_no_score_of_pain() -> None:
    note = PageKind.CLINICAL_NOTE
    assert not [score for one in sentences(printed(ALLERGIES), note) for score in pain_scores(one)]
    (told,) = (one for one in sentences(printed("Back pain 2. No numbness."), note) if "pain" in one.text)
    assert [score.value for score in pain_scores(told)] == [2]


def test_a_line_that_is_a_diagnosis_and_its_code_words_all_of_it() -> None:
    line = "1. Lumbar stenosis with neurogenic claudication, M48.062"
    said = [
        c for c in diagnosis(sentences(printed(line), PageKind.MEDICATION_LIST)) if c.field == "diagnosis.text"
    ]
    assert [c.value for c in said] == ["Lumbar stenosis with neurogenic claudication"]


CAPTIONS = """
Ann Fox                   3/30/1944
patient                   date of birth
603-555-0127              603-555-0128
home telephone            office fax
Please see for a facet block, left
services desired
M47.816                   10/02/2026
diagnosis code            date of request
"""


def test_what_begins_the_answer_over_its_caption_is_part_of_it() -> None:
    assert "Please see for a facet block, left" in found(CAPTIONS, "order.service")


def test_a_work_up_that_was_ordered_is_a_yes() -> None:
    schema = load_schema()
    read = READERS["yes_no"].read
    spec, papers = schema.field("bone.workup"), packet()
    assert [read(text, spec, papers)[0].value for text in ("BMD ordered", "DEXA was done", "not done")] == [
        "yes",
        "yes",
        "no",
    ]


@pytest.mark.parametrize(
    ("question", "field", "answer"),
    [
        ("What you want done", "order.service", "Kyphoplasty L3"),
        ("What would you like us to do", "order.service", "Kyphoplasty L3"),
        ("For what", "diagnosis.text", "Lumbar stenosis"),
        ("What is the matter", "diagnosis.text", "Lumbar stenosis"),
        ("Who is asking", "referrer.name", "Ruth Whittier, MD"),
        ("Best number to reach", "patient.phone", "603-555-0127"),
    ],
)
def test_a_plain_question_asks_as_a_label_does(question: str, field: str, answer: str) -> None:
    drawing = f"{question}          Any allergies\n{answer}             Latex\n"
    assert any(str(value).startswith(answer.partition(",")[0]) for value in found(drawing, field))


def scrawled(drawing: str, *hardly: str) -> FieldValue:
    """The allergies of a form on which the words `hardly` could hardly be read."""
    drawn = page(drawing)
    words = tuple(replace(word, confidence=0.4) if word.text in hardly else word for word in drawn.words)
    fields = extract(packet(sheet_of(replace(drawn, words=words), FORM, load_schema())), second=False)
    return next(value for value in fields if value.field == "patient.allergies")


@pytest.mark.parametrize(
    "row",
    ["Allergies mnlw", "ALLERGIES mnlw", "Allergies: wv", "Allergies   mnlw", "Allergies 4v", "Drug allergies wv"],
)
def test_a_scrawl_behind_a_label_is_held_however_the_label_is_printed(row: str) -> None:
    held = scrawled(f"Patient: Ann Fox    DOB: 01/30/1949\n{row}\nPlan: Aetna\n", "mnlw", "wv", "4v")
    assert held.status is FieldStatus.UNCERTAIN


def test_nothing_behind_a_label_is_missing() -> None:
    assert scrawled("Patient: Ann Fox    DOB: 01/30/1949\nAllergies:\nPlan: Aetna\n").status is FieldStatus.MISSING
