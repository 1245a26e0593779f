"""From signals to the probability that a person agrees: Platt's logistic fit, isotonic regression for many labels.

The indicator of arXiv 2403.02839, S = -H_judge + lambda * H_base, has its lambda fitted here: a logistic regression
on -H_judge and H_base gives lambda as the ratio of their coefficients, and Platt's calibration of S, in one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from touchstone.domain.calibration import Calibrator
from touchstone.evaluation.reliability.indicators import DEFAULT, INDICATORS
from touchstone.evaluation.reliability.signals import Signals
from touchstone.evaluation.statistics.basics import Codes, Numbers

ISOTONIC_FROM = 1000
"""From so many labels on the probabilities follow any rising curve, not the logistic one."""
FOLDS = 10
_TILT = 0.001
"""The logistic curve's part in an isotonic one: it keeps ranks apart where that one is level."""

FEATURES: Mapping[str, Callable[[Signals], float | None]] = {
    **{name: indicator.of for name, indicator in INDICATORS.items()},
    "base_entropy": lambda signals: signals.base_entropy,
}
"""The signals that a calibration can be made of, oriented so that higher should be surer."""


def usual_features(signals: Sequence[Signals]) -> tuple[str, ...]:
    """The two parts of S where the base model was asked about every verdict, else the default indicator."""
    with_base = bool(signals) and all(each.base_entropy is not None for each in signals)
    return ("entropy", "base_entropy") if with_base else (DEFAULT,)


def feature_rows(signals: Sequence[Signals], features: Sequence[str]) -> Numbers:
    """The features (rows, features); not-a-number where a signal was not read."""
    values = [[FEATURES[name](each) for name in features] for each in signals]
    return np.array(values, dtype=np.float64).reshape(len(signals), len(features))


def fit(
    rows: Numbers, right: Sequence[bool], features: Sequence[str], *, isotonic: bool | None = None
) -> Calibrator:
    """Fits rows (n, features) to what was right (n); the first feature's weight is 1 where it counts at all.

    Logistic regression without a penalty on Platt's targets, (N+ + 1) / (N+ + 2) and 1 / (N- + 2), which keep it
    finite where sureness separates right from wrong (Platt, "Probabilistic Outputs for Support Vector Machines",
    1999).
    With `isotonic` (by default from ISOTONIC_FROM labels on) the probabilities are fitted anew along its rank by
    isotonic regression.
    """
    rights = np.array(right, dtype=bool)
    centre, spread = rows.mean(axis=0), rows.std(axis=0)
    spread = np.where(spread > 1e-12, spread, 1.0)
    count, agreed = len(rights), int(rights.sum())
    targets = np.where(rights, (agreed + 1) / (agreed + 2), 1 / (count - agreed + 2))
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-10, max_iter=200)
    model.fit(
        np.tile((rows - centre) / spread, (2, 1)),
        np.repeat([1, 0], count),
        sample_weight=np.concatenate([targets, 1 - targets]),
    )
    slopes = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - slopes @ centre)
    scale = abs(float(slopes[0])) or 1.0
    logistic = Calibrator(
        features=tuple(features),
        weights=tuple((slopes / scale).tolist()),
        scale=scale,
        intercept=intercept,
    )
    if not (count >= ISOTONIC_FROM if isotonic is None else isotonic):
        return logistic
    curve = IsotonicRegression(y_min=1 / (count + 2), y_max=(count + 1) / (count + 2))
    curve.fit(ranks(logistic, rows), rights)
    steps = zip(curve.X_thresholds_.tolist(), curve.y_thresholds_.tolist(), strict=True)
    return logistic.model_copy(update={"steps": tuple(steps)})


def ranks(calibrator: Calibrator, rows: Numbers) -> Numbers:
    """How sure each row (n, features) is beside the others: the weighted sum of its features."""
    return np.asarray(rows @ np.array(calibrator.weights), dtype=np.float64)


def probabilities(calibrator: Calibrator, rows: Numbers) -> Numbers:
    """The probability (0..1) that a person agrees, of each row (n, features); not-a-number where a feature is."""
    return probabilities_of(calibrator, ranks(calibrator, rows))


def probabilities_of(calibrator: Calibrator, ranks: Numbers) -> Numbers:
    """The probabilities (n) of ranks (n): the higher one's is the higher."""
    logistic = np.asarray(special.expit(calibrator.scale * ranks + calibrator.intercept), dtype=np.float64)
    if not calibrator.steps:
        return logistic
    places, values = np.array(calibrator.steps).T
    return np.asarray((1 - _TILT) * np.interp(ranks, places, values) + _TILT * logistic, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What calibrations fitted without a row's own group make of it: its probability (n), and its rank (n).

    Ranks are about the features' means, so that those of different fits lie beside each other.
    """

    probabilities: Numbers
    ranks: Numbers


def out_of_fold(
    rows: Numbers, right: Sequence[bool], groups: Sequence[str], features: Sequence[str]
) -> HeldOut:
    """Each row (n, features) as seen by a calibration that its own group had no part in. Two groups at least."""
    found = HeldOut(np.full(len(rows), np.nan), np.full(len(rows), np.nan))
    rights, centred = np.array(right, dtype=bool), rows - rows.mean(axis=0)
    isotonic = len(rows) >= ISOTONIC_FROM
    for training, held_out in _folds(groups):
        calibrator = fit(rows[training], rights[training].tolist(), features, isotonic=isotonic)
        found.probabilities[held_out] = probabilities(calibrator, rows[held_out])
        found.ranks[held_out] = ranks(calibrator, centred[held_out])
    return found


def _folds(groups: Sequence[str]) -> Iterator[tuple[Codes, Codes]]:
    """(training rows, held-out rows) of up to FOLDS parts; groups stay together."""
    names, codes = np.unique(np.array(groups, dtype=object), return_inverse=True)
    folds = GroupKFold(min(FOLDS, len(names)))
    yield from folds.split(codes, groups=codes)


def calibrated_probabilities(probabilities: Mapping[str, float], right: float) -> dict[str, float]:
    """A verdict's distribution with its likeliest label as probable as the verdict is to be right.

    `right`: that probability (0..1). The other labels share the rest in proportion; where they have nothing, equally.
    """
    first = max(probabilities, key=lambda label: probabilities[label])
    others = {label: value for label, value in probabilities.items() if label != first}
    total = sum(others.values())
    if not others:
        return dict(probabilities)
    return {
        label: right if label == first else (1 - right) * (value / total if total > 0 else 1 / len(others))
        for label, value in probabilities.items()
    }
