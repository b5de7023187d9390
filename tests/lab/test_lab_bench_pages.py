"""Pages with exact truth: the same each time, splits apart, and the truth is what stands on them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from faxpipe.errors import ToolMissingError
from faxpipe.lab.bench import t30
from faxpipe.lab.bench.orders import REPORT, SIZES, TUNE, WRITERS, make_order
from faxpipe.lab.bench.papers import PAPERS, draw_paper
from faxpipe.lab.bench.specimens import (
    CALLED,
    GROUPS,
    LEVEL_PAPERS,
    Specimen,
    make_specimen,
    make_specimens,
    save,
)
from faxpipe.lab.bench.truth import KeyKind, page_truth
from faxpipe.lab.bench.wear import LEVELS
from faxpipe.lab.draw import HANDS, LETTER, OLD_TYPEWRITER, SANS, SERIF, Sheet


@pytest.fixture(scope="module")
def hard() -> dict[str, Specimen]:
    """The first page of every group that needs no simulator."""
    return {group: make_specimen(TUNE, group, 0) for group in GROUPS if group != CALLED}


def drawn(text: str, x: float = 100, y: float = 200, size: float = 12) -> bytes:
    sheet = Sheet(random.Random(1), LETTER, SANS, size)
    sheet.text(x, y, text)
    return sheet.finish()


def test_every_text_is_found_with_its_box_in_fractions_of_the_page() -> None:
    (segment,) = page_truth(drawn("Hxmer"), {}).segments
    assert segment.text == "Hxmer"
    assert segment.box.left == pytest.approx(101 / 612, abs=0.002)
    assert segment.box.bottom == pytest.approx(200 / 792, abs=0.002)
    assert segment.box.top == pytest.approx((200 - 12 * 0.72) / 792, abs=0.003)


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("Call (603) 932-5347 today", KeyKind.PHONE, "(603) 932-5347"),
        ("Tel 1-603-932-5347", KeyKind.PHONE, "1-603-932-5347"),
        ("DOB 3/4/51.", KeyKind.DATE, "3/4/51"),
        ("born 14-Mar-1951", KeyKind.DATE, "14-Mar-1951"),
        ("on March 4, 2026 at noon", KeyKind.DATE, "March 4, 2026"),
        ("NPI 1234567893", KeyKind.NPI, "1234567893"),
        ("Dx M80.08XA, pain", KeyKind.ICD10, "M80.08XA"),
        ("ID 1EG4-TE5-MK73", KeyKind.MEMBER, "1EG4-TE5-MK73"),
    ],
)
def test_key_tokens_are_known_by_their_shape_or_because_the_paper_says_so(
    text: str, kind: KeyKind, key: str
) -> None:
    found = page_truth(drawn(text), {KeyKind.MEMBER: ("1EG4TE5MK73",)})
    assert [(one.kind, one.text) for one in found.keys] == [(kind, key)]
    (one,), (segment,) = found.keys, found.segments
    assert segment.box.left <= one.box.left < one.box.right <= segment.box.right
    assert one.box.width < segment.box.width


def test_handwritten_words_are_put_together_and_typed_cells_stay_apart() -> None:
    sheet = Sheet(random.Random(1), LETTER, SANS, 11)
    sheet.hand = HANDS[0]
    sheet.value(100, 200, "Ann Marie Fox")
    sheet.hand = None
    sheet.value(100, 300, "typed cell")
    sheet.value(200, 300, "next cell")
    sheet.sign(100, 400, "A. Fox")
    found = page_truth(sheet.finish(), {})
    assert [(one.text, one.hand) for one in found.segments] == [
        ("Ann Marie Fox", True),
        ("typed cell", False),
        ("next cell", False),
    ]
    assert [one.text for one in found.written.segments] == ["Ann Marie Fox"]


def test_print_that_stands_on_print_is_no_truth_and_its_neighbours_are() -> None:
    sheet = Sheet(random.Random(1), LETTER, SANS, 11)
    sheet.text(100, 200, "Referring diagnosis:")
    sheet.text(150, 200, "Wedge fracture")
    sheet.text(100, 214, "the line below")
    sheet.text(300, 200, "the cell beside")
    texts = {segment.text for segment in page_truth(sheet.finish(), {}).segments}
    assert texts == {"the line below", "the cell beside"}


def test_a_font_whose_brackets_are_slashes_has_slashes_in_its_truth() -> None:
    sheet = Sheet(random.Random(1), LETTER, OLD_TYPEWRITER, 11)
    sheet.text(100, 200, "Fax (603) 681-3154")
    found = page_truth(sheet.finish(), {})
    assert [segment.text for segment in found.segments] == ["Fax /603/ 681-3154"]
    assert [key.text for key in found.keys] == ["/603/ 681-3154"]


@pytest.mark.parametrize("split", [TUNE, REPORT])
@pytest.mark.parametrize("name", sorted(PAPERS))
def test_every_paper_can_be_drawn_in_the_smallest_and_the_largest_type(split: str, name: str) -> None:
    for size in (min(SIZES), max(SIZES)):
        order = make_order(random.Random(f"{name}{size}"), split, size, SERIF, None)
        pdf, known = draw_paper(name, order)
        assert page_truth(pdf, known).segments


def test_the_same_number_makes_the_same_page_and_another_seed_another() -> None:
    one, again = make_specimen(TUNE, "noisy-fine", 2), make_specimen(TUNE, "noisy-fine", 2)
    assert one == again
    assert make_specimen(TUNE, "noisy-fine", 2, seed=2).truth != one.truth


def test_the_four_levels_show_the_same_papers() -> None:
    truths = {make_specimen(REPORT, level, 1).truth for level in LEVELS}
    assert len(truths) == 1


def test_tuning_and_reporting_share_no_page_and_not_all_hands() -> None:
    tuned = {make_specimen(TUNE, "clean-fine", n).truth.text for n in range(3)}
    told = {make_specimen(REPORT, "clean-fine", n).truth.text for n in range(3)}
    assert not tuned & told
    assert {face.regular for face in WRITERS[REPORT]} - {face.regular for face in WRITERS[TUNE]}


def test_every_group_has_keys_and_arrives_as_a_fax_page(hard: dict[str, Specimen]) -> None:
    for group, specimen in hard.items():
        assert specimen.truth.keys, group
        width, height = specimen.bits.size
        assert width == 1728
        assert (height > 1500) is specimen.fine, group


def test_turned_pages_are_fed_in_all_three_wrong_ways() -> None:
    assert {make_specimen(TUNE, "turned", number).turned for number in range(3)} == {90, 180, 270}


def test_hand_pages_ask_only_for_what_is_handwritten(hard: dict[str, Specimen]) -> None:
    truth = hard["handwriting"].truth
    assert all(segment.hand for segment in truth.segments)
    assert all(key.hand for key in truth.keys)


def test_dithered_and_bordered_pages_are_darker_than_clean_ones(hard: dict[str, Specimen]) -> None:
    black = {group: 1 - float(np.mean(np.asarray(one.bits))) for group, one in hard.items()}
    assert black["dithered"] > black["clean-fine"] + 0.05
    assert black["borders"] > black["clean-fine"] + 0.02


def test_the_levels_cycle_through_every_kind_of_paper() -> None:
    made = make_specimens(TUNE, ["clean-standard"], pages=len(LEVEL_PAPERS), hard_pages=1)
    assert [specimen.paper for specimen in made] == list(LEVEL_PAPERS)


def test_saved_pages_have_bits_and_truth_beside_them(tmp_path: Path) -> None:
    specimen = make_specimen(TUNE, "clean-fine", 0)
    assert save(tmp_path, [specimen]) == 1
    truth = json.loads((tmp_path / f"{specimen.name}.json").read_text(encoding="utf-8"))
    assert (tmp_path / f"{specimen.name}.pdf").read_bytes() == specimen.pdf
    assert (tmp_path / f"{specimen.name}.png").stat().st_size > 1000
    assert len(truth["segments"]) == len(specimen.truth.segments)
    assert truth["keys"][0]["kind"] in set(KeyKind)


def test_without_the_simulator_there_are_no_called_pages(tmp_path: Path) -> None:
    assert not list(make_specimens(TUNE, [CALLED], pages=1, hard_pages=1))
    with pytest.raises(ToolMissingError, match="--t30"):
        t30.build(tmp_path / "absent.c", tmp_path)


def test_a_called_page_comes_back_damaged_but_whole(tmp_path: Path) -> None:
    try:
        call = t30.build(t30.SOURCE, tmp_path)
    except ToolMissingError as error:
        pytest.skip(str(error))
    (specimen,) = make_specimens(TUNE, [CALLED], pages=1, hard_pages=1, call=call)
    width, height = specimen.bits.size
    assert width == 1728
    assert height > 1500
