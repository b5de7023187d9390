"""Values that stand on the sender's pages behind words no label list holds: held or believed, never missing."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.document import PageKind
from faxpipe.fields.extract import extract, gather
from faxpipe.fields.unlabelled.unclaimed import unclaimed
from faxpipe.referral import FieldStatus, FieldValue

FORM, LETTER, NOTE = PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE
FOUND, UNCERTAIN, MISSING = FieldStatus.FOUND, FieldStatus.UNCERTAIN, FieldStatus.MISSING
HEAD = """
Oak Hill Family Practice
7 Northern Blvd, Amherst NH 03031   tel 603-555-0145   fax 603-555-0199

To: Pain Management, Northeast Rehab
"""


def read(drawing: str, kind: PageKind = FORM) -> dict[str, FieldValue]:
    return {value.field: value for value in extract(packet(sheet(HEAD + drawing, kind)))}


@pytest.mark.parametrize(
    "line",
    [
        "Whereabouts by wire (evenings)   603-555-0127",
        "Ring the client on   603-555-0127",
        "Lives with her son, reach him on   603-555-0127",
    ],
)
def test_a_telephone_in_the_patients_block_is_not_missing(line: str) -> None:
    value = read(f"Patient: Ann Fox\nDOB: 01/30/1949   Sex: F\n{line}")["patient.phone"]
    assert (value.value, value.status is MISSING) == ("603-555-0127", False)


@pytest.mark.parametrize(
    "line",
    [
        "Scheduling desk   603-555-0127",
        "Emergency contact: Bo Fox   603-555-0127",
        "Preferred pharmacy: Elm Drug   603-555-0127",
        "Her surgeon's office   603-555-0127",
    ],
)
def test_another_ones_telephone_leaves_the_patients_missing(line: str) -> None:
    assert read(f"Patient: Ann Fox\nDOB: 01/30/1949   Sex: F\n{line}")["patient.phone"].status is MISSING


RE = "Ruth Ann Fox, born January 30, 1949"
DEAR = "Dear Dr. Kramer:\nPlease see this lady for kyphoplasty of L1."


@pytest.mark.parametrize("line", ["Telephone 603-555-0127", "Tel. no. 603-555-0127   Amherst NH 03031"])
def test_a_telephone_right_under_the_name_a_letter_is_about_is_the_patients(line: str) -> None:
    value = read(f"{RE}\n{line}\nInsurance: Cigna\n{DEAR}", LETTER)["patient.phone"]
    assert (value.status, value.value) == (FOUND, "603-555-0127")


@pytest.mark.parametrize(
    "drawing",
    [
        f"{RE}\n{DEAR}\nYours sincerely,\nCora Diaz, MD\nTelephone 603-555-0127",
        f"{RE}\nDirect line 603-555-0127\n{DEAR}",
    ],
)
def test_a_telephone_that_could_be_the_senders_is_not_believed(drawing: str) -> None:
    assert read(drawing, LETTER)["patient.phone"].status is not FOUND


def test_a_number_that_proves_itself_beside_the_provider_is_the_npi() -> None:
    value = read("Referring provider: Cora Diaz, MD\nFederal prescriber identifier   1003456781")["referrer.npi"]
    assert (value.status, value.value) == (FOUND, "1003456781")


@pytest.mark.parametrize("line", ["Account 1003456781", "Visit no. 1003456781", "PCP: Bo Reed MD 1003456781"])
def test_a_number_of_something_else_is_no_npi(line: str) -> None:
    assert read(f"Patient: Ann Fox\n{line}", NOTE)["referrer.npi"].status is MISSING


def test_a_day_that_makes_the_stated_age_right_is_the_birth() -> None:
    value = read("Patient: Ann Fox\nCame into the world 01/30/1949\nA 77-year-old woman with back pain.", NOTE)
    assert value["patient.birth_date"].value == "1949-01-30"
    assert value["patient.birth_date"].status is FOUND


@pytest.mark.parametrize("line", ["Policy holder's day 01/30/1949", "Hip surgery 01/30/1949", "Seen 3-19-25"])
def test_another_old_day_is_no_birth(line: str) -> None:
    assert read(f"{line}\nShe has back pain.", NOTE)["patient.birth_date"].status is MISSING


def test_a_number_that_stands_with_the_plan_is_held_for_the_members() -> None:
    value = read("Patient: Ann Fox\nInsurance: Cigna\nWhat the card says   U77341200551")["coverage.member_id"]
    assert value.value == "U77341200551"


@pytest.mark.parametrize("line", ["MRN U77341200551", "Order ref. U77341200551", "Group no. U77341200551"])
def test_a_number_of_another_thing_is_not_the_members(line: str) -> None:
    assert read(f"Patient: Ann Fox\nInsurance: Cigna\n{line}")["coverage.member_id"].status is MISSING


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Who foots the account   Harvard Pilgrim HMO", ["Harvard Pilgrim HMO"]),
        ("We participate with Aetna, Cigna and Blue Cross.", []),
    ],
)
def test_a_plan_that_no_label_asks_for_is_taken_but_not_those_an_office_takes(line: str, named: list[str]) -> None:
    one = packet(sheet(f"{HEAD}Patient: Ann Fox\n{line}", FORM))
    assert [c.value for c in unclaimed(one, gather(one)) if c.field == "coverage.payer"] == named


def test_a_run_of_medicines_with_doses_is_held() -> None:
    value = read("Patient: Ann Fox\nWhat she swallows\nlisinopril 10 mg daily\natorvastatin 20 mg nightly")
    assert value["patient.medications"].value == ("lisinopril", "atorvastatin")
    assert value["patient.medications"].reason == "no_label"
    assert value["patient.medications"].status is UNCERTAIN


@pytest.mark.parametrize("line", ["Px: dieanidine, sortraline, atorvastatin", "Rn: lisinopril, metformin"])
def test_a_list_of_medicines_behind_a_misread_word_is_held(line: str) -> None:
    value = read(f"Patient: Ann Fox\n{line}\nTakes no blood thinners.", NOTE)["patient.medications"]
    assert (value.status, value.reason) == (UNCERTAIN, "no_label")


@pytest.mark.parametrize("line", ["Seen: neurology, cardiology, aspirin clinic", "Hx: anxiety, diabetes, insulin"])
def test_a_list_of_other_things_is_none_of_medicines(line: str) -> None:
    assert read(f"Patient: Ann Fox\n{line}", NOTE)["patient.medications"].status is MISSING


def test_what_was_tried_is_no_list_of_medicines() -> None:
    line = "Tried without benefit: ibuprofen 600 mg, tramadol 50 mg, gabapentin 300 mg"
    assert read(f"Patient: Ann Fox\n{line}")["patient.medications"].status is MISSING


@pytest.mark.parametrize(
    ("line", "said"),
    [("Drug problems: sulfa (hives)", ("sulfa",)), ("Bad reactions: denies any allergies", "none")],
)
def test_substances_beside_a_reaction_and_words_of_having_none_answer(line: str, said: object) -> None:
    assert read(f"Patient: Ann Fox\n{line}")["patient.allergies"].value == said


def test_a_blank_form_claims_nothing() -> None:
    blank = """
    Patient ________________   Born ____/____/____   Ring ______________
    Insurer ________________   Card no. ____________
    [ ] Kyphoplasty   [ ] Injection   [ ] Consult      Allergies: [ ] NKDA
    Signature of provider ________________   NPI ____________
    """
    fields = read(blank)
    for name in ("patient.phone", "coverage.payer", "coverage.member_id", "referrer.npi"):
        assert fields[name].status is MISSING, name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("We would like Mrs. Henrietta Blackwood seen for her back.", "Henrietta Blackwood"),
        ("Call her daughter Ms. Ida Blackwood about the day.", None),
    ],
)
def test_a_name_with_an_everyday_title_may_be_the_patients(line: str, name: str | None) -> None:
    one = packet(sheet(f"{HEAD}{line}", LETTER))
    told = [c.value for c in unclaimed(one, []) if c.field == "patient.name"]
    assert told == ([name] if name else [])


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Sender: Dr. Tobias Lindqvist, Keene Sports", "Tobias Lindqvist"),
        ("Beatrix Thornquist, CNM    clinic hours 8 to 4", "Beatrix Thornquist"),
        ("Dear Dr. Tobias Lindqvist,", None),
        ("Read by Tobias Lindqvist, MD", None),
    ],
)
def test_a_clinician_by_degree_or_title_may_be_the_sender(line: str, name: str | None) -> None:
    one = packet(sheet(f"{HEAD}Patient: Ann Fox\n{line}", NOTE))
    told = [c.value for c in unclaimed(one, []) if c.field == "referrer.name"]
    assert told == ([name] if name else [])


def test_a_caption_under_a_number_says_that_it_is_a_charts() -> None:
    value = read("Patient: Ann Fox\nInsurance: Cigna\n448120937\nChart ID")["coverage.member_id"]
    assert value.value is None


def test_paying_cash_is_a_payer() -> None:
    one = packet(sheet(f"{HEAD}Patient: Ann Fox\nMoney side: will pay cash, no insurance", LETTER))
    assert [c.value for c in unclaimed(one, []) if c.field == "coverage.payer"] == ["self-pay"]


def test_medicines_in_one_cell_are_not_lost_to_the_reaction_in_the_next() -> None:
    line = "What she swallows      Troubles\nlisinopril 20 mg daily, metformin 500 mg bid      Bactrim (hives)"
    value = read(f"Patient: Ann Fox\n{line}")
    assert value["patient.medications"].value == ("lisinopril", "metformin")
    assert value["patient.allergies"].value == ("bactrim",)


def test_the_label_of_an_emergency_contact_says_nothing_of_the_telephone_before_it() -> None:
    text = "Fox, Ann Date of birth 1/30/1949\nPhone 603-555-0127 Emergency contact: Bo, 603-555-0133\n"
    value = read(text, NOTE)["patient.phone"]
    assert (value.value, value.status is MISSING) == ("603-555-0127", False)


@pytest.mark.parametrize("label", ["Needs", "Task", "Goal of the visit"])
def test_a_service_of_one_word_behind_a_label_nobody_knows_is_held(label: str) -> None:
    drawing = f"Patient     Brennan Oakes\nBorn        03/19/1947\n{label:20}   Vertebroplasty T7\n"
    fields = extract(packet(sheet(drawing)), second=False)
    value = next(one for one in fields if one.field == "order.service")
    assert value.status is FieldStatus.UNCERTAIN
    assert "Vertebroplasty" in str(value.value)


def test_a_cell_of_nothing_but_medicines_is_held_whatever_its_label_says() -> None:
    drawing = "Patient     Brennan Oakes\nBorn        03/19/1947\nSwallows     lisinopril, metformin and Eliquis\n"
    fields = extract(packet(sheet(drawing)), second=False)
    value = next(one for one in fields if one.field == "patient.medications")
    assert value.status is FieldStatus.UNCERTAIN
    assert value.value == ("lisinopril", "metformin", "eliquis")


def test_a_cell_of_medicines_that_were_tried_is_no_list_of_what_is_taken() -> None:
    drawing = (
        "Patient     Brennan Oakes\nBorn        03/19/1947\nTreatments that failed      naproxen, gabapentin\n"
    )
    fields = extract(packet(sheet(drawing)), second=False)
    value = next(one for one in fields if one.field == "patient.medications")
    assert value.value != ("naproxen", "gabapentin") or value.status is not FieldStatus.FOUND


@pytest.mark.parametrize(
    ("ends", "begins", "plan"),
    [
        ("Martin's", "Point, number XZP4410027731", "Martin's Point"),
        ("Mutual", "of Omaha, number XZP4410027731", "Mutual of Omaha"),
        ("Well", "Sense, number XZP4410027731", "Well Sense"),
    ],
)
def test_a_plan_whose_name_is_parted_by_the_end_of_a_line_is_not_missing(
    ends: str, begins: str, plan: str
) -> None:
    letter = f"Re: Ann Fox, born 01/30/1949, of Salem. Telephone 603-555-0127. {ends}\n{begins}.\n"
    assert read(letter, LETTER)["coverage.payer"].value == plan
