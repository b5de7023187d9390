"""coverage.toml -> what a payer will ask for before it pays: shown to staff, never a reason for a verdict.

Between fields and verdict. The rows are data with dates, since payers change their rules every year and differ;
the few checks they may name are code here. A rule that the fax contradicts and a rule the fax leaves open are
said differently: one needs a thought, the other a phone call.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from faxpipe.clock import day_of, onset_of, written_on
from faxpipe.errors import ConfigError
from faxpipe.referral import Advisory, FieldStatus, FieldValue, Pathway, Value
from faxpipe.schema import Need, Schema

LEVELS = (*(f"T{n}" for n in range(1, 13)), *(f"L{n}" for n in range(1, 6)))


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """One row: what is checked, for whom, from when. Which of the parameters count depends on `check`."""

    id: str
    check: str
    payers: tuple[str, ...]
    effective_from: date
    says: str
    asks: str
    not_payers: tuple[str, ...] = ()
    effective_until: date | None = None
    source: str = ""
    field: str = ""
    least: int = 0
    most: int = 0
    first: str = ""
    last: str = ""
    codes: tuple[str, ...] = ()
    codes_with: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()

    def applies(self, payer: str, day: date) -> bool:
        """Whether the rule is in force on `day` for a payer of this name (any case)."""
        name = payer.lower()
        if day < self.effective_from or (self.effective_until is not None and day > self.effective_until):
            return False
        if any(other in name for other in self.not_payers):
            return False
        return "*" in self.payers or any(own in name for own in self.payers)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All rows of one version."""

    version: str
    rules: tuple[CoverageRule, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    """What the checks look at: trusted values by name, and the days that spans are counted from and to."""

    values: Mapping[str, Value]
    written: date
    received: date


@cache
def load_coverage(path: Path | None = None) -> Coverage:
    """The rows of `path`, or those that ship with the package. Raises ConfigError naming the bad row."""
    try:
        text = (path or resources.files("faxpipe") / "coverage.toml").read_text(encoding="utf-8")
        return parse_coverage(tomllib.loads(text))
    except OSError as error:
        raise ConfigError(f"cannot read the coverage table: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the coverage table is not valid TOML: {error}") from None


def parse_coverage(raw: Mapping[str, Any]) -> Coverage:
    """Checks every row; ConfigError for an unknown key or check, or a row without what it needs."""
    return Coverage(str(raw.get("version", "")), tuple(_rule(row) for row in raw.get("rule", [])))


def advisories(
    fields: Sequence[FieldValue], schema: Schema, coverage: Coverage, pathway: Pathway, received: date
) -> tuple[Advisory, ...]:
    """Gaps in what a payer will ask for, the payer's own rules first, then advisory fields nobody answered."""
    known = {value.field: value for value in fields}
    shown: list[Advisory] = []
    named: set[str] = set()
    if pathway is Pathway.VCF:
        payer = known.get("coverage.payer")
        name = str(payer.value) if payer is not None and payer.value is not None else ""
        case = _Case(_trusted(fields), written_on(known, received), received)
        for rule in coverage.rules:
            if not rule.applies(name, received):
                continue
            met = _CHECKS[rule.check](rule, case)
            says = rule.asks if met is None else "" if met else rule.says
            if says:
                shown.append(Advisory(rule.id, says))
                named.add(rule.field)
    shown += _unanswered(known, schema, pathway, named)
    return tuple(shown)


def _trusted(fields: Sequence[FieldValue]) -> dict[str, Value]:
    return {
        value.field: value.value
        for value in fields
        if value.status is FieldStatus.FOUND and value.value is not None
    }


def _unanswered(
    known: Mapping[str, FieldValue], schema: Schema, pathway: Pathway, named: set[str]
) -> list[Advisory]:
    """Advisory fields without an answer; on the pain pathway those about a fracture are of no interest."""
    shown = []
    for spec in schema.fields:
        about_fracture = spec.name.startswith(("fracture.", "imaging.", "bone."))
        if spec.need is not Need.ADVISORY or spec.name in named or (about_fracture and pathway is not Pathway.VCF):
            continue
        value = known.get(spec.name)
        if value is None or value.status is FieldStatus.MISSING:
            shown.append(Advisory(f"unanswered.{spec.name}", f"The fax does not give {spec.ask}."))
        elif value.status is not FieldStatus.FOUND:
            shown.append(Advisory(f"unsure.{spec.name}", f"{spec.title}: please check it on the page."))
    return shown


def _rule(row: Mapping[str, Any]) -> CoverageRule:
    name = str(row.get("id", "a rule without id"))
    unknown = set(row) - set(CoverageRule.__dataclass_fields__)
    if unknown:
        raise ConfigError(f"coverage {name}: unknown key {sorted(unknown)[0]}")
    if row.get("check") not in _CHECKS:
        raise ConfigError(f"coverage {name}: unknown check {row.get('check')}")
    listed: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    try:
        rule = CoverageRule(**listed)
    except TypeError:
        raise ConfigError(
            f"coverage {name}: id, check, payers, effective_from, says and asks are needed"
        ) from None
    if not isinstance(rule.effective_from, date) or not {rule.first, rule.last} <= {"", *LEVELS}:
        raise ConfigError(f"coverage {name}: effective_from must be a date, first and last levels T1 to L5")
    return rule


def _codes(rule: CoverageRule, case: _Case) -> bool | None:
    codes = case.values.get("diagnosis.icd10")
    if not isinstance(codes, tuple):
        return None
    paired = set(codes) & set(rule.codes_with) and set(codes) & set(rule.companions)
    return bool(set(codes) & set(rule.codes) or paired)


def _levels(rule: CoverageRule, case: _Case) -> bool | None:
    levels = case.values.get("fracture.levels")
    if not isinstance(levels, tuple):
        return None
    allowed = LEVELS[LEVELS.index(rule.first) : LEVELS.index(rule.last) + 1]
    return set(levels) <= set(allowed) and (not rule.most or len(levels) <= rule.most)


def _weeks(rule: CoverageRule, case: _Case) -> bool | None:
    onset = onset_of(case.values.get("fracture.onset"), case.written)
    return None if onset is None else onset.days_before(case.received)[0] <= 7 * rule.most


def _months(rule: CoverageRule, case: _Case) -> bool | None:
    day = day_of(case.values.get("imaging.date"))
    return None if day is None else (case.received - day).days <= round(30.44 * rule.most)


def _at_least(rule: CoverageRule, case: _Case) -> bool | None:
    number = case.values.get(rule.field)
    return number >= rule.least if isinstance(number, int) else None


def _yes(rule: CoverageRule, case: _Case) -> bool | None:
    said = case.values.get(rule.field)
    return None if said is None else said == "yes"


def _stated(rule: CoverageRule, case: _Case) -> bool | None:
    return True if rule.field in case.values else None


def _modality(rule: CoverageRule, case: _Case) -> bool | None:
    modality = case.values.get("imaging.modality")
    return None if modality is None else modality in rule.any_of


_CHECKS: dict[str, Callable[[CoverageRule, _Case], bool | None]] = {
    "codes": _codes,
    "levels": _levels,
    "weeks": _weeks,
    "months": _months,
    "at_least": _at_least,
    "yes": _yes,
    "stated": _stated,
    "modality": _modality,
}
