"""The statistics of agreement in a form that gives their values in many resamples at once.

A resample of groups is a weighting: every item counts as often as its group was drawn. Most figures are functions of
totals over items, so that group totals and one product of matrices give all resamples exactly.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchstone.evaluation.statistics.basics import Codes, Numbers

Counts = NDArray[np.int32]
"""How often each group counts, (resamples, groups)."""

_AT_ONCE = 25_000
"""Numbers that are worked on at a time: what a processor's cache holds."""


class Measure(ABC):
    """A statistic of items that can be weighted."""

    reason = "nothing to compare"
    """Why the statistic has no value on the data, where it has none."""

    @abstractmethod
    def over(self, codes: Codes, counts: Counts) -> Numbers:
        """Its value for each row of `counts`, (resamples,), item i being of group codes[i]. NaN: undefined."""


def in_parts(counts: Counts, width: int) -> Iterator[Numbers]:
    """Some rows of `counts` at a time, as numbers to reckon with; `width`: what each row will take."""
    step = max(1, _AT_ONCE // max(1, width))
    for start in range(0, len(counts), step):
        yield counts[start : start + step].astype(np.float64)


@dataclass(frozen=True, eq=False)
class Totals(Measure):
    """A function `of` the totals (resamples, k) of `columns` (items, k)."""

    columns: Numbers
    of: Callable[[Numbers], Numbers]
    reason: str = "nothing to compare"

    def over(self, codes: Codes, counts: Counts) -> Numbers:
        groups = counts.shape[1]
        sums = np.stack([np.bincount(codes, column, groups) for column in self.columns.T], axis=1)
        totals = np.concatenate([part @ sums for part in in_parts(counts, groups)])
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.of(totals)


class Difference(Measure):
    """One statistic less another one, of the same items."""

    def __init__(self, one: Measure, other: Measure) -> None:
        self._one, self._other = one, other
        self.reason = one.reason

    def over(self, codes: Codes, counts: Counts) -> Numbers:
        return self._one.over(codes, counts) - self._other.over(codes, counts)


def mean(values: Numbers) -> Measure:
    """The mean of numbers (items,)."""
    return Totals(
        np.stack([np.ones(len(values)), values], axis=1), lambda totals: totals[:, 1] / totals[:, 0]
    )


def accuracy(labels: Codes, judged: Codes) -> Measure:
    """The share of equal codes."""
    return mean((labels == judged).astype(np.float64))


def mean_absolute_error(labels: Numbers, judged: Numbers) -> Measure:
    """The mean absolute difference, in the labels' unit."""
    return mean(np.abs(labels - judged))


def kappa(labels: Codes, judged: Codes, classes: int) -> Measure:
    """Cohen's unweighted kappa of codes 0..classes-1: agreement beyond that of two independent raters.

    (po - pe) / (1 - pe), where pe is what the two sets of marginal shares would agree on by chance.
    """

    def of(totals: Numbers) -> Numbers:
        agreed, expected = _agreed_and_expected(totals, classes)
        return np.where(expected > 1 - 1e-12, np.nan, (agreed - expected) / (1 - expected))

    return Totals(_table(labels, judged, classes), of, "labels and verdicts are all the same class")


def expected_agreement(labels: Codes, judged: Codes, classes: int) -> Measure:
    """What kappa takes for chance: the agreement of two independent raters with these shares of classes."""
    return Totals(_table(labels, judged, classes), lambda totals: _agreed_and_expected(totals, classes)[1])


def pearson(x: Numbers, y: Numbers) -> Measure:
    """Pearson's product-moment correlation."""
    return _Pearson(x, y)


class _Pearson(Measure):
    """The correlation of two `columns` (items, 2), about their means.

    Squares are summed about each group's mean, and the groups' means about the resample's own: sums about a mean of
    all items would lose digits in a resample without one that is far from the others (Chan, Golub and LeVeque,
    "Algorithms for Computing the Sample Variance", The American Statistician 37, 1983).
    """

    def __init__(self, x: Numbers, y: Numbers) -> None:
        both = np.stack([x, y], axis=1).astype(np.float64)
        self.columns = both - both.mean(axis=0) if len(x) else both
        squares = (self.columns**2).mean(axis=0) if len(x) else np.ones(2)
        self._tiny = 1e-12 * np.maximum(1e-300, squares)
        self.reason = why_not_varied(x, y)

    def over(self, codes: Codes, counts: Counts) -> Numbers:
        groups = counts.shape[1]
        sizes = np.bincount(codes, minlength=groups).astype(np.float64)
        means = [np.bincount(codes, v, groups) / np.maximum(sizes, 1.0) for v in self.columns.T]
        x, y = (v - mean[codes] for v, mean in zip(self.columns.T, means, strict=True))
        sums = [np.bincount(codes, each, groups) for each in (x * x, y * y, x * y)]
        within = np.stack(sums, axis=1).astype(np.float64)
        parts = in_parts(counts, groups)
        return np.concatenate([self._value(part, sizes, means, within) for part in parts])

    def _value(self, counts: Numbers, sizes: Numbers, means: Sequence[Numbers], within: Numbers) -> Numbers:
        weights = counts * sizes
        with np.errstate(divide="ignore", invalid="ignore"):
            n = weights.sum(axis=1)
            x, y = (mean - (weights @ mean / n)[:, None] for mean in means)
            between = np.stack([(weights * each).sum(axis=1) for each in (x * x, y * y, x * y)], axis=1)
            vx, vy, cov = ((counts @ within + between) / n[:, None]).T
            varied = (vx > self._tiny[0]) & (vy > self._tiny[1])
            return np.where(varied, cov / np.sqrt(np.where(varied, vx * vy, 1.0)), np.nan)


def why_not_varied(labels: Numbers | Codes, judged: Numbers | Codes) -> str:
    """Why there is no correlation of the two."""
    if len(labels) < 2:
        return "fewer than two to compare"
    return "all labels are equal" if np.ptp(labels) == 0 else "all judged values are equal"


def _table(labels: Codes, judged: Codes, classes: int) -> Numbers:
    """One column for each cell of the table of labels (rows) and verdicts."""
    table: Numbers = np.eye(classes * classes)[labels * classes + judged]
    return table


def _agreed_and_expected(totals: Numbers, classes: int) -> tuple[Numbers, Numbers]:
    shares = (totals / totals.sum(axis=1, keepdims=True)).reshape(-1, classes, classes)
    expected = (shares.sum(axis=2) * shares.sum(axis=1)).sum(axis=1)
    return np.trace(shares, axis1=1, axis2=2), expected
