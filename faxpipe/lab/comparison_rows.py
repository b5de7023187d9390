"""A comparison of two runs as rows of plain text, for the terminal and for the page.

Part of the lab; pure.
"""

from __future__ import annotations

from faxpipe.lab.paired import FieldPair, Figure

FIELD_HEADINGS = ("field", "values", "good A", "good B", "better", "worse", "wrong A", "wrong B", "chance", "")


def figure_cells(one: Figure) -> tuple[str, ...]:
    """What it is, both shares, the difference, its interval, and what it comes to."""
    if one.difference is None:
        return one.says, _share(one.before), _share(one.after), "-", "-", one.verdict.value
    middle, low, high = (f"{100 * value:+.1f}" for value in one.difference)
    return one.says, _share(one.before), _share(one.after), middle, f"{low} to {high}", one.verdict.value


def field_cells(one: FieldPair) -> tuple[str, ...]:
    """The row of one field under `FIELD_HEADINGS`."""
    wrong = [f"{bad} of {all_of_them}" for bad, all_of_them in zip(one.trusted_wrong, one.trusted, strict=True)]
    return (
        one.field,
        str(one.values),
        *map(str, one.good),
        str(one.better or ""),
        str(one.worse or ""),
        *wrong,
        f"{one.chance:.3f}" if one.better or one.worse else "",
        one.says.value,
    )


def shown(value: object) -> str:
    """A value as people write it."""
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _share(counts: tuple[int, int]) -> str:
    part, whole = counts
    return f"{100 * part / whole:.1f} % ({part} of {whole})" if whole else "-"
