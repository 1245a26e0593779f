"""Rank correlations of weighted items, exactly and for many resamples at once: Spearman, Kendall's tau-b.

Only weights change from one resample to the next, never an order: everything is sorted once. Concordant pairs are
counted bit by bit of the ranks in one variable: at each bit the items with a one meet those with a zero that share
all higher bits, and running sums in the order of the other variable say how many of these are lower and higher. That
takes as many steps as the ranks have bits, and no pair is looked at by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchstone.evaluation.statistics.basics import Codes, Numbers
from touchstone.evaluation.statistics.measures import Counts, Measure, in_parts, why_not_varied


class Spearman(Measure):
    """Spearman's rank correlation: Pearson's correlation of ranks, equal values having the mean of theirs."""

    def __init__(self, x: Numbers, y: Numbers) -> None:
        self._x, self._y = _Values(x), _Values(y)
        self.reason = why_not_varied(x, y)

    def over(self, codes: Codes, counts: Counts) -> Numbers:
        values = [self._value(part[:, codes]) for part in in_parts(counts, len(codes))]
        return np.concatenate(values)

    def _value(self, weights: Numbers) -> Numbers:
        (x, spread_x), (y, spread_y) = self._x.ranks(weights), self._y.ranks(weights)
        common = np.einsum("ij,ij,ij->i", weights, x, y)
        return _quotient(common, spread_x * spread_y)


class Kendall(Measure):
    """Kendall's tau-b: concordant less discordant pairs, over the geometric mean of the pairs untied in each."""

    def __init__(self, x: Numbers, y: Numbers) -> None:
        # The fewer different values the first has, the fewer bits there are; tau-b does not mind the order.
        self._x, self._y = sorted((_Values(x), _Values(y)), key=lambda values: values.distinct)
        self._bits = list(_bits(self._x.codes, self._y.codes, np.zeros(len(x), dtype=np.int64)))
        self.reason = why_not_varied(x, y)

    def over(self, codes: Codes, counts: Counts) -> Numbers:
        values = [self._value(part[:, codes]) for part in in_parts(counts, len(codes))]
        return np.concatenate(values)

    def _value(self, weights: Numbers) -> Numbers:
        net = np.zeros(len(weights))
        for bit in self._bits:
            net += bit.net(weights).sum(axis=1)
        return _quotient(net, self._x.untied(weights) * self._y.untied(weights))


class Concordance(Measure):
    """The share of pairs of items with different labels that are judged in the labels' order; equal ones count half.

    One half is what a coin gives; for labels of two kinds it is the area under the ROC curve.
    """

    reason = "all labels are equal"

    def __init__(self, labels: Numbers, judged: Numbers) -> None:
        self._labels = _Values(labels)
        self._bits = list(
            _bits(self._labels.codes, _Values(judged).codes, np.zeros(len(labels), dtype=np.int64))
        )

    def over(self, codes: Codes, counts: Counts) -> Numbers:
        values = [self._value(part[:, codes]) for part in in_parts(counts, len(codes))]
        return np.concatenate(values)

    def _value(self, weights: Numbers) -> Numbers:
        net = np.zeros(len(weights))
        for bit in self._bits:
            net += bit.net(weights).sum(axis=1)
        untied = self._labels.untied(weights)
        return np.where(untied > 0, (1 + net / np.where(untied > 0, untied, 1.0)) / 2, np.nan)


def within(x: Numbers, y: Numbers, cells: Codes) -> tuple[Numbers, Numbers]:
    """Spearman's correlation and Kendall's tau-b inside each cell (0, 1, ...); NaN where something is constant."""
    a, b = _Values(x).codes, _Values(y).codes
    count = int(cells.max(initial=-1)) + 1
    (ranks_a, untied_a), (ranks_b, untied_b) = (_inside(codes, cells, count) for codes in (a, b))
    spreads = [_sums(cells, ranks**2, count) for ranks in (ranks_a, ranks_b)]
    spearman = _quotient(_sums(cells, ranks_a * ranks_b, count), spreads[0] * spreads[1])
    net = np.zeros(count)
    for bit in _bits(a, b, cells):
        net += _sums(cells[bit.items], bit.net(np.ones((1, len(a))))[0], count)
    return spearman, _quotient(net, untied_a * untied_b)


def _sums(cells: Codes, values: Numbers, count: int) -> Numbers:
    return np.asarray(np.bincount(cells, values, count), dtype=np.float64)


