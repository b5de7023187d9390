from __future__ import annotations

import pytest

from faxpipe.document import Box, PageKind
from faxpipe.packets.pathway import asserts_fracture, of_no_fracture, pathway
from faxpipe.referral import Candidate, FieldStatus, FieldValue, Pathway, Value

FOUND, UNCERTAIN, CONFLICT = FieldStatus.FOUND, FieldStatus.UNCERTAIN, FieldStatus.CONFLICT


def answer(name: str, value: Value, status: FieldStatus = FOUND) -> FieldValue:
    return FieldValue(name, status, value, 0.9)


@pytest.mark.parametrize(
    "fields",
    [
        [answer("order.service", "Balloon kyphoplasty T12")],
        [answer("order.service", "eval for vertebral augmentation", UNCERTAIN)],
        [answer("diagnosis.text", "Compression fx L3, osteoporosis")],
        [answer("diagnosis.icd10", ("M80.08XA",))],
        [answer("diagnosis.icd10", ("M54.16", "S32.010A"))],
        [answer("diagnosis.icd10", ("M48.56XA",))],
        [answer("order.cpt", ("22514",))],
        [answer("fracture.levels", ("L1",))],
    ],
)
def test_an_answer_that_names_a_fracture_decides(fields: list[FieldValue]) -> None:
    assert pathway(fields) is Pathway.VCF


def test_a_competing_reading_decides_too() -> None:
    other = Candidate("order.service", "kyphoplasty", "kyphoplasty", 1, Box(0, 0, 1, 1), 0.6, "label")
    service = FieldValue("order.service", CONFLICT, "epidural injection", 0.6, others=(other,))
    assert pathway([service]) is Pathway.VCF


def guess(name: str, value: Value, method: str) -> FieldValue:
    return FieldValue(name, UNCERTAIN, value, 0.5, method=method)


@pytest.mark.parametrize(
    ("service", "guessed"),
    [
        (answer("order.service", "SI joint injection"), guess("fracture.levels", ("L3",), "half told")),
        (guess("order.service", "Injection Medication management Kyphoplasty", "model"), None),
    ],
)
def test_a_guess_decides_nothing_beside_a_settled_diagnosis(
    service: FieldValue, guessed: FieldValue | None
) -> None:
    diagnosis = answer("diagnosis.text", "Sacroiliitis")
    told = [service, diagnosis, *([guessed] if guessed else [])]
    assert pathway(told) is Pathway.PAIN
    unsettled = [*told[:1], *told[2:]]
    assert pathway(unsettled) is Pathway.VCF


def test_a_guessed_level_decides_where_the_service_asked_for_is_not_settled() -> None:
    fields = [
        answer("order.service", "bal kyph", UNCERTAIN),
        answer("diagnosis.text", "Age related osteoporosis"),
        guess("fracture.levels", ("L3",), "half told"),
    ]
    assert pathway(fields) is Pathway.VCF


def test_a_guessed_level_decides_nothing_beside_another_service_though_it_is_held() -> None:
    fields = [
        answer("order.service", "Left SI joint injection", UNCERTAIN),
        answer("diagnosis.text", "Sacroiliitis"),
        guess("fracture.levels", ("L3",), "half told"),
    ]
    assert pathway(fields) is Pathway.PAIN


def test_printed_choices_of_a_form_decide_nothing_beside_another_service_that_was_written() -> None:
    printed = [(PageKind.REFERRAL_FORM, "Problem: Sacroiliitis __ Compression fracture of L3 __")]
    assert pathway([answer("order.service", "Left SI joint injection", UNCERTAIN)], printed) is Pathway.PAIN
    assert pathway([answer("order.service", "Evaluation", UNCERTAIN)], printed) is Pathway.VCF


def test_a_service_that_is_missing_leaves_a_guess_its_say() -> None:
    missing = FieldValue("order.service", FieldStatus.MISSING)
    fields = [missing, answer("diagnosis.text", "Sacroiliitis"), guess("fracture.levels", ("L3",), "half told")]
    assert pathway(fields) is Pathway.VCF


def test_answered_pain_referrals_do_not_listen_to_running_text() -> None:
    fields = [answer("order.service", "SI joint injection"), answer("diagnosis.icd10", ("M46.1",))]
    assert pathway(fields, [(PageKind.CLINICAL_NOTE, "Compression fracture of L1.")]) is Pathway.PAIN


@pytest.mark.parametrize(
    "service", ["Intercostal nerve blocks, left chest", "Cervical ESI", "SCS trial", "RFA L3-L5"]
)
def test_a_procedure_for_pain_that_was_asked_for_is_no_fracture_referral_whatever_a_note_tells(
    service: str,
) -> None:
    note = [(PageKind.CLINICAL_NOTE, "Rib pain. The mother had it too. Compression fracture of L1.")]
    assert pathway([answer("order.service", service)], note) is Pathway.PAIN
    assert pathway(
        [answer("order.service", service), answer("diagnosis.text", "L1 compression fracture")], note
    ) is (Pathway.VCF)


