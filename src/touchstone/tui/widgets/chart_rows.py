"""Plots with a line for each name: means in their intervals, and shares as bars."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from touchstone.tui.text import bar
from touchstone.tui.widgets.chart_marks import interval_marks, scale_marks
from touchstone.tui.widgets.table import fit

if TYPE_CHECKING:
    from touchstone.evaluation import Figure

WIDE = 100
"""From this width on a bar stands beside its name, in narrower places under it."""

_BAR, _LEAST_BAR = 30, 8

_SHARE = 9
"""The cells of a share and the gaps."""

_NUMBERS = 27
"""The cells of a value, its interval and the gaps."""


def interval_rows(rows: "Sequence[tuple[str, Figure]]", width: int) -> list[Content]:
    """Each figure with its number, its interval and n, and as a mark on a scale from 0 to 1."""
    names = min(max((cell_len(name) for name, _ in rows), default=0), width // 4)
    counts = max(len(f"n {figure.n:,}") for _, figure in rows)
    size = max(width - names - counts - _NUMBERS, 10)
    lines = [
        Content(" " * (names + _NUMBERS - 2)) + Content.styled(scale_marks(size, 0.0, 1.0), "$secondary")
    ]
    for name, figure in rows:
        value = "–" if figure.value is None else f"{figure.value:.3f}"
        span = "" if figure.low is None else f"{figure.low:.3f} to {figure.high:.3f}"
        marks = interval_marks(figure.value, figure.low, figure.high, size, 0.0, 1.0)
        lines.append(
            Content.assemble(
                (fit(name, names), "bold"),
                f" {value:>6} ",
                (f"{span:<16} ", "$secondary"),
                (marks, "$primary"),
                (f"  n {figure.n:,}", "$secondary"),
            )
        )
    return lines


def share_rows(rows: Sequence[tuple[str, float | None, str]], width: int) -> list[Content]:
    """Each (name, share in 0..1, remark) as a bar; without a share there is the remark alone."""
    beside = width >= WIDE
    told = max((cell_len(remark) for _, _, remark in rows), default=0)
    told = min(told, width // 3 if beside else width - _LEAST_BAR - _SHARE)
    size = _BAR if beside else min(_BAR, width - told - _SHARE)
    names = width - size - told - _SHARE if beside else width
    lines = []
    for name, share, remark in rows:
        filled = bar(share or 0.0, size)
        track = filled + "·" * (size - len(filled))
        value = "   –" if share is None else f"{share:.2f}"
        title = fit(name, names)
        drawn = Content.assemble(
            (track, "$primary"), f" {value}  ", (fit(remark, told).rstrip(), "$secondary")
        )
        if beside:
            lines.append(Content.assemble((title, "bold"), " ", drawn))
        else:
            lines += [Content.styled(title.rstrip(), "bold"), Content.assemble("  ", drawn)]
    return lines