def _quotient(above: Numbers, squared: Numbers) -> Numbers:
    """above / sqrt(squared), NaN where there is nothing below."""
    defined = squared > 0
    return np.where(defined, above / np.sqrt(np.where(defined, squared, 1.0)), np.nan)


class _Values:
    """A variable's different values in order, and which item has which."""

    def __init__(self, values: Numbers) -> None:
        different, inverse = np.unique(values, return_inverse=True)
        self.codes: Codes = inverse.astype(np.int64)
        self.distinct = len(different)
        self._order = np.argsort(self.codes, kind="stable")
        self._starts = np.searchsorted(self.codes[self._order], np.arange(self.distinct))

    def _totals(self, weights: Numbers) -> Numbers:
        """The weight of each value, (resamples, distinct)."""
        return np.add.reduceat(weights[:, self._order], self._starts, axis=1)

    def ranks(self, weights: Numbers) -> tuple[Numbers, Numbers]:
        """Mid-ranks of all items less their mean, (resamples, items), and the sum of their squares."""
        totals = self._totals(weights)
        ends = np.cumsum(totals, axis=1)
        ranks = ends - (totals - 1) / 2 - (ends[:, -1:] + 1) / 2
        return ranks[:, self.codes], (totals * ranks**2).sum(axis=1)

    def untied(self, weights: Numbers) -> Numbers:
        """How many pairs of items differ, (resamples,)."""
        totals = self._totals(weights)
        untied: Numbers = _pairs(totals.sum(axis=1)) - _pairs(totals).sum(axis=1)
        return untied


def _pairs(count: Numbers) -> Numbers:
    return count * (count - 1) / 2


@dataclass(frozen=True, slots=True)
class _Bit:
    """The meetings at one bit: `items` (a one in x) with those `left` of them (a zero), places in the order of y.

    Of each item: where those equal to it in y begin and end, and where those it meets begin and end.
    """

    order: Codes
    left: Numbers
    items: Codes
    equal: tuple[Codes, Codes]
    met: tuple[Codes, Codes]

    def net(self, weights: Numbers) -> Numbers:
        """Of each item, the weight of concordant less that of discordant meetings, (resamples, items)."""
        below = np.zeros((len(weights), len(self.order) + 1))
        np.cumsum(weights[:, self.order] * self.left, axis=1, out=below[:, 1:])
        (begin, end), (first, last) = self.equal, self.met
        lower_less_higher = below[:, begin] + below[:, end] - below[:, first] - below[:, last]
        return weights[:, self.items] * lower_less_higher


def _bits(x: Codes, y: Codes, cells: Codes) -> Iterator[_Bit]:
    """All meetings of items of one cell that differ in x."""
    for bit in range(int(x.max(initial=0)).bit_length()):
        higher = x >> (bit + 1)
        order = np.lexsort((y, higher, cells))
        equal, met = _bounds(order, cells, higher, y), _bounds(order, cells, higher)
        is_one = (x[order] >> bit) & 1 == 1
        yield _Bit(
            order=order,
            left=(~is_one).astype(np.float64),
            items=order[is_one],
            equal=(equal[0][is_one], equal[1][is_one]),
            met=(met[0][is_one], met[1][is_one]),
        )


def _bounds(order: NDArray[np.int64], *keys: Codes) -> tuple[Codes, Codes]:
    """Of each place in the order, where the run of equal keys that it is in begins and ends."""
    changes = np.zeros(len(order), dtype=bool)
    changes[:1] = True
    for key in keys:
        changes[1:] |= np.diff(key[order]) != 0
    starts = np.flatnonzero(changes)
    run = np.cumsum(changes) - 1
    return starts[run], np.append(starts[1:], len(order))[run]


def _inside(codes: Codes, cells: Codes, count: int) -> tuple[Numbers, Numbers]:
    """Mid-ranks inside the cells less their mean, by item; how many pairs of each cell differ."""
    order = np.lexsort((codes, cells))
    (start, end), (first, last) = _bounds(order, cells, codes), _bounds(order, cells)
    ranks = np.empty(len(codes))
    ranks[order] = (start + end) / 2 - (first + last) / 2
    # Every item is tied with the rest of its run, and meets the rest of its cell; each pair is counted twice.
    differ = ((last - first) - (end - start)) / 2
    return ranks, _sums(cells[order], differ, count)
