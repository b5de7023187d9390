"""The page of a calibration: the thresholds, what they do to the whole, and the plots they were read from.

Part of the lab; pure.
"""

from __future__ import annotations

from faxpipe.lab.calibration_report import summary_rows
from faxpipe.lab.html.page import document, note, percent, settings_list, table, text
from faxpipe.lab.html.reliability import reliability_blocks
from faxpipe.lab.reliability import judged_values, kinds_of, reliabilities
from faxpipe.lab.tally import score, share
from faxpipe.lab.thresholds import Calibration, Chosen, Shown

MARKS = {Shown.SHOWN: "good", Shown.MISSED: "bad"}


def calibration_page(calibration: Calibration) -> str:
    """The page as HTML."""
    settings, goal = calibration.after.settings, calibration.goal
    values = judged_values(calibration.low.faxes, kinds_of(calibration.schema))
    return document(
        f"Thresholds from {settings.folder}",
        f"{len(calibration.after.faxes)} faxes, read on {settings.made_at[:10]}; goal: of the found values "
        f"of a kind at most {percent(goal.wrong_max)} wrong.",
        (
            ("thresholds", "Thresholds by kind", _thresholds(calibration)),
            ("whole", "What they do to the whole", _whole(calibration)),
            (
                "reliability",
                "Reliability, all thresholds at the floor",
                reliability_blocks(
                    reliabilities(values),
                    thresholds={row.kind: row.threshold for row in calibration.rows},
                    old={row.kind: calibration.schema.thresholds.of(row.kind) for row in calibration.rows},
                ),
            ),
            ("settings", "How it was made", settings_list(settings)),
        ),
    )


def _thresholds(calibration: Calibration) -> str:
    headings = (
        "kind",
        "now",
        "new",
        "found",
        "wrong",
        "share",
        "in faxes apart",
        "95 % sure",
        "right held",
        "goal",
    )
    how = note(
        "Found and wrong: when the fields are read with the new thresholds. In faxes apart: each fax with "
        "thresholds chosen from the other four fifths, so that no fax judges a threshold it helped to set; the "
        "interval is of that share. Right held: right values that a person is asked about."
    )
    rows = [_row(calibration, row) for row in calibration.rows]
    return how + table("Thresholds", headings, rows, words=frozenset({0, 9}))


def _row(calibration: Calibration, row: Chosen) -> list[str]:
    low, high = row.apart
    shown = row.shown(calibration.goal.wrong_max)
    mark = MARKS.get(shown)
    return [
        text(row.kind),
        f"{calibration.schema.thresholds.of(row.kind):g}",
        f"{row.threshold:g}",
        str(row.found),
        str(row.wrong),
        percent(share(row.wrong, row.found)),
        f"{row.apart_wrong} of {row.apart_found}",
        f"{percent(low, 2)} to {percent(high, 2)}",
        f"{row.held_right} of {row.right}",
        f'<span class="{mark}">{text(shown.value)}</span>' if mark else text(shown.value),
    ]


def _whole(calibration: Calibration) -> str:
    before, after = (score(run.faxes) for run in (calibration.before, calibration.after))
    rows = [[text(says), *map(text, figures)] for says, figures in summary_rows(before, after)]
    return table("All faxes", ("figure", "thresholds in use", "new thresholds"), rows)
