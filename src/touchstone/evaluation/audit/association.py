"""What a criterion's verdicts go with: length, formatting, the system, and what people said.

Pearson's correlation, and where there are labels the partial one given them: where longer responses are better, a
criterion that credits them is right to do so, and only what the labels leave over is bias. (Adjusting a judge's
preference for length by regression is the idea of Dubois et al., "Length-Controlled AlpacaEval", COLM 2024.)

Labels are noisy themselves, and noisy ones leave merit behind that looks like bias. How noisy is not known, so what
is left over has to be there, with the same sign, both where labels are taken as exact and where only half of their
variance is merit (RELIABILITY); the less sure of the two decides.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from touchstone.domain.finding import FindingKind
from touchstone.evaluation.audit.material import Material, there
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Codes, Numbers, Undefined
from touchstone.evaluation.statistics.jackknife import Estimate, correlation, difference, mean

MIN_GROUPS = 10
"""Verdicts of fewer prompts than this tell nothing of a criterion."""

RELIABILITY = 0.5
"""The share of the labels' variance that is merit, at worst."""

MAX_SYSTEMS = 12
"""With more systems than this none of them is looked at by itself."""

GIVEN = ", given the labels"
_CREDIT = "credited: the mean verdict"


@dataclass(frozen=True, slots=True)
class Test:
    """A question that the audit asks of criterion number `about` (from 0), or of the score (None), with its answer.

    `adjusted`: whether labels were taken into account; `own`: whether those are of just what was asked about.
    `meant`: the criterion asks in so many words for what was changed. `p` is not yet corrected for being one of many.
    """

    kind: FindingKind
    about: int | None
    estimate: Estimate
    p: float
    adjusted: bool = False
    system: str | None = None
    meant: bool = False
    own: bool = False


@dataclass(frozen=True, eq=False)
class Judged:
    """The verdicts of one criterion (`about`), or the scores (None), that are there, in `rows` of the material.

    `own`: whether `labels` are of just that, and not of the response as a whole.
    """

    material: Material
    about: int | None
    values: Numbers
    rows: Codes
    labels: Numbers
    own: bool

    @property
    def codes(self) -> Codes:
        """The group of each verdict."""
        return self.material.codes[self.rows]


def judged(material: Material, about: int | None) -> Judged:
    """The verdicts of a criterion with the labels on it; on the response as a whole where those are too few."""
    values = material.scores if about is None else material.credit[:, about]
    rows = np.flatnonzero(there(values))
    own = about is None or _enough(material, rows[there(material.own[rows, about])])
    labels = material.quality if about is None or not own else material.own[:, about]
    return Judged(material, about, values[rows], rows, labels[rows], own)


def associations(given: Judged) -> tuple[list[Figure], list[Test]]:
    """All that the verdicts go with: the figures, and what is tested of them."""
    if not len(given.values):
        return [Figure(name="credit", label=_CREDIT, note="no valid verdict")], []
    figures = [_shown("credit", _CREDIT, _try(mean, given.values, given.codes))]
    tests: list[Test] = []
    kinds: tuple[tuple[FindingKind, str, Numbers], ...] = (
        ("length", "goes with length (correlation with the log of words)", given.material.lengths),
        ("formatting", "goes with formatting (correlation with the log of marks)", given.material.formatting),
    )
    for kind, label, looks in kinds:
        for figure, test in _going_with(given, kind, label, looks[given.rows]):
            figures.append(figure)
            tests += [test] if test else []
    for figure, found in _with_systems(given):
        figures.append(figure)
        tests += found
    figure, misleading = _with_labels(given)
    return [*figures, figure], [*tests, *([misleading] if misleading else [])]


def _going_with(
    given: Judged, kind: FindingKind, label: str, looks: Numbers
) -> Iterator[tuple[Figure, Test | None]]:
    """Raw, and given the labels; only the last of the two is tested, where there are any."""
    labelled = there(given.labels)
    adjust = _enough(given.material, given.rows[labelled])
    raw = _try(pearson, given.values, looks, given.codes)
    yield (
        _shown(kind, label, raw),
        None if adjust or isinstance(raw, str) else Test(kind, given.about, raw, raw.p()),
    )
    if adjust:
        parts = (given.values[labelled], looks[labelled], given.labels[labelled], given.codes[labelled])
        found = _try(partial, *parts)
        test = (
            None
            if isinstance(found, str)
            else Test(kind, given.about, found, p_left_over(found, *parts), adjusted=True, own=given.own)
        )
        yield _shown(f"{kind}_given_labels", label.replace(" (", f"{GIVEN} ("), found), test


def _with_systems(given: Judged) -> Iterator[tuple[Figure, list[Test]]]:
    """How far the systems differ in it; given the labels, the system that is credited most beyond, or short of, them.

    Without labels nothing is tested: systems differ in quality.
    """
    names = [given.material.systems[row] for row in given.rows]
    systems = sorted({name for name in names if name is not None})
    if len(systems) < 2:
        return
    member = np.array([[name == system for system in systems] for name in names], dtype=np.float64)
    label = "goes with the system (correlation ratio)"
    note = f"{len(systems)} systems; chance alone gives {((len(systems) - 1) / (len(names) - 1)) ** 0.5:.2f}"
    yield _shown("system", label, _try(ratio, given.values, member, given.codes), note), []
    labelled = there(given.labels)
    if len(systems) > MAX_SYSTEMS or not _enough(given.material, given.rows[labelled]):
        return
    found = []
    for place, system in enumerate(systems):
        parts = (
            given.values[labelled],
            member[labelled, place],
            given.labels[labelled],
            given.codes[labelled],
        )
        each = _try(partial, *parts)
        if not isinstance(each, str):
            p = min(1.0, p_left_over(each, *parts) * len(systems))
            found.append(Test("system", given.about, each, p, adjusted=True, system=system, own=given.own))
    if found:
        first = max(found, key=lambda test: abs(test.estimate.value))
        label = f"goes with a system{GIVEN} (partial correlation, the strongest)"
        yield _shown("system_given_labels", label, first.estimate, str(first.system)), [first]


