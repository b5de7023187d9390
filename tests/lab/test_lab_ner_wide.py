"""What training reads beyond its wordings: captions, things and records put together from parts."""

from __future__ import annotations

import random

import pytest

from faxpipe.lab.ner import plenty
from faxpipe.lab.ner.captions import Manner, caption, damaged, heading, manner, whose
from faxpipe.lab.ner.papers import paper
from faxpipe.lab.ner.records import PARTS, record
from faxpipe.lab.ner.speaker import LABELS, Speaker
from faxpipe.lab.ner.things import things

PLAIN = Manner(str, "", second=False, numbered=False)
OWNERS = ("patient", "referrer", "practice", "other", "relative", "recipient", "facility", "payer", "second")
ASKED = ("name", "phone", "fax", "npi", "member", "birth", "order", "onset", "dx", "service", "plain")


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("what", ASKED)
def test_every_caption_can_be_put_together_for_everybody(owner: str, what: str) -> None:
    for seed in range(30):
        rng = random.Random(seed)
        assert caption(rng, manner(rng), owner, what).strip()


def test_captions_are_many() -> None:
    said = {caption(random.Random(n), PLAIN, "referrer", "phone", share=1.0).lower() for n in range(500)}
    assert len(said) > 300


def test_a_program_writes_its_keys_without_blanks() -> None:
    for key in ("_", "camel", "."):
        how = Manner(str, key, second=False, numbered=False)
        assert " " not in caption(random.Random(3), how, "patient", "birth", share=1.0)
        assert " " not in whose(random.Random(3), how, "referrer")


def test_a_damaged_caption_is_still_one_line() -> None:
    for seed in range(200):
        assert "\n" not in damaged(random.Random(seed), "Referring provider")


def test_headings_say_whose_part_it_is() -> None:
    assert {heading(random.Random(n), PLAIN, "patient") for n in range(50)} != {
        heading(random.Random(1), PLAIN, "patient")
    }


def test_things_put_together_are_nearly_all_different() -> None:
    rng = random.Random(5)
    for make in (plenty.payer, plenty.practice, plenty.facility):
        assert len({make(rng) for _ in range(300)}) > 150
    assert len({plenty.diagnosis(rng, ("L1",)) for _ in range(300)}) > 150
    assert len({plenty.service(rng, ("L1", "T12")) for _ in range(300)}) > 150


def test_no_plan_put_together_is_one_kept_for_judging() -> None:
    rng = random.Random(6)
    apart = set(things("payer", "held"))
    assert not apart & {plenty.payer(rng) for _ in range(3000)}


def test_a_record_marks_whose_numbers_are_whose() -> None:
    numbers = {"PATIENT_PHONE": "patient.phone", "REFERRER_FAX": "referrer.fax", "REFERRER_NPI": "referrer.npi"}
    seen = set()
    for seed in range(60):
        rng = random.Random(seed)
        speaker = Speaker(rng, "train")
        known = {**speaker.phones, "referrer.npi": speaker.npi}
        for chunk in record(rng, speaker):
            if chunk.label in numbers:
                digits = "".join(sign for sign in chunk.text if sign.isdigit())
                assert digits.endswith(known[numbers[chunk.label]].replace("-", ""))
                seen.add(chunk.label)
            assert not chunk.label or chunk.label in LABELS
    assert seen == set(numbers)


def test_records_are_for_training_only() -> None:
    assert PARTS
    assert not {paper(random.Random(n), "held").kind for n in range(100)} & {"record"}
