"""Position: does the order in which two responses are shown decide which one is preferred?"""

from collections.abc import Iterable, Sequence

import numpy as np

from touchstone.domain.dataset import Dataset
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import ResultLine
from touchstone.evaluation.agreement.align import Lines
from touchstone.evaluation.card.contents import Line, Table
from touchstone.evaluation.card.measuring import NOTHING_TURNS, always_the_same, share
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import mean

SAME, FIRST, MASS = "same in both orders", "wins of the first shown", "its probability"


def position_table(sets: Iterable[tuple[str, Dataset, Sequence[ResultLine]]], seed: int) -> Table:
    """One line for each set that was judged as pairs."""
    lines = [line for name, dataset, found in sets if (line := _line(name, dataset, found, seed)) is not None]
    return Table(
        name="position",
        title="Position",
        about="Each pair is judged in both orders. Wins of the first shown: over both orders, a tie counting one "
        "half; 0.5 has no side. Its probability: the mean that the first shown holds, with half of the tie.",
        columns=(SAME, FIRST, MASS),
        lines=tuple(lines),
        drawn=1,
        at=0.5,
        lacking="" if lines else "needs pairs of responses with labels",
    )


def _line(name: str, dataset: Dataset, found: Sequence[ResultLine], seed: int) -> Line | None:
    lines = Lines(found)
    groups: list[str] = []
    same: list[float] = []
    said: list[str | None] = []
    first: list[float] = []
    held: list[float] = []
    for sample in dataset.samples:
        for pair in pairs_of(sample):
            ab, ba = (lines.verdict(sample.id, pair.id, order) for order in ("ab", "ba"))
            if ab is None or ba is None or ab.score is None or ba.score is None:
                continue
            groups.append(sample.group)
            said += [ab.preference, ba.preference]
            same.append(float(ab.preference == ba.preference))
            first.append((_won(ab, "A") + _won(ba, "B")) / 2)
            held.append((ab.score + 1 - ba.score) / 2)
    if not groups:
        return None
    figures = Figures(groups, seed)
    return Line(
        name=name,
        label=name,
        items=len(groups),
        groups=figures.groups,
        figures=(
            share(figures, "same", SAME, np.array(same)),
            figures.make("first", FIRST, mean(np.array(first))),
            figures.make("mass", MASS, mean(np.array(held))),
        ),
        note=NOTHING_TURNS if always_the_same(said) else "",
    )


def _won(line: ResultLine, side: str) -> float:
    return 0.5 if line.preference == "tie" else float(line.preference == side)
