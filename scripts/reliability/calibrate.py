"""How good is a calibration? `python -m scripts.reliability.calibrate --own FILE --data FOLDER [--splits 20]`.

Of every labelled set with at least 100 groups half of the groups fit the calibration and the other half test it,
in 20 random splits. Prints, as Markdown, the means over the splits of the debiased calibration error before (the
judge's own probability of its verdict) and after, with the mean ends of its 95 % intervals, of the Brier skill
against the base rate of the tested half, and of the AUROC.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from scipy import special

from scripts.reliability.sets import JudgedSet, judged_sets
from scripts.reliability.tables import mean_shown, print_table
from touchstone.evaluation.reliability.calibration import feature_rows, fit, probabilities
from touchstone.evaluation.reliability.quality import quality_figures
from touchstone.evaluation.reliability.ranking import auroc_figure
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Numbers
from touchstone.evaluation.statistics.figures import Figures

LEAST_GROUPS = 100
FEATURES = (("verdict",), ("verdict", "base_entropy"), ("entropy",), ("entropy", "base_entropy"))

Split = tuple[list[int], list[int]]
"""The rows that fit, and those that test."""


def splits(groups: Sequence[str], count: int, seed: int) -> list[Split]:
    """So many random halves of the groups."""
    names, codes = np.unique(np.array(groups, dtype=object), return_inverse=True)
    random = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        chosen = np.zeros(len(names), np.bool_)
        chosen[random.permutation(len(names))[: len(names) // 2]] = True
        found.append((np.flatnonzero(chosen[codes]).tolist(), np.flatnonzero(~chosen[codes]).tolist()))
    return found


def measured(
    one: JudgedSet, halves: Sequence[Split], sureness: Callable[[Split], Numbers]
) -> list[list[Figure]]:
    """Calibration error, Brier skill and AUROC of the tested half, for each split."""
    rows = []
    for half in halves:
        tested = half[1]
        figures = Figures([one.groups[row] for row in tested], 0)
        rights, values = [one.rights[row] for row in tested], sureness(half)
        error, _, skill = quality_figures(figures, rights, values)
        rows.append([error, skill, auroc_figure(figures, rights, values)])
    return rows


def rows_of(one: JudgedSet, halves: Sequence[Split]) -> list[list[str]]:
    """The table's rows of one set: the judge's own probability, then each calibration."""
    signals = [decision.signals for decision in one.decisions]
    own = special.expit(feature_rows(signals, ("verdict",))[:, 0])
    ways: dict[str, Callable[[Split], Numbers]] = {"before: the judge's own": lambda half: own[half[1]]}
    for names in FEATURES:
        rows = feature_rows(signals, names)

        def calibrated(half: Split, rows: Numbers = rows, names: Sequence[str] = names) -> Numbers:
            fitted, tested = half
            calibrator = fit(rows[fitted], [one.rights[row] for row in fitted], names)
            return probabilities(calibrator, rows[tested])

        ways[f"fitted on {' and '.join(names).replace('_', ' ')}"] = calibrated
    return [
        [
            one.name,
            str(len(one.decisions)),
            way,
            *map(mean_shown, zip(*measured(one, halves, sureness), strict=True)),
        ]
        for way, sureness in ways.items()
    ]


def main() -> None:
    """Judges the sets and prints the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--own", type=Path, required=True, help="the judge's own held-out rows")
    options.add_argument("--data", type=Path, help="a folder of labelled sets")
    options.add_argument("--judge", default="demo-judge")
    options.add_argument("--rows", type=int, default=2000, help="rows of each set, at most")
    options.add_argument("--splits", type=int, default=20)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--home", type=Path, help="keeps the answers for the next time")
    chosen = options.parse_args()
    rows: list[list[str]] = []
    for one in judged_sets(chosen.own, chosen.data, chosen.judge, chosen.rows, chosen.seed, chosen.home):
        if len(set(one.groups)) >= LEAST_GROUPS:
            rows += rows_of(one, splits(one.groups, chosen.splits, chosen.seed))
    print_table(["set", "decisions", "probability", "calibration error", "Brier skill", "AUROC"], rows)


if __name__ == "__main__":
    main()
