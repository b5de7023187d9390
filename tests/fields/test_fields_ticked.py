from __future__ import annotations

from paper import packet, sheet, values

from faxpipe.fields.choices import questions
from faxpipe.fields.labelled import labelled
from faxpipe.fields.ticked import ticked
from faxpipe.referral import Candidate, Check


def found(drawing: str) -> list[Candidate]:
    one = sheet(drawing)
    asked = {one.number: questions(one)}
    return [*labelled(packet(one), asked), *ticked(packet(one), asked)]


FORM = """
----------------------------------------------------------
| Urgency        | [ ] Routine   [x] Urgent   [ ] STAT   |
----------------------------------------------------------
| Levels         | [ ] T11   [x] T12   [x] L1   [ ] L2   |
----------------------------------------------------------
| Anticoagulants | [ ] None   [ ] Warfarin  [ ] Apixaban |
----------------------------------------------------------
| Allergies      | [x] NKDA   [ ] Yes (list)             |
----------------------------------------------------------
"""


def test_the_marked_option_is_the_answer() -> None:
    candidates = found(FORM)
    assert values(candidates, "order.urgency") == ["urgent"]
    assert values(candidates, "fracture.levels") == [("T12", "L1")]
    assert values(candidates, "patient.allergies") == ["none"]


def test_printed_options_without_a_mark_are_no_answer() -> None:
    assert values(found(FORM), "treatment.anticoagulants") == []


def test_a_box_that_may_be_marked_makes_the_answer_unreadable() -> None:
    candidates = found("Anticoagulants   [?] None   [ ] Warfarin")
    assert [c.check for c in candidates if c.field == "treatment.anticoagulants"] == [Check.UNREADABLE]


def test_options_that_speak_for_themselves_need_no_label() -> None:
    candidates = found("[ ] Male   [x] Female")
    assert values(candidates, "patient.sex") == ["female"]


def test_an_unmarked_urgent_box_on_a_cover_is_not_urgent() -> None:
    assert values(found("[ ] Urgent   [ ] For review   [ ] Please reply"), "order.urgency") == []


def test_a_date_behind_the_boxes_is_still_read() -> None:
    candidates = found("Imaging   [x] MRI   [ ] CT      Date 09/03/2026")
    assert values(candidates, "imaging.modality") == ["MRI"]
    assert values(candidates, "imaging.date") == ["2026-09-03"]


def test_a_ring_around_a_number_is_the_pain_score() -> None:
    assert values(found("Pain (circle)    5   6   (7)   8   9"), "symptoms.pain_score") == [7]


def test_boxes_behind_their_options_are_read_backwards() -> None:
    candidates = found("Priority:   Routine [ ]   Urgent [x]   STAT [ ]")
    assert values(candidates, "order.urgency") == ["urgent"]


def test_yes_and_no_with_boxes_behind_them_are_not_turned_over() -> None:
    candidates = found("Blood thinners:   Yes [x]   No [ ]")
    assert "none" not in values(candidates, "treatment.anticoagulants")


def test_all_marked_thinners_are_one_answer() -> None:
    candidates = found("Anticoagulants   [ ] None   [x] Warfarin   [x] Plavix")
    assert values(candidates, "treatment.anticoagulants") == [("warfarin", "clopidogrel")]
