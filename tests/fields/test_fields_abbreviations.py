"""Captions cut short as old systems print them ask for what the whole words ask for."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.fields.extract import extract
from faxpipe.fields.labels.abbreviations import by_whole_words, written_out
from faxpipe.referral import FieldStatus, FieldValue

PRINTOUT = """
OAK HILL FAMILY PRACTICE          REFERRAL OUT
PT NM        FOX, ANN B
BIRTH DT     01-30-1949
TEL HM       603 555 0127
TEL EMERG    603 555 0188
DATE OF INJ  10-02-2026

ORD PROV     DIAZ, CORA MD
TEL          603 555 0145
FAX          603 555 0199
"""


def read(drawing: str) -> dict[str, FieldValue]:
    return {value.field: value for value in extract(packet(sheet(drawing)))}


@pytest.mark.parametrize("cut", ["ORD PROV", "REF PROV", "REFG PHYS", "ATT PHYS", "REQ PROV"])
def test_a_telephone_under_a_provider_cut_short_is_the_senders(cut: str) -> None:
    value = read(PRINTOUT.replace("ORD PROV", cut))
    assert value["referrer.name"].value == "Cora Diaz"
    assert value["referrer.phone"].value == "603-555-0145"
    assert value["patient.phone"].value == "603-555-0127"


def test_captions_cut_short_are_read_for_what_they_stand_for() -> None:
    value = read(PRINTOUT + "DX           L1 COMPRESSION FRACTURE")
    assert value["patient.name"].value == "Ann B Fox"
    assert value["patient.birth_date"].value == "1949-01-30"
    assert value["fracture.onset"].value == "2026-10-02"
    assert all(one.value != "603-555-0188" for one in value.values())
    assert value["fracture.onset"].status is FieldStatus.FOUND


@pytest.mark.parametrize(
    ("cut", "whole"),
    [("tel hm", "home telephone"), ("mbr nbr", "member number"), ("phone no", "telephone number")],
)
def test_a_caption_is_written_out(cut: str, whole: str) -> None:
    assert written_out(cut) == whole


def test_of_labels_that_come_to_the_same_the_longest_stands() -> None:
    assert by_whole_words(["ref md", "referring md", "fax"]) == {"referring md": "referring md"}
