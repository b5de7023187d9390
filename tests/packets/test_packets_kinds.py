from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from faxpipe.document import Page, PageKind, PageState
from faxpipe.layout import layout
from faxpipe.packets.kinds import page_kind, page_kinds

Paper = Callable[..., Page]
CLINICAL = Path(__file__).resolve().parents[3] / "shared" / "clinical"

PAGES = [
    (
        "cover_sheet",
        """\
Riverside Primary Care
12 Main St, Derry NH

TO: Dr. Kramer            FROM: Amy
FAX: 603-681-3154         PHONE: 603-555-0101
DATE: 10/2/2026           PAGES: 5
RE: Referral

Please see attached. Thank you""",
    ),
    (
        "cover_sheet",
        """\
FACSIMILE

Recipient: NRHN Pain Management
Fax number: 603-681-3154
Sender: Concord Hospital Medical Group
Number of pages including cover: 7
Subject: referral for kyphoplasty

CONFIDENTIAL: the documents accompanying this transmission contain confidential health information that is legally
privileged. If you are not the intended recipient you are hereby notified that any disclosure is prohibited.""",
    ),
    (
        "referral_form",
        """\
Epic Hyperspace                                Order Requisition
Ambulatory Referral to Pain Management    Order # 338291002
Patient: Doe, Mary L       MRN: 99281        DOB: 4/5/1948     Sex: F
Ordering User: K. Stone MD         Authorizing Provider: K. Stone MD    NPI: 1234567893
Diagnosis: Age-related osteoporosis with current pathological fracture (M80.08XA)
Priority: Urgent       Class: External Referral
Reason: Specialty Services Required
Comments: kyphoplasty evaluation T12
Primary Coverage: Medicare A and B    ID: 1EG4TE5MK73
Electronically signed by: K. Stone MD 10/1/2026 2:13 PM""",
    ),
    (
        "referral_form",
        """\
Pain Clinic Intake
Name ________________   DOB ______
Insurance ____________   ID ______
Referring Dr. ____________  NPI ________
Dx ____________  ICD-10 ________
Reason for referral: [ ] Kyphoplasty [ ] Epidural [ ] Other
Current meds _________________ Allergies ____________
Physician signature ________________ Date ______
Please fax to 603-681-3154""",
    ),
    (
        "referral_letter",
        """\
Monadnock Family Medicine
10/02/2026
Bennett Kramer, MD
Dear Dr. Kramer:
I am asking for your help with Mrs. Jane Roe (DOB 3/4/1951), who fell on September 12 and has an L1 compression
fracture on MRI. She rates her pain 7/10. She has tried Tylenol and a brace without relief. She takes no blood
thinners. She is allergic to sulfa. Her exam shows normal strength and sensation. I have ordered a DEXA scan.
Please see her as soon as you can.
Thank you,
Kelly Brown, NP""",
    ),
    (
        "referral_letter",
        """\
Re: John Public, 5/6/1944

Bennett,

Could you please see John for consideration of kyphoplasty at T11? He slipped on ice on 9/3 and his pain has been
8/10 since then despite oxycodone. MRI report is enclosed. No anticoagulants. NKDA. Strength is normal. His
insurance is Medicare, number 1EG4TE5MK73. His number is 603-555-0188.

Thanks as always,
Rob Tremblay, DO""",
    ),
    (
        "clinical_note",
        """\
Concord Internal Medicine                Roe, Jane   DOB 3/4/1951
Date: 10/02/2026        Provider: Kelly Brown NP
CC: back pain
Jane is a 75 y/o woman with osteoporosis seen for follow up of back pain since a fall on 9/12. Pain 7/10.
Meds: lisinopril 10, atorvastatin 20
Allergies: sulfa
PE: tender at L1. Neuro intact.
A/P: L1 compression fx. Refer to pain mgmt.""",
    ),
    (
        "clinical_note",
        """\
EMERGENCY DEPARTMENT PROVIDER NOTE
Patient Name: ROE, JANE    Age: 75    Arrival: 9/12/2026
HPI: 75 year old female presents after mechanical fall...
MDM: CT lumbar spine shows L1 compression fracture. Pain controlled.
Disposition: discharged home in stable condition""",
    ),
    (
        "imaging_report",
        """\
CONCORD HOSPITAL
DEPARTMENT OF RADIOLOGY
Name: ROE, JANE        MRN: 2281     DOB: 03/04/1951
Ordering: BROWN, KELLY NP
Procedure: MR SPINE LUMBAR WO CONTRAST      Date: 09/20/2026
HISTORY: Fall. Low back pain.
There is an acute compression fracture of L1 with 30 percent loss of height and marrow edema.
No retropulsion. The conus terminates at L1.
IMPRESSION: Acute L1 compression fracture.
Dictated by: S. Lee MD""",
    ),
    (
        "imaging_report",
        """\
Bone Density Report
Patient: Roe Jane  DOB 03/04/1951
Exam: DXA Bone densitometry, hip and spine   Date 09/15/2026
Lumbar spine L1-L4 T-score -3.1
Left femoral neck T-score -2.7
Impression: Osteoporosis by WHO criteria.""",
    ),
    (
        "insurance_card",
        """\
Blue Cross Blue Shield
JANE ROE
Identification Number XYZ123456789
Group 001234      Plan Code 270
RxBIN 003858   RxPCN A4
Office Visit $25  Specialist $40  ER $150""",
    ),
    (
        "insurance_card",
        """\
MEDICARE HEALTH INSURANCE
Name/Nombre
JANE L ROE
Medicare Number/Numero de Medicare
1EG4-TE5-MK73
Entitled to/Con derecho a
HOSPITAL (PART A)   03-01-2016
MEDICAL (PART B)    03-01-2016
Coverage starts/Cobertura empieza""",
    ),
    (
        "face_sheet",
        """\
DERRY MEDICAL CENTER          Patient Demographics
Roe, Jane L      Acct: 44120      SSN: xxx-xx-1122
Address: 4 Oak St, Derry NH 03038
Home: 603-555-0188   Cell: 603-555-0189
Marital Status: Married    Race: White    Language: English
Guarantor: Roe, Jane L
Emergency Contact: Roe, Bill   Relationship: Spouse
Primary Insurance: Cigna   Policy: U1234567   Group: 3312""",
    ),
    (
        "medication_list",
        """\
Current Outpatient Medications
lisinopril 10 mg tablet   Take 1 tablet by mouth daily
atorvastatin 20 mg tablet   Take 1 tablet nightly
apixaban 5 mg tablet   Take 1 tablet twice daily
tramadol 50 mg tablet  Take 1 tablet every 6 hours as needed
Allergies: Sulfa""",
    ),
    (
        "lab_report",
        """\
LABCORP      Patient Report
Specimen ID: 22-1123   Date Collected: 09/14/2026
Patient: Roe, Jane  DOB 03/04/1951
Test  Result  Flag  Units  Reference Interval
WBC 6.7  x10E3/uL 3.4-10.8
Hemoglobin 12.9 g/dL 11.1-15.9
Creatinine 0.91 mg/dL 0.57-1.00
Vitamin D, 25-Hydroxy 22.1 Low ng/mL 30.0-100.0""",
    ),
    (
        "other",
        """\
UnitedHealthcare
October 1, 2026
NRHN Pain Management
RE: Jane Roe   Member ID 913558207   Date of birth 03/04/1951
Dear Provider,
We are unable to approve your request for CPT 22514 because the clinical information does not show medical
necessity. You may request a peer to peer discussion or file an appeal within 14 days.
Reference number A12345""",
    ),
    (
        "other",
        """\
Smith & Doyle, Attorneys at Law
RECORDS DEPARTMENT
Re: our client Jane Roe, DOB 03/04/1951, SSN xxx
Please forward complete copies of all medical and billing records from 1/1/2024 to the present, including images.
Enclosed is a HIPAA compliant authorization. Invoice our office for reasonable copy charges.
Northeast Rehabilitation Hospital, Custodian of Medical Records""",
    ),
    (
        "other",
        """\
GRANITE OFFICE SUPPLY
Toner sale this week only! Save 40% on compatible cartridges
HP 26A $39   Brother TN760 $29
Call 800-555-0100 to order today. Free next day delivery.
To be removed from our fax list call 800-555-0101""",
    ),
    (
        "other",
        """\
NOTICE
Dear colleagues, our office will be closed November 26 and 27 for Thanksgiving. We reopen Monday.
For urgent matters please call the answering service at 603-555-0123.
Happy holidays from all of us at Salem Family Dental.""",
    ),
    (
        "other",
        """\
CVS Pharmacy  Refill Request
Patient: Jane Roe  DOB 03/04/1951
Prescriber: Bennett Kramer MD
Drug: Tramadol 50 mg tablet  Qty 60  Last filled 08/20/2026
[ ] Approve  refills ____   [ ] Deny
Prescriber signature _______  Please fax back to 603-555-0177""",
    ),
    (
        "other",
        """\
KYPHOPLASTY: What to expect
Patient education
What is a compression fracture? A compression fracture is a break in a bone of the spine.
What is kyphoplasty? It is a procedure in which the doctor places a balloon in the bone.
Talk to your doctor about the risks. Call your doctor if you develop weakness or loss of bladder control.""",
    ),
    (
        "referral_form",
        """\
REFERRAL FORM
Refer to: Seacoast Cardiology, Dr. Hart   Fax 603-555-0190
Patient: Jane Roe   DOB 03/04/1951
Reason for referral: palpitations, abnormal EKG
Diagnosis: I48.91 atrial fibrillation
Insurance: Cigna U1234567
Referring provider: Kelly Brown NP   NPI 1234567893
Signature: electronically signed""",
    ),
]
CONFUSED = {"o": "0", "l": "1", "i": "l", "e": "c", "m": "rn", "s": "5", "B": "8", "I": "l", "S": "5", "O": "0"}


