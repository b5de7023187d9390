from __future__ import annotations

import pytest

from faxpipe.document import PageKind
from faxpipe.packets.purpose import PageSays, Purpose, purpose

OTHER, COVER, FORM, LETTER, NOTE = (
    PageKind.OTHER,
    PageKind.COVER_SHEET,
    PageKind.REFERRAL_FORM,
    PageKind.REFERRAL_LETTER,
    PageKind.CLINICAL_NOTE,
)


def says(kind: PageKind, text: str, sure: float = 0.9, confidence: float = 0.9) -> PageSays:
    return PageSays(kind, sure, tuple(text.split("\n")), confidence)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Toner sale this week only! Save 40%\nTo be removed from our fax list call 800-555-0100", "advertising"),
        ("Kyphoplasty course, 12 CME credits\nRegister now, early bird discount", "advertising"),
        (
            "NOTICE OF APPROVAL - PRIOR AUTHORIZATION\n"
            "Member Jane Roe, date of birth 1/2/1950\nService 22514 is medically necessary",
            "authorization",
        ),
        (
            "We cannot approve the kyphoplasty for Jane Roe, DOB 1/2/1950. "
            "You may file an appeal or ask for a peer to peer.",
            "authorization",
        ),
        (
            "Law Offices of Doyle\nOur client Jane Roe, DOB 1/2/1950\n"
            "Please forward complete copies of medical and billing records",
            "records_request",
        ),
        (
            "We decide on disability benefits for Jane Roe, DOB 1/2/1950, kyphoplasty 6/2026\n"
            "With her signed authorization we ask for copies of the following; we pay a copying fee",
            "records_request",
        ),
        (
            "Refill Request\nPatient Jane Roe DOB 1/2/1950\nLast filled 8/20\nApprove  Deny\nPrescriber signature",
            "administrative",
        ),
        (
            "CERTIFICATE OF MEDICAL NECESSITY\nJane Roe DOB 1/2/1950\nYour patient has requested a back brace.\n"
            "Length of need (99 = lifetime)\nPlease sign and return",
            "supplies",
        ),
    ],
)
def test_what_is_plainly_something_else_is_no_referral(text: str, reason: str) -> None:
    assert purpose([says(OTHER, text)]) == Purpose(False, reason)


def test_a_well_read_page_without_patient_or_medicine_is_no_referral() -> None:
    text = "Our lobby will be repainted in June. " * 8
    assert purpose([says(OTHER, text)]) == Purpose(False, "no_patient")


def test_a_referral_with_papers_is_one_without_doubt() -> None:
    pages = [
        says(COVER, "To: Dr. Kramer"),
        says(FORM, "REFERRAL FORM\nPatient: Jane Roe\nAuthorization number: none"),
    ]
    assert purpose(pages) == Purpose(True)


def test_an_insurers_letter_beside_a_form_does_not_hide_the_referral() -> None:
    pages = [
        says(FORM, "REFERRAL to Dr. Kramer"),
        says(OTHER, "PRIOR AUTHORIZATION\nNotice of approval, medically necessary"),
    ]
    assert purpose(pages).referral


@pytest.mark.parametrize(
    "pages",
    [
        [says(COVER, "To: Dr. Kramer\nFrom: Amy\nnew referral, pages to follow")],
        [says(OTHER, "hello")],
        [says(OTHER, "please evaluate Jane Roe, DOB 1/2/1950, for kyphoplasty")],
        [
            says(
                OTHER,
                "Denied, no prior authorization, medical necessity, appeal. My patient Jane Roe, please evaluate",
            )
        ],
        [says(OTHER, "mild left atrial enlargement, normal right ventricle, moderate mitral regurgitation " * 4)],
        [says(OTHER, "Register\nbrochure\nReason for referral: kyphoplasty")],
        [says(OTHER, "Toner sale, save today only, to order call", confidence=0.3)],
        [],
    ],
)
def test_in_doubt_it_is_a_referral_to_be_looked_at(pages: list[PageSays]) -> None:
    found = purpose(pages)
    assert found.referral
    assert found.doubtful


def test_a_form_for_another_specialty_that_never_names_us_is_misdirected() -> None:
    text = "REFERRAL FORM\nRefer to: Seacoast Cardiology, Dr. Hart\nPatient: Jane Roe\nReason: palpitations"
    assert purpose([says(FORM, text)]) == Purpose(False, "misdirected")


@pytest.mark.parametrize(
    "line",
    ["Fax to Dr. Kraner", "cc NRHN", "Reason: back pain, L1 compression fracture", "Pain Management, Salem"],
)
def test_misdirected_needs_that_nothing_is_ours(line: str) -> None:
    text = f"REFERRAL FORM\nRefer to: Seacoast Cardiology, Dr. Hart\nPatient: Jane Roe\n{line}"
    assert purpose([says(FORM, text)]).referral


