"""Whether an indicator tells right from wrong: AUROC, and the accuracy of the surest verdicts (risk and coverage).

An indicator is a number for each decision, higher meaning surer. All figures resample groups.
"""

from collections.abc import Sequence

import numpy as np

from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Codes, Numbers
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import Counts, Difference, Measure, in_parts, mean
from touchstone.evaluation.statistics.ranks import Concordance

NO_SIGNAL = "no usable signal: the AUROC's interval is not above 0.5"
MISLEADS = "it misleads: the surer a verdict, the more often it is wrong"
SHARES = tuple(place / 20 for place in range(1, 21))
"""The shares of verdicts, from the surest on, that the curve of accuracy against coverage is drawn at."""


def auroc_figure(figures: Figures, higher: Sequence[bool], indicator: Numbers, name: str = "auroc") -> Figure:
    """The area under the ROC curve: the probability that of two decisions that of the kind `higher` ranks higher.

    `higher`: which decisions are right (or of the one set, not the other). Equal ranks count one half.
    """
    kinds = np.array(higher, dtype=np.float64)
    return figures.make(name, "AUROC of right against wrong", Concordance(kinds, indicator))


def on_signal(auroc: Figure) -> str:
    """That an indicator gives no usable signal, or misleads, by its AUROC's interval; empty where it serves."""
    if auroc.value is None:
        return "nothing to tell apart: all are right, or all are wrong"
    # A figure that is the same in every resample has no interval.
    low, high = (auroc.value if end is None else end for end in (auroc.low, auroc.high))
    if high < 0.5:
        return MISLEADS
    return "" if low > 0.5 else NO_SIGNAL


def has_signal(auroc: Figure) -> bool:
    """Whether an indicator separates at all: the whole interval of its AUROC is above one half."""
    return not on_signal(auroc)


def half_figure(figures: Figures, right: Sequence[bool], indicator: Numbers) -> Figure:
    """The accuracy of the surest half less that of a random half, which is the accuracy of all."""
    rights = np.array(right, dtype=np.float64)
    gain = Difference(SurestAccuracy(rights, indicator, 0.5), mean(rights))
    return figures.make("best_half", "surest half less a random half", gain)


def area_figure(figures: Figures, right: Sequence[bool], indicator: Numbers) -> Figure:
    """The area under the curve of accuracy against coverage: the mean accuracy over all shares kept, 0..1."""
    area = CoverageArea(np.array(right, dtype=np.float64), indicator)
    return figures.make("coverage_area", "mean accuracy over shares kept", area)


def coverage_figures(figures: Figures, right: Sequence[bool], indicator: Numbers) -> tuple[Figure, ...]:
    """The accuracy of the surest verdicts at each of SHARES."""
    rights = np.array(right, dtype=np.float64)
    return tuple(
        figures.make(
            f"surest:{share:g}", f"the surest {100 * share:.0f} %", SurestAccuracy(rights, indicator, share)
        )
        for share in SHARES
    )


class _Ranked(Measure):
    """Decisions in blocks of equal indicator, the surest first."""

    def __init__(self, right: Numbers, indicator: Numbers) -> None:
        blocks = np.unique(-indicator, return_inverse=True)[1]
        self._order = np.argsort(blocks, kind="stable")
        self._right = right[self._order]
        self._starts = np.flatnonzero(np.diff(blocks[self._order], prepend=-1))

    def over(self, codes: Codes, counts: Counts) -> Numbers:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.concatenate(
                [self._value(*self._blocks(part[:, codes])) for part in in_parts(counts, len(codes))]
            )

    def _blocks(self, weights: Numbers) -> tuple[Numbers, Numbers]:
        """The weight of each block, and of the right decisions in it, (resamples, blocks)."""
        ordered = weights[:, self._order]
        return (
            np.add.reduceat(ordered, self._starts, axis=1),
            np.add.reduceat(ordered * self._right, self._starts, axis=1),
        )

    def _value(self, weights: Numbers, rights: Numbers) -> Numbers:
        raise NotImplementedError


class SurestAccuracy(_Ranked):
    """The accuracy (0..1) of the surest `share` (0..1] of decisions; of equally sure ones a random part is kept."""

    def __init__(self, right: Numbers, indicator: Numbers, share: float) -> None:
        super().__init__(right, indicator)
        self._share = share

    def _value(self, weights: Numbers, rights: Numbers) -> Numbers:
        before = np.cumsum(weights, axis=1) - weights
        wanted = self._share * weights.sum(axis=1, keepdims=True)
        kept = np.clip(wanted - before, 0.0, weights)
        accuracy: Numbers = np.where(weights > 0, rights / weights * kept, 0.0).sum(axis=1) / wanted[:, 0]
        return accuracy


class CoverageArea(_Ranked):
    """The integral of accuracy over the share kept, 0 to 1; among equally sure ones accuracy is the expected."""

    def _value(self, weights: Numbers, rights: Numbers) -> Numbers:
        before = np.cumsum(weights, axis=1) - weights
        right_before = np.cumsum(rights, axis=1) - rights
        share = np.where(weights > 0, rights / np.where(weights > 0, weights, 1.0), 0.0)
        # Over a block: the integral of (right_before + x share) / (before + x) for x from 0 to its weight.
        started = before > 0
        grown = np.log1p(np.where(started, weights / np.where(started, before, 1.0), 0.0))
        blocks = share * weights + (right_before - before * share) * grown
        area: Numbers = blocks.sum(axis=1) / weights.sum(axis=1)
        return area
