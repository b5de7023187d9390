"""The printed name under a signature, apart from the hand above it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page, sheet, values

from faxpipe.document import PageKind
from faxpipe.fields.context import sheet_of
from faxpipe.fields.extract import extract
from faxpipe.fields.people.signatures import signatures
from faxpipe.fields.people.signers import signers
from faxpipe.referral import FieldStatus
from faxpipe.schema import load_schema

LETTER = """
Dear Dr. Kramer,
I follow this 74-year-old woman with pain in the middle of her back.

Respectfully,

Chesler Undenuood

Chester V Underwood, M.D.
NPI 1234567893
"""


def signed(drawing: str, kind: PageKind = PageKind.REFERRAL_LETTER) -> list[object]:
    return list(values(list(signers(packet(sheet(drawing, kind)))), "referrer.name"))


@pytest.mark.parametrize(
    "drawing",
    [LETTER, LETTER.replace("NPI 1234567893", ""), LETTER.replace("Respectfully,", "")],
    ids=["closing and number", "closing", "number"],
)
def test_the_line_with_the_degree_says_who_signed(drawing: str) -> None:
    assert signed(drawing) == ["Chester V Underwood"]


def test_a_name_and_degree_that_nothing_makes_a_signers_is_nobodys() -> None:
    alone = LETTER.replace("NPI 1234567893", "").replace("Respectfully,", "")
    assert signed(alone) == []


def test_the_recipient_and_the_reader_of_a_report_are_no_signers() -> None:
    assert signed(LETTER.replace("Chester V Underwood", "Bennett Kramer")) == []
    assert signed(LETTER, PageKind.IMAGING_REPORT) == []


def test_the_print_is_found_whatever_was_read_of_the_hand_above_it() -> None:
    fields = extract(packet(sheet(LETTER, PageKind.REFERRAL_LETTER)))
    name = next(value for value in fields if value.field == "referrer.name")
    assert (name.value, name.status) == ("Chester V Underwood", FieldStatus.FOUND)


@pytest.mark.parametrize(
    "line",
    [
        "Authorized electronically by Ravi Thornbury, MD 11/10/2026",
        "Signed electronically by Paloma Winslow, DO at 11/09/2026",
        "Electronically signed: Sunniva Aldridge MD, 11/05/2026",
        "Elecuonically sigued by Lila Cabral, FNP-BC on 9-21-26",
        "Eiectronicallysigned by: Lila Cabral, FNP-BC 09/21/2026",
        "Elcctronically signcd by: Ravi Thornbury, MD",
    ],
)
def test_a_line_that_names_who_signed_electronically_is_a_signature(line: str) -> None:
    one = packet(sheet(f"\nReason for referral: facet injections\n\n{line}\n", PageKind.REFERRAL_FORM))
    assert {value.field: value for value in extract(one)}["referrer.signature"].status is FieldStatus.FOUND


@pytest.mark.parametrize(
    "line",
    [
        "Signed in the chart by Lila Cabral, FNP-BC, 21-Sep-2026 16:12",
        "Order signed in Epic by Ravi Thornbury, MD",
        "Signed off via our portal: Ravi Thornbury, MD",
        "Signed through the electronic record by Lila Cabral, FNP 9/21/26",
        "Signed by Ravi Thornbury, MD 09/21/2026 16:12",
        "Authenticated: Ravi Thornbury, MD, Sep 21, 2026 at 4:12 PM",
        "Signed 2026-09-21 16:12 Ravi Thornbury, MD",
        "SIGNED 9/21/26 1612 BY R THORNBURY MD",
    ],
)
def test_a_line_that_says_in_which_program_or_at_what_minute_somebody_signed_is_a_signature(line: str) -> None:
    one = packet(sheet(f"\nReason for referral: facet injections\n\n{line}\n", PageKind.REFERRAL_FORM))
    assert values(list(signatures(one)), "referrer.signature") == ["present"]


@pytest.mark.parametrize(
    "line",
    [
        "To be signed in the chart by Ravi Thornbury, MD",
        "Not signed in Epic, Ravi Thornbury, MD",
        "Will be signed by Ravi Thornbury, MD 09/21/2026 16:12",
        "Please call once signed in the portal, Ravi Thornbury, MD",
        "Consent signed in the office, Ravi Thornbury, MD",
    ],
)
def test_what_is_still_to_be_signed_signs_nothing(line: str) -> None:
    one = packet(sheet(f"\nReason for referral: facet injections\n\n{line}\n", PageKind.REFERRAL_FORM))
    assert [c for c in signatures(one) if c.confidence >= 0.8] == []


def test_an_electronic_signature_that_is_pending_signs_nothing() -> None:
    line = "Electronically signed by Ravi Thornbury, MD - pending"
    one = packet(sheet(f"\nReason for referral: facet injections\n\n{line}\n", PageKind.REFERRAL_FORM))
    assert values(list(signatures(one)), "referrer.signature") == []


SIGN_HERE = """
Diagnosis code:  M54.16




 SCRAWL
