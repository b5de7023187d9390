import pytest

from faxpipe.fields.kinds.scores import find_height_losses, find_pain_scores
from faxpipe.referral import Check


@pytest.mark.parametrize(
    ("text", "score", "note"),
    [
        ("6/10", 6, ""),
        ("8 out of 10", 8, ""),
        ("9 out. of 10", 9, ""),
        ("eight out of ten", 8, ""),
        ("rated 7", 7, ""),
        ("rates his pain as a 9", 9, ""),
        ("pain 7", 7, ""),
        ("Pain (0-10) 7", 7, ""),
        ("Pain ..... 7", 7, ""),
        ("VAS: 9", 9, ""),
        ("NRS 4", 4, ""),
        ("7-8/10", 8, "range"),
        ("pain is a 5 to 6 on a scale", 6, "range"),
        ("7", 7, ""),
        ("7 (0-10)", 7, ""),
        ("9 WHEN TURNED IN BED X-RAY 10/24/26", 9, ""),
        ("6 with any movement", 6, ""),
        ("8 of 10", 8, ""),
        ("0/10", 0, ""),
        ("S/10", 5, ""),
        ("PAIN 5/10. DID", 5, ""),
        ("worst at the junction, 6/10 sitting", 6, ""),
        ("She rates the pain.9/10 today", 9, ""),
    ],
)
def test_pain_scores_are_integers(text: str, score: int, note: str) -> None:
    (found,) = find_pain_scores(text)
    assert (found.value, found.note) == (score, note)


@pytest.mark.parametrize(
    "text",
    [
        "strength 5/5",
        "6/10/2026",
        "seen 6/10",
        "pain for 7 weeks",
        "pain 7 weeks",
        "PAIN 2 YEARS",
        "flank pain.\n2. Ureteral stone",
        "flank pain. 3. Stone",
        "11/10/2026",
        "BP 128/70",
        "pain 50 mg",
        "12",
        "hip 3/5",
    ],
)
def test_strength_dates_and_list_numbers_are_no_pain(text: str) -> None:
    assert find_pain_scores(text) == ()


def test_now_and_worst_are_both_kept() -> None:
    assert [found.value for found in find_pain_scores("pain 7/10 with any movement, 2/10 lying flat")] == [7, 2]


@pytest.mark.parametrize(
    ("text", "percent", "note"),
    [
        ("30% loss of height", 30, ""),
        ("approximately 30% loss of anterior height", 30, ""),
        ("about 40 percent height loss", 40, ""),
        ("25 % height loss", 25, ""),
        ("has lost about 40% of its height", 40, ""),
        ("20 PERCENT\nLOSS OF HEIGHT", 20, ""),
        ("height loss of approximately 35%", 35, ""),
        ("Loss of height: 35 %", 35, ""),
        ("25% loss of central height", 25, ""),
        ("25% lossof central height", 25, ""),
        ("25% lossofheight", 25, ""),
        ("25-30% anterior height loss", 30, "range"),
        ("25% to 30% height loss", 30, "range"),
        ("50% compression deformity", 50, ""),
        ("takes about 20% of the vertebra's height", 20, ""),
    ],
)
def test_height_losses_are_percentages(text: str, percent: int, note: str) -> None:
    found = find_height_losses(text)
    assert (max(int(str(one.value)) for one in found), found[-1].note or found[0].note) == (percent, note)


@pytest.mark.parametrize(
    "text", ["60% of marrow", "80% of height is preserved", "ejection fraction 55%", "30%", "O2 saturation 98%"]
)
def test_other_percentages_are_no_height_loss(text: str) -> None:
    assert find_height_losses(text) == ()


def test_more_than_all_of_the_height_fails() -> None:
    assert find_height_losses("300% loss of height")[0].check is Check.FAILED


@pytest.mark.parametrize(("text", "score"), [("8/O", 8), ("7/I0", 7), ("9 / lO", 9)])
def test_a_score_out_of_ten_with_a_torn_ten_is_read_with_doubt(text: str, score: int) -> None:
    found = find_pain_scores(text)
    assert [(one.value, one.repaired) for one in found] == [(score, True)]


def test_a_torn_ten_inside_a_sentence_is_no_score() -> None:
    assert find_pain_scores("strength 4/O in both legs") == ()


def test_a_foreign_letter_that_a_pattern_takes_for_an_i_is_a_one() -> None:
    (found,) = find_pain_scores("7-\u0130/10")
    assert (found.value, found.note) == (7, "range")


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("L3 is wedged in front by about 25 percent.", [25]),
        ("compressed anteriorly by some 15%", [15]),
        ("flattening of the vertebra by 45%", [45]),
        ("compression of 3 levels, seen in 40% of patients", []),
        ("compression stockings 20%", []),
    ],
)
def test_a_wedge_by_so_many_percent_is_a_loss_of_height(text: str, lost: list[int]) -> None:
    assert [one.value for one in find_height_losses(text)] == lost
