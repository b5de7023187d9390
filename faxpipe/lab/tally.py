"""Many fax scores added up: the figures by which two versions of the reader are compared.

Part of the lab; pure counting. Shares are None where nothing could be counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from faxpipe.lab.compare import CORE
from faxpipe.lab.score import ANSWERED, FaxScore, FieldScore, Outcome, ReferralScore

CONFIDENCE_EDGES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0)
RANK = {"routine": 0, "priority": 1, "urgent": 2, "emergency": 3}


@dataclass(frozen=True, slots=True)
class Calibration:
    """Values with a confidence from `low` to below `high`: how many, how many of them right."""

    low: float
    high: float
    values: int
    right: int


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures of one evaluation. Confusions count (truth, got); got is "none" where nothing was read."""

    faxes: int
    unread: int
    referrals: int
    unmatched_referrals: int
    extra_referrals: int
    core: Counter[Outcome]
    fields: dict[str, Counter[Outcome]]
    ordered: tuple[int, int]
    fax_verdicts: Counter[tuple[str, str]]
    referral_verdicts: Counter[tuple[str, str]]
    priorities: Counter[tuple[str, str]]
    pathways: Counter[tuple[str, str]]
    missing: tuple[int, int, int]
    false_completes: tuple[str, ...]
    missed_urgents: tuple[str, ...]
    false_urgents: tuple[str, ...]
    kinds: Counter[tuple[str, str]]
    rotations_right: int
    rotations: int
    packets_right: int
    calibration: tuple[Calibration, ...]
    worst: tuple[tuple[str, int], ...]

    @property
    def core_right(self) -> float | None:
        """Share of answered core fields that were found right or held right."""
        answered = sum(self.core[outcome] for outcome in ANSWERED)
        return share(self.core[Outcome.FOUND_RIGHT] + self.core[Outcome.HELD_RIGHT], answered)

    @property
    def core_found_right(self) -> float | None:
        """Share of answered core fields that were found right, with nobody asked."""
        return share(self.core[Outcome.FOUND_RIGHT], sum(self.core[outcome] for outcome in ANSWERED))

    @property
    def wrong_among_found(self) -> float | None:
        """Share of core fields with status found whose value is wrong or invented."""
        wrong = self.core[Outcome.FOUND_WRONG] + self.core[Outcome.INVENTED]
        return share(wrong, wrong + self.core[Outcome.FOUND_RIGHT])

    @property
    def missing_precision(self) -> float | None:
        hit, extra, _ = self.missing
        return share(hit, hit + extra)

    @property
    def missing_recall(self) -> float | None:
        hit, _, lost = self.missing
        return share(hit, hit + lost)


def score(faxes: Sequence[FaxScore]) -> Scores:
    """The figures of all `faxes`."""
    referrals = [referral for fax in faxes for referral in fax.referrals]
    values = [value for referral in referrals for value in referral.fields]
    lists = [value.ordered for value in values if value.ordered is not None]
    rotations = [pair for fax in faxes for pair in fax.rotations]
    return Scores(
        faxes=len(faxes),
        unread=sum(not fax.read for fax in faxes),
        referrals=len(referrals),
        unmatched_referrals=sum(referral.got_verdict is None for referral in referrals),
        extra_referrals=sum(fax.extra_referrals for fax in faxes),
        core=Counter(value.outcome for value in values if value.field in CORE),
        fields=_by_field(values),
        ordered=(sum(lists), len(lists)),
        fax_verdicts=_confusion((fax.verdict, fax.got_verdict) for fax in faxes),
        referral_verdicts=_confusion((r.verdict, r.got_verdict) for r in referrals),
        priorities=_confusion((fax.priority, fax.got_priority) for fax in faxes),
        pathways=_confusion((r.pathway, r.got_pathway) for r in referrals),
        missing=_missing(referrals),
        false_completes=tuple(fax.source for fax in faxes if fax.false_complete),
        missed_urgents=tuple(fax.source for fax in faxes if _missed_urgent(fax)),
        false_urgents=tuple(fax.source for fax in faxes if _false_urgent(fax)),
        kinds=_confusion(pair for fax in faxes for pair in fax.kinds),
        rotations_right=sum(truth == got for truth, got in rotations),
        rotations=len(rotations),
        packets_right=sum(fax.packets_right for fax in faxes),
        calibration=_calibration(values),
        worst=_worst(faxes),
    )


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def scores_json(scores: Scores) -> dict[str, Any]:
    """The figures ready for `json.dumps`; confusions are lists of {truth, got, count}."""
    return {
        "faxes": scores.faxes,
        "unread": scores.unread,
        "referrals": scores.referrals,
        "unmatched_referrals": scores.unmatched_referrals,
        "extra_referrals": scores.extra_referrals,
        "core_right": scores.core_right,
        "core_found_right": scores.core_found_right,
        "wrong_among_found": scores.wrong_among_found,
        "core": _counts(scores.core),
        "fields": {field: _counts(counts) for field, counts in scores.fields.items()},
        "lists_in_order": {"right": scores.ordered[0], "of": scores.ordered[1]},
        "missing_precision": scores.missing_precision,
        "missing_recall": scores.missing_recall,
        "fax_verdicts": _pairs(scores.fax_verdicts),
        "referral_verdicts": _pairs(scores.referral_verdicts),
        "priorities": _pairs(scores.priorities),
        "pathways": _pairs(scores.pathways),
        "false_completes": list(scores.false_completes),
        "missed_urgents": list(scores.missed_urgents),
        "false_urgents": list(scores.false_urgents),
        "page_kinds": _pairs(scores.kinds),
        "rotations": {"right": scores.rotations_right, "of": scores.rotations},
        "packets_right": scores.packets_right,
        "calibration": [
            {"low": bin.low, "high": bin.high, "values": bin.values, "right": bin.right}
            for bin in scores.calibration
        ],
        "worst": [{"source": source, "bad_core_fields": bad} for source, bad in scores.worst],
    }


