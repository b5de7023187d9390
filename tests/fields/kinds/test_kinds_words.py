"""The kinds that are words: sex, addresses, payers, modality, urgency, answers."""

import pytest

from faxpipe.fields.kinds.addresses import find_addresses, state_of
from faxpipe.fields.kinds.answers import Answer, answer, cleaned
from faxpipe.fields.kinds.modality import best_modality, find_modalities
from faxpipe.fields.kinds.payers import begins_with_payer, find_payer, names_payer, only_payer
from faxpipe.fields.kinds.sex import find_sex, find_sexes
from faxpipe.fields.kinds.urgency import find_urgency
from faxpipe.referral import Check


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("Female", "female"),
        ("FEMALE", "female"),
        ("F", "female"),
        ("M", "male"),
        ("Male.", "male"),
        ("(79 y.o. F)", "female"),
        ("81 F", "female"),
        ("03/19/1947 / F", "female"),
        ("Sex: M", "male"),
        ("SEX M", "male"),
        ("64-year-old man", "male"),
        ("86-year-old woman", "female"),
        ("Other", "other"),
    ],
)
def test_sex_is_one_of_three_words(text: str, sex: str) -> None:
    found = find_sex(text)
    assert found is not None
    assert found.value == sex


@pytest.mark.parametrize(
    "text", ["Priyanka Oyelaran, MD", "Lavallee, Armand M", "Male Female", "", "other symptoms", "PM", "12 M St"]
)
def test_initials_degrees_and_printed_choices_state_no_sex(text: str) -> None:
    assert find_sex(text) is None


def test_both_printed_choices_can_be_seen() -> None:
    assert [found.value for found in find_sexes("Male Female")] == ["male", "female"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("479 Lowell Dr, Haverhill, MA 01830", "479 Lowell Dr, Haverhill, MA 01830"),
        ("265 Haverhill Rd .| Plaistow, NH 03865", "265 Haverhill Rd, Plaistow, NH 03865"),
        ("303 HAVERHILL DR APT 9, LAWRENCE, MA 01841", "303 Haverhill Dr Apt 9, Lawrence, MA 01841"),
        ("12 Elm Street\nApt 3\nSalem, New Hampshire 03079-1234", "12 Elm Street Apt 3, Salem, NH 03079-1234"),
        ("281 Maple Dr, Derry, NH O3038", "281 Maple Dr, Derry, NH 03038"),
        ("147 Main St, Kingston NH 03848 P: 603", "147 Main St, Kingston, NH 03848"),
        ("PO Box 8820, Concord NH 03302", "PO Box 8820, Concord, NH 03302"),
        ("25 Tavern Hill Road, Unit B, Derry NH 03038", "25 Tavern Hill Road Unit B, Derry, NH 03038"),
    ],
)
def test_addresses_become_one_line(text: str, line: str) -> None:
    (found,) = find_addresses(text)
    assert (found.value, found.check) == (line, Check.PASSED)
    assert find_addresses(line)[0].value == line


def test_an_address_without_its_town_is_partial() -> None:
    (found,) = find_addresses("44 Birch St")
    assert (found.check, found.note) == (Check.PLAIN, "partial")


@pytest.mark.parametrize(
    "text", ["3 weeks ago st", "69S- 2667 Pt: VACHON", "12:31 MAIN STREET MEDICAL", "L4 5", "", "1 PO daily"]
)
def test_other_numbers_with_words_are_no_addresses(text: str) -> None:
    assert find_addresses(text) == ()


@pytest.mark.parametrize(
    ("text", "payer", "note"),
    [
        ("Medicare Part B Subscriber ID 7A33-A68-KN47", "Medicare Part B", ""),
        ("Anthem Blue Cross Blue Shield NH", "Anthem Blue Cross Blue Shield NH", ""),
        ("TUFTS HEALTH PLAN -", "Tufts Health Plan", ""),
        ("Humana Gold\nPlus # H81204733", "Humana Gold Plus", ""),
        ("Aetna Medicare Advantage, member # MEBK7R4Qx", "Aetna Medicare Advantage", ""),
        ("Cigna U7730914458 .", "Cigna", ""),
        ("Medicare IJEBPR6AV27", "Medicare", ""),
        ("self pay", "self-pay", "self_pay"),
        ("No insurance", "self-pay", "self_pay"),
        ("Workers' Compensation claim # 123", "Workers' Compensation", "compensation"),
        ("Auto claim", "Auto claim", "auto"),
    ],
)
def test_payers_keep_the_wording_of_the_paper(text: str, payer: str, note: str) -> None:
    found = find_payer(text)
    assert found is not None
    assert (found.value, found.check, found.note) == (payer, Check.PASSED, note)


def test_an_unknown_payer_is_plain() -> None:
    found = find_payer("Quux Mutual Benefit")
    assert found is not None
    assert found.check is Check.PLAIN


