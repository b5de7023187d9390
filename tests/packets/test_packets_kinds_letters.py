"""Letters without the forms of one: printed e-mails, and a few lines to a colleague."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from faxpipe.document import Page, PageKind
from faxpipe.layout import layout
from faxpipe.packets.kinds import page_kind

Paper = Callable[..., Page]
MAIL = """\
From: Cora Diaz <cdiaz@elmstreet.example>
Sent: Tuesday, November 17, 2026 4:36 PM
To: Intake desk
Subject: New patient Ann Fox

Hello all,

I am sending you Ann Fox, DOB 4/11/1950, cell 603-555-0127. She has Cigna, ID U7734120055.
She has had two years of leg heaviness with walking. The MRI of 9/24/2026 shows a severe stenosis at L4-5.
Gabapentin and physical therapy helped her a bit. Strength is normal in both legs.
We would like an epidural injection for her.

Cora Diaz, PA-C
Elm Street Clinic   o: 603-555-0145   f: 603-555-0199"""
JOTTED = """\
Elm Street Clinic   Rte 9, Keene NH   (603) 555-0145

11/19/26
For: Bo Reed   b. 7/7/62   cell 603-555-0127
Pls see for chronic neck pain, facet arthropathy. Good relief from blocks.
Has MassHealth, 100447719283. PCN allergy.
Thanks,  Cora Diaz ARNP"""


@pytest.mark.parametrize("drawing", [MAIL, JOTTED])
def test_an_e_mail_and_a_few_lines_to_a_colleague_are_letters(paper: Paper, drawing: str) -> None:
    page = paper(drawing)
    assert page_kind(layout(page), page)[0] is PageKind.REFERRAL_LETTER


def test_a_card_that_names_nobodys_complaint_is_no_letter(paper: Paper) -> None:
    page = paper("Cigna Open Access Plus PPO\nAnn Fox\nID U7734120055   Group 33112\nRxBIN 610014")
    assert page_kind(layout(page), page)[0] is PageKind.INSURANCE_CARD


WANTS_COPIES = """\
Doyle & Ames, Attorneys at Law

November 3, 2026

Custodian of Records
Re: our client Ann Fox, date of birth 1/2/1950

Dear Sir or Madam:

She was hurt in a fall, and you treated her for a compression fracture of the spine with a kyphoplasty. Please
furnish complete copies of your office notes, of all referrals and consultations, and of what you wrote to
referring physicians. A HIPAA compliant authorization is enclosed and we will pay the copy fee.

Very truly yours,
Cora Doyle"""


def test_a_lawyer_who_wants_copies_of_referrals_writes_no_letter_of_referral(paper: Paper) -> None:
    page = paper(WANTS_COPIES)
    assert page_kind(layout(page), page)[0] is PageKind.OTHER


CALLED = """\
Elm Street Clinic   Rte 9, Keene NH   (603) 555-0145
November 19, 2026, 5:40 p.m.

To: Pain Management, 603-555-0199
Bo Reed, male, DOB 7/7/1962

{greeting}

This man of 64 years was to see you next week for an injection in his neck, and he has come back with
more of the same pain in it. On examination he turns his head by half to either side, and his arms are
strong with normal sensation. His reflexes are equal. He has no trouble with his hands or with his gait.
Nothing else in his history has changed since I wrote to you, and I would be glad to hear from you soon.

Current medicines: gabapentin, tizanidine, ramipril. He takes no blood
thinner.

Cora Diaz, PA-C   NPI 1234567893"""


@pytest.mark.parametrize("greeting", ["Dr. Kramer,", "Doctor Kramer:", "Dr Bennett Kramer,", "Dear Dr. Kramer,"])
def test_a_doctor_called_upon_by_name_is_greeted_and_a_list_in_a_sentence_is_no_title(
    paper: Paper, greeting: str
) -> None:
    page = paper(CALLED.format(greeting=greeting))
    assert page_kind(layout(page), page)[0] is PageKind.REFERRAL_LETTER
