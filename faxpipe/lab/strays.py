"""Faxes that are no referral: advertising, records requests, insurers' letters, faxes for someone else.

Part of the lab. They are full of the clinic's own words on purpose; their truth is `not_referral`.
"""

from __future__ import annotations

from faxpipe.lab.cases import Case
from faxpipe.lab.flow import Document, Flow
from faxpipe.lab.people import make_person, make_phone
from faxpipe.lab.style import Style

KINDS = ("advert", "records", "approval", "refill", "supplies", "invitation")


def stray(case: Case, style: Style, kind: str) -> Document:
    """One page of `kind` (one of KINDS)."""
    flow = Flow(case, style)
    title, texts = _content(case, style, kind)
    flow.line(title, bold=True, size=style.size * 1.7, center=style.rng.random() < 0.6)
    flow.gap(1.5)
    for text in texts:
        flow.paragraph(text)
        flow.gap(0.8)
    return flow.done("other")


def _content(case: Case, style: Style, kind: str) -> tuple[str, list[str]]:
    rng = style.rng
    phone = style.phone(make_phone(rng))
    patient, born = style.name(case.patient), style.date(case.born)
    today = style.date(case.sent.date())
    writer = make_person(rng)
    pages: dict[str, tuple[str, list[str]]] = {
        "advert": (
            "Vertebral augmentation systems at a special price",
            [
                "Attention practice managers: balloon kyphoplasty kits, cement mixers and delivery needles "
                "ship free this quarter.",
                f"Call {phone} for a quote or a demonstration by our representative {writer.full}.",
                "To be removed from this list, write REMOVE on this page and fax it back.",
            ],
        ),
        "records": (
            "Authorization to release medical records",
            [
                f"Date: {today}. Patient: {patient}, date of birth {born}.",
                "Please send all office notes, imaging reports and billing records of the last three years to "
                "our office.",
                f"{writer.last} & Associates, attorneys at law. Telephone {phone}. A signed HIPAA "
                f"authorization is on file.",
            ],
        ),
        "approval": (
            "Notice of determination",
            [
                f"{today}. Member: {patient}. Date of birth: {born}. Case {rng.randint(100000, 999999)}.",
                "The request for percutaneous vertebral augmentation (CPT 22514) has been "
                + rng.choice(
                    (
                        "approved for 90 days.",
                        "denied as not medically necessary.",
                        "returned: more information is needed.",
                    )
                ),
                "This notice is no guarantee of payment. Providers may appeal within 60 days.",
                f"Utilization management, telephone {phone}.",
            ],
        ),
        "refill": (
            "Prescription refill request",
            [
                "To: "
                + rng.choice(("Riverside Cardiology", "Dr. Halvorsen, Dermatology", "Lakes Region Podiatry")),
                f"Patient {patient}, born {born}, asks for a refill of {case.drugs[0][0]} {case.drugs[0][1]}.",
                f"Please reply to the pharmacy at {phone}. Sent {today}.",
            ],
        ),
        "supplies": (
            "INVOICE",
            [
                f"Invoice date {today}. Bill to: accounts payable.",
                f"12 cartons of fax toner at 41.50, 6 lumbar braces at 38.00. Questions: {phone}.",
                "Payment is due within 30 days.",
            ],
        ),
        "invitation": (
            "Dinner lecture: pain after spinal fracture",
            [
                f"Join {writer.full}, MD, for an evening on referral pathways for vertebral compression "
                f"fractures.",
                f"Continuing education credit applied for. Reply by telephone to {phone} or return this page "
                f"by fax.",
                "Name: ____________________   Practice: ____________________   Number of guests: ______",
            ],
        ),
    }
    return pages[kind]
