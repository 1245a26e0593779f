"""How well named annotators agree on the same items: the majority, Krippendorff's alpha, kappa of every two."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Numbers
from touchstone.evaluation.statistics.figures import MAX_PARTS, Figures
from touchstone.evaluation.statistics.measures import Measure, Totals, kappa

Said = Mapping[str, str]
"""What each annotator said of one item."""


def majority(said: Said) -> str | None:
    """The label that most annotators gave; None where several labels are level."""
    counted = Counter(said.values()).most_common(2)
    return None if len(counted) > 1 and counted[0][1] == counted[1][1] else counted[0][0]


def krippendorff(counts: Numbers) -> Measure:
    """Krippendorff's alpha for nominal labels. `counts`: a row for each item, how many annotators gave each label.

    Every item has two annotators or more. alpha = 1 - (observed disagreement / that of all labels paired at random).
    (Krippendorff, "Computing Krippendorff's alpha-reliability", 2011.)
    """
    size = counts.sum(axis=1)
    differing = (size**2 - (counts**2).sum(axis=1)) / (size - 1)

    def of(totals: Numbers) -> Numbers:
        observed, labels, by_label = totals[:, 0], totals[:, 1], totals[:, 2:]
        expected = (labels**2 - (by_label**2).sum(axis=1)) / (labels - 1)
        return np.where(expected > 0, 1 - observed / expected, np.nan)

    return Totals(np.column_stack([differing, size, counts]), of, "all labels are the same")


def annotator_figures(figures: Figures, said: Sequence[Said]) -> tuple[Figure, ...]:
    """Alpha, and kappa of every two annotators; empty where no item has two labels."""
    several = [row for row, each in enumerate(said) if len(each) > 1]
    if not several:
        return ()
    figures, shared = figures.on(np.array(several)), [said[row] for row in several]
    labels = sorted({label for each in shared for label in each.values()})
    counts = np.array([[list(each.values()).count(label) for label in labels] for each in shared], np.float64)
    return (
        figures.make("alpha", "Krippendorff's alpha", krippendorff(counts), "of labels as names"),
        *_kappas(figures, shared, labels),
    )


def _kappas(figures: Figures, shared: Sequence[Said], labels: Sequence[str]) -> list[Figure]:
    """Of every two annotators (at most 12 such pairs) with items in common."""
    codes = {label: code for code, label in enumerate(labels)}
    made: list[Figure] = []
    for one, other in combinations(sorted({name for said in shared for name in said}), 2):
        rows = [row for row, said in enumerate(shared) if one in said and other in said]
        if rows and len(made) < MAX_PARTS:
            a, b = (np.array([codes[shared[row][name]] for row in rows]) for name in (one, other))
            title = f"Cohen's kappa, {one} and {other}"
            made.append(figures.on(np.array(rows)).make("annotators_kappa", title, kappa(a, b, len(labels))))
    return made
