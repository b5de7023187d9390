"""Scores of invented faxes, for the tests of what is counted from them."""

from __future__ import annotations

from typing import Any

from faxpipe.lab.runs import Run, Settings
from faxpipe.lab.score import FaxScore, FieldScore, Outcome, ReferralScore

STATUS = {
    Outcome.FOUND_RIGHT: "found",
    Outcome.FOUND_WRONG: "found",
    Outcome.INVENTED: "found",
    Outcome.HELD_RIGHT: "uncertain",
    Outcome.HELD_OTHER: "uncertain",
    Outcome.HELD_INVENTED: "uncertain",
    Outcome.MISSED: "missing",
    Outcome.TRUE_MISSING: "missing",
}


def scored(
    outcome: Outcome, confidence: float | None = 0.9, field: str = "patient.name", **other: Any
) -> FieldScore:
    status = STATUS[outcome]
    right = outcome in (Outcome.FOUND_RIGHT, Outcome.HELD_RIGHT) if status != "missing" else None
    reason = "low_confidence" if status == "uncertain" else None
    told: dict[str, Any] = {"truth": "Ada Finch", "got": "Ada Finch", "reason": reason, **other}
    return FieldScore(field, outcome, status, confidence=confidence, right=right, ordered=None, **told)


def fax_of(source: str, *values: FieldScore, **other: Any) -> FaxScore:
    referral = ReferralScore(
        pages=(1,),
        verdict="incomplete",
        got_verdict="incomplete",
        priority="routine",
        got_priority="routine",
        pathway="vcf",
        got_pathway="vcf",
        missing=("order.service",),
        got_missing=("order.service",),
        fields=values,
    )
    told: dict[str, Any] = {
        "verdict": "incomplete",
        "got_verdict": "incomplete",
        "priority": "routine",
        "got_priority": "routine",
        "kinds": (("referral_form", "referral_form"),),
        "rotations": ((0, 0),),
        "packets_right": True,
        "extra_referrals": 0,
        **other,
    }
    return FaxScore(source=source, read=True, referrals=(referral,), **told)


def run_of_faxes(*faxes: FaxScore, folder: str = "faxes") -> Run:
    settings = Settings(
        "2026-11-22T20:00:00+00:00",
        folder,
        versions=(("faxpipe", "0.1.0"), ("ocr", "neural 1")),
        corpus=(("seed", "7"), ("count", "300"), ("split", "held")),
        thresholds=(("patient.name", 0.75),),
    )
    return Run(settings, faxes)
