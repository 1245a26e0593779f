"""A meta-judge's own preference: for wordy rubrics, for many criteria; and how far another one agrees with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from touchstone.domain.finding import Finding
from touchstone.evaluation.audit.association import MIN_GROUPS
from touchstone.evaluation.audit.findings import ALPHA
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Undefined
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.jackknife import mean
from touchstone.evaluation.statistics.means import holm
from touchstone.evaluation.statistics.measures import kappa

WITHOUT_MERIT = {"wordier": "longer criteria that ask the same", "more": "more criteria that repeat others"}
"""Changes of a rubric that make nothing better."""

SHORTENED = {"fewer": "the rubric without its second half, which asks for less"}


@dataclass(frozen=True, slots=True)
class Met:
    """A rubric against a changed form of it. `second`: the same by a second meta-judge.

    `outcome`: 1: the changed one won, 0: a tie, -1: it lost; None: unscored.
    """

    change: str
    group: str
    outcome: int | None
    second: int | None = None


def meta_figures(met: Sequence[Met]) -> tuple[list[Figure], list[Finding]]:
    """How often each changed form is preferred, ties counting half; agreement of both meta-judges as kappa."""
    figures, found = [], []
    for name, told in (WITHOUT_MERIT | SHORTENED).items():
        rows = [each for each in met if each.change == name and each.outcome is not None]
        values = np.array([(each.outcome or 0) / 2 + 0.5 for each in rows])
        label = f"prefers {told}"
        groups = [each.group for each in rows]
        codes = np.unique(np.array(groups, dtype=object), return_inverse=True)[1].astype(np.int64)
        try:
            estimate = mean(values, codes)
        except Undefined as reason:
            figures.append(Figure(name=f"meta_{name}", label=label, n=len(rows), note=str(reason)))
            continue
        figures.append(
            Figure(
                name=f"meta_{name}",
                label=label,
                value=estimate.value,
                low=max(0.0, estimate.low),
                high=min(1.0, estimate.high),
                n=estimate.n,
                note="one half: no preference",
            )
        )
        if name in WITHOUT_MERIT and estimate.groups >= MIN_GROUPS:
            found.append((told, figures[-1], estimate.p_above(0.5)))
    corrected = holm([p for *_, p in found])
    findings = [
        _finding(told, figure) for (told, figure, _), p in zip(found, corrected, strict=True) if p < ALPHA
    ]
    figures += _agreements(met)
    return figures, findings


def _finding(told: str, figure: Figure) -> Finding:
    return Finding(
        kind="length",
        message=f"the meta-judge prefers {told}: in {figure.value:.0%} of meetings, ties counting half (95 % interval"
        f" {figure.low:.0%} to {figure.high:.0%}, n = {figure.n:,}); one half would be no preference",
        remedy="compare rubrics of equal length, or choose another meta-judge",
        severity="harm",
    )


def _agreements(met: Sequence[Met]) -> Iterator[Figure]:
    both = [each for each in met if each.outcome is not None and each.second is not None]
    if not any(each.second is not None for each in met):
        return
    one = np.array([(each.outcome or 0) + 1 for each in both], dtype=np.int64)
    other = np.array([(each.second or 0) + 1 for each in both], dtype=np.int64)
    figures = Figures([each.group for each in both], 0)
    label = "agreement of two meta-judges (kappa)"
    yield figures.make("meta_kappa", label, kappa(one, other, 3), "1: as one; 0: as by chance")
