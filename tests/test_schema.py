from __future__ import annotations

from pathlib import Path

import pytest

from faxpipe.errors import ConfigError
from faxpipe.schema import ACCEPT, Need, Thresholds, load_schema, parse_schema

SPEC_NEEDS = {
    "patient.name": "R1",
    "patient.birth_date": "R1",
    "patient.phone": "R1",
    "coverage.payer": "R2",
    "coverage.member_id": "R2",
    "referrer.name": "R1",
    "referrer.npi": "R2",
    "referrer.phone": "R1",
    "referrer.fax": "R1",
    "order.service": "R1",
    "diagnosis.text": "R2",
    "diagnosis.icd10": "R2",
    "patient.medications": "R2",
    "patient.allergies": "R2",
    "treatment.anticoagulants": "V",
    "fracture.levels": "V",
    "fracture.onset": "V",
    "imaging.modality": "V",
    "imaging.date": "V",
    "documents.clinical_notes": "R2",
    "documents.imaging_report": "V",
}


def row(**changes: object) -> dict[str, object]:
    field = {"title": "Name", "kind": "person", "need": "R1", "ask": "the name", **changes}
    return {
        "version": "1",
        "either": [],
        "other_labels": [],
        "sections": {"patient": ["patient"]},
        "fields": {"patient.name": field},
    }


def test_the_shipped_table_holds_every_field_with_its_need() -> None:
    schema = load_schema()
    assert len(schema.fields) == 36
    for spec in schema.fields:
        expected = SPEC_NEEDS.get(spec.name)
        assert (spec.need == expected) if expected else spec.need in (Need.ADVISORY, Need.OPTIONAL), spec.name


def test_fracture_fields_are_required_on_the_fracture_pathway_only() -> None:
    schema = load_schema()
    pain = {spec.name for spec in schema.required(vcf=False)}
    vcf = {spec.name for spec in schema.required(vcf=True)}
    assert vcf - pain == {name for name, need in SPEC_NEEDS.items() if need == "V"}


def test_no_label_asks_for_one_field_twice() -> None:
    for spec in load_schema().fields:
        assert len(set(spec.labels)) == len(spec.labels), spec.name


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "colour"}, "unknown kind"),
        ({"need": "R9"}, "unknown need"),
        ({"accept": 1.5}, "accept"),
        ({"in_section": {"moon": ["x"]}}, "unknown section"),
        ({"lables": ["x"]}, "unknown key"),
    ],
)
def test_a_mistake_in_the_table_is_named(changes: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        parse_schema(row(**changes))


def test_an_either_or_pair_must_name_real_fields() -> None:
    with pytest.raises(ConfigError, match="unknown field"):
        parse_schema({**row(), "either": [["patient.name", "patient.shoe_size"]]})


def test_a_table_that_is_no_toml_is_a_configuration_error(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("version = ", encoding="utf-8")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load_schema(path)


def test_a_field_accepts_from_the_threshold_of_its_kind() -> None:
    table = {**row(), "thresholds": {"default": 0.7, "kinds": {"person": 0.9}}}
    assert parse_schema(table).field("patient.name").accept == 0.9
    table["thresholds"] = {"default": 0.7, "kinds": {"date": 0.9}}
    assert parse_schema(table).field("patient.name").accept == 0.7
    assert parse_schema(row()).field("patient.name").accept == ACCEPT


def test_a_field_may_ask_for_more_than_its_kind_but_never_for_less() -> None:
    for kind, expected in ((0.7, 0.8), (0.9, 0.9)):
        table = {**row(accept=0.8), "thresholds": {"kinds": {"person": kind}}}
        assert parse_schema(table).field("patient.name").accept == expected


def test_other_thresholds_leave_the_rest_of_the_table_alone() -> None:
    schema = parse_schema(row(accept=0.8))
    lower = schema.with_thresholds(Thresholds(0.5, (("person", 0.6),)))
    higher = lower.with_thresholds(Thresholds(0.95))
    assert [one.field("patient.name").accept for one in (schema, lower, higher)] == [0.8, 0.8, 0.95]
    assert higher.with_thresholds(schema.thresholds) == schema


@pytest.mark.parametrize(
    ("thresholds", "says"),
    [
        ({"kinds": {"colour": 0.8}}, "unknown kind"),
        ({"kinds": {"date": 0}}, "date must lie"),
        ({"default": 1.2}, "default must lie"),
        ({"kind": {"date": 0.8}}, "unknown key"),
    ],
)
def test_a_mistake_in_the_thresholds_is_named(thresholds: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        parse_schema({**row(), "thresholds": thresholds})
