"""Figures with their intervals as lines of text."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from touchstone.cli.common import shorten, table
from touchstone.cli.results import number

if TYPE_CHECKING:
    from touchstone.evaluation import Row

_COLUMNS = 100
_LABEL_COLUMNS = 58


def figure_lines(rows: "Sequence[Row]") -> Iterator[str]:
    """A table in parts, notes under their figures; a note that a whole part shares stands above it once."""
    cells = [
        (
            "",
            shorten(row.label, _LABEL_COLUMNS),
            number(row.value),
            "" if row.low is None else f"{row.low:.3f} to {number(row.high)}",
            row.n,
        )
        for row in rows
    ]
    header, *body = table(["", "figure", "value", "95 % interval", "n"], cells, right=[2, 4]).splitlines()
    yield header
    for title, part in groupby(zip(rows, body, strict=True), key=lambda pair: pair[0].section):
        pairs = list(part)
        notes = {row.note for row, _ in pairs}
        shared = notes.pop() if len(pairs) > 1 and len(notes) == 1 else ""
        yield f"\n{title}"
        yield from _note(shared, 2)
        for row, line in pairs:
            yield line
            yield from _note("" if shared else row.note, 6)


def _note(text: str, indent: int) -> list[str]:
    space = " " * indent
    return textwrap.wrap(text, _COLUMNS, initial_indent=space, subsequent_indent=space)
