"""referral.toml -> FieldSpec and Schema, validated.

The one table that fixes field names, labels, kinds, needs, advisories and export places. A clinic changes it
without touching code; its version stands on every verdict. Errors in it stop the program at start.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from faxpipe.errors import ConfigError


class Need(StrEnum):
    """How badly a field is wanted; see `Schema.required`."""

    CONTACT = "R1"
    SCHEDULE = "R2"
    VCF = "V"
    ADVISORY = "A"
    OPTIONAL = "o"


KINDS = frozenset(
    "person date onset phone sex address payer id npi text cpt icd10 urgency medications allergies "
    "anticoagulants levels modality practice yes_no score percent neuro conservative presence".split()
)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One row of the table. `labels` are lower case; `in_section` adds labels that hold only below a
    heading of that section. `accept` is the confidence from which a value counts as found, 0..1: that of its
    kind, or `accept_min`, the row's own, where that is higher."""

    name: str
    title: str
    kind: str
    need: Need
    ask: str
    accept: float
    export: str
    labels: tuple[str, ...]
    in_section: tuple[tuple[str, tuple[str, ...]], ...]
    not_on: tuple[str, ...]
    """Page kinds whose labels say nothing about this field."""
    accept_min: float = 0.0


@dataclass(frozen=True, slots=True)
class Section:
    """A heading that says whose data follows. `role` is the section's name in `FieldSpec.in_section`."""

    role: str
    headings: tuple[str, ...]


ACCEPT = 0.75
"""Confidence from which a value is found where the table has no thresholds."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Confidence from which a value counts as found, by kind; `default` for kinds that are not named.

    `set_by`: what is known of the evaluation that set them, in the order of the table.
    """

    default: float = ACCEPT
    kinds: tuple[tuple[str, float], ...] = ()
    set_by: tuple[tuple[str, Any], ...] = ()

    def of(self, kind: str) -> float:
        """The threshold of `kind`."""
        return dict(self.kinds).get(kind, self.default)


@dataclass(frozen=True, slots=True)
class Schema:
    """The whole table."""

    version: str
    fields: tuple[FieldSpec, ...]
    either: tuple[tuple[str, ...], ...]
    sections: tuple[Section, ...]
    other_labels: tuple[str, ...]
    thresholds: Thresholds = Thresholds()

    def with_thresholds(self, thresholds: Thresholds) -> Schema:
        """The same table with other thresholds; no field accepts less than its own row says."""
        fields = tuple(
            replace(spec, accept=max(thresholds.of(spec.kind), spec.accept_min)) for spec in self.fields
        )
        return replace(self, fields=fields, thresholds=thresholds)

    def field(self, name: str) -> FieldSpec:
        """The row of `name`; KeyError where the table has none."""
        for spec in self.fields:
            if spec.name == name:
                return spec
        raise KeyError(name)

    def required(self, *, vcf: bool) -> tuple[FieldSpec, ...]:
        """The rows that make a referral incomplete on this pathway (pairs not yet folded)."""
        needs = {Need.CONTACT, Need.SCHEDULE} | ({Need.VCF} if vcf else set())
        return tuple(spec for spec in self.fields if spec.need in needs)


@cache
def load_schema(path: Path | None = None) -> Schema:
    """The table of `path`, or the one that ships with the package. Raises ConfigError naming the bad row."""
    try:
        text = (path or resources.files("faxpipe") / "referral.toml").read_text(encoding="utf-8")
        return parse_schema(tomllib.loads(text))
    except OSError as error:
        raise ConfigError(f"cannot read the referral table: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the referral table is not valid TOML: {error}") from None


def parse_schema(raw: Mapping[str, Any]) -> Schema:
    """Checks every row; ConfigError for an unknown key, kind, need, section or field name."""
    _only(raw, {"version", "either", "sections", "other_labels", "thresholds", "fields"}, "the table")
    sections = tuple(Section(role, _lower(headings)) for role, headings in raw["sections"].items())
    roles = {section.role for section in sections}
    fields = tuple(_field(name, row, roles) for name, row in raw["fields"].items())
    names = {spec.name for spec in fields}
    either = tuple(tuple(pair) for pair in raw["either"])
    for pair in either:
        if unknown := set(pair) - names:
            raise ConfigError(f"either: unknown field {sorted(unknown)[0]}")
    schema = Schema(str(raw["version"]), fields, either, sections, _lower(raw["other_labels"]))
    return schema.with_thresholds(_thresholds(raw.get("thresholds", {})))


def _thresholds(raw: Mapping[str, Any]) -> Thresholds:
    _only(raw, {"default", "kinds", "set_by"}, "thresholds")
    kinds = {str(kind): float(least) for kind, least in raw.get("kinds", {}).items()}
    if unknown := set(kinds) - KINDS:
        raise ConfigError(f"thresholds: unknown kind {sorted(unknown)[0]}")
    default = float(raw.get("default", ACCEPT))
    for name, least in {"default": default, **kinds}.items():
        if not 0 < least <= 1:
            raise ConfigError(f"thresholds: {name} must lie between 0 and 1")
    return Thresholds(default, tuple(kinds.items()), tuple(raw.get("set_by", {}).items()))


FIELD_KEYS = {"title", "kind", "need", "ask", "accept", "export", "labels", "in_section", "not_on"}


def _field(name: str, row: Mapping[str, Any], roles: set[str]) -> FieldSpec:
    _only(row, FIELD_KEYS, name)
    for key in ("title", "kind", "need", "ask"):
        if key not in row:
            raise ConfigError(f"{name}: {key} is missing")
    if row["kind"] not in KINDS:
        raise ConfigError(f"{name}: unknown kind {row['kind']}")
    if row["need"] not in set(Need):
        raise ConfigError(f"{name}: unknown need {row['need']}")
    in_section = {role: _lower(labels) for role, labels in row.get("in_section", {}).items()}
    if unknown := set(in_section) - roles:
        raise ConfigError(f"{name}: unknown section {sorted(unknown)[0]}")
    accept_min = float(row.get("accept", 0.0))
    if "accept" in row and not 0 < accept_min <= 1:
        raise ConfigError(f"{name}: accept must lie between 0 and 1")
    return FieldSpec(
        name=name,
        title=row["title"],
        kind=row["kind"],
        need=Need(row["need"]),
        ask=row["ask"],
        accept=max(ACCEPT, accept_min),
        export=row.get("export", ""),
        labels=_lower(row.get("labels", [])),
        in_section=tuple(in_section.items()),
        not_on=tuple(row.get("not_on", [])),
        accept_min=accept_min,
    )


def _only(row: Mapping[str, Any], allowed: set[str], where: str) -> None:
    if unknown := set(row) - allowed:
        raise ConfigError(f"{where}: unknown key {sorted(unknown)[0]}")


def _lower(labels: list[str]) -> tuple[str, ...]:
    return tuple(label.lower() for label in labels)
