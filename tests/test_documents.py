"""Values stay values; a reading prints as the contract says; nothing with text on it shows that in a repr."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.document import Box, Fax, Header, Page, Word, enclosing
from faxpipe.referral import PRIORITY_ORDER, Priority, Reading, Verdict, reading_json

CONTRACT = Path(__file__).resolve().parents[2] / "shared" / "contract" / "reading.schema.json"

fractions = st.floats(0, 0.99, allow_nan=False)
boxes = st.builds(
    lambda left, top, width, height: Box(left, top, left + 0.001 + width, top + 0.001 + height),
    fractions,
    fractions,
    fractions,
    fractions,
)


@given(boxes, boxes)
def test_a_union_holds_both_boxes(a: Box, b: Box) -> None:
    whole = a.union(b)
    for box in (a, b):
        assert whole.contains(box.left, box.top)
        assert whole.contains(box.right, box.bottom)
    assert enclosing((a, b)) == whole == enclosing([b, a])


@given(boxes, boxes)
def test_overlap_is_symmetric_and_a_share(a: Box, b: Box) -> None:
    assert a.overlap_x(b) == b.overlap_x(a)
    assert 0 <= a.overlap_y(b) <= 1.0000001
    assert a.overlap_x(a) == pytest.approx(1)


@given(boxes)
def test_a_printed_box_lies_on_the_page(box: Box) -> None:
    assert all(0 <= edge <= 1 for edge in box.as_list())


def test_boxes_side_by_side_do_not_overlap() -> None:
    assert Box(0, 0, 0.2, 0.1).overlap_x(Box(0.3, 0, 0.5, 0.1)) == 0


def test_a_narrow_box_inside_a_wide_one_overlaps_wholly() -> None:
    assert Box(0, 0, 1, 0.1).overlap_x(Box(0.4, 0, 0.5, 0.1)) == 1


def test_the_confidence_of_a_page_weighs_long_words_more() -> None:
    words = (Word("a", Box(0, 0, 0.1, 0.1), 0.0), Word("abc", Box(0, 0, 0.1, 0.1), 1.0))
    assert Page(1, 100, 100, words=words).confidence == 0.75


def test_a_page_without_words_has_no_confidence() -> None:
    assert Page(1, 100, 100).confidence is None


def test_a_repr_never_shows_what_stands_on_the_paper(fax_reading: Reading) -> None:
    box = Box(0, 0, 0.1, 0.1)
    fax = Fax("0" * 64, (Page(1, 100, 100, words=(Word("Secretson", box, 1),)),), "Secretson.pdf")
    header = Header("Secretson Clinic", "603-555-0100")
    assert "Secretson" not in repr((fax, header))
    text = repr(fax_reading)
    assert [
        secret
        for secret in ("Ann Fox", "FOX", "1941", "2/3/41", "retropulsion of", "fax.pdf", "ELM")
        if secret in text
    ] == []


def test_emergencies_come_first() -> None:
    assert PRIORITY_ORDER == (Priority.EMERGENCY, Priority.URGENT, Priority.PRIORITY, Priority.ROUTINE)


def test_a_reading_prints_as_json_with_lists_and_nulls(fax_reading: Reading) -> None:
    printed = json.loads(json.dumps(reading_json(fax_reading)))
    referral = printed["referrals"][0]
    assert referral["fields"]["fracture.levels"]["value"] == ["T12", "L1"]
    assert referral["fields"]["coverage.member_id"] == dict.fromkeys(
        ("value", "confidence", "page", "box", "words", "method", "reason")
    ) | {"status": "missing", "others": []}
    assert referral["fields"]["patient.birth_date"]["others"][0]["value"] == "1941-02-08"
    assert printed["pages"][0]["header"]["sent_at"] == "2026-03-02T09:15:00+00:00"
    assert printed["missing_pages"] == [3]


@pytest.mark.skipif(not CONTRACT.exists(), reason="the contract lies outside the project")
def test_a_reading_keeps_the_contract(fax_reading: Reading) -> None:
    schema = json.loads(CONTRACT.read_text(encoding="utf-8"))
    empty = Reading(
        "x.pdf", "", Verdict.UNREADABLE, Priority.ROUTINE, (), (), (("faxpipe", "0"),), reason="damaged"
    )
    for reading in (fax_reading, empty):
        jsonschema.validate(reading_json(reading), schema)
