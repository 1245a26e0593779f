"""Figures: a measured value, its 95 % interval from resampled rows, and the bar it is held against. No PyTorch."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 1000
Array = NDArray[np.float64]
Sense = Literal["at least", "at most", "within"]
Unit = Literal["%", "points", ""]
Value = Callable[[Array], Array]
"""From sums of the rows' columns [resamples, columns] to values [resamples]; not-a-number where undefined."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % interval (None where nothing was sampled) and the number of cases behind it.

    Shares and their differences are in 0..1; `unit` says how to print them. The bar, where there is one, is what
    the value has to be at least or at most, or within on either side of 0.
    """

    value: float
    low: float | None = None
    high: float | None = None
    cases: int = 1
    unit: Unit = ""
    sense: Sense | None = None
    bar: float | None = None

    def held(self, sense: Sense, bar: float) -> "Figure":
        """The figure with a bar."""
        return dataclasses.replace(self, sense=sense, bar=bar)

    @property
    def met(self) -> bool | None:
        """Whether the value itself (not its interval) meets the bar; None without one."""
        if self.bar is None:
            return None
        if self.sense == "at least":
            return self.value >= self.bar
        return (abs(self.value) if self.sense == "within" else self.value) <= self.bar

    def as_dict(self) -> dict[str, Any]:
        """The figure for JSON, with whether its bar is met; an undefined value is None."""
        known = {name: None if value != value else value for name, value in dataclasses.asdict(self).items()}
        return {**known, "met": self.met}


Section = Mapping[str, Figure]
"""Figures by what they measure."""
Report = dict[str, dict[str, Section]]
"""For each title the sections, by the way in which the models were run."""


def ratio(above: Array, below: Array) -> Array:
    """The quotient, not-a-number where it is divided by 0."""
    quotients: Array = np.full(np.shape(above), np.nan)
    np.divide(above, below, out=quotients, where=below != 0)
    return quotients


def estimate(
    rows: Sequence[object], columns: ArrayLike, value: Value, unit: Unit = "%", again: Value | None = None
) -> Figure:
    """The value of the summed columns [cases, columns], with an interval that resamples whole rows.

    `rows` names each case's row. `again` is the value in a resample where it is not computed as in the whole.
    Raises ValueError without cases.
    """
    if not len(rows):
        raise ValueError("nothing was measured")
    places = {row: place for place, row in enumerate(dict.fromkeys(rows))}
    table = np.asarray(columns, dtype=np.float64)
    sums = np.zeros((len(places), table.shape[1]))
    np.add.at(sums, [places[row] for row in rows], table)
    drawn = np.random.default_rng(0).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), RESAMPLES)
    values = (again or value)(drawn @ sums)
    values = values[~np.isnan(values)]
    low, high = np.quantile(values, (0.025, 0.975)).tolist() if len(values) else (None, None)
    return Figure(float(value(sums.sum(0, keepdims=True))[0]), low, high, len(rows), unit)


def share(rows: Sequence[object], hits: Sequence[float], of: Sequence[float] | None = None) -> Figure:
    """The sum of `hits` over the sum of `of` (1 for each case)."""
    below = [1.0] * len(hits) if of is None else of
    return estimate(rows, np.column_stack([hits, below]), lambda sums: ratio(sums[:, 0], sums[:, 1]))


def mean(rows: Sequence[object], values: Sequence[float], unit: Unit = "") -> Figure:
    """The mean of the cases' values."""
    columns = np.column_stack([values, np.ones(len(values))])
    return estimate(rows, columns, lambda sums: ratio(sums[:, 0], sums[:, 1]), unit)
