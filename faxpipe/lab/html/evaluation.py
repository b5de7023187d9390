"""The page of one evaluation: figures, outcomes by field, confusions, calibration, the worst faxes, how it was
made.

Part of the lab; pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from faxpipe.lab.chance import interval
from faxpipe.lab.compare import CORE
from faxpipe.lab.html.charts import STYLES, outcome_bar, outcome_legend, total
from faxpipe.lab.html.page import Tile, document, note, percent, settings_list, table, text, tiles
from faxpipe.lab.html.reliability import reliability_blocks
from faxpipe.lab.html.worst import WorstFax, worst_block
from faxpipe.lab.reliability import judged_values, kinds_of, reliabilities
from faxpipe.lab.runs import Run
from faxpipe.lab.score import ANSWERED, TRUSTED, TRUSTED_WRONG, Outcome
from faxpipe.lab.tally import Scores, score, share
from faxpipe.schema import load_schema

VALUES = "Faxes, people and values on this page are invented, or it must not leave the house."


def evaluation_page(run: Run, worst: Sequence[WorstFax]) -> str:
    """The page as HTML."""
    scores = score(run.faxes)
    values = judged_values(run.faxes, kinds_of(load_schema()))
    thresholds = dict(run.settings.thresholds)
    made = run.settings.made_at[:10]
    return document(
        f"Evaluation of {run.settings.folder}",
        f"{scores.faxes} faxes, {scores.referrals} referrals, read on {made}. {VALUES}",
        (
            ("figures", "Figures", tiles(figure_tiles(scores))),
            ("fields", "Outcomes by field", _fields(scores)),
            ("confusions", "Taken for another", _confusions(scores)),
            ("calibration", "Calibration", reliability_blocks(reliabilities(values), thresholds=thresholds)),
            ("worst", "The worst faxes", "".join(map(worst_block, worst)) or note("No fax has a bad core field.")),
            ("settings", "How it was made", settings_list(run.settings)),
        ),
    )


def figure_tiles(scores: Scores) -> list[Tile]:
    """What a person looks at first."""
    trusted = sum(scores.core[one] for one in TRUSTED)
    wrong = sum(scores.core[one] for one in TRUSTED_WRONG)
    answered = sum(scores.core[one] for one in ANSWERED)
    right = scores.core[Outcome.FOUND_RIGHT]
    held = scores.core[Outcome.HELD_RIGHT]
    hit, extra, lost = scores.missing
    verdicts, kinds = _diagonal(scores.fax_verdicts), _diagonal(scores.kinds)
    pages = sum(scores.kinds.values())
    return [
        Tile("core fields found or held right", percent(scores.core_right), f"{right + held} of {answered}"),
        Tile("core fields found right", percent(scores.core_found_right), f"{right} of {answered}"),
        Tile("wrong among found core fields", percent(scores.wrong_among_found), _sure(wrong, trusted)),
        Tile("fax verdicts right", percent(share(verdicts, scores.faxes)), f"{verdicts} of {scores.faxes}"),
        _names("false completes", scores.false_completes),
        _names("missed emergencies and urgents", scores.missed_urgents),
        _names("false urgents", scores.false_urgents),
        Tile("missing lists: precision", percent(scores.missing_precision), f"{hit} of {hit + extra}"),
        Tile("missing lists: recall", percent(scores.missing_recall), f"{hit} of {hit + lost}"),
        Tile("page kinds right", percent(share(kinds, pages)), f"{kinds} of {pages}"),
        Tile(
            "packets right",
            percent(share(scores.packets_right, scores.faxes)),
            f"{scores.packets_right} of {scores.faxes}",
        ),
        Tile(
            "not read, not met, made up",
            f"{scores.unread}, {scores.unmatched_referrals}, {scores.extra_referrals}",
            "faxes, referrals, referrals",
        ),
    ]


def _names(says: str, names: Sequence[str]) -> Tile:
    few = [name.removesuffix(".pdf") for name in names[:6]] + (["..."] if len(names) > 6 else [])
    return Tile(says, str(len(names)), ", ".join(few), alarm=bool(names))


def _sure(part: int, whole: int) -> str:
    low, high = interval(part, whole)
    return f"{part} of {whole}; 95 % sure: {100 * low:.2f} to {100 * high:.2f} %"


def _diagonal(confusion: Counter[tuple[str, str]]) -> int:
    return sum(count for (truth, got), count in confusion.items() if truth == got)


def _fields(scores: Scores) -> str:
    core = {field: counts for field, counts in scores.fields.items() if field in CORE}
    other = {field: counts for field, counts in scores.fields.items() if field not in CORE}
    headings = ("field", "share of outcomes", *(says for _, says in STYLES.values()), "right, of those answered")
    tables = "".join(
        table(
            caption,
            headings,
            [_field("all of these", total(counts.values())), *(_field(*row) for row in counts.items())],
            words=frozenset({0, 1}),
            style="wide bars",
        )
        for caption, counts in (("Core fields", core), ("Other fields", other))
        if counts
    )
    return outcome_legend() + tables


def _field(field: str, counts: Counter[Outcome]) -> list[str]:
    answered = sum(counts[one] for one in ANSWERED)
    right = counts[Outcome.FOUND_RIGHT] + counts[Outcome.HELD_RIGHT]
    numbers = [str(counts[one] or "") for one in STYLES]
    return [text(field), outcome_bar(counts), *numbers, percent(share(right, answered))]


def _confusions(scores: Scores) -> str:
    blocks = "".join(
        confusion_table(title, confusion)
        for title, confusion in (
            ("Verdicts of faxes", scores.fax_verdicts),
            ("Verdicts of referrals", scores.referral_verdicts),
            ("Priorities of faxes", scores.priorities),
            ("Pathways", scores.pathways),
            ("Kinds of pages", scores.kinds),
        )
        if confusion
    )
    return note("Rows: what is so. Columns: what it was taken for.") + f'<div class="side">{blocks}</div>'


def confusion_table(title: str, confusion: Counter[tuple[str, str]]) -> str:
    """What was taken for what, shaded by the share of its row."""
    truths = sorted({truth for truth, _ in confusion})
    gots = sorted({got for _, got in confusion}, key=lambda got: (got not in truths, got))
    rows = []
    for truth in truths:
        whole = sum(confusion[truth, got] for got in gots)
        rows.append((truth, [(got, confusion[truth, got], whole) for got in gots]))
    head = "".join(f'<th scope="col">{text(_words(got))}</th>' for got in gots)
    body = "".join(
        f'<tr><th scope="row">{text(_words(truth))}</th>{"".join(_cells(truth, cells))}</tr>'
        for truth, cells in rows
    )
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{text(title)}"><table class="shade">'
        f'<caption>{text(title)}</caption><thead><tr><th scope="col">is</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cells(truth: str, cells: Iterable[tuple[str, int, int]]) -> Iterable[str]:
    for got, count, whole in cells:
        if not count:
            yield "<td></td>"
            continue
        tone = "good" if got == truth else "bad"
        depth = 0.08 + (0.27 if tone == "good" else 0.37) * count / whole
        yield f'<td style="--tone: var(--{tone}-cell); --share: {depth:.2f}">{count}</td>'


def _words(name: str) -> str:
    return name.replace("_", " ")