@pytest.mark.parametrize(
    "text",
    [
        "Please see her for kyphoplasty.",
        "MRI shows an acute compression fracture of L1 with edema.",
        "T12 wedge fracture, new",
        "Findings: There is a fracture of the superior endplate of L2.",
        "pathologic fracture T11 with retropulsion",
        "She has a VCF at T8",
        "Denies leg weakness. L1 compression fracture on MRI.",
        "Brought in by his wife with a T12 compression fracture.",
        "Her daughter says the ER found a compression fracture.",
        "L1 compression fracture, daughter drives her.",
        "L1 compression fracture, cared for by her son.",
        "Compression fracture of L2. Not in a brace yet.",
        "Compression fracture of L2, not her first fall.",
        "Compression fracture of T12, which has not healed.",
        "L1 VCF without any problems with bladder or bowel.",
        "Compression fracture L1 without trouble walking.",
        "L1 compression fracture that was not seen on the 2023 study.",
        "T12 compression fracture, previous films negative.",
        "She fractured L1 in August.",
        "She fell at her daughter's house and has a compression fracture of L2.",
        "At her son's request we refer her for her compression fracture.",
    ],
)
def test_running_text_that_asserts_a_fracture_counts(text: str) -> None:
    assert asserts_fracture(text)
    assert pathway([], [(PageKind.CLINICAL_NOTE, text)]) is Pathway.VCF


@pytest.mark.parametrize(
    "text",
    [
        "L4-5 AND L5-S1 FACET ARTHROPATHY NO COMPRESSION FRACTURE.",
        "His wife has osteoporosis and had a kyphoplasty with your group last year.",
        "His brother's old L2 compression fracture was treated by you.",
        "You did a kyphoplasty on her husband last year.",
        "Kyphoplasty helped her husband greatly.",
        "Family history: mother had.a hip fracture at 81 and a. kyphoplasty; father died of a stroke.",
        "MOTHER HAD A SPINE FRACTURE IN HER 80S. HE HAS HAD NO FALL OR FRACTURE.",
        "No evidence of acute vertebral compression fracture.",
        "Old healed T11 compression fracture.",
        "History of L1 compression fracture in 2015.",
        "Rule out compression fracture.",
        "He denies any vertebral fracture.",
        "Compression fracture is ruled out.",
        "Compression fracture not seen on MRI.",
        "Compression fracture of L1, long healed.",
        "Lumbar radiculopathy, right L5.",
        "FABER, thigh thrust and compression all reproduce the pain",
        "Osteoporosis treatment lowers the risk of vertebral fracture.",
        "Past: gout. Vertebral fracture of L2 in her sister, not in her.",
        "Compression fracture of T8 (aunt). Asthma.",
        "T10 compression fracture - his father",
        "Vertebral compression fractures run in the family.",
        "A compression fracture was found in the patient's maternal grandmother at 90.",
        "Compression fracture L3, mother at 81; no cancer.",
        "Kyphoplasty was done on her husband here in 2019.",
        "VCF is her brother's, not hers.",
        "FHx: compression fracture, osteoporosis",
    ],
)
def test_fractures_denied_past_or_of_others_do_not_count(text: str) -> None:
    assert not asserts_fracture(text)


def test_the_printed_choices_of_a_form_do_not_count() -> None:
    form = "Service: [ ] Kyphoplasty / vertebral augmentation [x] Epidural injection"
    fields = [answer("order.service", "Epidural injection")]
    assert pathway(fields, [(PageKind.REFERRAL_FORM, form)]) is Pathway.PAIN


def test_an_advertisement_in_the_packet_does_not_count() -> None:
    assert pathway([], [(PageKind.OTHER, "Learn balloon kyphoplasty")]) is Pathway.PAIN


def test_a_fracture_of_years_ago_makes_no_fracture_referral() -> None:
    letter = "Low back pain from the facets. He once had a T12 burst fracture from a crash in 1981; it healed."
    assert pathway([], [(PageKind.REFERRAL_LETTER, letter)]) is Pathway.PAIN
    later = "She had a compression fracture of L2 in 2019 that was treated with a brace."
    assert pathway([], [(PageKind.REFERRAL_LETTER, later)], 2026) is Pathway.PAIN
    assert pathway([], [(PageKind.REFERRAL_LETTER, "L2 compression fracture in 2026")], 2026) is Pathway.VCF


def test_the_day_of_an_injury_is_the_onset_of_no_fracture_where_none_is_treated() -> None:
    injured = answer("fracture.onset", "2026-06-18")
    name = answer("patient.name", "Ann Fox")
    kept, onset = of_no_fracture([name, injured])
    assert kept == name
    assert (onset.status, onset.value) == (FieldStatus.MISSING, None)
