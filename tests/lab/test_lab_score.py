"""The outcome of each field, and the figures of several faxes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from faxpipe.lab.cli import main
from faxpipe.lab.score import FaxScore, Outcome, score_fax, score_field
from faxpipe.lab.tally import score, scores_json

Json = dict[str, Any]


def cell(status: str, value: Any = None, others: tuple[Any, ...] = (), confidence: float = 0.9) -> Json:
    return {
        "status": status,
        "value": value,
        "confidence": confidence,
        "others": [{"status": "uncertain", "value": other} for other in others],
    }


@pytest.mark.parametrize(
    ("got", "truth", "unreadable", "outcome"),
    [
        (cell("found", "L1"), "L1", False, Outcome.FOUND_RIGHT),
        (cell("found", "L2"), "L1", False, Outcome.FOUND_WRONG),
        (cell("found", "L2"), None, True, Outcome.FOUND_WRONG),
        (cell("uncertain", "L1"), "L1", False, Outcome.HELD_RIGHT),
        (cell("conflict", "L2", ("L1",)), "L1", False, Outcome.HELD_RIGHT),
        (cell("uncertain"), None, True, Outcome.HELD_RIGHT),
        (cell("invalid", "L2"), "L1", False, Outcome.HELD_OTHER),
        (cell("missing"), "L1", False, Outcome.MISSED),
        (None, "L1", False, Outcome.MISSED),
        (cell("missing"), None, True, Outcome.MISSED),
        (cell("found", "L1"), None, False, Outcome.INVENTED),
        (cell("uncertain", "L1"), None, False, Outcome.HELD_INVENTED),
        (cell("missing"), None, False, Outcome.TRUE_MISSING),
        (None, None, False, Outcome.TRUE_MISSING),
    ],
)
def test_each_outcome(got: Json | None, truth: Any, unreadable: bool, outcome: Outcome) -> None:
    assert score_field("fracture.levels", got, truth, unreadable).outcome is outcome


def test_an_order_date_that_fell_back_to_the_day_of_arrival_is_not_invented() -> None:
    got = {**cell("found", "2026-09-01"), "method": "received"}
    assert score_field("order.date", got, None, False).outcome is Outcome.TRUE_MISSING


def truth_of(**changes: Any) -> Json:
    referral = {
        "pages": [1, 2],
        "pathway": "vcf",
        "verdict": "incomplete",
        "priority": "urgent",
        "missing": ["patient.phone"],
        "fields": {"patient.name": "Ada Finch", "fracture.levels": ["T12", "L1"]},
    }
    return {
        "verdict": "incomplete",
        "priority": "urgent",
        "pages": [{"kind": "referral_form"}, {"kind": "clinical_note", "rotation": 180}],
        "referrals": [{**referral, **changes}],
    }


def reading_of(**changes: Any) -> Json:
    referral = {
        "pages": [1, 2],
        "pathway": "vcf",
        "verdict": "incomplete",
        "priority": "urgent",
        "missing": ["patient.phone"],
        "fields": {"patient.name": cell("found", "Ada Finch"), "fracture.levels": cell("found", ["T12", "L1"])},
    }
    return {
        "source": "a.pdf",
        "verdict": "incomplete",
        "priority": "urgent",
        "pages": [
            {"number": 1, "kind": "referral_form", "rotation": 0},
            {"number": 2, "kind": "clinical_note", "rotation": 180},
        ],
        "referrals": [{**referral, **changes}],
    }


def test_a_perfect_reading_scores_everything_right() -> None:
    scores = score([score_fax(reading_of(), truth_of())])
    assert (scores.core_right, scores.wrong_among_found, scores.missing_precision) == (1.0, 0.0, 1.0)
    assert (scores.packets_right, scores.rotations_right, scores.rotations) == (1, 2, 2)
    assert scores.false_completes == scores.missed_urgents == scores.worst == ()


def test_a_fax_without_a_reading_misses_everything() -> None:
    fax = score_fax(None, truth_of(), "a.pdf")
    scores = score([fax])
    assert scores.unread == 1
    assert scores.core_right == 0.0
    assert scores.missed_urgents == ("a.pdf",)
    assert not fax.packets_right


def test_a_referral_called_complete_that_is_not_is_a_false_complete() -> None:
    fax = score_fax(reading_of(verdict="complete"), truth_of())
    assert fax.false_complete


def test_a_lower_priority_is_a_missed_urgent_and_a_higher_one_a_false_urgent() -> None:
    low = {**reading_of(priority="routine"), "priority": "routine"}
    assert score([score_fax(low, truth_of(), "low.pdf")]).missed_urgents == ("low.pdf",)
    quiet = {**truth_of(priority="routine"), "priority": "routine"}
    assert score([score_fax(reading_of(), quiet, "quiet.pdf")]).false_urgents == ("quiet.pdf",)


def test_referrals_are_paired_by_their_pages_and_the_rest_are_extra() -> None:
    truth, reading = truth_of(), reading_of()
    reading["referrals"].insert(0, {**reading["referrals"][0], "pages": [3], "fields": {}})
    fax = score_fax(reading, truth)
    assert fax.extra_referrals == 1
    assert not fax.packets_right
    assert fax.referrals[0].fields[0].outcome is Outcome.FOUND_RIGHT


def test_missing_lists_are_counted_both_ways() -> None:
    fax = score_fax(
        reading_of(missing=["order.service", "patient.phone"]), truth_of(missing=["patient.phone", "referrer.npi"])
    )
    assert score([fax]).missing == (1, 1, 1)


def test_calibration_counts_values_by_confidence() -> None:
    fields = {
        "patient.name": cell("found", "Ada Finch", confidence=0.96),
        "patient.phone": cell("uncertain", "1", confidence=0.55),
    }
    bins = {
        (b.low, b.high): (b.values, b.right)
        for b in score([score_fax(reading_of(fields=fields), truth_of())]).calibration
    }
    assert bins[0.95, 0.98] == (1, 1)
    assert bins[0.5, 0.6] == (1, 0)


def write_folder(folder: Path, faxes: dict[str, tuple[Json, Json | None]]) -> Path:
    lines = []
    for name, (truth, reading) in faxes.items():
        (folder / f"{name}.truth.json").write_text(json.dumps(truth))
        (folder / f"{name}.pdf").write_bytes(b"%PDF-1.4")
        if reading is not None:
            lines.append(json.dumps({**reading, "source": f"{name}.pdf"}))
    readings = folder / "readings.jsonl"
    readings.write_text("\n".join(lines) + "\n")
    return readings


def test_evaluate_scores_a_file_of_readings_and_writes_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    readings = write_folder(tmp_path, {"a": (truth_of(), reading_of())})
    out = tmp_path / "figures.json"
    assert main(["evaluate", str(tmp_path), "--readings", str(readings), "--json", str(out), "--details"]) == 0
    assert json.loads(out.read_text())["core_right"] == 1.0
    assert "core fields found or held right" in capsys.readouterr().out


def test_evaluate_tells_by_its_exit_code_that_a_fax_was_not_read(tmp_path: Path) -> None:
    readings = write_folder(tmp_path, {"a": (truth_of(), reading_of()), "b": (truth_of(), None)})
    assert main(["evaluate", str(tmp_path), "--readings", str(readings)]) == 1
    assert main(["evaluate", str(tmp_path), "--readings", str(readings), "--only", "a"]) == 0


def test_evaluate_of_an_empty_folder_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(tmp_path)]) == 2
    assert "no fax" in capsys.readouterr().err


def test_figures_are_plain_json() -> None:
    fax: FaxScore = score_fax(reading_of(), truth_of())
    assert json.loads(json.dumps(scores_json(score([fax]))))["fax_verdicts"] == [
        {"truth": "incomplete", "got": "incomplete", "count": 1}
    ]


def test_of_corrections_only_the_fields_that_a_person_judged_are_scored() -> None:
    truth = truth_of()
    truth["referrals"][0]["judged"] = ["patient.name", "referrer.npi"]
    score = score_fax(reading_of(), truth)
    assert {field.field for field in score.referrals[0].fields} == {"patient.name", "referrer.npi"}
