"""Words kept from an earlier reading, so that fields can be extracted anew without OCR.

`page_json` and `page_from_json` are exact inverses over every value of a Page; the version on top says how to
read it in years. Pages stored before there were second readings, legibility and codes load without them.
"""

from __future__ import annotations

from typing import Any

from faxpipe.document import Box, Circle, Ink, Marks, Page, PageState, Rule, SecondReading, TickBox, Word
from faxpipe.errors import StoreError

VERSION = 1
_PLAIN = (
    "number",
    "width_px",
    "height_px",
    "rotation",
    "skew_deg",
    "reason",
    "source",
    "engine",
    "engine_version",
    "dpi",
)


def page_json(page: Page) -> dict[str, Any]:
    """The page as plain lists, numbers and strings, to be stored as JSON."""
    return {
        "version": VERSION,
        **{name: getattr(page, name) for name in _PLAIN},
        "state": page.state.value,
        "words": [[word.text, _edges(word.box), word.confidence] for word in page.words],
        "strip": [[word.text, _edges(word.box), word.confidence] for word in page.strip],
        "ticks": [[_edges(tick.box), tick.ticked, tick.confidence] for tick in page.marks.ticks],
        "circles": [[_edges(circle.box), circle.confidence] for circle in page.marks.circles],
        "rules": [[_edges(rule.box), rule.horizontal] for rule in page.marks.rules],
        "inks": [[_edges(ink.box), ink.density] for ink in page.marks.inks],
        "legibility": page.legibility,
        "illegible": [_edges(box) for box in page.illegible],
        "second": [[_edges(one.box), one.text, one.confidence, one.engine] for one in page.second],
        "codes": list(page.codes),
    }


def page_from_json(stored: dict[str, Any]) -> Page:
    """The page that `page_json` stored. Raises StoreError where it is of another version or not a page."""
    if stored.get("version") != VERSION:
        raise StoreError(
            "the stored words are of another version; read the fax again", code="stored_words_version"
        )
    try:
        return Page(
            **{name: stored[name] for name in _PLAIN},
            state=PageState(stored["state"]),
            words=_words(stored["words"]),
            strip=_words(stored["strip"]),
            legibility=stored.get("legibility"),
            illegible=tuple(Box(*box) for box in stored.get("illegible", ())),
            second=tuple(SecondReading(Box(*box), *read) for box, *read in stored.get("second", ())),
            codes=tuple(stored.get("codes", ())),
            marks=Marks(
                ticks=tuple(TickBox(Box(*box), ticked, sure) for box, ticked, sure in stored["ticks"]),
                circles=tuple(Circle(Box(*box), sure) for box, sure in stored["circles"]),
                rules=tuple(Rule(Box(*box), horizontal) for box, horizontal in stored["rules"]),
                inks=tuple(Ink(Box(*box), density) for box, density in stored["inks"]),
            ),
        )
    except (KeyError, TypeError, ValueError):
        raise StoreError("the stored words are damaged; read the fax again", code="stored_words_damaged") from None


def _edges(box: Box) -> list[float]:
    return [box.left, box.top, box.right, box.bottom]


def _words(rows: list[Any]) -> tuple[Word, ...]:
    return tuple(Word(text, Box(*box), confidence) for text, box, confidence in rows)