def _by_field(values: Iterable[FieldScore]) -> dict[str, Counter[Outcome]]:
    table: dict[str, Counter[Outcome]] = {}
    for value in values:
        table.setdefault(value.field, Counter())[value.outcome] += 1
    return table


def _confusion(pairs: Iterable[tuple[str, str | None]]) -> Counter[tuple[str, str]]:
    return Counter((truth, got or "none") for truth, got in pairs)


def _missing(referrals: Iterable[ReferralScore]) -> tuple[int, int, int]:
    """Fields rightly called missing, wrongly called missing, and missing without a word."""
    hit = extra = lost = 0
    for referral in referrals:
        truth, got = set(referral.missing), set(referral.got_missing)
        hit, extra, lost = hit + len(truth & got), extra + len(got - truth), lost + len(truth - got)
    return hit, extra, lost


def _missed_urgent(fax: FaxScore) -> bool:
    pairs = [(fax.priority, fax.got_priority), *((r.priority, r.got_priority) for r in fax.referrals)]
    return any(
        truth in ("emergency", "urgent") and RANK.get(got or "", -1) < RANK[truth] for truth, got in pairs if truth
    )


def _false_urgent(fax: FaxScore) -> bool:
    return RANK[fax.priority] < RANK["urgent"] <= RANK.get(fax.got_priority or "", -1)


def _calibration(values: Sequence[FieldScore]) -> tuple[Calibration, ...]:
    judged = [(value.confidence, value.right) for value in values if value.confidence is not None]
    bins = []
    for low, high in pairwise(CONFIDENCE_EDGES):
        inside = [right for confidence, right in judged if right is not None and _within(confidence, low, high)]
        bins.append(Calibration(low, high, len(inside), sum(inside)))
    return tuple(bins)


def _within(confidence: float, low: float, high: float) -> bool:
    return low <= confidence < high or (high == CONFIDENCE_EDGES[-1] and confidence >= high)


def _worst(faxes: Iterable[FaxScore]) -> tuple[tuple[str, int], ...]:
    bad = (Outcome.FOUND_WRONG, Outcome.INVENTED, Outcome.MISSED, Outcome.HELD_OTHER)
    counts = [
        (fax.source, sum(v.outcome in bad for r in fax.referrals for v in r.fields if v.field in CORE))
        for fax in faxes
    ]
    return tuple(sorted((pair for pair in counts if pair[1]), key=lambda pair: (-pair[1], pair[0]))[:10])


def _counts(counts: Counter[Outcome]) -> dict[str, int]:
    return {outcome.value: counts[outcome] for outcome in Outcome}


def _pairs(confusion: Counter[tuple[str, str]]) -> list[dict[str, str | int]]:
    return [{"truth": truth, "got": got, "count": count} for (truth, got), count in sorted(confusion.items())]
