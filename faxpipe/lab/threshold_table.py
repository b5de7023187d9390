"""Thresholds as they stand in the referral table, with the evaluation that set them.

Part of the lab; pure. Only the section `[thresholds]` and the version are written anew; the rest of the table,
with the clinic's own changes and remarks, stays as it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import date

from faxpipe.errors import ConfigError
from faxpipe.lab.runs import Run
from faxpipe.lab.thresholds import ALL, Chosen, Goal
from faxpipe.schema import Thresholds, parse_schema

SECTION = re.compile(r"^\[thresholds\]\n.*?(?=^\[(?!thresholds[.\]]))", re.MULTILINE | re.DOTALL)
VERSION = re.compile(r'^version = "(?P<version>[^"\n]*)"$', re.MULTILINE)

Said = str | int | float


def set_by(run: Run, rows: Sequence[Chosen], goal: Goal) -> tuple[tuple[str, Said], ...]:
    """What is told of the run that set the thresholds: which faxes, read with what, and how it came out."""
    whole = next(row for row in rows if row.kind == ALL)
    low, high = whole.apart
    versions = dict(run.settings.versions)
    drawn = {name: value for name, value in run.settings.corpus if name in ("seed", "count", "split", "kind")}
    told: dict[str, Said] = {
        "date": run.settings.made_at[:10],
        "faxpipe": versions.get("faxpipe", ""),
        "ocr": versions.get("ocr", ""),
        "faxes": len(run.faxes),
        "pages": sum(len(fax.kinds) for fax in run.faxes),
        **{name: int(value) if value.isdecimal() else value for name, value in drawn.items()},
        "wrong_max": goal.wrong_max,
        "found": whole.found,
        "wrong": whole.wrong,
        "wrong_in_faxes_apart": f"{whole.apart_wrong} of {whole.apart_found}, 95 % sure: {low:.2%} to {high:.2%}",
    }
    return tuple(told.items())


def rewritten(text: str, thresholds: Thresholds, day: date) -> str:
    """The text of a referral table with these thresholds and a new version.

    Raises ConfigError where it has no section `[thresholds]` or would no longer be valid.
    """
    if not SECTION.search(text) or not VERSION.search(text):
        raise ConfigError("the referral table has no section [thresholds] followed by another, or no version")
    section = _section(thresholds)
    fresh = SECTION.sub(lambda _: section, text, count=1)
    fresh = VERSION.sub(lambda found: f'version = "{_next(found["version"], day)}"', fresh, count=1)
    parse_schema(tomllib.loads(fresh))
    return fresh


def _section(thresholds: Thresholds) -> str:
    lines = ["[thresholds]", f"default = {thresholds.default:g}", "", "[thresholds.kinds]"]
    lines += [f"{kind} = {least:g}" for kind, least in thresholds.kinds]
    lines += ["", "[thresholds.set_by]"]
    lines += [f"{name} = {_toml(said)}" for name, said in thresholds.set_by]
    return "\n".join(lines) + "\n\n"


def _toml(said: Said) -> str:
    if isinstance(said, str):
        return '"' + re.sub(r'["\\]', lambda found: "\\" + found[0], said) + '"'
    return f"{said:g}" if isinstance(said, float) else str(said)


def _next(version: str, day: date) -> str:
    """The day, and where a table of that day was in use already, which one of that day it is."""
    today, _, number = version.partition(".")
    return f"{day}.{int(number or 1) + 1}" if today == str(day) and (number or "1").isdecimal() else str(day)
