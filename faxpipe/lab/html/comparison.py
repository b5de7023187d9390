"""The page of a comparison: what got better, what worse, whether that may be chance, and every value that changed.

Part of the lab; pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from faxpipe.lab.comparison_rows import FIELD_HEADINGS, field_cells, figure_cells, shown
from faxpipe.lab.html.charts import STYLES, outcome_bar, outcome_legend
from faxpipe.lab.html.page import Tile, document, note, settings_list, table, text, tiles
from faxpipe.lab.paired import Change, Comparison, Says
from faxpipe.lab.runs import Run, Settings
from faxpipe.lab.score import FaxScore
from faxpipe.lab.tally import score

CHANGES_MAX = 400
MARKS = {Says.BETTER: "good", Says.WORSE: "bad"}
HOW = (
    "Good is found right, held with the right value shown, or rightly empty. Better and worse count the referrals "
    "in which the runs differ; chance is how often two equal readers would part as far (McNemar's exact test, "
    "corrected for the number of fields after Holm). Up to 0.05 a difference is taken as real."
)
HOW_FIGURES = (
    "Intervals come from drawing whole faxes again (2,000 times), because values of one fax go wrong together."
)


def comparison_page(before: Run, after: Run, comparison: Comparison) -> str:
    """The page as HTML."""
    return document(
        "Two runs compared",
        f"A: {_name(before.settings)}. B: {_name(after.settings)}. {comparison.faxes} faxes in both.",
        (
            ("figures", "Figures", _figures(comparison)),
            ("fields", "Field by field", _fields(comparison)),
            ("outcomes", "Outcomes side by side", _bars(before.faxes, after.faxes, comparison)),
            ("verdicts", "Verdicts that changed", _verdicts(comparison)),
            ("changes", "Values that changed", _changes(comparison.changes)),
            ("left-out", "Left out", _left_out(comparison)),
            ("runs", "The two runs", _runs(before.settings, after.settings)),
        ),
    )


def _figures(comparison: Comparison) -> str:
    real = [one for one in comparison.fields if one.says in MARKS]
    counted = [
        Tile("values better", str(sum(change.better for change in comparison.changes))),
        Tile("values worse", str(sum(not change.better for change in comparison.changes))),
        Tile("fields better beyond chance", *_named(one.field for one in real if one.says is Says.BETTER)),
        Tile("fields worse beyond chance", *_named(one.field for one in real if one.says is Says.WORSE)),
    ]
    rows = [_marked(figure_cells(one), one.verdict) for one in comparison.figures]
    headings = ("figure", "A", "B", "difference, points", "95 % sure", "comes to")
    words = frozenset({0, 5})
    return tiles(counted) + note(HOW_FIGURES) + table("Shares in both runs", headings, rows, words=words)


def _fields(comparison: Comparison) -> str:
    headings = (*FIELD_HEADINGS[:-1], "comes to")
    rows = [_marked(field_cells(one), one.says) for one in comparison.fields]
    return note(HOW) + table("Fields", headings, rows, words=frozenset({0, len(headings) - 1}))


def _bars(before: Sequence[FaxScore], after: Sequence[FaxScore], comparison: Comparison) -> str:
    left_out = {*comparison.only_before, *comparison.only_after, *comparison.other_truth}
    one, two = (score([fax for fax in faxes if fax.source not in left_out]) for faxes in (before, after))
    rows = []
    for field, counts in one.fields.items():
        for run, outcomes in (("A", counts), ("B", two.fields[field])):
            numbers = [str(outcomes[outcome] or "") for outcome in STYLES]
            rows.append([f"{text(field)}, {run}", outcome_bar(outcomes), *numbers])
    headings = ("field, run", "share of outcomes", *(says for _, says in STYLES.values()))
    return outcome_legend() + table("Outcomes", headings, rows, words=frozenset({0, 1}), style="wide bars")


def _verdicts(comparison: Comparison) -> str:
    rows = [
        _marked(
            (
                source.removesuffix(".pdf"),
                truth,
                before or "none",
                after or "none",
                _turn(truth, before, after).value,
            ),
            _turn(truth, before, after),
        )
        for source, truth, before, after in comparison.verdicts
    ]
    if not rows:
        return note("Every fax has the same verdict in both runs.")
    return table("Faxes", ("fax", "is", "A", "B", "comes to"), rows, words=frozenset(range(5)))


def _turn(truth: str, before: str | None, after: str | None) -> Says:
    if truth == after:
        return Says.BETTER
    return Says.WORSE if truth == before else Says.SAME


def _changes(changes: Sequence[Change]) -> str:
    if not changes:
        return note("Every value came out the same.")
    rows = []
    for one in changes[:CHANGES_MAX]:
        says = Says.BETTER if one.better else Says.WORSE
        cells = (
            one.source.removesuffix(".pdf"),
            one.before.field,
            one.before.outcome.value.replace("_", " "),
            one.after.outcome.value.replace("_", " "),
            *(shown(value) for value in (one.before.truth, one.before.got, one.after.got)),
            says.value,
        )
        rows.append(_marked(cells, says))
    headings = ("fax", "field", "A", "B", "is", "read by A", "read by B", "comes to")
    more = len(changes) - CHANGES_MAX
    left = note(f"{more} more, all for the better or of less weight, are left out.") if more > 0 else ""
    return table("For the worse first", headings, rows, words=frozenset(range(8))) + left


def _left_out(comparison: Comparison) -> str:
    rows = [
        [text(says), str(len(names)), text(", ".join(names[:20]))]
        for says, names in (
            ("in A only", comparison.only_before),
            ("in B only", comparison.only_after),
            ("another truth in B", comparison.other_truth),
        )
        if names
    ]
    return (
        table("Faxes in no figure here", ("why", "faxes", "which"), rows, words=frozenset({0, 2})) if rows else ""
    )


def _runs(before: Settings, after: Settings) -> str:
    return "".join(f"<h3>{name}</h3>{settings_list(one)}" for name, one in (("A", before), ("B", after)))


def _marked(cells: Sequence[str], says: Says) -> list[str]:
    """The cells as HTML, the last one, what it comes to, in its colour."""
    *plain, last = map(text, cells)
    mark = MARKS.get(says)
    return [*plain, f'<span class="{mark}">{last}</span>' if mark else last]


def _named(fields: Iterable[str]) -> tuple[str, str]:
    names = list(fields)
    return str(len(names)), ", ".join(names)


def _name(settings: Settings) -> str:
    return f"{settings.folder}, {settings.made_at[:16].replace('T', ' ')} UTC"
