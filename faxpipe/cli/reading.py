"""One reading on the screen: the verdict first, then what is missing and why, then every value with its page.

Used by `faxpipe process` and `faxpipe queue ID`. Prints what the rules said; decides nothing.
"""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from faxpipe import plain
from faxpipe.cli.terminal import shown, word
from faxpipe.referral import FieldStatus, FieldValue, PageReading, Pathway, Reading, Referral, Value

PATHWAYS = {Pathway.VCF: "vertebral fracture", Pathway.PAIN: "other pain referral"}
LEGIBLE_MIN = 0.8  # below this share of surely read print a page is marked


def print_reading(console: Console, reading: Reading, *, evidence: bool = False) -> None:
    """The whole reading. `evidence` adds the words as read and the place on the page to every value."""
    console.print(_headline(reading))
    if reading.reason:
        console.print(Text(f"  {plain.reason(reading.reason)}"))
    _print_pages(console, reading)
    for number, referral in enumerate(reading.referrals, start=1):
        console.print()
        _print_referral(console, referral, number, of=len(reading.referrals), evidence=evidence)


def value_text(value: Value | None) -> Text:
    """A normal form as people read it: a list with commas, nothing as a dash."""
    if value is None:
        return Text("-", style="dim")
    return shown(", ".join(value) if isinstance(value, tuple) else str(value))


def _headline(reading: Reading) -> Text:
    parts = [shown(reading.source, "bold"), word(reading.verdict), word(reading.priority)]
    return Text("  ").join(parts)


def _print_pages(console: Console, reading: Reading) -> None:
    for page in reading.pages:
        console.print(Text("  ") + _page_line(page))
    if reading.missing_pages:
        says = f"  {plain.pages(reading.missing_pages)} never arrived: the header lines count further than the fax"
        console.print(Text(says, style="bold yellow"))


def _page_line(page: PageReading) -> Text:
    line = Text(f"page {page.number}: {page.kind.value.replace('_', ' ')}")
    if page.rotation:
        line.append(f", turned by {page.rotation} degrees", style="dim")
    if page.confidence is not None:
        line.append(f", read at {page.confidence:.0%}", style="dim")
    if page.legibility is not None and page.legibility < LEGIBLE_MIN:
        line.append(f", only {page.legibility:.0%} of its print surely read", style="yellow")
    if page.reason:
        line.append(f", {plain.reason(page.reason)}", style="magenta")
    return line


def _print_referral(console: Console, referral: Referral, number: int, *, of: int, evidence: bool) -> None:
    name = f"Referral {number} of {of}" if of > 1 else "Referral"
    head = Text(f"{name}, {plain.pages(referral.pages)}, {PATHWAYS[referral.pathway]}: ", style="bold")
    console.print(Text("  ").join([head + word(referral.verdict), word(referral.priority)]))
    for flag in referral.red_flags:
        line = Text("  ! ", style="bold red") + word(flag.priority) + Text(f": {plain.reason(flag.flag)}, ")
        console.print(line + Text(f"page {flag.page}, ") + _quoted(flag.words))
    _print_open(console, referral)
    for advisory in referral.advisories:
        console.print(Text("  for the authorization: ", style="dim") + shown(advisory.says))
    console.print(Padding(_fields(referral, evidence=evidence), (0, 0, 0, 2)))
    unanswered = [value.field for value in referral.fields if value.status is FieldStatus.MISSING]
    others = [name for name in unanswered if name not in referral.missing]
    if others:
        line = Text(f"not on the fax, not required: {plain.titles(others)}", style="dim")
        console.print(Padding(line, (0, 0, 0, 2), expand=False))


def _print_open(console: Console, referral: Referral) -> None:
    """What keeps the referral from being complete, each in the words of the rules."""
    says = {reason.field: reason for reason in referral.reasons}
    for heading, names in (("missing", referral.missing), ("to check", referral.unsure)):
        for name in names:
            line = Text("  ") + Text(heading, style="bold yellow" if heading == "missing" else "cyan")
            line.append(f": {plain.title(name)}")
            if name in says:
                line += Text(" - ") + shown(says[name].says)
            console.print(line)


def _fields(referral: Referral, *, evidence: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in ("field", "value", "status", "page", "sure"):
        table.add_column(column, justify="right" if column in ("page", "sure") else "left")
    if evidence:
        table.add_column("as read")
        table.add_column("box (left top right bottom, % of page)", no_wrap=True)
    for value in referral.fields:
        if value.status is not FieldStatus.MISSING:
            _add_field(table, value, evidence=evidence)
    return table


def _add_field(table: Table, value: FieldValue, *, evidence: bool) -> None:
    cells = [
        Text(plain.title(value.field)),
        value_text(value.value),
        word(value.status),
        Text(str(value.page or "-")),
        Text("-" if value.confidence is None else f"{value.confidence:.0%}"),
    ]
    if evidence:
        box = value.box.as_list() if value.box else []
        cells += [_quoted(value.words or ""), Text(" ".join(f"{edge:.1%}"[:-1] for edge in box), style="dim")]
    table.add_row(*cells)
    for other in value.others:
        rest = [Text(""), Text("or: ", style="dim") + value_text(other.value), Text("")]
        rest += [Text(str(other.page)), Text(f"{other.confidence:.0%}")]
        table.add_row(*rest, *([_quoted(other.words), Text("")] if evidence else []))


def _quoted(words: str) -> Text:
    return Text('"', style="dim") + shown(words) + Text('"', style="dim") if words else Text("")
