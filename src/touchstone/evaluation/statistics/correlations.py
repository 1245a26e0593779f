"""Correlations told apart: over all responses, inside each prompt, and between systems.

One over all responses can be carried by the prompts alone (some are hard, and judge and people see it) or by the
systems alone. The choice between responses to one prompt rests on the one inside prompts; the choice between
systems on the one between them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Codes, Numbers
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import Measure, Totals, mean, pearson
from touchstone.evaluation.statistics.ranks import Kendall, Spearman, within

FEW_SYSTEMS = 10
"""A correlation between fewer systems says little."""

_MAX_SYSTEMS = 100


def pooled(figures: Figures, labels: Numbers, judged: Numbers) -> tuple[Figure, ...]:
    """Over all labelled scores, whatever prompt and system they are of."""
    note = "prompts or systems that differ can carry it alone"
    return (
        figures.make("spearman", "Spearman, over all", Spearman(labels, judged), note),
        figures.make("kendall", "Kendall's tau-b, over all", Kendall(labels, judged)),
        figures.make("pearson", "Pearson, over all", pearson(labels, judged)),
    )


def within_prompts(
    figures: Figures, labels: Numbers, judged: Numbers, prompts: Sequence[object], title: str = ""
) -> tuple[Figure, ...]:
    """The mean over prompts of the correlation inside each; `prompts`: what is ranked with what, by item.

    Only prompts with two or more scores, whose labels and judged scores both vary, have one. `title` begins labels.
    """
    places: dict[object, int] = {}
    cells = np.array([places.setdefault(prompt, len(places)) for prompt in prompts], dtype=np.int64)
    several = int(np.count_nonzero(np.bincount(cells) > 1)) if len(cells) else 0
    first = np.unique(cells, return_index=True)[1]
    spearman, kendall = within(labels, judged, cells)
    defined = ~np.isnan(spearman)
    inside, rest = figures.on(first[defined]), several - int(defined.sum())
    note = f"the mean of {several - rest} prompts"
    if rest:
        note += f"; {rest} more have several scores, but all their labels or scores are equal"
    told = "" if title else "what choosing between responses to one prompt rests on"
    kinds = (("spearman", "Spearman", spearman, note), ("kendall", "Kendall's tau-b", kendall, told))
    return tuple(
        inside.make(f"within_{name}", f"{title}{label}, inside prompts", mean(values[defined]), about)
        for name, label, values, about in kinds
    )


def between_systems(
    figures: Figures, systems: Sequence[str | None], labels: Numbers, judged: Numbers
) -> tuple[Figure, ...]:
    """Pearson's correlation of the systems' mean labels with their mean judged scores; empty without systems.

    `figures`, `systems`, `labels` and `judged` are of the same items; those without a system do not count.
    """
    rows = np.array([row for row, system in enumerate(systems) if system is not None], dtype=np.int64)
    names = sorted({system for system in systems if system is not None})
    if len(names) < 2:
        return ()
    label = "Pearson, between systems' means"
    note = f"{len(names)} systems" + (": says little" if len(names) < FEW_SYSTEMS else "")
    if not 3 <= len(names) <= _MAX_SYSTEMS:
        why = "fewer than three" if len(names) < 3 else f"over {_MAX_SYSTEMS}: too many to compare"
        return (
            Figure(name="between_systems", label=label, n=len(rows), note=f"{len(names)} systems; {why}"),
        )
    place = {name: number for number, name in enumerate(names)}
    codes = np.array([place[str(systems[row])] for row in rows], dtype=np.int64)
    measure = _between(codes, labels[rows], judged[rows], len(names))
    return (figures.on(rows).make("between_systems", label, measure, note),)


def _between(systems: Codes, labels: Numbers, judged: Numbers, count: int) -> Measure:
    """Systems that a resample leaves out are left out of its correlation; it needs three."""
    member = np.eye(count)[systems]
    columns = np.concatenate([member, member * labels[:, None], member * judged[:, None]], axis=1)

    def of(totals: Numbers) -> Numbers:
        counts, sums_x, sums_y = np.split(totals, 3, axis=1)
        there = counts > 0
        n = there.sum(axis=1)
        x, y = (_centred(sums, counts, there) for sums in (sums_x, sums_y))
        spread = (x**2).sum(axis=1) * (y**2).sum(axis=1)
        defined = (n >= 3) & (spread > 1e-20)
        return np.where(defined, (x * y).sum(axis=1) / np.sqrt(np.where(defined, spread, 1.0)), np.nan)

    return Totals(columns, of, "all systems have the same mean")


def _centred(sums: Numbers, counts: Numbers, there: NDArray[np.bool_]) -> Numbers:
    """The systems' means less the mean of those; 0 for a system that is not there."""
    means = np.where(there, sums / np.maximum(counts, 1), 0.0)
    centre = means.sum(axis=1, keepdims=True) / np.maximum(there.sum(axis=1, keepdims=True), 1)
    return np.where(there, means - centre, 0.0)
