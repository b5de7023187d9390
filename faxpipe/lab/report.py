"""The figures of an evaluation as tables for a terminal.

Part of the lab. `--details` shows values, which are invented people's; never point it at real faxes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from faxpipe.lab.compare import CORE
from faxpipe.lab.score import ANSWERED, GOOD, FaxScore, Outcome
from faxpipe.lab.tally import Scores, share

HEADINGS = {
    Outcome.FOUND_RIGHT: "right",
    Outcome.HELD_RIGHT: "held",
    Outcome.FOUND_WRONG: "wrong",
    Outcome.HELD_OTHER: "held oth.",
    Outcome.MISSED: "missed",
    Outcome.INVENTED: "invented",
    Outcome.HELD_INVENTED: "held inv.",
    Outcome.TRUE_MISSING: "empty",
}


def print_scores(scores: Scores, console: Console) -> None:
    """All tables of `scores`, the summary last so that it stands above the prompt."""
    console.print(_fields(scores))
    for title, confusion in (
        ("fax verdict", scores.fax_verdicts),
        ("referral verdict", scores.referral_verdicts),
        ("priority", scores.priorities),
        ("pathway", scores.pathways),
    ):
        console.print(_confusion(title, confusion))
    console.print(_errors("page kinds taken for another", scores.kinds))
    console.print(_calibration(scores))
    for title, names in (
        ("false completes", scores.false_completes),
        ("missed emergencies and urgents", scores.missed_urgents),
        ("false urgents", scores.false_urgents),
        ("worst faxes (bad core fields)", [f"{source} ({bad})" for source, bad in scores.worst]),
    ):
        console.print(f"[bold]{title}[/]: {', '.join(names) or 'none'}")
    console.print(_summary(scores))


def print_details(faxes: Iterable[FaxScore], console: Console) -> None:
    """Every outcome that is not good: fax, field, status, truth and what was read."""
    table = Table(title="what went wrong", title_justify="left")
    for heading in ("fax", "field", "outcome", "status", "truth", "read", "conf.", "page", "method"):
        table.add_column(heading, overflow="fold")
    for fax in faxes:
        for referral in fax.referrals:
            for value in referral.fields:
                if value.outcome in GOOD:
                    continue
                style = "bold" if value.field in CORE else ""
                table.add_row(
                    fax.source.removesuffix(".pdf"),
                    value.field,
                    value.outcome.value,
                    value.status,
                    _text(value.truth),
                    _text(value.got),
                    "" if value.confidence is None else f"{value.confidence:.2f}",
                    str(value.page or ""),
                    value.method or "",
                    style=style,
                )
    console.print(table)
    for fax in faxes:
        _print_rules(fax, console)


def _print_rules(fax: FaxScore, console: Console) -> None:
    for referral in fax.referrals:
        extra = sorted(set(referral.got_missing) - set(referral.missing))
        lost = sorted(set(referral.missing) - set(referral.got_missing))
        if referral.verdict != referral.got_verdict or extra or lost:
            console.print(
                f"{fax.source} pages {list(referral.pages)}: {referral.verdict} read as {referral.got_verdict}; "
                f"called missing: {extra}; not called missing: {lost}",
                markup=False,
            )
        if referral.priority and referral.priority != referral.got_priority:
            console.print(f"{fax.source}: {referral.priority} read as {referral.got_priority}", markup=False)
    kinds = [f"{n} {a}->{b}" for n, (a, b) in enumerate(fax.kinds, 1) if a != b]
    if kinds or not fax.packets_right:
        console.print(f"{fax.source}: pages {kinds} packets right: {fax.packets_right}", markup=False)


def _fields(scores: Scores) -> Table:
    table = Table(title="fields", title_justify="left")
    table.add_column("field")
    for heading in HEADINGS.values():
        table.add_column(heading, justify="right")
    table.add_column("% right", justify="right")
    for field, counts in scores.fields.items():
        table.add_row(
            field,
            *(str(counts[outcome] or "") for outcome in HEADINGS),
            _percent(_right(counts)),
            style="" if field in CORE else "dim",
            end_section=field == CORE[-1],
        )
    return table


def _right(counts: Counter[Outcome]) -> float | None:
    answered = sum(counts[outcome] for outcome in ANSWERED)
    return share(counts[Outcome.FOUND_RIGHT] + counts[Outcome.HELD_RIGHT], answered)


def _confusion(title: str, confusion: Counter[tuple[str, str]]) -> Table:
    truths = sorted({truth for truth, _ in confusion})
    gots = sorted({got for _, got in confusion})
    table = Table(title=f"{title} (rows: truth, columns: read)", title_justify="left")
    table.add_column("")
    for got in gots:
        table.add_column(got, justify="right")
    for truth in truths:
        table.add_row(truth, *(str(confusion[truth, got] or "") for got in gots))
    return table


def _errors(title: str, confusion: Counter[tuple[str, str]]) -> Table:
    table = Table("truth", "read", "pages", title=title, title_justify="left")
    for (truth, got), count in confusion.most_common():
        if truth != got:
            table.add_row(truth, got, str(count))
    return table


def _calibration(scores: Scores) -> Table:
    table = Table(
        "confidence", "values", "% right", title="calibration, found and held values", title_justify="left"
    )
    for row in scores.calibration:
        if row.values:
            table.add_row(f"{row.low:.2f}-{row.high:.2f}", str(row.values), _percent(share(row.right, row.values)))
    return table


def _summary(scores: Scores) -> Table:
    kinds_right = sum(count for (truth, got), count in scores.kinds.items() if truth == got)
    pages = sum(scores.kinds.values())
    verdicts = sum(count for (truth, got), count in scores.fax_verdicts.items() if truth == got)
    table = Table(title="summary", title_justify="left", show_header=False)
    table.add_row("faxes, of them unread", f"{scores.faxes}, {scores.unread}")
    table.add_row(
        "referrals, not met, made up", _join(scores.referrals, scores.unmatched_referrals, scores.extra_referrals)
    )
    table.add_row("core fields found or held right", f"[bold]{_percent(scores.core_right)}[/]")
    table.add_row("core fields found right", _percent(scores.core_found_right))
    table.add_row("wrong among found core fields", f"[bold]{_percent(scores.wrong_among_found)}[/]")
    table.add_row("lists in the order of the paper", f"{scores.ordered[0]} of {scores.ordered[1]}")
    table.add_row("fax verdicts right", f"{verdicts} of {scores.faxes}")
    table.add_row(
        "missing list: precision, recall",
        f"{_percent(scores.missing_precision)}, {_percent(scores.missing_recall)}",
    )
    table.add_row("false completes", f"[bold]{len(scores.false_completes)}[/]")
    table.add_row("missed urgents, false urgents", _join(len(scores.missed_urgents), len(scores.false_urgents)))
    table.add_row("page kinds right", f"{kinds_right} of {pages}")
    table.add_row("rotations right", f"{scores.rotations_right} of {scores.rotations}")
    table.add_row("packets right", f"{scores.packets_right} of {scores.faxes}")
    return table


def _join(*numbers: int) -> str:
    return ", ".join(map(str, numbers))


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _text(value: object) -> str:
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