def _with_labels(given: Judged) -> tuple[Figure, Test | None]:
    labelled = there(given.labels)
    label = "goes with the labels (correlation)"
    if not _enough(given.material, given.rows[labelled]):
        few = "no labels" if not labelled.any() else f"labels of fewer than {MIN_GROUPS} prompts"
        return Figure(name="labels", label=label, n=int(labelled.sum()), note=few), None
    found = _try(pearson, given.values[labelled], given.labels[labelled], given.codes[labelled])
    test = (
        None
        if isinstance(found, str)
        else Test("misleading", given.about, found, found.p(), adjusted=True, own=given.own)
    )
    return _shown("labels", label, found), test


def pearson(x: Numbers, y: Numbers, codes: Codes) -> Estimate:
    """Pearson's correlation of two (n,). Raises Undefined."""
    return correlation(_moments(x, y), lambda totals: _matrix(totals, 2)[:, 0, 1], codes)


def partial(x: Numbers, y: Numbers, given: Numbers, codes: Codes) -> Estimate:
    """The correlation of x and y that is left when both are regressed on `given`. Raises Undefined."""

    def of(totals: Numbers) -> Numbers:
        r = _matrix(totals, 3)
        xy, xz, yz = r[:, 0, 1], r[:, 0, 2], r[:, 1, 2]
        left = (1 - xz**2) * (1 - yz**2)
        varies = left > 1e-9
        return np.where(varies, (xy - xz * yz) / np.sqrt(np.where(varies, left, 1.0)), np.nan)

    return correlation(_moments(x, y, given), of, codes)


def p_left_over(exact: Estimate, x: Numbers, y: Numbers, given: Numbers, codes: Codes) -> float:
    """The p of `exact`, their partial correlation, or where it is larger that of noisy labels; 1: the signs differ.

    r_xy - r_xz r_yz / RELIABILITY is what is left of the correlation when the labels' own noise has been allowed for
    (Spearman, "The Proof and Measurement of Association between Two Things", American Journal of Psychology 15, 1904)
    """

    def of(totals: Numbers) -> Numbers:
        r = _matrix(totals, 3)
        return np.asarray(r[:, 0, 1] - r[:, 0, 2] * r[:, 1, 2] / RELIABILITY, dtype=np.float64)

    try:
        noisy = difference(_moments(x, y, given), of, codes)
    except Undefined:
        return 1.0
    return max(exact.p(), noisy.p()) if noisy.value * exact.value > 0 else 1.0


def ratio(values: Numbers, member: Numbers, codes: Codes) -> Estimate:
    """The correlation ratio of values (n,) and the classes that `member` (n, s) tells, 0..1. Raises Undefined."""
    if not len(values):
        raise Undefined("no verdict has a score")
    centred = values - values.mean()
    columns = np.concatenate([member, member * centred[:, None], centred[:, None] ** 2], axis=1)
    classes = member.shape[1]

    def of(totals: Numbers) -> Numbers:
        counts, sums, squares = np.split(totals, [classes, 2 * classes], axis=1)
        n, whole = counts.sum(axis=1), sums.sum(axis=1)
        between = np.where(counts > 0, sums**2 / np.maximum(counts, 1), 0.0).sum(axis=1) - whole**2 / n
        spread = squares[:, 0] - whole**2 / n
        varies = spread > 1e-12 * np.maximum(1.0, n)
        return np.where(varies, np.sqrt(np.maximum(between, 0) / np.where(varies, spread, 1.0)), np.nan)

    return correlation(columns, of, codes)


def _moments(*variables: Numbers) -> Numbers:
    """Columns whose totals give all means, variances and covariances of the variables, centred for digits' sake."""
    if not len(variables[0]):
        raise Undefined("no verdict has a score")
    centred = [each - each.mean() for each in variables]
    products = [a * b for place, a in enumerate(centred) for b in centred[place:]]
    return np.stack([np.ones(len(variables[0])), *centred, *products], axis=1)


def _matrix(totals: Numbers, size: int) -> Numbers:
    """The correlation matrices (m, size, size) of totals of `_moments`; NaN where a variable does not vary."""
    n, sums = totals[:, 0], totals[:, 1 : size + 1] / totals[:, :1]
    covariances = np.empty((len(totals), size, size))
    place = size + 1
    for a in range(size):
        for b in range(a, size):
            covariances[:, a, b] = totals[:, place] / n - sums[:, a] * sums[:, b]
            covariances[:, b, a] = covariances[:, a, b]
            place += 1
    spread = np.sqrt(np.where((v := np.einsum("ijj->ij", covariances)) > 1e-10, v, np.nan))
    return np.asarray(covariances / (spread[:, :, None] * spread[:, None, :]), dtype=np.float64)


def _enough(material: Material, rows: Codes) -> bool:
    return len({material.groups[row] for row in rows}) >= MIN_GROUPS


def _try(estimate: Callable[..., Estimate], *given: Numbers | Codes) -> Estimate | str:
    """The estimate, or why there is none."""
    try:
        return estimate(*given)
    except Undefined as reason:
        return str(reason)


def _shown(name: str, label: str, found: Estimate | str, note: str = "") -> Figure:
    if isinstance(found, str):
        return Figure(name=name, label=label, note=found)
    low = max(0.0, found.low) if name == "system" else found.low
    return Figure(name=name, label=label, value=found.value, low=low, high=found.high, n=found.n, note=note)