def misread(text: str, share: float, rng: random.Random) -> str:
    return "".join(CONFUSED.get(c, c) if rng.random() < share else c for c in text)


@pytest.mark.parametrize(("kind", "text"), PAGES)
def test_the_kind_of_an_invented_page_is_told(paper: Paper, kind: str, text: str) -> None:
    page = paper(text)
    told, sure = page_kind(layout(page), page)
    assert told == kind
    assert 0 < sure < 1


def test_noise_in_the_words_seldom_changes_the_kind(paper: Paper) -> None:
    rng = random.Random(5)
    pages = [(kind, paper(misread(text, 0.08, rng))) for kind, text in PAGES for _ in range(3)]
    right = sum(page_kind(layout(page), page)[0] == kind for kind, page in pages)
    assert right >= 0.95 * len(pages)


def test_blank_paper_and_unreadable_paper_are_not_the_same(paper: Paper) -> None:
    blank = Page(1, 1700, 2200, state=PageState.BLANK)
    black = Page(2, 1700, 2200, state=PageState.UNREADABLE, reason="no_words")
    assert page_kind(layout(blank), blank) == (PageKind.BLANK, 1.0)
    assert page_kind(layout(black), black) == (PageKind.UNREADABLE, 1.0)


def test_a_page_that_says_little_continues_the_note_before_it(paper: Paper) -> None:
    note = paper("PROGRESS NOTE\nHPI: back pain after a fall\nExam: tender\nPlan: refer", number=1)
    rest = paper("and will call with any change.\nK. Stone 10/2/2026", number=2)
    kinds = page_kinds([layout(note), layout(rest)], [note, rest])
    assert [kind for kind, _ in kinds] == [PageKind.CLINICAL_NOTE, PageKind.CLINICAL_NOTE]
    assert kinds[1][1] < 0.5


