"""What the terminal gets: clean text, ages in words, colours.

Everything read from a fax, and every file name, is hostile: escape sequences could repaint the screen and
direction overrides could reverse what stands there, so both are taken out before anything is printed.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from datetime import datetime

from rich.console import Console
from rich.text import Text

from faxpipe.referral import FieldStatus, Priority, Verdict

STYLES: dict[str, str] = {
    Priority.EMERGENCY: "bold white on red",
    Priority.URGENT: "bold red",
    Priority.PRIORITY: "yellow",
    Priority.ROUTINE: "dim",
    Verdict.COMPLETE: "green",
    Verdict.INCOMPLETE: "bold yellow",
    Verdict.REVIEW: "cyan",
    Verdict.NOT_REFERRAL: "dim",
    Verdict.UNREADABLE: "bold magenta",
    FieldStatus.FOUND: "green",
    FieldStatus.UNCERTAIN: "cyan",
    FieldStatus.INVALID: "magenta",
    FieldStatus.CONFLICT: "magenta",
    FieldStatus.MISSING: "bold yellow",
}

PIPE_COLUMNS = 160

_SPACES = {"\n": " ", "\r": " ", "\t": " "}


def clean(text: str) -> str:
    """`text` on one line, with control, format and undecodable characters shown as a replacement sign."""
    return "".join(
        _SPACES.get(letter) or ("\N{REPLACEMENT CHARACTER}" if unicodedata.category(letter)[0] == "C" else letter)
        for letter in text
    )


def printable(name: str) -> str:
    """A file name for JSON: bytes that are no UTF-8 become replacement signs, all else stays as given."""
    return os.fsencode(name).decode("utf-8", "replace")


def shown(text: str, style: str = "") -> Text:
    """`text` cleaned, for a table cell; square brackets are text, never markup."""
    return Text(clean(text), style=style)


def word(value: str) -> Text:
    """A verdict, priority or status in its colour and as people write it."""
    return Text(value.replace("_", " "), style=STYLES.get(value, ""))


def ago(then: datetime, now: datetime) -> str:
    """The age of `then` in plain words: "just now", "5 minutes", "3 hours", "2 days"."""
    seconds = max(0.0, (now - then).total_seconds())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = int(seconds // length)
        if count:
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "just now"


def output() -> Console:
    """Where results go. A pipe gets no colour, and wider lines than most screens have."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPE_COLUMNS
    return Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)


def side() -> Console:
    """Where progress and remarks go, so that stdout stays clean for `--json`."""
    return Console(file=sys.stderr, highlight=False, markup=False, emoji=False)


def complain(message: str) -> None:
    """One line on stderr."""
    print(f"faxpipe: {clean(message)}", file=sys.stderr)