@pytest.mark.parametrize("caption", ["11/5/2026 Registration: ", "Coverage on file: ", "Ins: "])
def test_a_caption_before_a_payer_is_no_part_of_its_name(caption: str) -> None:
    found = find_payer(f"{caption}Cigna Open Access Plus")
    assert found is not None
    assert (found.value, found.start) == ("Cigna Open Access Plus", len(caption))


@pytest.mark.parametrize("text", ["NONE:", "None", "", "N/A", "____", "on file", "see card", "12"])
def test_none_is_no_payer(text: str) -> None:
    assert find_payer(text) is None


def test_a_line_that_names_a_payer_is_known() -> None:
    assert names_payer("Pt's insurance is Aetna Medicare")
    assert not names_payer("Sagittal T1, T2 and STIR")


@pytest.mark.parametrize(
    ("text", "modalities"),
    [
        ("MRI LUMBAR SPINE", ["MRI"]),
        ("MR] LUMBAR", ["MRI"]),
        ("She had an open MRI on 8/2/2024", ["MRI"]),
        ("open MRI 8/2/2024 showed L1 edema", ["MRI"]),
        ("Open MRI of Lumbar Spine", ["MRI"]),
        ("Open MRI of the spine at home", ["MRI"]),
        ("OPEN MRI T-SPINE", ["MRI"]),
        ("Valley Open MRI", []),
        ("Valley Open MRI, Nashua", []),
        ("Open MRI Center", []),
        ("Valley Open MRI & CT of Nashua", ["CT"]),
        ("Open MRI of Nashua", []),
        ("Nashua Open MRI Imaging\nMRI lumbar spine", ["MRI"]),
        ("M.R.I.", ["MRI"]),
        ("A plain film taken", ["X-ray"]),
        ("CT scan", ["CT"]),
        ("CT T-spine", ["CT"]),
        ("x-ray pelvis", ["X-ray"]),
        ("X ray", ["X-ray"]),
        ("Radiographs 03/02/2023", ["X-ray"]),
        ("bone scan", ["bone scan"]),
        ("SPECT/CT", ["SPECT"]),
        ("MRI and CT scan", ["MRI", "CT"]),
        ("exact", []),
        ("DEXA scan", []),
        ("inspected", []),
        ("", []),
    ],
)
def test_studies_are_named(text: str, modalities: list[str]) -> None:
    assert [found.value for found in find_modalities(text)] == modalities


def test_the_best_study_wins() -> None:
    best = best_modality(find_modalities("x-ray, bone scan, then CT"))
    assert best is not None
    assert best.value == "CT"
    assert best_modality(()) is None


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("Follow up in 4 weeks.", None),
        ("RTC in 3 weeks", None),
        ("Routine", "routine"),
        ("PRIORITY : ROUTINE", "routine"),
        ("non-urgent", "routine"),
        ("not urgent", "routine"),
        ("Urgent (within 1 week)", "urgent"),
        ("ASAP", "urgent"),
        ("within 48 hours", "urgent"),
        ("High", "urgent"),
        ("STAT", "stat"),
        ("Emergent", "stat"),
        ("U", "urgent"),
        ("urgent care", None),
        ("Emergency contact", None),
        ("go to the emergency room", None),
        ("Routine Urgent STAT", None),
        ("status open", None),
        ("", None),
    ],
)
def test_urgency_is_what_the_sender_wrote(text: str, urgency: str | None) -> None:
    found = find_urgency(text)
    assert (found.value if found else None) == urgency


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Answer.NOTHING),
        ("____", Answer.NOTHING),
        ("....", Answer.NOTHING),
        (" - ", Answer.NOTHING),
        ("N/A", Answer.NOTHING),
        ("unknown", Answer.NOTHING),
        ("see attached list", Answer.NOTHING),
        ("(none on file)", Answer.NOTHING),
        ("on file", Answer.NOTHING),
        ("pending", Answer.NOTHING),
        ("not started", Answer.NOTHING),
        ("not yet submitted", Answer.NOTHING),
        ("TBD", Answer.NOTHING),
        ("?", Answer.NOTHING),
        ("none", Answer.NONE),
        ("No", Answer.NONE),
        ("denies", Answer.NONE),
        ("NKDA", Answer.NONE),
        ("None known", Answer.NONE),
        ("no known drug allergies", Answer.NONE),
        ("Patient takes no blood thinners or aspirin.", Answer.NONE),
        ("lisinopril", Answer.SOMETHING),
        ("no relief from rest", Answer.SOMETHING),
        ("Northeast", Answer.SOMETHING),
    ],
)
def test_answers_are_told_from_blanks_and_nones(text: str, kind: Answer) -> None:
    assert answer(text) is kind