def test_a_note_that_quotes_an_mri_is_not_the_report(paper: Paper) -> None:
    text = """\
OFFICE VISIT
HPI: 80 year old woman with back pain. MRI lumbar spine without contrast showed an L1 fracture with marrow edema.
Exam: tender at L1, reflexes normal
Impression: L1 compression fracture
Plan: kyphoplasty referral"""
    page = paper(text)
    assert page_kind(layout(page), page)[0] is PageKind.CLINICAL_NOTE


@pytest.mark.skipif(not CLINICAL.exists(), reason="shared clinical texts are not here")
def test_real_notes_and_reports_are_told_apart(paper: Paper) -> None:
    rows = (CLINICAL / "index.tsv").read_text(encoding="utf-8").splitlines()[1:]
    notes = [row.split("\t") for row in rows if "SOAP" in row or "Consult" in row][:60]
    told = []
    for row in notes:
        page = paper((CLINICAL / f"{row[0]}.txt").read_text(encoding="utf-8")[:3500])
        told.append(page_kind(layout(page), page)[0])
    assert told.count(PageKind.CLINICAL_NOTE) >= 0.9 * len(told)


REGISTRATION = """\
Blue Hill Medicine        Arrival record
Patient
Full name: Ann Fox
Date of birth: 03/04/1950
Sex: F
Telephone: 603-555-0101
Address: 1 Elm St, Derry, NH 03038
Insurance: Aetna
Member ID: W123456789"""


