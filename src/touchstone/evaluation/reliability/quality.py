"""How good probabilities of being right are: debiased calibration error, Brier score and skill, diagram."""

from collections.abc import Sequence

import numpy as np

from touchstone.domain.base import Value
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Codes, Numbers
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import Counts, Measure, Totals, in_parts, mean

BINS = 10
LEAST_IN_BIN = 15
"""With fewer decisions than this in each of BINS bins there are fewer bins."""


class Bin(Value):
    """A bar of the reliability diagram: the mean probability in it, and how often those decisions were right."""

    probability: float
    right: Figure


def quality_figures(
    figures: Figures, right: Sequence[bool], probabilities: Numbers
) -> tuple[Figure, Figure, Figure]:
    """Calibration error, Brier score and Brier skill of probabilities (0..1) of being right."""
    rights = np.array(right, dtype=np.float64)
    return (
        figures.make(
            "calibration_error",
            "calibration error (debiased)",
            CalibrationError(rights, probabilities),
            "root mean square over bins of equally many",
        ),
        figures.make("brier", "Brier score", mean((probabilities - rights) ** 2)),
        figures.make(
            "brier_skill",
            "Brier skill",
            brier_skill(rights, probabilities),
            "above 0: better than saying the share of right verdicts each time",
        ),
    )


def brier_skill(right: Numbers, probabilities: Numbers) -> Measure:
    """1 - Brier / Brier of the base rate, the share of right ones among these very decisions.

    (Murphy, "A new vector partition of the probability score", J. Appl. Meteorology 12, 1973.)
    """
    columns = np.stack([np.ones(len(right)), right, (probabilities - right) ** 2], axis=1)

    def of(totals: Numbers) -> Numbers:
        count, rights, squares = totals.T
        rate = rights / count
        spread = rate * (1 - rate)
        return np.where(spread > 1e-12, 1 - squares / count / np.where(spread > 1e-12, spread, 1.0), np.nan)

    return Totals(columns, of, "everything is right, or everything wrong")


def diagram(figures: Figures, right: Sequence[bool], probabilities: Numbers) -> tuple[Bin, ...]:
    """The reliability diagram over the bins of the calibration error, the lowest probabilities first."""
    rights = np.array(right, dtype=np.float64)
    codes = bins_of(probabilities)
    return tuple(
        Bin(
            probability=float(probabilities[rows].mean()),
            right=figures.on(rows).make(f"bin:{code}", f"bin {code + 1}", mean(rights[rows])),
        )
        for code in range(int(codes.max(initial=-1)) + 1)
        for rows in [np.flatnonzero(codes == code)]
    )


def bins_of(probabilities: Numbers) -> Codes:
    """The bin (0, 1, ...) of each probability: up to BINS bins of about equally many; equal ones are together."""
    count = min(BINS, max(1, len(probabilities) // LEAST_IN_BIN))
    edges = np.quantile(probabilities, np.arange(1, count) / count) if len(probabilities) else np.zeros(0)
    codes: Codes = np.unique(np.searchsorted(edges, probabilities, side="right"), return_inverse=True)[1]
    return codes


class CalibrationError(Measure):
    """The root mean square difference between probability and outcome over bins, less what chance adds.

    The squared gap of a bin's sums holds the chance of single outcomes; products of *different* groups' gaps do not,
    so the mean of those over all pairs of groups is an unbiased squared gap, whatever the rows of one group have in
    common. With groups of one row it is the estimator of Broecker (Climate Dynamics 39, 2012) and of Kumar, Liang and
    Ma ("Verified Uncertainty Calibration", NeurIPS 2019). In a resample a group drawn twice is still one group. What
    comes out negative is given as 0.
    """

    def __init__(self, right: Numbers, probabilities: Numbers) -> None:
        self._bins = bins_of(probabilities)
        self._gaps = right - probabilities

    def over(self, codes: Codes, counts: Counts) -> Numbers:
        bins, groups = int(self._bins.max(initial=0)) + 1, counts.shape[1]
        cells = codes * bins + self._bins
        gaps, sizes = (
            np.bincount(cells, values, groups * bins).astype(np.float64).reshape(groups, bins)
            for values in (self._gaps, np.ones(len(codes)))
        )
        return np.concatenate([self._value(part, gaps, sizes) for part in in_parts(counts, groups * bins)])

    def _value(self, weights: Numbers, gaps: Numbers, sizes: Numbers) -> Numbers:
        together, pairs = ((weights @ each) ** 2 - weights**2 @ each**2 for each in (gaps, sizes))
        known = pairs > 0
        squared = np.where(known, together / np.where(known, pairs, 1.0), 0.0)
        shares = np.where(known, weights @ sizes, 0.0)
        with np.errstate(invalid="ignore"):
            error: Numbers = np.sqrt(np.maximum((shares * squared).sum(axis=1) / shares.sum(axis=1), 0.0))
        return error
