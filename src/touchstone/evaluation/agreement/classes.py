"""Agreement on classes: kappa with what chance gives, and how common each class is among labels and verdicts."""

from collections.abc import Sequence

import numpy as np

from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Codes
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import expected_agreement, kappa, mean

_MUCH = 0.2
"""From this on, the difference that prevalence makes to kappa is said."""


def kappa_figures(figures: Figures, labels: Codes, judged: Codes, names: Sequence[str]) -> tuple[Figure, ...]:
    """Cohen's kappa and the agreement that it expects of chance. `names`: the classes 0, 1, ..."""
    chance = expected_agreement(labels, judged, len(names))
    expected = figures.describe(
        "expected_agreement", "agreement expected by chance", chance, "kappa is measured from here"
    )
    made = figures.make(
        "kappa",
        "Cohen's kappa",
        kappa(labels, judged, len(names)),
        _on_prevalence(labels, judged, names, expected.value),
    )
    return made, expected


def _on_prevalence(labels: Codes, judged: Codes, names: Sequence[str], expected: float | None) -> str:
    """Whether kappa is low because one class is common, by kappa at the same accuracy if all were as common.

    (Byrt, Bishop and Carlin, "Bias, prevalence and kappa", J. Clin. Epidemiol. 46, 1993: PABAK.)
    """
    used = len(np.union1d(labels, judged))
    if expected is None or used < 2 or expected > 1 - 1e-12:
        return ""
    agreed = float(np.mean(labels == judged))
    adjusted = (used * agreed - 1) / (used - 1)
    if adjusted - (agreed - expected) / (1 - expected) < _MUCH:
        return ""
    shares = np.bincount(labels, minlength=len(names)) / len(labels)
    commonest = int(shares.argmax())
    return (
        f"low because of prevalence: {100 * shares[commonest]:.0f} % of the labels are {names[commonest]};"
        f" the same accuracy on equally common classes would give {adjusted:.3f}"
    )


def prevalence_figures(
    figures: Figures, labels: Codes, judged: Codes, names: Sequence[str]
) -> tuple[Figure, ...]:
    """The share of each class among the labels, and among the verdicts."""
    return tuple(
        figures.make(f"{whose}_{name}", f"{title}: {name}", mean((codes == code).astype(np.float64)))
        for whose, title, codes in (("label", "labels", labels), ("verdict", "verdicts", judged))
        for code, name in enumerate(names)
    )
