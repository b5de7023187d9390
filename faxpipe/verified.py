"""What people verified of a fax, in the form of the truth beside a sample, so that evaluation can learn from it.

Between amended and export. Pure. Only what a person wrote, confirmed or found absent is truth: `judged` lists
those fields, and a fax on which nobody judged anything gives none. What later faxes brought is left out, because
it does not stand on these pages.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from faxpipe.amended import Act, Amended, Correction
from faxpipe.referral import Referral

Json = dict[str, Any]

JUDGING = (Act.CORRECT, Act.CONFIRM, Act.NOT_ON_FAX)


def truth_of(amended: Amended, *, received_at: datetime) -> Json | None:
    """The truth of one fax, None where no field of it was judged by a person."""
    reading = amended.reading
    referrals = [
        _referral(referral, [one for one in standing if one.act in JUDGING])
        for referral, standing in zip(reading.referrals, amended.standing, strict=True)
    ]
    if not any(referral["judged"] for referral in referrals):
        return None
    return {
        "about": "what staff verified",
        "received": received_at.isoformat(),
        "verdict": reading.verdict.value,
        "priority": reading.priority.value,
        "pages": [{"kind": page.kind.value, "rotation": page.rotation} for page in reading.pages],
        "referrals": referrals,
    }


def _referral(referral: Referral, judged: list[Correction]) -> Json:
    values = {one.value.field: one.value.value for one in judged}
    return {
        "pages": list(referral.pages),
        "pathway": referral.pathway.value,
        "verdict": referral.verdict.value,
        "priority": referral.priority.value,
        "missing": list(referral.missing),
        "judged": sorted(values),
        "fields": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
            if value is not None
        },
    }
