"""Figures of several sets together, and what makes a figure's interval say something."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from touchstone.evaluation.card.compared import Compared
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Codes, Numbers
from touchstone.evaluation.statistics.bootstrap import FEW_GROUPS, LEVEL
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import Counts, Measure, mean

MONOTONOUS = 0.95
"""From this share on, that a judge always says the same is said before anything else."""
NOTHING_TURNS = "nearly all verdicts are the same here, so that none is likely to turn"


@dataclass(frozen=True, eq=False)
class Weighted(Measure):
    """A sum of statistics, each of its own rows: `parts` are (weight, rows, statistic of these rows)."""

    parts: tuple[tuple[float, Codes, Measure], ...]
    reason: str = "one of the figures has no value"

    def over(self, codes: Codes, counts: Counts) -> Numbers:
        values = [weight * measure.over(codes[rows], counts) for weight, rows, measure in self.parts]
        return np.asarray(np.sum(values, axis=0), dtype=np.float64)


def together(sets: Sequence[Compared], seed: int) -> tuple[Figures, list[Codes]]:
    """Figures of all items of several sets, and which rows are each set's. Prompts of different sets differ."""
    groups = [f"{number}:{group}" for number, each in enumerate(sets) for group in each.groups]
    ends = np.cumsum([len(each.groups) for each in sets])
    rows = [np.arange(end - len(each.groups), end) for each, end in zip(sets, ends, strict=True)]
    return Figures(groups, seed), rows


def share(figures: Figures, name: str, label: str, values: Numbers, note: str = "") -> Figure:
    """The mean of values of 0 and 1. Where all are equal, no resample differs, and the interval is the exact one.

    That of Clopper and Pearson (Biometrika 26, 1934) for as many trials as there are groups: of n groups in which
    something never happened, it may yet happen in 1 - 0.025^(1/n) of all.
    """
    figure = figures.make(name, label, mean(values), note)
    if figure.low is not None or figure.value not in (0.0, 1.0):
        return figure
    reach = 1 - ((1 - LEVEL) / 2) ** (1 / figures.groups)
    low, high = (0.0, reach) if figure.value == 0 else (1 - reach, 1.0)
    said = "; ".join(part for part in (note, "all are equal: the exact interval for its prompts") if part)
    return figure.model_copy(update={"low": low, "high": high, "note": said})


def always_the_same(verdicts: Sequence[Hashable]) -> bool:
    """Whether nearly all verdicts are one: then nothing that is done to a response can turn them."""
    return bool(verdicts) and max(Counter(verdicts).values()) >= MONOTONOUS * len(verdicts)


def is_above(figure: Figure | None, value: float) -> bool:
    """Whether the figure's whole interval is above the value; never said of a figure of a few items."""
    return figure is not None and figure.low is not None and figure.n >= FEW_GROUPS and figure.low > value


def is_below(figure: Figure | None, value: float) -> bool:
    """Whether the figure's whole interval is below the value; never said of a figure of a few items."""
    return figure is not None and figure.high is not None and figure.n >= FEW_GROUPS and figure.high < value
