from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.lab.ner.confusions import changes, table
from faxpipe.lab.ner.grammar import Chunk, grammar, parse
from faxpipe.lab.ner.judge import spans
from faxpipe.lab.ner.matcher import matches
from faxpipe.lab.ner.names import someone
from faxpipe.lab.ner.noise import Confusion, confusions, worn
from faxpipe.lab.ner.papers import KINDS, Paper, Span, paper
from faxpipe.lab.ner.speaker import LABELS, Speaker
from faxpipe.lab.ner.things import things
from faxpipe.lab.ner.tokens import tagged
from faxpipe.lab.ner.typeset import typeset
from faxpipe.layout import layout

SPLITS = ("train", "held")


def speak(name: str) -> list[Chunk] | None:
    return [Chunk("Ann", "PATIENT")] if name == "PATIENT" else None


def test_a_rule_is_said_with_its_choices_names_and_brackets() -> None:
    rules = parse("# a comment\n= hello\n(Dear|Hi) {PATIENT} [{rest}]\n\n= rest\nborn\\nlater")
    said = {"".join(chunk.text for chunk in rules.say("hello", random.Random(n), speak)) for n in range(20)}
    assert said == {"Dear Ann (born\nlater)", "Hi Ann (born\nlater)"}


def test_entities_are_marked_in_what_is_said() -> None:
    rules = parse("= hello\nDear {PATIENT}!")
    assert rules.say("hello", random.Random(1), speak) == [Chunk("Dear "), Chunk("Ann", "PATIENT"), Chunk("!")]


@pytest.mark.parametrize("text", ["no rule", "= a\n(open", "= a\nclose)", "= a\nout|side"])
def test_a_broken_wording_file_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_of_paper_can_be_written_in_both_splits(kind: str, split: str) -> None:
    for seed in range(25):
        one = paper(random.Random(seed), split, kind)
        assert one.text.strip()
        assert {span.label for span in one.spans} <= set(LABELS)
        assert all(0 <= span.start < span.end <= len(one.text) for span in one.spans)


def test_the_same_seed_writes_the_same_paper() -> None:
    assert paper(random.Random(7), "train") == paper(random.Random(7), "train")


def test_wordings_and_names_of_the_splits_are_apart() -> None:
    train, held = (grammar(split).rules for split in SPLITS)
    assert train.keys() == held.keys()
    shared = [rule for rule in train for way in set(train[rule]) & set(held[rule]) if len(way) > 1]
    assert set(shared) <= {"who"}  # a bare name is a name in every wording
    people = {split: {someone(random.Random(seed), split).full for seed in range(300)} for split in SPLITS}
    assert not people["train"] & people["held"]
    assert not set(things("payer", "train")) & set(things("payer", "held"))


def test_the_facts_are_those_that_were_said() -> None:
    speaker = Speaker(random.Random(3), "train")
    said = speaker.speak("BIRTH") or []
    assert speaker.facts == {"patient.birth_date": speaker.born.isoformat()}
    assert [chunk.label for chunk in said] == ["BIRTH"]


@given(seed=st.integers(0, 500), level=st.sampled_from((1.0, 20.0, 200.0)))
def test_wear_keeps_entities_inside_the_text_and_in_order(seed: int, level: float) -> None:
    rng = random.Random(seed)
    one = worn(paper(rng, "train"), rng, level)
    ends = [0, *(place for span in one.spans for place in (span.start, span.end)), len(one.text)]
    assert ends == sorted(ends)


def test_without_wear_a_paper_stays_as_it_is() -> None:
    one = paper(random.Random(2), "train")
    assert worn(one, random.Random(2), 0.0) is one


def test_wear_misreads_what_the_table_says_and_nothing_else() -> None:
    letters = {letter for one in confusions() for letter in one.read} | set("xyz ")
    one = worn(Paper("letter", "xyz " * 300, (), {}), random.Random(4), 50.0)
    assert one.text != "xyz " * 300
    assert set(one.text) <= letters


def test_tokens_are_tagged_where_entities_begin_and_go_on() -> None:
    words, tags = tagged(Paper("form", "Pt: Ann\nFox, MD", (Span(4, 11, "PATIENT"),), {}))
    assert list(zip(words, tags, strict=True)) == [
        ("Pt", "O"), (":", "O"), ("Ann", "B-PATIENT"), ("\n", "I-PATIENT"), ("Fox", "I-PATIENT"), (",", "O"),
        ("MD", "O"),
    ]  # fmt: skip


def test_spans_of_tags() -> None:
    tags = ["B-A", "I-A", "B-A", "O", "I-B", "I-C"]
    assert list(spans(tags)) == [(0, 2, "A"), (2, 3, "A"), (4, 5, "B"), (5, 6, "C")]


@pytest.mark.parametrize(
    ("printed", "read", "found"),
    [
        ("Compression", "xx Compresslon yy", [("i", "l")]),
        ("Name: Ann", "Name Ann", [(":", "")]),
        ("same text", "all the same text here", []),
        ("a b", "ab", [(" ", "")]),
    ],
)
def test_confusions_are_read_off_an_alignment(printed: str, read: str, found: list[tuple[str, str]]) -> None:
    pytest.importorskip("edlib")
    assert list(changes(printed, read)) == found


def test_the_table_shows_blanks_and_nothing() -> None:
    assert table([Confusion(" ", "", 3, 40)]).splitlines()[1] == "\u2423\t\u2205\t3\t40"


def test_a_typeset_text_is_laid_out_as_it_was_written() -> None:
    (page,) = typeset("Patient:\tAnn Fox\nborn 1940\n")
    lines = layout(page).lines
    assert [[segment.text for segment in line.segments] for line in lines] == [
        ["Patient:", "Ann Fox"],
        ["born 1940"],
    ]


def test_the_plain_matcher_finds_what_stands_after_its_cue() -> None:
    found = dict(matches("Patient: Ann Fox\nDOB: 03/12/1940\nPain 8/10"))
    assert found["patient.name"] == "Ann Fox"
    assert found["patient.birth_date"] == "03/12/1940"
    assert found["symptoms.pain_score"] == "8/10"
