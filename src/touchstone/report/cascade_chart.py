"""A cascade's curve as marks on a page: accuracy with its band, and random escalation beside it.

Shapes are in a box of 100 by 100 that the page stretches; ticks are in percent of it.
"""

from dataclasses import dataclass

from touchstone.evaluation.reliability.cascade import Cascade
from touchstone.evaluation.report import Figure
from touchstone.report.text import number, percent

_ROOM = 0.05


@dataclass(frozen=True, slots=True)
class Curve:
    """`line`, `chance` (empty: none) and `band` as SVG points; ticks of accuracy as (percent from above, text)."""

    line: str
    chance: str
    band: str
    ticks: tuple[tuple[float, str], ...]
    description: str


def curve(cascade: Cascade) -> Curve | None:
    """The chart; None of a cascade without two points that have an accuracy."""
    points = [point for point in cascade.points if point.accuracy.value is not None]
    if len(points) < 2:
        return None
    figures = [figure for point in points for figure in (point.accuracy, point.random) if figure is not None]
    ends = [end for each in figures for end in (each.value, each.low, each.high) if end is not None]
    low, high = max(0.0, min(ends) - _ROOM), min(1.0, max(ends) + _ROOM)

    def at(share: float, value: float) -> str:
        return f"{100 * share:.2f},{_down(value, low, high):.2f}"

    def value_of(figure: Figure) -> float:
        return figure.value or 0.0

    banded = [point for point in points if point.accuracy.low is not None]
    upper = [at(point.share, point.accuracy.high or 0.0) for point in banded]
    lower = [at(point.share, point.accuracy.low or 0.0) for point in reversed(banded)]
    steps = [low + step * (high - low) / 2 for step in range(3)]
    said = [f"{percent(point.share)}: {number(point.accuracy.value)}" for point in points]
    return Curve(
        line=" ".join(at(point.share, value_of(point.accuracy)) for point in points),
        chance=" ".join(at(point.share, value_of(point.random)) for point in points if point.random),
        band=" ".join([*upper, *lower]),
        ticks=tuple((_down(step, low, high), number(step, 2)) for step in steps),
        description=f"Accuracy by the share escalated. {'; '.join(said)}.",
    )


def _down(value: float, low: float, high: float) -> float:
    """How far below the upper edge a value lies, in percent."""
    return 100 * (high - value) / ((high - low) or 1.0)
