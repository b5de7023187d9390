"""What an engine reads in the picture of one line."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LineReading:
    """The text of one line, empty where nothing was read, and how far it may be trusted, 0..1."""

    text: str = field(repr=False)
    confidence: float
