"""The indicator: does the judge's own sureness tell right verdicts from wrong, and its home from elsewhere?"""

from collections.abc import Sequence

import numpy as np

from touchstone.domain.dataset import Dataset
from touchstone.domain.results import ResultLine
from touchstone.evaluation.card.contents import Line, Table
from touchstone.evaluation.reliability.decisions import decisions
from touchstone.evaluation.reliability.ranking import auroc_figure, half_figure, on_signal
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.figures import Figures

AUROC, HALF = "AUROC", "surest half gains"
HOME = "home against elsewhere"

SetLines = tuple[str, bool, Dataset, Sequence[ResultLine]]
"""A set's name, whether it is the judge's home, and the lines about it."""


def signal_table(sets: Sequence[SetLines], seed: int) -> Table:
    """The reliability of verdicts as a signal: within each set, and of home against the other sets."""
    lines = []
    places: list[tuple[bool, str, float]] = []
    for number, (name, home, dataset, found) in enumerate(sets):
        decided = decisions(
            dataset,
            [(line, {}) for line in found if not line.is_aggregate],
            [line for line in found if line.is_aggregate],
        )
        read = [each for each in decided.decisions if each.signals.reliability is not None]
        if not read:
            continue
        sure = np.array([each.signals.reliability or 0.0 for each in read])
        right = [each.right for each in read]
        figures = Figures([each.group for each in read], seed)
        auroc = auroc_figure(figures, right, sure)
        note = "; ".join(filter(None, (f"{sum(right)} of {len(right)} right", on_signal(auroc))))
        half = half_figure(figures, right, sure)
        lines.append(_line(name, name, len(read), figures.groups, (auroc, half), note))
        places += [
            (home, f"{number}:{each.group}", value) for each, value in zip(read, sure.tolist(), strict=True)
        ]
    at_home = [home for home, _, _ in places]
    if any(at_home) and not all(at_home):
        figures = Figures([group for _, group, _ in places], seed)
        sure = np.array([value for _, _, value in places])
        auroc = auroc_figure(figures, at_home, sure)
        note = "; ".join(filter(None, ("whether verdicts at home are the surer ones", on_signal(auroc))))
        lines.append(_line("home", HOME, len(places), figures.groups, (auroc, None), note))
    return Table(
        name="signal",
        title="Does it know when it is right?",
        about="The reliability of a verdict (a rank, from the judge's own distribution) against whether it was "
        "right. AUROC: how often a right verdict is surer than a wrong one; 0.5 is no signal. The surest half "
        "gains: its accuracy less that of all.",
        columns=(AUROC, HALF),
        lines=tuple(lines),
        at=0.5,
        lacking="" if lines else "no labelled verdict has a distribution",
    )


def _line(
    name: str, label: str, items: int, groups: int, figures: tuple[Figure | None, ...], note: str
) -> Line:
    return Line(name=name, label=label, items=items, groups=groups, figures=figures, note=note)
