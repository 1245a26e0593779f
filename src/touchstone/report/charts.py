"""Where the marks of a chart lie. Across, everything is in percent of the width, so that text keeps its size."""

from collections.abc import Sequence
from dataclasses import dataclass

from touchstone.evaluation.comparing.comparison import Versus
from touchstone.report.contents import Spread
from touchstone.report.text import brief, percent, signed, span

ROW = 44
MAX_ROWS = 30
PLOT = 72
_ROUND = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
_NAME = 18


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A difference: its label above, its interval `left`..`right` and its value `at`, in percent."""

    top: int
    label: str
    sure: bool
    at: float
    left: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Differences:
    """Differences about zero, which is at 50 %. `ticks`: (percent, text)."""

    rows: tuple[DifferenceRow, ...]
    ticks: tuple[tuple[float, str], ...]
    height: int
    description: str


def differences(pairs: Sequence[Versus]) -> Differences | None:
    """The chart of the first pairs that have a difference; None where there are none."""
    drawn = [pair for pair in pairs if pair.difference.value is not None][:MAX_ROWS]
    if not drawn:
        return None
    figures = [pair.difference for pair in drawn]
    furthest = max(abs(each or 0.0) for figure in figures for each in (figure.value, figure.low, figure.high))
    reach = next((each for each in _ROUND if each >= furthest), furthest)

    def at(value: float) -> float:
        return 50 + 46 * value / reach

    rows = []
    for place, pair in enumerate(drawn):
        figure = pair.difference
        told = pair.word if pair.word == "cannot tell" else f"{pair.word}, {signed(figure.value)}"
        rows.append(
            DifferenceRow(
                top=place * ROW,
                label=f"{brief(pair.system, _NAME)} − {brief(pair.other, _NAME)}: {told}",
                sure=pair.word != "cannot tell",
                at=at(figure.value or 0.0),
                left=None if figure.low is None else at(figure.low),
                right=None if figure.high is None else at(figure.high),
            )
        )
    said = [
        f"{brief(pair.system)} less {brief(pair.other)}: {signed(pair.difference.value)}, "
        f"95 % interval {span(pair.difference.low, pair.difference.high)}, {pair.word}."
        for pair in drawn
    ]
    steps = (-reach, -reach / 2, 0.0, reach / 2, reach)
    ticks = tuple((at(step), signed(step, 3).rstrip("0").rstrip(".") if step else "0") for step in steps)
    return Differences(tuple(rows), ticks, len(rows) * ROW + 28, " ".join(said))


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a histogram: `left` and `width` in percent, `top` and `height` in pixels."""

    left: float
    width: float
    top: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """The bars of one system's scores, and the same in words."""

    bars: tuple[Bar, ...]
    description: str


def histogram(spread: Spread, highest: float) -> Histogram:
    """A spread's bars, as shares of its scored items. `highest`: the share that fills the height."""
    total = sum(spread.bins)
    step = 100 / len(spread.bins)
    bars, said = [], []
    for place, held in enumerate(spread.bins):
        if not held:
            continue
        share = held / total
        height = max(1.0, PLOT * share / highest)
        label = percent(share).removesuffix(" %")
        bars.append(Bar(place * step + step / 10, step * 0.8, PLOT - height, height, label))
        said.append(f"{place / len(spread.bins):g} to {(place + 1) / len(spread.bins):g}: {held:,}")
    words = "; ".join(said) or "nothing has a score"
    return Histogram(tuple(bars), f"Scored items by score. {words}.")


def highest_share(spreads: Sequence[Spread]) -> float:
    """The largest share of any bar, so that all histograms have one scale."""
    return max((max(each.bins) / sum(each.bins) for each in spreads if sum(each.bins)), default=1.0)
