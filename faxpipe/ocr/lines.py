"""What an engine reads in the picture of one line."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LineReading:
    """The text of one line, empty where nothing was read, and how far it may be trusted as a whole, 0..1.

    `mean`: confidence of its letters on average, 0..1: what tells a line from the same line upside down.
    """

    text: str = field(repr=False)
    confidence: float
    mean: float = 0.0
