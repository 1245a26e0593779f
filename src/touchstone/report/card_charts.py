"""The chart of a card's table: one drawn figure a line, with its interval, beside the value it is compared with."""

from dataclasses import dataclass

from touchstone.evaluation.card.contents import Table
from touchstone.evaluation.report import Figure
from touchstone.report.charts import MAX_ROWS, ROW
from touchstone.report.text import brief, number, span

_LEFT, _WIDTH = 4.0, 92.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure: its label above, its interval `left`..`right` and its value `at`, in percent of the width."""

    top: int
    label: str
    sure: bool
    at: float
    left: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Dots:
    """The figures of a table. `compared`: where that is which they are compared with. `ticks`: (percent, text)."""

    title: str
    rows: tuple[Dot, ...]
    compared: float
    ticks: tuple[tuple[float, str], ...]
    height: int
    description: str


def dots(table: Table) -> Dots | None:
    """The chart of a table's drawn figures; None where fewer than two have a value."""
    drawn = table.marks[:MAX_ROWS]
    if len(drawn) < 2:
        return None
    low, high = table.scale

    def at(value: float) -> float:
        return _LEFT + _WIDTH * (min(high, max(low, value)) - low) / (high - low)

    rows = tuple(
        Dot(
            top=place * ROW,
            label=f"{brief(label, 60)}: {number(figure.value)}",
            sure=_is_apart(figure, table.at),
            at=at(figure.value or 0.0),
            left=None if figure.low is None else at(figure.low),
            right=None if figure.high is None else at(figure.high),
        )
        for place, (label, figure) in enumerate(drawn)
    )
    steps = [low + (high - low) * share / 4 for share in range(5)]
    said = " ".join(
        f"{brief(label)}: {number(figure.value)}, 95 % interval {span(figure.low, figure.high)}."
        for label, figure in drawn
    )
    return Dots(
        title=table.columns[table.drawn],
        rows=rows,
        compared=at(table.at),
        ticks=tuple((at(step), f"{step:.3g}") for step in steps),
        height=len(rows) * ROW + 28,
        description=said,
    )


def _is_apart(figure: Figure, compared: float) -> bool:
    """Whether the whole interval lies on one side of what the figure is compared with."""
    return figure.low is not None and figure.high is not None and not figure.low <= compared <= figure.high
