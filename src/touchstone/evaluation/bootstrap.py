"""Percentile intervals from resampled groups: rows of one prompt are not independent and stay together."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from touchstone.evaluation.statistics import Undefined

RESAMPLES = 1000
LEVEL = 0.95

Statistic = Callable[[NDArray[np.int64]], float]
"""A statistic of the rows with these indexes (a row may be there more than once). May raise Undefined."""


def interval(groups: Sequence[str], statistic: Statistic, seed: int) -> tuple[float, float]:
    """The 95 % percentile interval of `statistic` over 1,000 resamples of whole groups.

    Groups are drawn with replacement. Resamples where the statistic is undefined are left out. Raises
    Undefined where there are fewer than two groups or over half of the resamples are undefined. (Field and
    Welsh, "Bootstrapping clustered data", JRSS B 2007: the cluster bootstrap.)
    """
    if len(set(groups)) < 2:
        raise Undefined("fewer than two groups: no interval")
    values = []
    for rows in _resamples(groups, seed):
        try:
            values.append(statistic(rows))
        except Undefined:
            continue
    if len(values) < RESAMPLES / 2:
        raise Undefined("undefined in most resamples: no interval")
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _resamples(groups: Sequence[str], seed: int) -> Iterator[NDArray[np.int64]]:
    """Row indexes of each resample. The same groups and seed give the same resamples for every statistic."""
    _, codes, sizes = np.unique(np.array(groups), return_inverse=True, return_counts=True)
    by_group = np.argsort(codes, kind="stable")
    starts = np.cumsum(sizes) - sizes
    random = np.random.default_rng(seed)
    for _ in range(RESAMPLES):
        drawn = random.integers(0, len(sizes), len(sizes))
        lengths = sizes[drawn]
        ends = np.cumsum(lengths)
        within = np.arange(ends[-1]) - np.repeat(ends - lengths, lengths)
        yield by_group[np.repeat(starts[drawn], lengths) + within]
