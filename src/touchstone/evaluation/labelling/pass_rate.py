"""The pass rate of a whole run from few labels: as judged, from the labels alone, and from both together.

Every estimate is a smooth function of sums over items, and the items of one group (prompt) are not independent. So
its error is that of its linearisation, each item's influence summed by group: the sandwich that is robust to
clusters (Liang and Zeger, Biometrika 1986), with the run's groups as a sample of all prompts like these.
"""

from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from scipy import stats

from touchstone.evaluation.statistics.basics import Codes, Numbers, Undefined
from touchstone.evaluation.statistics.bootstrap import LEVEL

_ADDED = 0.5
_FEW_GROUPS = 10
_NONE = 1e-9


@dataclass(frozen=True, slots=True)
class LabelledRun:
    """A run's decided verdicts, and the labels of a random sample of them.

    Of each verdict: `groups` (codes from 0), `predicted` (the probability of passing) and `decided` (whether it
    passes), both in 0..1; `strata`: what it was drawn from (codes from 0). Of each label: `rows` (its verdict's
    place), `passed` (0..1) and `weights` (above 0).
    """

    groups: Codes
    strata: Codes
    predicted: Numbers
    decided: Numbers
    rows: Codes
    passed: Numbers
    weights: Numbers

    @property
    def shares(self) -> Numbers:
        """The labels' weights, summing to 1."""
        shares: Numbers = self.weights / self.weights.sum()
        return shares


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate in 0..1 with its 95 % interval; `note` says why there is none, and what was clamped."""

    value: float
    low: float | None = None
    high: float | None = None
    note: str = ""


def as_judged(run: LabelledRun) -> Estimate:
    """The share of verdicts that pass: what the judge says, right or wrong. Raises Undefined without verdicts."""
    if len(run.decided) == 0:
        raise Undefined("no verdict is inside the pass rate")
    value = float(run.decided.mean())
    influence = (run.decided - value) / len(run.decided)
    return _proportion(value, _by_group(run.groups, influence), len(np.unique(run.groups)), 1)


def from_labels(run: LabelledRun) -> Estimate:
    """The weighted share of labels that pass, without the judge. Raises Undefined where there are none."""
    return _difference(run, 0.0)


def prediction_powered(run: LabelledRun) -> Estimate:
    """The mean prediction over the run, corrected by how far labels and predictions are apart where both are known.

    lambda mean(predicted) over the run + weighted mean(passed - lambda predicted) over the sample: Angelopoulos et
    al., "Prediction-powered inference", Science 2023. lambda, in 0..1, is what makes the variance, clustered by
    group, the least: Angelopoulos et al., "PPI++", arXiv 2311.01453. (Labelled items are part of the run here, so
    theirs is this lambda times the share of the run without a label.) A judge that knows nothing gets lambda 0, which
    leaves the labels alone. Raises Undefined where there are none.
    """
    labels, predictions, _ = _influence(run)
    spread = float(predictions @ predictions)
    best = -float(labels @ predictions) / spread if spread > _NONE else 0.0
    return _difference(run, min(1.0, max(0.0, best)))


def rogan_gladen(run: LabelledRun) -> Estimate:
    """(share judged to pass + specificity - 1) / (sensitivity + specificity - 1): Rogan and Gladen, AJE 1978.

    Both rates are those of the labelled sample. The interval counts the errors of all three and what they share, by
    group: Fieller's for a ratio (JRSS B 1954). For it half a right and half a wrong verdict are added to either
    class, as a class without errors is not without doubt. (Lang and Reiczigel, Preventive Veterinary Medicine 2014,
    and for judges arXiv 2511.21140, add a whole one to an interval of value +- error: too wide for few labels.)
    Raises Undefined where a class has no label, or the judge is no better than chance.
    """
    if len(run.rows) == 0:
        raise Undefined("no labels in the sample")
    sensitivity, specificity = _rates(run.passed, run.decided[run.rows], run.weights)
    gain = sensitivity + specificity - 1
    if gain <= _NONE:
        raise Undefined("sensitivity and specificity sum to 1 or less: the judge is no better than chance")
    value = (float(run.decided.mean()) + specificity - 1) / gain
    inside = _clamp(value)
    notes = [f"sensitivity {sensitivity:.2f}, specificity {specificity:.2f}"]
    low = high = None
    try:
        least, most = _corrected_interval(run)
        low, high = min(inside, _clamp(least)), max(inside, _clamp(most))
    except Undefined as reason:
        notes.append(str(reason))
    if value != inside or low == 0 or high == 1:
        notes.append("clamped to 0..1")
    return Estimate(inside, low, high, "; ".join(notes))


def _difference(run: LabelledRun, power: float) -> Estimate:
    """The labels' mean, with the predictions' `power` (lambda) added over the run and taken off over the sample."""
    labels, predictions, means = _influence(run)
    apart = run.passed - power * run.predicted[run.rows]
    value = float(power * run.predicted.mean() + run.shares @ apart)
    groups = len(np.unique(run.groups[run.rows]))
    return _proportion(value, labels + power * predictions, groups, means + (1 if power else 0))


def _influence(run: LabelledRun) -> tuple[Numbers, Numbers, int]:
    """What each group does to the labels' mean, and to (mean prediction over the run - over the sample).

    Between strata labels do not vary by chance, as how many come from each is fixed; only the run's verdicts do.
    Strata with labels of fewer than 10 groups are taken together. The third value counts the means that are fitted.
    """
    if len(run.rows) == 0:
        raise Undefined("no labels in the sample")
    size = int(run.groups.max()) + 1
    pairs = np.unique(np.stack([run.strata[run.rows], run.groups[run.rows]]), axis=1)
    few = np.bincount(pairs[0], minlength=int(run.strata.max()) + 1) < _FEW_GROUPS
    strata = np.where(few[run.strata], len(few), run.strata)

    def of_mean(values: Numbers) -> Numbers:
        weights = _by_group(strata[run.rows], run.weights, len(few) + 1)
        sums = _by_group(strata[run.rows], run.weights * values, len(few) + 1)
        means = np.full(len(few) + 1, run.shares @ values)
        np.divide(sums, weights, out=means, where=weights > 0)
        centre = means[strata]
        on_sample = _by_group(run.groups[run.rows], run.shares * (values - centre[run.rows]), size)
        return on_sample + _by_group(run.groups, (centre - centre.mean()) / len(centre), size)

    on_run = _by_group(run.groups, (run.predicted - run.predicted.mean()) / len(run.predicted), size)
    predictions = on_run - of_mean(run.predicted[run.rows])
    return of_mean(run.passed), predictions, len(np.unique(strata[run.rows]))


def _by_group(groups: Codes, influence: Numbers, size: int = 0) -> Numbers:
    return np.bincount(groups, weights=influence, minlength=size).astype(np.float64)


def _rates(passed: Numbers, judged: Numbers, weights: Numbers) -> tuple[float, float]:
    """(sensitivity, specificity). Raises Undefined where a class has no label."""
    passing, failing = weights * passed, weights * (1 - passed)
    if min(passing.sum(), failing.sum()) <= 0:
        raise Undefined(f"no label {'passes' if passing.sum() <= 0 else 'fails'}")
    return float(passing @ judged / passing.sum()), float(failing @ (1 - judged) / failing.sum())


def _corrected_interval(run: LabelledRun) -> tuple[float, float]:
    """Fieller's interval of Rogan and Gladen's rate, not clamped; infinite where the denominator may be 0."""
    size = int(run.groups.max()) + 1
    groups = np.concatenate([run.groups[run.rows], size + np.arange(4)])
    passed = np.concatenate([run.passed, [1.0, 1.0, 0.0, 0.0]])
    judged = np.concatenate([run.decided[run.rows], [1.0, 0.0, 1.0, 0.0]])
    weights = np.concatenate([run.weights, np.full(4, run.weights.mean() * _ADDED)])
    sensitivity, specificity = _rates(passed, judged, weights)
    share, gain = float(run.decided.mean()), sensitivity + specificity - 1
    passing, failing = weights * passed, weights * (1 - passed)
    on_sensitivity = passing * (judged - sensitivity) / passing.sum()
    on_specificity = failing * (1 - judged - specificity) / failing.sum()
    # What is added counts as a part of an item, so its variance is that part of one, not the part squared.
    on_sensitivity[-4:] /= sqrt(_ADDED)
    on_specificity[-4:] /= sqrt(_ADDED)
    of_gain = _by_group(groups, on_sensitivity + on_specificity, size + 4)
    of_excess = _by_group(groups, on_specificity, size + 4)
    of_excess = of_excess + _by_group(run.groups, (run.decided - share) / len(run.decided), size + 4)
    quantile, scale = _scale(len(np.unique(run.groups[run.rows])), 2)
    return _fieller(share + specificity - 1, gain, of_excess, of_gain, quantile**2 * scale)


def _fieller(
    top: float, below: float, on_top: Numbers, on_below: Numbers, most: float
) -> tuple[float, float]:
    """All ratios t for which (top - t below) squared is at most `most` times its variance; influences by group."""
    square = below**2 - most * float(on_below @ on_below)
    if square <= 0:
        return -inf, inf
    middle = top * below - most * float(on_top @ on_below)
    constant = top**2 - most * float(on_top @ on_top)
    reach = sqrt(max(0.0, middle**2 - square * constant))
    return (middle - reach) / square, (middle + reach) / square


def _proportion(value: float, sums: Numbers, groups: int, fitted: int) -> Estimate:
    """A rate with Wilson's interval for as many independent labels as would have this error.

    `sums`: the influence of each group; `groups`: how many of them have labels; `fitted`: the means and slopes that
    were taken from these. (Wilson 1927, with an effective sample size: Dean and Pagano, Statistics in Medicine 2015.)
    """
    inside = _clamp(value)
    notes = [] if abs(value - inside) < _NONE else ["clamped to 0..1"]
    try:
        quantile, scale = _scale(groups, fitted)
    except Undefined as reason:
        return Estimate(inside, note="; ".join([*notes, str(reason)]))
    variance, spread = scale * float(sums @ sums), inside * (1 - inside)
    labels = spread / variance if min(spread, variance) > _NONE else groups
    shrunk = quantile**2 / labels
    centre = (inside + shrunk / 2) / (1 + shrunk)
    reach = sqrt(shrunk * spread + shrunk**2 / 4) / (1 + shrunk)
    return Estimate(inside, _clamp(centre - reach), _clamp(centre + reach), "; ".join(notes))


def _scale(groups: int, fitted: int) -> tuple[float, float]:
    """(the quantile of Student's t, what sums of squares are multiplied by) for few groups. Raises Undefined."""
    if groups <= fitted:
        raise Undefined(f"fewer than {fitted + 1} groups: no interval")
    return float(stats.t.ppf((1 + LEVEL) / 2, groups - fitted)), groups / (groups - fitted)


def _clamp(value: float) -> float:
    return min(1.0, max(0.0, value))
