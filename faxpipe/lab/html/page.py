"""One page from its parts: the frame, the style sheet, and the few blocks that all pages use.

Part of the lab. Everything that comes from a fax passes `text`, and the page forbids itself scripts and the
network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources

from faxpipe.lab.runs import Settings

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: what it is, the figure, what else to know about it. `alarm`: it should not be so."""

    says: str
    figure: str
    more: str = ""
    alarm: bool = False


def document(title: str, lead: str, sections: Iterable[tuple[str, str, str]]) -> str:
    """The whole page. `sections`: (anchor, heading, HTML) each; `lead` is plain text below the title."""
    parts = [one for one in sections if one[2]]
    links = "".join(f'<li><a href="#{anchor}">{text(heading)}</a></li>' for anchor, heading, _ in parts)
    body = "\n".join(
        f'<section id="{anchor}" aria-labelledby="{anchor}-h"><h2 id="{anchor}-h">{text(heading)}</h2>\n'
        f"{html}\n</section>"
        for anchor, heading, html in parts
    )
    style = (resources.files(__package__) / "page.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{text(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"<header><h1>{text(title)}</h1>\n<p>{text(lead)}</p>\n"
        f'<nav aria-label="Sections"><ul>{links}</ul></nav></header>\n<main>\n{body}\n</main>\n</body>\n</html>\n'
    )


def text(value: object) -> str:
    """`value` as it may stand in HTML, in an attribute too; lists with semicolons, nothing for None."""
    if value is None:
        return ""
    plain = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return escape(plain, quote=True)


def tiles(all_of_them: Iterable[Tile]) -> str:
    """Figures side by side, as a list of terms and their values."""
    return '<dl class="tiles">' + "".join(map(_tile, all_of_them)) + "</dl>"


def table(
    caption: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    words: frozenset[int] = frozenset({0}),
    style: str = "",
) -> str:
    """A table whose cells are HTML; the first of a row is its heading. `words`: columns set to the left."""
    head = "".join(f'<th scope="col"{_side(n, words)}>{text(heading)}</th>' for n, heading in enumerate(headings))
    body = "".join(f"<tr>{_row(row, words)}</tr>\n" for row in rows)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{text(caption)}">'
        f'<table class="{style}"><caption>{text(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>\n{body}</tbody></table></div>"
    )


def settings_list(settings: Settings) -> str:
    """How a run came about."""
    rows = [("made", settings.made_at.replace("+00:00", " UTC").replace("T", " ")), ("faxes", settings.folder)]
    rows += [(f"drawn with {name}", value) for name, value in settings.corpus if name != "faxpipe"]
    rows += settings.versions
    rows += settings.options
    return '<dl class="facts">' + "".join(f"<dt>{text(a)}</dt><dd>{text(b)}</dd>" for a, b in rows) + "</dl>"


def note(plain: str) -> str:
    """A paragraph that says how to read what follows."""
    return f'<p class="note">{text(plain)}</p>'


def percent(share: float | None, digits: int = 1) -> str:
    return "-" if share is None else f"{100 * share:.{digits}f} %"


def _tile(tile: Tile) -> str:
    more = f'<dd class="more">{text(tile.more)}</dd>' if tile.more else ""
    mark = ' class="alarm"' if tile.alarm else ""
    return f"<div{mark}><dt>{text(tile.says)}</dt><dd>{text(tile.figure)}</dd>{more}</div>"


def _row(row: Sequence[str], words: frozenset[int]) -> str:
    first, *rest = row
    cells = "".join(f"<td{_side(n, words)}>{cell}</td>" for n, cell in enumerate(rest, 1))
    return f'<th scope="row">{first}</th>{cells}'


def _side(column: int, words: frozenset[int]) -> str:
    return ' class="words"' if column in words else ""
