"""The cues that reach beyond a token's neighbours: the last word, the cell above, whose part of the page."""

from __future__ import annotations

from spacy.strings import get_string_id

from faxpipe.fields.tagger.cues import GAP, HEADING_TOKENS_MAX, LINE, OWNER_REACH, cues
from faxpipe.fields.tagger.tokens import tokens_of

TOPIC, ABOVE, OWNER = 0, 1, 2


def cue(name: str) -> int:
    return get_string_id(f"q:{name}")


def told(text: str, token: str, which: int, *, time: int = 0) -> int:
    """One cue of a token of a text, the `time`th of that spelling."""
    tokens = [piece.text for piece in tokens_of(text)]
    places = [at for at, one in enumerate(tokens) if one == token]
    return list(cues(tokens))[places[time]][which]


def test_the_last_cue_word_reaches_its_answer() -> None:
    assert told("Seen by us. Fax: 603-555-0100", "603-555-0100", TOPIC) == cue("fax")


def test_a_weak_word_leaves_the_strong_one_beside_it() -> None:
    assert told("Birth Date: 3/4/1950", "3/4/1950", TOPIC) == cue("birth")
    assert told("Date: 3/4/2026", "3/4/2026", TOPIC) == cue("date")


def test_a_possessive_is_the_same_word() -> None:
    assert told("Patient's x", "x", OWNER) == cue("patient")


def test_a_label_above_is_seen_in_its_own_cell() -> None:
    text = "Name\tNPI\tFax\nAnn Fox\t1234567893\t603-555-0100\n"
    assert told(text, "Fox", ABOVE) == cue("name")
    assert told(text, "1234567893", ABOVE) == cue("npi")
    assert told(text, "603-555-0100", ABOVE) == cue("fax")


def test_a_heading_owns_the_lines_below_it() -> None:
    text = "REFERRING PROVIDER\nName: Jo Ek\nPhone: 603-555-0100\nEMERGENCY CONTACT\nPhone: 603-555-0101"
    assert told(text, "603-555-0100", OWNER) == cue("referrer")
    assert told(text, "603-555-0101", OWNER) == cue("relative")


def test_parts_side_by_side_own_their_columns() -> None:
    text = "Patient\tReferring provider\nAnn Fox\tJo Ek\n603-555-0100\t603-555-0101\n"
    assert told(text, "603-555-0100", OWNER) == cue("patient")
    assert told(text, "603-555-0101", OWNER) == cue("referrer")


def test_a_heading_over_the_whole_width_ends_the_columns_above() -> None:
    text = "Patient\tReferring provider\nAnn\tJo\nPharmacy\nPhone\t603-555-0101\n"
    assert told(text, "603-555-0101", OWNER) == cue("pharmacy")


def test_a_long_line_is_no_heading_and_a_far_one_is_forgotten() -> None:
    prose = "The patient " + "walks " * HEADING_TOKENS_MAX
    assert told(f"x\tReferring provider\n{prose}\na\tzzz", "zzz", OWNER) == cue("referrer")
    assert told("Patient\n" + "x\n" * (OWNER_REACH + 1) + "zzz", "zzz", OWNER) == 0


def test_every_token_has_three_cues() -> None:
    tokens = [GAP, LINE, LINE, GAP, GAP, "x", LINE, GAP, "Patient", GAP, GAP, "Fax"]
    assert len(list(cues(tokens))) == len(tokens)
