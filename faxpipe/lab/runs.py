"""One evaluation as a file: what was read, with what, when, and what became of every field.

Part of the lab. `run_json` and `run_of` are inverses but for the figures, which are counted anew. A file holds the
values of the faxes, so it is for invented people only.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faxpipe.errors import UsageError
from faxpipe.lab.score import FaxScore, FieldScore, Json, Outcome, ReferralScore
from faxpipe.lab.tally import score, scores_json

FORMAT = 1
ORIGIN = "corpus.json"
"""What `faxpipe lab make` writes beside its faxes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run came about. `made_at`: ISO 8601, UTC. `corpus`: how the faxes were drawn, where that is known.
    `thresholds`: from which confidence each field was found."""

    made_at: str
    folder: str
    versions: tuple[tuple[str, str], ...] = ()
    corpus: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    thresholds: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """The outcomes of one evaluation, fax by fax, with how they came about."""

    settings: Settings
    faxes: tuple[FaxScore, ...]


def versions_of(readings: Iterable[Json]) -> tuple[tuple[str, str], ...]:
    """What made the readings; several where they were made by different versions."""
    found: dict[str, dict[str, None]] = {}
    for reading in readings:
        for name, version in reading.get("versions", {}).items():
            if version != "none":
                found.setdefault(name, {})[str(version)] = None
    return tuple((name, " / ".join(versions)) for name, versions in found.items())


def origin_of(folder: Path) -> tuple[tuple[str, str], ...]:
    """How `faxpipe lab make` drew the faxes of the folder; empty where it did not."""
    try:
        stored = json.loads((folder / ORIGIN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    return tuple((str(name), str(value)) for name, value in stored.items()) if isinstance(stored, dict) else ()


def run_json(run: Run) -> dict[str, Any]:
    """The run ready for `json.dumps`: its settings, the figures of `scores_json`, and each fax."""
    settings = {
        field.name: dict(value) if isinstance(value := getattr(run.settings, field.name), tuple) else value
        for field in dataclasses.fields(Settings)
    }
    return {
        "format": FORMAT,
        "run": settings,
        **scores_json(score(run.faxes)),
        "each": [_sparse(dataclasses.asdict(fax)) for fax in run.faxes],
    }


def load_run(path: Path) -> Run:
    """The run that `faxpipe lab evaluate --json` wrote. Raises UsageError for a file that holds none."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"the run can't be read: {error.strerror}") from None
    except ValueError:
        raise UsageError("this is no run: write one with `faxpipe lab evaluate DIR --json FILE`") from None
    return run_of(stored)


def run_of(stored: Any) -> Run:
    """The run behind `run_json`. Raises UsageError where it is of another format or incomplete."""
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise UsageError("this run is of another format: evaluate the readings again with --json")
    try:
        settings: dict[str, Any] = {
            name: tuple(value.items()) if isinstance(value, dict) else value
            for name, value in stored["run"].items()
        }
        return Run(Settings(**settings), tuple(_fax(fax) for fax in stored["each"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UsageError("this run is damaged: evaluate the readings again with --json") from None


def _sparse(fax: dict[str, Any]) -> dict[str, Any]:
    """Without what every field of an empty place would say again."""
    for referral in fax["referrals"]:
        referral["fields"] = [
            {name: value for name, value in one.items() if value is not None} for one in referral["fields"]
        ]
    return fax


FIELD_DEFAULTS: Mapping[str, None] = {
    name: None for name in ("truth", "got", "confidence", "right", "ordered", "page", "method", "reason", "box")
}


def _fax(stored: dict[str, Any]) -> FaxScore:
    plain = {
        **stored,
        "kinds": tuple((truth, got) for truth, got in stored["kinds"]),
        "rotations": tuple((truth, got) for truth, got in stored["rotations"]),
        "referrals": tuple(map(_referral, stored["referrals"])),
    }
    return FaxScore(**plain)


def _referral(stored: dict[str, Any]) -> ReferralScore:
    lists = {name: tuple(stored[name]) for name in ("pages", "missing", "got_missing")}
    return ReferralScore(**{**stored, **lists, "fields": tuple(map(_field, stored["fields"]))})


def _field(stored: dict[str, Any]) -> FieldScore:
    plain: dict[str, Any] = {**FIELD_DEFAULTS, **stored, "outcome": Outcome(stored["outcome"])}
    return FieldScore(**{**plain, "box": tuple(plain["box"]) if plain["box"] else None})
