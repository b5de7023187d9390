"""One study, not a mixture: the date that is kept must belong to the study that is kept.

A fax names several studies, each with its date. The best modality is chosen first (MRI before CT before bone
scan before SPECT before X-ray), then only dates that stand nearest to a mention of that study count.
"""

from __future__ import annotations

from faxpipe.referral import Candidate

ORDER = ("MRI", "CT", "bone scan", "SPECT", "X-ray")
BELIEVED = 0.5


def one_study(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates without modalities lesser than the best one, and without dates of other studies."""
    candidates = _without_facilities(candidates)
    modalities = [c for c in candidates if c.field == "imaging.modality" and c.value in ORDER]
    believed = [c for c in modalities if c.confidence >= BELIEVED] or modalities
    if not believed:
        return candidates
    best = min((str(c.value) for c in believed), key=ORDER.index)
    dates = [c for c in candidates if c.field == "imaging.date"]
    kept = [date for date in dates if _belongs(date, modalities, best)]
    lesser = {id(c) for c in modalities if c.value != best}
    dropped = lesser | {id(c) for c in dates} - {id(c) for c in kept}
    return [c for c in candidates if id(c) not in dropped]


def _without_facilities(candidates: list[Candidate]) -> list[Candidate]:
    """Drops what stands above the labelled study of its page: "Seacoast Open MRI" is who did the CT."""
    asked = {
        c.page: c.box.top for c in candidates if c.field == "imaging.modality" and c.method == "label" and c.value
    }
    return [
        c
        for c in candidates
        if c.field != "imaging.modality" or c.method == "label" or c.box.bottom > asked.get(c.page, 0.0)
    ]


def _belongs(date: Candidate, modalities: list[Candidate], best: str) -> bool:
    """Whether the nearest study on the date's page is the best one; a page without studies has no dates."""
    page = [c for c in modalities if c.page == date.page]
    if not page:
        return False
    return min(page, key=lambda c: _distance(date, c)).value == best


def _distance(one: Candidate, other: Candidate) -> float:
    return 3 * abs(one.box.center_y - other.box.center_y) + abs(one.box.center_x - other.box.center_x)
