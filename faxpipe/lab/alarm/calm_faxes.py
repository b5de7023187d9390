"""The sentences of faxes that other hands wrote and that are not urgent, as what must alarm nobody.

Part of the lab. A fax is NAME.html beside NAME.truth.json, as `faxpipe lab foreign` prints it. Its own words are
read, not a scan of it: misreadings are put in where all lines are worn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from faxpipe.fields.prose.text import sentence_spans

CALM = frozenset({"routine", "priority"})
_INLINE = frozenset("a abbr b big em i mark s small span strong sub sup u font tspan".split())
_UNREAD = frozenset({"style", "script", "title"})


def calm_sentences(folders: Iterable[Path]) -> Iterator[str]:
    """Each sentence once, in the order of the names, of the faxes in `folders` that are routine or priority.

    OSError or ValueError where a page lies without its truth.
    """
    seen: set[str] = set()
    for sheet in sorted(path for folder in folders for path in folder.glob("*.html")):
        truth = json.loads(sheet.with_name(f"{sheet.stem}.truth.json").read_text())
        if truth["priority"] in CALM:
            for block in _blocks(sheet.read_text()):
                said = (block[start:end].strip() for start, end in sentence_spans(block))
                new = [one for one in said if one and one not in seen]
                seen.update(new)
                yield from new


def _blocks(page: str) -> Iterator[str]:
    words = _Words()
    words.feed(page)
    words.close()
    return (text for text in (" ".join(block.split()) for block in "".join(words.parts).split("\0")) if text)


class _Words(HTMLParser):
    """The words of a page; what no longer stands in one line of text is parted by zero bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in _UNREAD
        if tag not in _INLINE:
            self.parts.append("\0")

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in _UNREAD
        if tag not in _INLINE:
            self.parts.append("\0")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.parts.append(data)