------------------------------
Authorized signature
"""
LINE_AT = 0.04 + 6 * 0.02 + 0.004


@pytest.mark.parametrize(
    ("read", "height", "signed"), [("4/4", 0.03, True), ("4/4", 0.01, False), ("0/", 0.03, True)]
)
def test_a_scrawl_far_higher_than_print_on_the_line_signs_whatever_was_read(
    read: str, height: float, signed: bool
) -> None:
    drawn = page(SIGN_HERE)
    words = tuple(
        replace(word, text=read, confidence=0.6, box=replace(word.box, top=LINE_AT - height, bottom=LINE_AT))
        if word.text == "SCRAWL"
        else word
        for word in drawn.words
    )
    one = sheet_of(replace(drawn, words=words), PageKind.REFERRAL_FORM, load_schema())
    assert values(list(signatures(packet(one))), "referrer.signature") == (["present"] if signed else [])


def test_a_line_that_lists_the_clinicians_of_a_practice_is_no_signature() -> None:
    drawing = """
Ann B Fox, MD          Bo Hill, MD          Cy Dale, PA-C
NPI 1234567893         NPI 1679576722       NPI 1245319599
"""
    assert signed(drawing, PageKind.REFERRAL_FORM) == []


def test_of_several_npis_the_one_by_the_referrers_name_is_theirs() -> None:
    drawing = """
Ann B Fox, MD          Bo Hill, MD          Cy Dale, PA-C
NPI 1234567893         NPI 1679576722       NPI 1245319599

Dear Dr. Kramer,
Please see Mrs. Eve Lark for a genicular nerve block.

Sincerely,

Bo Hill, MD
"""
    fields = extract(packet(sheet(drawing, PageKind.REFERRAL_LETTER)), second=False)
    npi = next(value for value in fields if value.field == "referrer.npi")
    assert (npi.value, npi.status) == ("1679576722", FieldStatus.FOUND)


def test_a_chiropractor_signs_with_a_degree() -> None:
    drawing = "Dear Dr. Kramer:\n\nPlease see Ann Fox for facet blocks.\n\nSincerely,\n\nEdwin Marlow-Pratt, D.C."
    found = [c for c in signers(packet(sheet(drawing, PageKind.REFERRAL_LETTER))) if c.field == "referrer.name"]
    assert [c.value for c in found] == ["Edwin Marlow-Pratt"]


@pytest.mark.parametrize(
    "line",
    [
        "Chester V Underwood, MD, Hospitalist. Authenticated 09/02/2026 10:04",
        "Chester V Underwood, M.D. - electronically signed on 09/02/2026",
        "Chester V Underwood, MD\nSigned electronically 09/02/2026 07:48",
    ],
)
def test_a_name_that_is_said_to_have_signed_needs_no_closing(line: str) -> None:
    note = f"PROGRESS NOTE\nSeen for pain in the middle of the back.\n\n{line}"
    assert signed(note, PageKind.CLINICAL_NOTE) == ["Chester V Underwood"]


def test_who_was_seen_on_a_day_did_not_sign() -> None:
    note = "PROGRESS NOTE\nSeen for pain.\n\nChester V Underwood, MD, cardiology, saw her 09/02/2026"
    assert signed(note, PageKind.CLINICAL_NOTE) == []


@pytest.mark.parametrize(
    "said",
    [
        "(electronic signature 09/02/2026)",
        "- signed electronically",
        "[e-signature on file]",
        "(digital signature verified)",
        "/e-sig/ 9/2/26",
        "electronically authenticated",
    ],
)
def test_who_signed_is_named_before_the_word_for_a_machines_signature(said: str) -> None:
    assert signed(f"Plan: kyphoplasty.\n\nIlse Marchetti, MD {said}", PageKind.CLINICAL_NOTE) == ["Ilse Marchetti"]
