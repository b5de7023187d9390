"""The labels of about the size of a text, gathered once for each size, so that few are compared by letters.

Place in the sentence: words -> **fields**, under `book`.
"""

from __future__ import annotations

from collections.abc import Callable


def by_length(names: list[str]) -> dict[int, list[str]]:
    """For each length of a text the names that are at most `LENGTHS_APART` letters longer or shorter."""
    lengths = range(1, max(map(len, names)) + LENGTHS_APART + 1)
    return {length: [name for name in names if abs(len(name) - length) <= LENGTHS_APART] for length in lengths}


LENGTHS_APART = 2


def by_length_and(names: list[str], count: Callable[[str], int]) -> dict[tuple[int, int], list[str]]:
    """As `by_length`, for each length and count of something in the names."""
    counts = {name: count(name) for name in names}
    found: dict[tuple[int, int], list[str]] = {}
    for length, near in by_length(names).items():
        for name in near:
            found.setdefault((length, counts[name]), []).append(name)
    return found


def by_words(near: dict[tuple[int, int], list[str]]) -> dict[tuple[int, int], dict[tuple[int, str], list[str]]]:
    """The names of each group by each of their words and where it stands among them."""
    found: dict[tuple[int, int], dict[tuple[int, str], list[str]]] = {}
    for size, names in near.items():
        having = found.setdefault(size, {})
        for name in names:
            for one in enumerate(compared(name)):
                having.setdefault(one, []).append(name)
    return found


def compared(text: str) -> list[str]:
    """The words of a label: / and & are easily lost and do not count."""
    return [word for word in text.split() if word not in {"/", "&"}]
