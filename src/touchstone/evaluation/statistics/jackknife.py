"""Estimates with intervals and p from leaving out one group after the other.

The delete-a-group jackknife (Efron and Stein, "The Jackknife Estimate of Variance", Annals of Statistics 9, 1981; as
a cluster-robust variance: MacKinnon, Nielsen and Webb, Journal of Applied Econometrics 38, 2023) with Student's t for
as many groups of one size as tell as much (Kish). Where many tests are corrected for being many, p values are needed
far below one in the number of resamples that a bootstrap could afford. Correlations are taken on Fisher's scale.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from touchstone.evaluation.statistics.basics import Codes, Numbers, Undefined
from touchstone.evaluation.statistics.bootstrap import LEVEL

_LARGEST = 1 - 1e-9
"""Correlations are held below this, so that Fisher's scale has a place for them."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic of `n` items in `groups` groups: its 95 % interval, and on its own scale what tests need.

    `place` and `error`: the estimate and its standard error on Fisher's scale for a correlation, else as they are;
    `degrees`: of Student's t.
    """

    value: float
    low: float
    high: float
    place: float
    error: float
    degrees: float
    n: int
    groups: int

    def p(self, null: float = 0.0) -> float:
        """Two-sided p of the true value being `null`, which is given on the scale of `place`."""
        if self.error == 0.0:
            # All groups say the same, and only the sign test is left: each could as well have said the opposite.
            return 1.0 if self.place == null else min(1.0, 2.0 ** (1 - self.groups))
        return float(2 * special.stdtr(self.degrees, -abs(self.place - null) / self.error))

    def p_above(self, null: float) -> float:
        """One-sided p of the true value being no greater than `null`, on the scale of `place`."""
        two_sided = self.p(null)
        return two_sided / 2 if self.place > null else 1 - two_sided / 2


def correlation(columns: Numbers, of: Callable[[Numbers], Numbers], codes: Codes) -> Estimate:
    """A correlation that is a function `of` totals (m, c) of `columns` (n, c); the items' groups are `codes` (n,).

    Raises Undefined where it has no value, also where it has none without some group.
    """
    return _estimate(columns, lambda totals: fisher(of(totals)), codes, np.tanh)


def mean(values: Numbers, codes: Codes) -> Estimate:
    """The mean of values (n,) in groups `codes` (n,). Raises Undefined for fewer than two groups."""
    columns = np.stack([np.ones(len(values)), values], axis=1)
    return difference(columns, lambda totals: totals[:, 1] / totals[:, 0], codes)


def difference(columns: Numbers, of: Callable[[Numbers], Numbers], codes: Codes) -> Estimate:
    """As `correlation`, of a statistic that is no correlation: on its own scale."""
    return _estimate(columns, of, codes, lambda place: place)


def fisher(values: Numbers) -> Numbers:
    """Correlations on Fisher's scale."""
    return np.asarray(np.arctanh(np.clip(values, -_LARGEST, _LARGEST)), dtype=np.float64)


def _estimate(
    columns: Numbers, of: Callable[[Numbers], Numbers], codes: Codes, back: Callable[[float], float]
) -> Estimate:
    kept, codes = np.unique(codes, return_inverse=True)
    count, n = len(kept), len(columns)
    if count < 2:
        raise Undefined("fewer than two groups: no interval")
    sums = np.stack([np.bincount(codes, column, count) for column in columns.T], axis=1)
    total = sums.sum(axis=0, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        place, without = float(of(total)[0]), of(total - sums)
    if np.isnan(place):
        raise Undefined("one of the two does not vary")
    if np.isnan(without).any():
        raise Undefined("it hangs on a single group")
    error = float(np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum()))
    error = error if error > 1e-12 * max(1.0, abs(place)) else 0.0
    sizes = np.bincount(codes)
    degrees = max(1.0, float(sizes.sum()) ** 2 / float((sizes**2).sum()) - 1)
    reach = float(special.stdtrit(degrees, (1 + LEVEL) / 2)) * error
    low, high = float(back(place - reach)), float(back(place + reach))
    return Estimate(float(back(place)), low, high, place, error, degrees, n, count)
