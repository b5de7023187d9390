"""What a sentence or a caption says in so many words counts before what only resembles it."""

from __future__ import annotations

from datetime import date

import pytest
from paper import packet, sheet, values
from prose_page import printed

from faxpipe.document import PageKind
from faxpipe.fields.extract import extract, gather
from faxpipe.fields.labels.cores import mended
from faxpipe.fields.prose.facts import facts
from faxpipe.referral import FieldStatus

FORM, NOTE = PageKind.REFERRAL_FORM, PageKind.CLINICAL_NOTE
WORDS = frozenset("resident home number of the date insured".split())


def told(text: str, field: str, kind: PageKind = NOTE) -> list[object]:
    page = printed(text)
    return [one.value for one in facts([(page, kind)], reference=date(2026, 11, 20)) if one.field == field]


@pytest.mark.parametrize(
    ("text", "allergies"),
    [
        ("Oxycodone made him confused. He uses a brace.\nAllergic to iodine.", ("iodine",)),
        ("Tramadol made her sick last week. She is allergic to sulfa.", ("sulfa",)),
        ("She is allergic to sulfa, and codeine makes her sick.", ("sulfa", "codeine")),
        ("Codeine makes her vomit.", ("codeine",)),
    ],
)
def test_what_one_is_allergic_to_in_so_many_words_is_the_list(text: str, allergies: tuple[str, ...]) -> None:
    assert told(text, "patient.allergies") == [allergies]


@pytest.mark.parametrize(
    ("text", "tried"),
    [
        ("Back pain 4/10 at rest and on walking. Used acetaminophen.", [("analgesics",)]),
        ("She has tried rest and a brace.", [("rest", "brace")]),
        ("Please see her for an epidural.", []),
        ("She had an epidural. Please advise.", [("injections",)]),
    ],
)
def test_pain_at_rest_and_an_injection_that_is_asked_for_were_not_tried(text: str, tried: list[object]) -> None:
    assert told(text, "treatment.conservative") == tried


@pytest.mark.parametrize(
    ("read", "printed_so"),
    [
        ("resident phope", "resident phone"),
        ("insured birthdote", "insured birthdate"),
        ("home number", "home number"),
        ("home phoenix", "home phoenix"),
        ("resident phope xq", "resident phope xq"),
    ],
)
def test_a_caption_with_its_core_word_misread_is_mended(read: str, printed_so: str) -> None:
    assert mended(read, WORDS) == printed_so


def test_a_question_alone_on_its_line_is_no_row_of_the_table_over_it() -> None:
    form = """\
Birth date        Sex       Admitted      Code status
11/30/1935        F         3/2/24        DNR
Resident phope
603-555-0140
Diagnosis
Compression fracture L1"""
    assert "603-555-0140" in values(gather(packet(sheet(form, FORM))), "patient.phone")


@pytest.mark.parametrize(
    "problems", ["Atrial fibrillation, heart failure, osteoporosis.", "Gout; asthma; reflux; spinal stenosis"]
)
def test_a_row_of_problems_in_a_note_throws_no_doubt_on_what_the_order_is_for(problems: str) -> None:
    order = sheet(
        "Referral order\nPatient: Ann Fox\nDiagnosis: Compression fracture of L2\nNPI: 1234567893", FORM, 1
    )
    note = sheet(f"Visit note\nPROBLEMS: {problems}\nPLAN: brace", NOTE, 2)
    (diagnosis,) = [one for one in extract(packet(order, note)) if one.field == "diagnosis.text"]
    assert diagnosis.status is FieldStatus.FOUND
    assert diagnosis.value == "Compression fracture of L2"


@pytest.mark.parametrize(
    "study", ["XR RIGHT KNEE 10/21/2G", "FILMS LEFT HIP 10/21/26", "CT LUMBAR SPINE 10/21/2B"]
)
def test_a_study_and_its_day_at_the_head_of_a_note_are_no_patient(study: str) -> None:
    note = sheet(f"FOX, ANN B DOB 06/30/1955\n\n{study} bone on bone medial", NOTE)
    found = gather(packet(note))
    assert set(values(found, "patient.name")) <= {"Ann B Fox", "Ann Fox"}
    assert set(values(found, "patient.birth_date")) == {"1955-06-30"}
