"""What changed from one run to another, and whether that is more than chance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from scored import fax_of, run_of_faxes, scored

from faxpipe.errors import UsageError
from faxpipe.lab.cli import main
from faxpipe.lab.html.comparison import comparison_page
from faxpipe.lab.paired import Comparison, FieldPair, Says, compare
from faxpipe.lab.runs import Run, run_json
from faxpipe.lab.score import Outcome


def run_with(*outcomes: Outcome, **other: Any) -> Run:
    """One fax for each outcome, each with one value."""
    return run_of_faxes(*(fax_of(f"{n:02}.pdf", scored(one), **other) for n, one in enumerate(outcomes)))


def pair(before: Run, after: Run) -> FieldPair:
    (field,) = compare(before.faxes, after.faxes).fields
    return field


RIGHT, WRONG, HELD, MISSED = Outcome.FOUND_RIGHT, Outcome.FOUND_WRONG, Outcome.HELD_RIGHT, Outcome.MISSED


def test_values_that_differ_one_way_only_are_more_than_chance() -> None:
    field = pair(run_with(*[MISSED] * 8, *[RIGHT] * 8), run_with(*[RIGHT] * 16))
    assert (field.better, field.worse, field.good, field.says) == (8, 0, (8, 16), Says.BETTER)
    field = pair(run_with(*[RIGHT] * 16), run_with(*[MISSED] * 8, *[RIGHT] * 8))
    assert (field.better, field.worse, field.says) == (0, 8, Says.WORSE)


def test_a_few_values_either_way_may_be_chance() -> None:
    field = pair(run_with(MISSED, MISSED, RIGHT, *[RIGHT] * 50), run_with(RIGHT, RIGHT, MISSED, *[RIGHT] * 50))
    assert (field.better, field.worse, field.says) == (2, 1, Says.CHANCE)


def test_two_runs_that_agree_are_the_same() -> None:
    field = pair(run_with(RIGHT, WRONG), run_with(RIGHT, WRONG))
    assert field.says is Says.SAME
    assert compare(run_with(RIGHT).faxes, run_with(RIGHT).faxes).changes == ()


def test_many_fields_make_a_difference_in_one_less_sure() -> None:
    """Six of six in one field is 3 % by chance; where twenty fields are asked that is no news."""

    def run(outcome: Outcome) -> Run:
        others = [scored(RIGHT, field=f"other.{n}") for n in range(20)]
        return run_of_faxes(*(fax_of(f"{n}.pdf", scored(outcome), *others) for n in range(6)))

    alone = pair(run_with(*[MISSED] * 6), run_with(*[RIGHT] * 6))
    assert alone.says is Says.BETTER
    among = {one.field: one for one in compare(run(MISSED).faxes, run(RIGHT).faxes).fields}
    assert among["patient.name"].says is Says.SAME or among["patient.name"].says is Says.CHANCE


def test_a_value_that_is_held_instead_of_found_got_worse_and_one_no_longer_wrong_got_better() -> None:
    changes = compare(run_with(RIGHT, WRONG, MISSED).faxes, run_with(HELD, MISSED, WRONG).faxes).changes
    assert [(one.source, one.better) for one in changes] == [
        ("00.pdf", False),
        ("02.pdf", False),
        ("01.pdf", True),
    ]


def test_faxes_that_only_one_run_holds_or_whose_truth_changed_are_left_out() -> None:
    before = run_of_faxes(*(fax_of(f"{name}.pdf", scored(RIGHT)) for name in "abc"))
    after = run_of_faxes(
        fax_of("b.pdf", scored(RIGHT)), fax_of("c.pdf", scored(RIGHT, truth="Bo")), fax_of("d.pdf", scored(RIGHT))
    )
    found = compare(before.faxes, after.faxes)
    assert (found.faxes, found.only_before, found.only_after, found.other_truth) == (
        1,
        ("a.pdf",),
        ("d.pdf",),
        ("c.pdf",),
    )


def figures(found: Comparison) -> dict[str, tuple[tuple[int, int], tuple[int, int], Says]]:
    return {one.says: (one.before, one.after, one.verdict) for one in found.figures}


def test_figures_say_which_way_is_up() -> None:
    before = run_with(*[WRONG] * 10, *[RIGHT] * 20, got_verdict="complete")
    found = compare(before.faxes, run_with(*[RIGHT] * 30).faxes)
    told = figures(found)
    assert told["wrong among found core fields"] == ((10, 30), (0, 30), Says.BETTER)
    assert told["core fields found right"] == ((20, 30), (30, 30), Says.BETTER)
    assert told["fax verdicts right"] == ((0, 30), (30, 30), Says.BETTER)
    assert told["false completes"] == ((30, 30), (0, 30), Says.BETTER)
    assert told["packets right"][2] is Says.SAME
    back = figures(compare(run_with(*[RIGHT] * 30).faxes, before.faxes))
    assert back["wrong among found core fields"][2] is back["false completes"][2] is Says.WORSE
    assert found.verdicts[0] == ("00.pdf", "incomplete", "complete", "incomplete")


def written(folder: Path, name: str, run: Run) -> str:
    path = folder / name
    path.write_text(json.dumps(run_json(run)))
    return str(path)


def test_compare_prints_what_changed_and_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = written(tmp_path, "a.json", run_with(*[MISSED] * 8, RIGHT, got_verdict="complete"))
    after = written(tmp_path, "b.json", run_with(*[RIGHT] * 8, WRONG))
    out, page = tmp_path / "out.json", tmp_path / "out.html"
    assert main(["compare", before, after, "--json", str(out), "--html", str(page), "--details"]) == 0
    said = capsys.readouterr().out
    assert "9 faxes in both runs" in said
    told = json.loads(out.read_text())
    assert (told["fields"][0]["better"], told["fields"][0]["worse"]) == (8, 1)
    assert told["changes"][0]["after"]["outcome"] == "found_wrong"
    assert told["verdicts"][0] == {
        "source": "00.pdf",
        "truth": "incomplete",
        "before": "complete",
        "after": "incomplete",
    }
    assert "Values that changed" in page.read_text()


def test_runs_without_a_shared_fax_are_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = written(tmp_path, "a.json", run_of_faxes(fax_of("a.pdf")))
    other = written(tmp_path, "b.json", run_of_faxes(fax_of("b.pdf")))
    assert main(["compare", one, other]) == 2
    assert "share no fax" in capsys.readouterr().err
    (tmp_path / "c.json").write_text("nothing")
    with pytest.raises(UsageError, match="no run"):
        main(["compare", one, str(tmp_path / "c.json")])


def test_the_page_of_two_equal_runs_says_so() -> None:
    run = run_with(RIGHT)
    page = comparison_page(run, run, compare(run.faxes, run.faxes))
    assert "Every value came out the same." in page
    assert "Every fax has the same verdict" in page
