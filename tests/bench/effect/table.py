"""Rows of figures as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Row = Mapping[str, str | float]


def table(rows: Sequence[Row]) -> str:
    """The columns are the first row's; a figure has three decimals at most."""
    lines = [list(rows[0]), ["---"] * len(rows[0])]
    lines += [[_cell(row[name]) for name in rows[0]] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.{3 if abs(value) < 10 else 1}f}"
