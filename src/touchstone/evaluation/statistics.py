"""The statistics of agreement. Each takes equally long arrays; one that is not defined says why."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]


class Undefined(ValueError):
    """A statistic that has no value on this input; the message is the reason."""


def mean(values: Numbers) -> float:
    """The mean. Raises Undefined where there is nothing."""
    if len(values) == 0:
        raise Undefined("nothing to compare")
    return float(np.mean(values))


def accuracy(labels: Codes, judged: Codes) -> float:
    """The share of equal codes."""
    return mean((labels == judged).astype(np.float64))


def kappa(labels: Codes, judged: Codes, classes: int) -> float:
    """Cohen's unweighted kappa of codes 0..classes-1: agreement beyond that of two independent raters."""
    if len(labels) == 0:
        raise Undefined("nothing to compare")
    table = np.bincount(labels * classes + judged, minlength=classes * classes).reshape(classes, classes)
    shares = table / len(labels)
    expected = float(shares.sum(axis=1) @ shares.sum(axis=0))
    if expected > 1 - 1e-12:
        raise Undefined("labels and verdicts are all the same class")
    return float((np.trace(shares) - expected) / (1 - expected))


def spearman(labels: Numbers, judged: Numbers) -> float:
    """Spearman's rank correlation, ties ranked by their mean."""
    _check_varied(labels, judged)
    return float(stats.spearmanr(labels, judged).statistic)


def kendall(labels: Numbers, judged: Numbers) -> float:
    """Kendall's tau-b, which allows for ties."""
    _check_varied(labels, judged)
    return float(stats.kendalltau(labels, judged, variant="b").statistic)


def mean_absolute_error(labels: Numbers, judged: Numbers) -> float:
    """The mean absolute difference, in the labels' unit."""
    return mean(np.abs(labels - judged))


def _check_varied(labels: Numbers, judged: Numbers) -> None:
    if len(labels) < 2:
        raise Undefined("fewer than two to compare")
    if np.ptp(labels) == 0:
        raise Undefined("all labels are equal")
    if np.ptp(judged) == 0:
        raise Undefined("all judged values are equal")