def test_a_spine_referral_to_another_practice_is_read_and_doubted() -> None:
    text = "REFERRAL FORM\nRefer to: Dr. Chen, Boston Spine Group\nReason: kyphoplasty L1"
    assert purpose([says(FORM, text)]) == Purpose(True, "addressed_elsewhere", doubtful=True)


def test_a_lawyers_letter_that_asks_for_records_is_no_referral() -> None:
    letter = says(
        LETTER,
        "Attorneys at Law\nCustodian of records\nRe: our client Ann Fox\nDear Sir or Madam\n"
        "Please forward complete copies of all medical records and an itemized bill",
    )
    assert purpose([letter]) == Purpose(False, "records_request")
    assert purpose([letter, says(NOTE, "Subjective: back pain")]).referral


@pytest.mark.parametrize(
    "papers",
    [
        "the referral, consultation and operative notes and imaging reports",
        "all referral letters, the consultation report and itemized bill",
        "the records of your evaluation and treatment of our client",
        "the chart, for Dr. Kramer saw her in consultation",
    ],
)
def test_papers_that_a_lawyer_names_ask_to_see_nobody(papers: str) -> None:
    letter = says(
        LETTER,
        "Attorneys at Law\nCustodian of records\nRe: our client Ann Fox\nDear Sir or Madam\n"
        f"Please forward complete copies of {papers}",
    )
    assert purpose([letter]) == Purpose(False, "records_request")


def test_a_lawyers_letter_that_also_refers_stays_a_referral() -> None:
    text = (
        "Attorneys at Law\nOur client Ann Fox\nPlease forward complete copies of medical records\n"
        "We are also referring her, please evaluate"
    )
    assert purpose([says(LETTER, text)]).referral


def test_a_result_sent_to_another_specialty_is_misdirected() -> None:
    pages = [
        says(COVER, "TO: Dr. Ann Lee, Cardiology Associates\nRE: result"),
        says(
            OTHER,
            "Echocardiogram\nPatient Bo Fox DOB 1/2/1950\nMild regurgitation, moderate stenosis, normal size",
        ),
    ]
    assert purpose(pages).referral  # a stenosis may be ours
    pages[1] = says(
        OTHER, "Echocardiogram\nPatient Bo Fox DOB 1/2/1950\nMild regurgitation, normal size, left atrium"
    )
    assert purpose(pages) == Purpose(False, "misdirected")


@pytest.mark.parametrize(
    ("addressed", "is_referral"),
    [
        ("Deliver to: Hale Cardiovascular Associates, attn Dr. K. Lee", False),
        ("Results to: Hale Nephrology, fax 603-555-0145", False),
        ("Results to: Dr. Kramer, Pain Management", True),
        ("Results to: Dr. K. Lee", True),
    ],
)
def test_results_that_say_whom_they_are_for_are_misdirected_where_that_treats_no_spine(
    addressed: str, is_referral: bool
) -> None:
    text = f"OAK LABORATORY FINAL REPORT\n{addressed}\nBo Fox DOB 1/2/1950\nSodium 139\nPotassium 4.1\nINR 2.6"
    assert purpose([says(PageKind.LAB_REPORT, text)]).referral is is_referral


REPLY = (
    "Dear Dr. Kramer,\nThank you for referring Mrs. Roe, whom you treated in May. I saw her at your request.\n"
    "She sleeps badly. Examination normal. I have arranged a study. "
    "Thank you for the opportunity to share in her care."
)


def test_a_colleagues_answer_about_a_patient_we_sent_is_no_referral() -> None:
    assert purpose([says(LETTER, REPLY)]) == Purpose(False, "reply")


@pytest.mark.parametrize(
    "asks",
    [
        "Please evaluate her for kyphoplasty.",
        "Could you see her again?",
        "I refer her for an injection.",
        "I would be grateful for your opinion.",
        "She has an urgent need.",
    ],
)
def test_an_answer_that_asks_for_anything_stays_a_referral(asks: str) -> None:
    assert purpose([says(LETTER, f"{REPLY}\n{asks}")]).referral


def test_an_answer_to_somebody_else_stays_what_it_came_with() -> None:
    assert purpose([says(LETTER, REPLY.replace("Kramer", "Hill"))]).referral
    assert purpose([says(FORM, "REFERRAL FORM"), says(LETTER, REPLY)]).referral


ASIDE = "Notes: back pain at times, none today"


