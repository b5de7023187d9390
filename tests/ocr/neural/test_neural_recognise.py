"""Letters out of a network's chances, and words with boxes out of letters."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from faxpipe.ocr.neural.detect import Span
from faxpipe.ocr.neural.recognise import (
    LINE_PX,
    TOGETHER,
    WIDTH_MAX,
    WIDTH_STEP,
    Letters,
    evened,
    read_crops,
    read_twice,
)
from faxpipe.ocr.neural.spell import confidence_of, words_of

ALPHABET = "AB "
NONE, A, B, SPACE = range(4)


class _Said:
    """A network that says the same steps for every line, and remembers the shapes it saw."""

    def __init__(self, *steps: int, sure: float = 0.9) -> None:
        self.steps, self.sure, self.shapes = steps, sure, set[tuple[int, ...]]()

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        self.shapes.add(batch.shape)
        chances = np.full((len(batch), batch.shape[3] // 8, 4), (1 - self.sure) / 3, np.float32)
        chances[:, :, NONE] = self.sure
        for step, letter in enumerate(self.steps):
            chances[:, step, NONE], chances[:, step, letter] = (1 - self.sure) / 3, self.sure
        return chances


def _crop(width: int, height: int = 48) -> NDArray[np.uint8]:
    return np.full((height, width), 255, np.uint8)


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ((A, A, NONE, A, B), "AAB"),  # a letter held for two steps is one, two with nothing between are two
        ((NONE, NONE), ""),
        ((B, SPACE, A), "B A"),
    ],
)
def test_the_likeliest_path_is_read(steps: tuple[int, ...], text: str) -> None:
    (letters,) = read_crops([_crop(160)], ALPHABET, _Said(*steps))
    assert letters.text == text
    assert len(letters.at) == len(letters.sure) == len(text)


def _seen(*steps: dict[int, float]) -> Letters:
    """What is read of "eéèa" where each step has these chances by output, and else nothing is seen."""
    chances = np.zeros((1, 20, 5), np.float32)
    chances[0, :, NONE] = 1
    for step, by_output in enumerate(steps):
        chances[0, step, NONE] = 1 - sum(by_output.values())
        for output, chance in by_output.items():
            chances[0, step, output] = chance
    (letters,) = read_crops([_crop(160)], "eéèa", lambda _: chances)
    return letters


E, ACUTE, GRAVE, OTHER = range(1, 5)


def test_an_accent_that_is_seen_at_all_is_read_and_does_not_make_its_letter_doubtful() -> None:
    letters = _seen({E: 0.8, ACUTE: 0.18}, {OTHER: 0.97})
    assert letters.text == "éa"
    assert letters.sure == pytest.approx((0.98, 0.97))


def test_the_likeliest_accent_is_read() -> None:
    assert _seen({E: 0.6, ACUTE: 0.1, GRAVE: 0.25}).text == "è"


def test_a_hint_of_an_accent_is_a_speck() -> None:
    assert _seen({E: 0.95, ACUTE: 0.03}).text == "e"


def test_an_accent_beside_its_letter_counts_and_one_on_the_next_letter_does_not() -> None:
    assert _seen({E: 0.9}, {ACUTE: 0.3}).text == "é"
    assert _seen({E: 0.9}, {OTHER: 0.7, ACUTE: 0.3}).text == "ea"


def test_two_forms_of_a_letter_outweigh_another_that_is_likelier_than_each() -> None:
    assert _seen({E: 0.35, ACUTE: 0.25, OTHER: 0.4}).text == "é"


def test_letters_stand_at_fractions_of_their_own_line_not_of_the_padded_batch() -> None:
    (letters,) = read_crops([_crop(100)], "AB ", _Said(*[NONE] * 6, A))
    assert letters.at[0] == pytest.approx(6.5 * 8 / 100, abs=0.01)


def test_lines_come_back_in_the_order_given() -> None:
    crops = [_crop(width) for width in (960, 90, 300, 1520, 60, 70, 80, 2000)]

    def widths(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        chances = np.zeros((len(batch), batch.shape[3] // 8, 4), np.float32)
        for row, line in enumerate(batch):
            letters = int((line[0] != 0).any(axis=0).sum()) // 50  # white is 1, padding 0
            chances[row, : 2 * letters : 2, A] = 1
            chances[row, 1 : 2 * letters : 2, NONE] = 1
        return chances

    read = read_crops(crops, ALPHABET, widths)
    assert [len(line.text) for line in read] == [min(crop.shape[1], WIDTH_MAX) // 50 for crop in crops]


def test_a_line_that_reaches_a_little_into_the_next_width_is_drawn_together() -> None:
    network = _Said(A)
    for columns in (WIDTH_STEP * 10 + 9, WIDTH_STEP + 4, WIDTH_STEP + 20):
        read_crops([_crop(columns)], ALPHABET, network)
    assert sorted(shape[3] for shape in network.shapes) == [WIDTH_STEP, 2 * WIDTH_STEP, 10 * WIDTH_STEP]


def test_few_shapes_reach_the_network() -> None:
    network = _Said(A)
    rng = np.random.default_rng(3)
    read_crops([_crop(int(width)) for width in rng.integers(8, 5000, 600)], ALPHABET, network)
    assert all(shape[3] % WIDTH_STEP == 0 and shape[3] <= WIDTH_MAX for shape in network.shapes)
    assert {shape[0] for shape in network.shapes} <= {1, TOGETHER}
    assert len(network.shapes) <= WIDTH_MAX // WIDTH_STEP + 480 // WIDTH_STEP


def test_a_word_is_as_sure_as_its_weakest_letter_at_most() -> None:
    assert confidence_of((0.99, 0.5, 0.99)) <= 0.5
    assert confidence_of((0.99, 0.99)) > 0.95
    assert confidence_of(()) == 0.0


def _line(*words: tuple[int, int]) -> NDArray[np.uint8]:
    page = np.full((100, 400), 255, np.uint8)
    for left, right in words:
        page[40:60, left:right] = 0
    return page


def test_each_word_gets_the_box_of_its_own_ink() -> None:
    page = _line((20, 80), (110, 300))
    at = tuple((x - 10) / 380 for x in (30, 50, 70, 95, 120, 160, 200, 240, 280))
    letters = Letters("ABA BABAB", at, (0.9,) * 9)
    first, second = words_of(letters, Span(10, 30, 390, 70, 42, 58), page)
    assert (first.text, second.text) == ("ABA", "BABAB")
    assert [first.box.left * 400, first.box.right * 400] == pytest.approx([20, 80], abs=2)
    assert [second.box.left * 400, second.box.right * 400] == pytest.approx([110, 300], abs=2)
    assert [first.box.top * 100, first.box.bottom * 100] == pytest.approx([40, 60], abs=1)


def test_letters_far_apart_are_two_words_even_without_a_space() -> None:
    letters = Letters("AB", (0.05, 0.9), (0.9, 0.9))
    words = list(words_of(letters, Span(10, 30, 390, 70, 42, 58), _line((20, 40), (330, 360))))
    assert [word.text for word in words] == ["A", "B"]
    assert words[0].box.right < 0.2
    assert words[1].box.left > 0.7


def test_only_doubtful_lines_are_read_a_second_time_and_the_surer_reading_is_kept() -> None:
    calls: list[int] = []

    def network(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        first = not calls
        calls.append(len(batch))
        return _Said(A if first else B, sure=0.6 if first else 0.8)(batch)

    (letters,) = read_twice([_crop(160)], ALPHABET, network)
    assert letters.text == "B"
    assert len(calls) == 2
    sure = _Said(A, sure=0.99)
    (letters,) = read_twice([_crop(160)], ALPHABET, sure)
    assert letters.text == "A"
    assert len(sure.shapes) == 1


def _letters(x_height: int) -> NDArray[np.uint8]:
    """A line 400 wide whose small letters are so high; one of its strokes is higher."""
    crop = _crop(400)
    crop[40 - x_height : 40, 8:392:8] = crop[40 - x_height : 40, 9:392:8] = 0
    crop[4:40, 8] = 0
    return crop


def test_small_letters_are_spread_and_large_ones_drawn_together() -> None:
    small, usual, large = (evened(_letters(height)) for height in (12, 19, 28))
    assert {line.shape[0] for line in (small, usual, large)} == {LINE_PX}
    assert small.shape[1] >= 1.2 * usual.shape[1]
    assert usual.shape[1] == 400
    assert large.shape[1] <= 0.9 * usual.shape[1]


@pytest.mark.parametrize("crop", [_crop(400), _crop(3), np.zeros((0, 9), np.uint8), np.zeros((48, 90), np.uint8)])
def test_a_crop_without_letters_is_evened_too(crop: NDArray[np.uint8]) -> None:
    assert evened(crop).shape[0] == LINE_PX


@pytest.mark.parametrize("x_height", [12, 28])
def test_letters_of_a_spread_line_stay_where_they_stand(x_height: int) -> None:
    """The last step that the network reads lies at the right end of the crop, however wide it was made."""
    crop = _letters(x_height)

    def last(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        steps = evened(crop).shape[1] // 8
        return _Said(*([NONE] * (steps - 1)), A)(batch)

    (letters,) = read_twice([crop], ALPHABET, last)
    assert letters.at[-1] == pytest.approx(1, abs=0.03)
