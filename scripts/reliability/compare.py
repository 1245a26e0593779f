"""Which indicator of reliability is best? `python -m scripts.reliability.compare --own FILE --data FOLDER`.

Judges a mixture of rows of the judge's own held-out split (FILE, from `scripts.train.measuring.split`) and of the
labelled sets in FOLDER, and prints, as Markdown, how well each indicator tells right verdicts from wrong ones within
each set, the judge's own text from other text, and how much better its surest half of the mixture is than a random
half. Intervals: 95 %, from resampled groups (prompts).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from scripts.reliability.sets import JudgedSet, judged_sets
from scripts.reliability.tables import print_table, shown
from touchstone.evaluation.reliability.calibration import feature_rows, out_of_fold
from touchstone.evaluation.reliability.comparing import values_of
from touchstone.evaluation.reliability.indicators import INDICATORS
from touchstone.evaluation.reliability.ranking import auroc_figure, half_figure
from touchstone.evaluation.statistics.basics import Numbers
from touchstone.evaluation.statistics.figures import Figures

FITTED = "S, lambda fitted on labels of other prompts"


def indicators(sets: Sequence[JudgedSet]) -> dict[str, Numbers]:
    """Every indicator that all decisions have, over all sets in turn; and S with its lambda fitted."""
    every = [decision for one in sets for decision in one.decisions]
    found = {
        indicator.label: values
        for indicator in INDICATORS.values()
        if (values := values_of(every, indicator)) is not None
    }
    rights, groups = [each.right for each in every], [group for one in sets for group in one.groups]
    features = ("entropy", "base_entropy")
    rows = feature_rows([each.signals for each in every], features)
    return found | {FITTED: out_of_fold(rows, rights, groups, features).ranks}


def mixture_table(sets: Sequence[JudgedSet], found: dict[str, Numbers], seed: int) -> None:
    """Within the own set, own against other text, and the surest half of all."""
    groups = [group for one in sets for group in one.groups]
    rights = [right for one in sets for right in one.rights]
    own = np.array([one.own for one in sets for _ in one.decisions])
    figures, at_home = Figures(groups, seed), np.flatnonzero(own)
    rows = []
    for label, values in found.items():
        within = auroc_figure(figures.on(at_home), [rights[row] for row in at_home], values[at_home])
        against = auroc_figure(figures, own.tolist(), values)
        overall = auroc_figure(figures, rights, values)
        half = half_figure(figures, rights, values)
        rows.append([label, shown(within), shown(against), shown(overall), shown(half, 100, 1)])
    head = ("indicator", "right against wrong, own set", "own against other text")
    print_table([*head, "right against wrong, all", "surest half less a random half, points"], rows)


def sets_table(sets: Sequence[JudgedSet], found: dict[str, Numbers], seed: int) -> None:
    """Within each set, by each indicator."""
    rows, start = [], 0
    for one in sets:
        part = slice(start, start + len(one.decisions))
        start = part.stop
        figures = Figures(one.groups, seed)
        aurocs = [auroc_figure(figures, one.rights, values[part]) for values in found.values()]
        accuracy = 100 * sum(one.rights) / len(one.rights)
        rows.append([one.name, str(len(one.decisions)), f"{accuracy:.1f}", *map(shown, aurocs)])
    print_table(["set", "decisions", "right, %", *found], rows)


def main() -> None:
    """Judges the sets and prints the tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--own", type=Path, required=True, help="the judge's own held-out rows")
    options.add_argument("--data", type=Path, required=True, help="a folder of labelled sets")
    options.add_argument("--judge", default="demo-judge")
    options.add_argument("--rows", type=int, default=500, help="rows of each set")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--home", type=Path, help="keeps the answers for the next time")
    chosen = options.parse_args()
    made = judged_sets(chosen.own, chosen.data, chosen.judge, chosen.rows, chosen.seed, chosen.home)
    sets = [one for one in made if one.decisions]
    found = indicators(sets)
    mixture_table(sets, found, chosen.seed)
    sets_table(sets, found, chosen.seed)


if __name__ == "__main__":
    main()
