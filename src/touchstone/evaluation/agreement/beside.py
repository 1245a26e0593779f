"""Another run on the same data beside this one: both runs' main figure, and their paired difference."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Rubric
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.figures import Figures, Rows
from touchstone.evaluation.statistics.measures import Difference, Measure


@dataclass(frozen=True, slots=True)
class OtherRun:
    """A run that judged the same data. `title` says which, for people; `rubrics` are those it used."""

    run: str
    title: str
    lines: Sequence[ResultLine]
    rubrics: Sequence[Rubric] = ()


def beside_figures(
    figures: Figures,
    keys: Sequence[Hashable],
    others: Sequence[tuple[OtherRun, Mapping[Hashable, float]]],
    judged: Sequence[float],
    main: Callable[[Rows, Sequence[float]], Measure],
    name: str,
) -> tuple[Figure, ...]:
    """Three figures for each other run, on the items that both judged; where there are none, one that says so.

    `others`: what each of them judged, by the items' keys. `main`: the figure called `name`, of the items in
    these rows when they are judged so.
    """
    made: list[Figure] = []
    for other, found in others:
        rows = np.array([row for row, key in enumerate(keys) if key in found], dtype=np.int64)
        if not len(rows):
            why = "no item has a verdict in both runs"
            made.append(Figure(name=f"other:{other.run}", label=f"{name}, {other.title}", note=why))
            continue
        both = figures.on(rows)
        one = main(rows, [judged[row] for row in rows])
        two = main(rows, [found[keys[row]] for row in rows])
        note = "this run less that one, on what both judged; above 0: this run agrees better with the labels"
        made += [
            both.make(f"this:{other.run}", f"{name}, this run", one),
            both.make(f"other:{other.run}", f"{name}, {other.title}", two),
            both.make(f"difference:{other.run}", f"{name}, difference", Difference(one, two), note),
        ]
    return tuple(made)