def test_a_page_that_asks_only_who_the_patient_is_is_a_face_sheet_under_any_title(paper: Paper) -> None:
    page = paper(REGISTRATION)
    assert page_kind(layout(page), page)[0] is PageKind.FACE_SHEET


def test_the_same_questions_with_an_order_below_them_make_a_form(paper: Paper) -> None:
    order = "\nReferring provider: Bo Li, MD\nNPI: 1234567893\nDiagnosis: back pain\nSignature: Bo Li"
    page = paper(REGISTRATION + order)
    assert page_kind(layout(page), page)[0] is PageKind.REFERRAL_FORM


def test_a_misread_registration_that_speaks_of_an_order_is_not_called_a_face_sheet(paper: Paper) -> None:
    page = paper(REGISTRATION + "\nProcedure wanted: kyphoplasty")
    assert page_kind(layout(page), page)[0] is not PageKind.FACE_SHEET


def test_numbered_questions_tell_the_kind_as_well_as_bare_ones(paper: Paper) -> None:
    text = """\
Transfer of care
1. Full name: Ann Fox
2. DOB: 03/04/1950
3. Referring provider: Bo Li, MD
4. NPI: 1234567893
5. Diagnosis: back pain
6. CPT: 64483
7. Test: MRI
8. Signature: Bo Li"""
    page = paper(text)
    assert page_kind(layout(page), page)[0] is PageKind.REFERRAL_FORM


def test_numbers_in_combs_make_no_prose_of_a_registration(paper: Paper) -> None:
    page = paper(
        "Sunrise Spine Center      Patient record\n\nPatient\n\nName: Ann Example\n\n"
        "BD: 4 N o v e m b e r 1 9 4 0\n\nSex: F\n\nDaytime tel: 8 5 7 9 8 4 1 5 8 3\n\n"
        "Address: 74 Park Ct, Derry, NH\n\n"
        "Insurance\n\nIns. co.: Medicare\n\nID No.: 6 D 5 9 - P 1 9 - X Q 0 6\n\nEmergency contact: Bob Example"
    )
    assert page_kind(layout(page), page)[0] is PageKind.FACE_SHEET


def test_the_end_of_a_sentence_in_a_note_is_no_title(paper: Paper) -> None:
    page = paper(
        "Assessment / Plan\n1. Sciatica, left, for four months, not better after eight weeks of exercises at "
        "home.\n"
        "REFERRAL to pain management for steroid.\n\nSubjective\nShe is 47 and has pain down the left leg "
        "since July.\n"
        "\nMedications        Allergies\nReviewed Medications\n\nObjective\nStrength is full. No imaging since "
        "spring."
    )
    assert page_kind(layout(page), page)[0] is PageKind.CLINICAL_NOTE


def test_parts_of_a_note_within_its_text_tell_its_kind(paper: Paper) -> None:
    page = paper(
        "Elm Street Direct Care\n11/06/26\nPatient Ann Fox, born 3/4/1950. She pays herself and was here in "
        "spring too.\n"
        "Interval hx: the usual ache since August, worse on bad days and in the car. Exam: bending back hurts, "
        "legs\n"
        "are normal. Med list: famotidine.\nNo imaging since 2023."
    )
    assert page_kind(layout(page), page)[0] is PageKind.CLINICAL_NOTE


def test_a_letter_to_nobody_by_name_is_a_letter(paper: Paper) -> None:
    page = paper(
        "Elm Cancer Center\nDate: 11/16/2026\nColleagues,\nMrs. Fox has pain in the back since November 2 "
        "without a fall.\n"
        "She describes the pain as seven of ten when she stands and takes strong medicine for it every day.\n"
        "We would like her to be seen early and I will call about it this week.\nThank you,\nBo Li, MD"
    )
    assert page_kind(layout(page), page)[0] is PageKind.REFERRAL_LETTER


REFILL = """\
Harbor Road Pharmacy                 REFILL AUTHORIZATION REQUEST
To: Dr. Ann Fox, Derry Family Medicine
Patient: Doe, Mary          DOB: 04/05/1948
Drug: metoprolol 25 mg tab       Qty: 90
Last filled: 08/12/2026
Refills authorized: ____     [ ] Deny
Prescriber signature: ____"""
LAWYERS = """\
Fox & Stone, Attorneys at Law
November 13, 2026
Custodian of Medical Records
RE: Our client: Mary Doe, Date of Birth: 04/05/1948
Dear Sir or Madam:
Please forward complete copies of all office notes and itemized bills from February to the present, as they
are needed for her claim. The enclosed authorization is a HIPAA authorization. Send an invoice for copies to
this office, and we will pay the copy fee at once.
Very truly yours,
Ann Fox, Esq."""