def test_a_request_to_others_that_mentions_our_trade_in_passing_is_misdirected() -> None:
    pages = [
        says(COVER, "To: Lakes Dermatology\nRe: new referral"),
        says(FORM, f"REFERRAL\nRefer to\nAnn Lee, MD - Dermatology\nReason: mole\n{ASIDE}"),
    ]
    assert purpose(pages) == Purpose(False, "misdirected")
    assert purpose([pages[0], says(FORM, f"REFERRAL\nReason: back pain, sciatica\n{ASIDE}")]).referral
    assert purpose([says(FORM, f"REFERRAL\nRefer to: Lakes Dermatology\nReason: mole\n{ASIDE}")]).referral
    orthopedics = says(FORM, f"REFERRAL\nRefer to\nAnn Lee, MD - Orthopedics\nReason: hip\n{ASIDE}")
    assert purpose([says(COVER, "To: Lakes Orthopedics"), orthopedics]).referral


COPY = (
    "COURTESY COPY - FOR YOUR FILES, NO ACTION REQUIRED\nTo: Bennett Kramer, MD (referring)\nDear Bennett,\n"
    "Thank you for referring Mrs. Roe. I saw her in consultation. No new fractures."
)


def test_a_copy_for_our_files_about_a_patient_we_sent_is_no_referral() -> None:
    assert purpose([says(LETTER, COPY), says(NOTE, "Plan: see us in May")]) == Purpose(False, "reply")


@pytest.mark.parametrize("more", ["There is a new fracture at L3", "She has urinary retention"])
def test_a_copy_that_tells_of_new_trouble_stays_a_referral(more: str) -> None:
    assert purpose([says(LETTER, f"{COPY}\n{more}")]).referral


STUDY = "Reason: loud snoring, tired by day\nDiagnosis: suspected apnea G47.33"


@pytest.mark.parametrize(
    "head",
    [
        "GRANITE SLEEP LAB\nReturn this order by fax to 603-555-0145",
        "GRANITE SLEEP LAB\nFax completed requisitions to (603) 555-0145",
        "Granite Sleep Lab\nOrders may be faxed to our scheduling desk at 603.555.0145",
        "Granite Valley Hospital\nSLEEP STUDY ORDER",
        "HARBOR DIAGNOSTICS\nULTRASOUND REQUISITION",
    ],
)
def test_an_order_form_of_those_who_test_what_we_do_not_is_misdirected(head: str) -> None:
    text = f"{head}\nPatient Jane Roe DOB 1/2/1950\n{STUDY}"
    assert purpose([says(FORM, text)]) == Purpose(False, "misdirected")


def test_a_bone_density_of_the_spine_is_no_spine_that_we_treat() -> None:
    text = (
        "HARBOR WOMEN'S IMAGING\nFax orders to 603-555-0145\nPatient: Jane Roe DOB 1/2/1950\nDEXA of hip and spine"
    )
    assert purpose([says(FORM, text)]) == Purpose(False, "misdirected")


@pytest.mark.parametrize("asked", ["MRI lumbar spine for radiculopathy", "Diagnosis: M48.061", "kyphoplasty"])
def test_an_order_that_goes_elsewhere_for_what_we_treat_is_doubted(asked: str) -> None:
    text = f"HARBOR IMAGING ORDER FORM\nFax orders to 603-555-0145\nPatient: Jane Roe DOB 1/2/1950\n{asked}"
    assert purpose([says(FORM, text)]) == Purpose(True, "addressed_elsewhere", doubtful=True)


@pytest.mark.parametrize(
    "text",
    [
        "GRANITE SLEEP MEDICINE\nReferral order\nFax the report of this referral back to 603-555-0145\nHip pain",
        "GRANITE SLEEP MEDICINE\nReferral\nFax 603-555-0145\nPlease see for hip pain",
        "GRANITE SLEEP LAB\nFax this order to 603-681-3154\nHip pain",
        "GRANITE SLEEP LAB\nFax this order to 603-555-0145\nFor: Dr. Kramer",
    ],
)
def test_a_senders_own_letterhead_and_number_direct_nothing_elsewhere(text: str) -> None:
    assert purpose([says(FORM, f"{text}\nPatient: Jane Roe DOB 1/2/1950")]) == Purpose(True)


@pytest.mark.parametrize("choice", ["DENY, NOT MY PATIENT", "[ ] No longer my patient", "Deny: isn't my patient"])
def test_a_choice_that_denies_the_patient_pleads_for_nobody(choice: str) -> None:
    text = (
        "REFILL AUTHORIZATION REQUEST\nTo prescriber: Kramer\nPatient Jane Roe DOB 1/2/1950\n"
        f"Last filled 8/20\nRefills left 0\nApprove as written\n{choice}\nPrescriber signature"
    )
    assert purpose([says(OTHER, text)]) == Purpose(False, "administrative")
