"""Verdict, missing list and priority of invented referrals, worked out from what the paper says.

Part of the lab. Written from the specification alone and never from the product's own rules, so that a mistake in
either shows when they are compared.
"""

from __future__ import annotations

from datetime import date, timedelta

from faxpipe.lab.said import Said

NEEDED = (
    "patient.name",
    "patient.birth_date",
    "patient.phone",
    "referrer.name",
    "order.service",
    "coverage.payer",
    "coverage.member_id",
    "referrer.npi",
    "patient.medications",
    "patient.allergies",
    "documents.clinical_notes",
)
NEEDED_FOR_FRACTURES = (
    "treatment.anticoagulants",
    "fracture.levels",
    "fracture.onset",
    "imaging.modality",
    "imaging.date",
    "documents.imaging_report",
)
EITHER = (("referrer.phone", "referrer.fax"), ("diagnosis.text", "diagnosis.icd10"))
MALIGNANT = ("metasta", "malignan")
"""Malignancy with a fracture is urgent, also where a form only names it as the diagnosis."""
ORDER = ("emergency", "urgent", "priority", "routine")
WORST = ("incomplete", "review", "complete")


def missing_fields(said: Said, pathway: str, kinds: set[str]) -> list[str]:
    """Required fields that nothing on the paper answers; an illegible answer is an answer."""
    answered = set(said.fields) | said.spoiled
    needed = list(NEEDED)
    if "referral_form" in kinds:
        needed.append("referrer.signature")
    if pathway == "vcf":
        needed += NEEDED_FOR_FRACTURES
    if said.fields.get("coverage.payer") == "self-pay":
        needed.remove("coverage.member_id")
    missing = [name for name in needed if name not in answered]
    return missing + [first for first, second in EITHER if not {first, second} & answered]


def verdict_of(said: Said, pathway: str, kinds: set[str]) -> str:
    """complete, incomplete, or review where a needed answer can't be trusted unseen."""
    if missing_fields(said, pathway, kinds):
        return "incomplete"
    needed = {*NEEDED, *(NEEDED_FOR_FRACTURES if pathway == "vcf" else ())}
    needed |= {"referrer.signature"} if "referral_form" in kinds else set()
    doubtful = said.spoiled & needed
    doubtful |= {
        first
        for first, second in EITHER
        if {first, second} & said.spoiled and not {first, second} & set(said.fields)
    }
    return "review" if doubtful else "complete"


def priority_of(said: Said, pathway: str, today: date) -> str:
    """From asserted findings and the age of the fracture; `today`: the day of the order or of arrival."""
    score = said.fields.get("symptoms.pain_score")
    pain = score if isinstance(score, int) else 0
    alarms = set(said.alarms)
    if (
        pain >= 8
        or said.fields.get("order.urgency") in ("urgent", "stat")
        or said.fields.get("exam.neuro") == "deficit"
        or any(word in str(said.fields.get("diagnosis.text", "")).lower() for word in MALIGNANT)
    ):
        alarms.add("urgent")
    began = _began(said.fields.get("fracture.onset"), today)
    if pathway == "vcf" and began is not None:
        age = (today - began).days
        if (age < 42 and pain >= 5) or 70 <= age <= 84:
            alarms.add("priority")
    return next((priority for priority in ORDER if priority in alarms), "routine")


def _began(onset: object, today: date) -> date | None:
    text = str(onset) if onset is not None else ""
    if text.startswith("P"):
        days = {"D": 1, "W": 7, "M": 30}[text[-1]]
        return today - timedelta(days=int(text[1:-1]) * days)
    if len(text) == 7:
        return date.fromisoformat(f"{text}-12")
    return date.fromisoformat(text) if text else None
