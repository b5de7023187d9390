"""Room to write behind a choice, marked rows of a table, the form of a health plan, captions joined by "or"."""

from __future__ import annotations

from paper import packet, sheet, values

from faxpipe.fields.extract import gather

CODES = """
-------------------------------------------------------
| Order | CPT   | Procedure                            |
-------------------------------------------------------
| [ ]   | 22513 | Vertebral augmentation, thoracic     |
-------------------------------------------------------
| [x]   | 22514 | Vertebral augmentation, lumbar       |
-------------------------------------------------------
| [x]   | 22515 | Each additional level                |
-------------------------------------------------------
"""
PLAN_FORM = """
Granite Choice Health Plan                 Utilization Management

Member name: Otto Iverson     Member ID: K7600116
"""


def found(drawing: str, field: str) -> list[object]:
    return values(gather(packet(sheet(drawing))), field)


def test_what_is_written_under_a_marked_choice_with_a_colon_is_the_answer() -> None:
    form = "What service is requested?  [ ] Evaluate only   [x] Specific procedure:\nKyphoplasty T12\n"
    said = found(form, "order.service")
    assert "Kyphoplasty T12" in said
    assert "Specific" not in said


def test_what_is_written_behind_it_ends_at_the_next_box() -> None:
    form = "Service requested:  [x] Other: lumbar facet injection   [ ] Evaluate only\n"
    assert "lumbar facet injection" in found(form, "order.service")


def test_what_a_choice_concerns_is_printed_and_no_room_to_write() -> None:
    form = "Service requested:  [x] Consultation re: vertebroplasty   [ ] Evaluate only\n"
    assert found(form, "order.service") == ["Consultation re: vertebroplasty"]


def test_only_marked_rows_of_a_table_of_codes_are_ordered() -> None:
    assert found(CODES, "order.cpt") == [("22514", "22515")]


def test_the_plan_whose_form_it_is_is_held_as_the_payer() -> None:
    (payer,) = (one for one in gather(packet(sheet(PLAN_FORM))) if one.field == "coverage.payer")
    assert (payer.value, payer.confidence < 0.7) == ("Granite Choice Health Plan", True)


def test_a_plan_in_the_head_is_no_payer_where_the_form_asks_for_one() -> None:
    assert "Granite Choice Health Plan" not in found(PLAN_FORM + "\nInsurance: Aetna\n", "coverage.payer")


def test_a_caption_joined_by_or_asks_for_what_its_words_ask_for() -> None:
    form = "REASON FOR TRANSFER / CONSULT\nKyphoplasty L3\n\nCONSULTATION OR PROCEDURE ORDERED\nKyphoplasty L3\n"
    assert [hit.fields for hit in sheet(form).hits] == [("order.service",), ("order.service",)]


def test_a_resident_telephone_beside_the_facility_is_the_residents() -> None:
    form = "FACILITY       RESIDENT PHONE (bedside)   BED\nElm Terrace    603-555-0123               112A\n"
    assert set(found(form, "patient.phone")) == {"603-555-0123"}