@pytest.mark.parametrize("drawing", [REFILL, LAWYERS])
def test_what_a_pharmacy_or_a_lawyer_asks_for_is_neither_a_list_nor_a_letter(paper: Paper, drawing: str) -> None:
    page = paper(drawing)
    assert page_kind(layout(page), page)[0] is PageKind.OTHER


INSURERS_FORM = """\
Granite Health Plan                          Utilization Management
PRIOR AUTHORIZATION REQUEST FORM
Member name: Mary Doe            Date of birth: 04/05/1948
Member ID: G1234567              Group: 7044
Requesting provider: Ann Fox, MD      NPI: 1234567893
Case number:
Diagnosis: low back pain              ICD-10: M54.50
Service requested: lumbar injection   CPT: 62323
Signature: ____________"""


def test_an_insurers_form_that_asks_is_a_request_and_its_answer_is_none(paper: Paper) -> None:
    page = paper(INSURERS_FORM)
    assert page_kind(layout(page), page)[0] is PageKind.REFERRAL_FORM
    answer = paper(
        INSURERS_FORM.replace("REQUEST FORM", "NOTICE OF DENIAL") + "\nThe request was denied. Appeals: 5 days"
    )
    assert page_kind(layout(answer), answer)[0] is PageKind.OTHER


def test_a_numbered_sheet_that_closes_a_letter_goes_on_with_it(paper: Paper) -> None:
    first = paper(
        "Dear Dr. Hill,\n\nI saw Mrs. Fox, who is a 71 year old woman with pain since May, and I refer her\n"
        "to you for your opinion about it. She has tried rest and heat without any relief so far.\n"
    )
    told = "EXAMINATION: Tender over the lumbar spine, strength and reflexes normal.\nIMPRESSION: Stenosis.\n"
    closing = "PLAN: She will be seen by Dr. Hill in Salem, who may treat her.\nWith best regards,\nAmos Dale, MD"
    second, other = (paper(f"{head}\nRe: Ann Fox\n{told}{closing}") for head in ("Page two", "Office note"))
    kinds = page_kinds([layout(first), layout(second)], [first, second])
    assert [kind.value for kind, _ in kinds] == ["referral_letter", "referral_letter"]
    assert page_kinds([layout(first), layout(other)], [first, other])[1][0] is PageKind.CLINICAL_NOTE


def test_a_memo_with_a_story_is_a_letter(paper: Paper) -> None:
    text = (
        "MEMORANDUM\n\nTO: Dr. Hill, pain management\nFROM: Ann Dale, APRN\nDATE: May 3, 2026\n"
        "SUBJECT: Mr. Bo Fox, DOB 3/4/1940\n\n"
        "We ask for a consultation for Mr. Fox, who has lived here since May. He has had back pain\n"
        "for two years and walks less every week. On examination his strength is normal, and the\n"
        "reflexes are present. He takes acetaminophen around the clock, which helps him somewhat.\n"
        "Please call the nurse to set up the visit. His daughter would like to come with him too.\n"
    )
    assert page_kind(layout(paper(text)), paper(text))[0] is PageKind.REFERRAL_LETTER


def test_orders_of_medicines_are_a_list_of_medicines(paper: Paper) -> None:
    rows = "".join(f"{name:26}{how}\n" for name, how in DOSED)
    head = (
        "PHYSICIAN ORDER SUMMARY\nResident: Fox, Bo    DOB 3/4/1940\nALLERGIES: latex\n\nOrder      Directions\n"
    )
    text = f"{head}{rows}"
    assert page_kind(layout(paper(text)), paper(text))[0] is PageKind.MEDICATION_LIST


DOSED = (
    ("Amlodipine 5 mg tab", "1 PO daily"),
    ("Donepezil 10 mg tab", "1 PO at bedtime"),
    ("Apixaban 5 mg tab", "1 PO BID"),
    ("Senna 8.6 mg tab", "2 PO at bedtime"),
    ("Acetaminophen 500 mg tab", "2 PO TID"),
    ("Tamsulosin 0.4 mg cap", "1 PO daily"),
)