def test_an_answer_is_freed_of_the_form_around_it() -> None:
    assert cleaned("__Kyphoplasty\n eval__ .") == "Kyphoplasty eval"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("90 South Broadway Street, Chelmsford, MA Q1824", "90 South Broadway Street, Chelmsford, MA 01824"),
        ("43 Stonebridge Rd, Hampstead, MH 0384]", "43 Stonebridge Rd, Hampstead, NH 03841"),
        ("250 Pine Dr, Salem, NII 03079", "250 Pine Dr, Salem, NH 03079"),
        ("1200 Peachtree St NE, Atlanta, GA 30309", "1200 Peachtree St NE, Atlanta, GA 30309"),
        ("12 The Meadows, Dover, NH 03820", "12 The Meadows, Dover, NH 03820"),
    ],
)
def test_a_state_that_was_misread_is_the_zip_codes_and_a_street_needs_no_suffix_before_both(
    text: str, value: str
) -> None:
    (found,) = find_addresses(text)
    assert (found.value, found.check) == (value, Check.PASSED)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("480 Lafayette Dr Methuan. Ma n1244", "torn"),
        ("480 Lafayette Dr", "partial"),
        ("7h Winter Way, Newburyport, MA 01950", "torn"),
        ("37 Island Pond Cir, Andover, MA 03810", "other_state"),
    ],
)
def test_what_is_wrong_with_an_address_is_said(text: str, note: str) -> None:
    (found,) = find_addresses(text)
    assert (found.check, found.note) == (Check.PLAIN, note)


def test_every_state_has_its_zip_codes() -> None:
    assert [state_of(code) for code in ("02101", "03079", "10001", "60601", "96813", "00901")] == [
        "MA", "NH", "NY", "IL", "HI", "PR"
    ]  # fmt: skip
    assert state_of("00001") is None


def test_a_payer_is_known_from_its_first_words_only() -> None:
    assert begins_with_payer(" - Aetna Medicare Eagle")
    assert not begins_with_payer("of this by Aetna")


@pytest.mark.parametrize("code", ["0q579", "0357q", "b3579", "0\u017f579"])
def test_a_zip_code_with_a_letter_like_no_digit_leaves_an_address_torn(code: str) -> None:
    (found,) = find_addresses(f"12 Mill Street, Dover, NH {code}")
    assert found.value == "12 Mill Street"
    assert found.note == "torn"


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Medicare Part B", True),
        ("Blue Cross Blue Shield of MA", True),
        ("HumanaChoice PPO", True),
        ("Medicare Pat B", False),
        ("Choice Plus", False),
    ],
)
def test_a_payer_of_known_words_alone_leaves_nothing_to_misread(text: str, known: bool) -> None:
    assert only_payer(text) is known


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("5TAT H L", "stat"),
        ("ST4T", "stat"),
        ("Drgent", "urgent"),
        ("URGEN7 please", "urgent"),
        ("Vbrgent", "urgent"),
    ],
)
def test_a_pressing_word_misread_is_told_as_torn(text: str, urgency: str) -> None:
    found = find_urgency(text)
    assert found is not None
    assert (found.value, found.repaired, found.note) == (urgency, True, "torn")


@pytest.mark.parametrize(
    "text", ["start PT", "State of NH", "statin daily", "argent", "Regent Street", "agent", "current"]
)
def test_other_words_press_nothing(text: str) -> None:
    assert find_urgency(text) is None


@pytest.mark.parametrize("text", ["Next available", "Within 2 weeks", "within 30 days", "First available opening"])
def test_a_time_that_presses_nobody_is_routine(text: str) -> None:
    assert (found := find_urgency(text)) is not None
    assert found.value == "routine"


@pytest.mark.parametrize("text", ["Within 72 hours", "1-2 days", "within a week", "This week", "Urgent (2 weeks)"])
def test_a_time_of_days_presses(text: str) -> None:
    assert (found := find_urgency(text)) is not None
    assert found.value == "urgent"


@pytest.mark.parametrize(
    "remark",
    [
        ", number to follow with the card",
        ", no referral needed",
        "(his wife is bringing the card in)",
        "(verified 11/2)",
        "(pending)",
        "- she will bring the card",
        "(same as last year)",
        "(per patient)",
    ],
)
def test_a_remark_behind_a_plan_is_no_part_of_its_name(remark: str) -> None:
    found = find_payer(f"Aetna {remark}")
    assert found is not None
    assert found.value == "Aetna"


@pytest.mark.parametrize("text", ["Aetna (PPO)", "BCBS (NH)", "Granite Mutual (self-insured)"])
def test_what_stands_in_brackets_may_be_part_of_the_name(text: str) -> None:
    found = find_payer(text)
    assert found is not None
    assert found.value == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Next available. This is not an urgent request.", "routine"),
        ("Not an emergency", "routine"),
        ("It isn't urgent, any day will do", "routine"),
        ("not at all urgent", "routine"),
        ("No urgency", "routine"),
        ("An emergency", "stat"),
        ("urgent, do not delay", "urgent"),
    ],
)
def test_an_urgency_that_is_denied_is_routine(text: str, said: str) -> None:
    found = find_urgency(text)
    assert found is not None
    assert found.value == said
