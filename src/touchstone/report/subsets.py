"""The subsets that the data name: what was judged in each, and its mean score."""

from collections.abc import Sequence
from math import isfinite

import numpy as np

from touchstone.evaluation import Figure
from touchstone.evaluation.statistics.basics import Undefined
from touchstone.evaluation.statistics.means import grouped_mean
from touchstone.report.contents import SubsetRow
from touchstone.report.material import Item

NO_SUBSET = "no single subset"
MAX_ROWS = 40


def subsets_of(items: Sequence[Item], seed: int) -> tuple[tuple[SubsetRow, ...], str]:
    """(the subsets with the most items first, what to know about them). No rows where there are not two."""
    by_subset: dict[str, list[Item]] = {}
    for item in items:
        by_subset.setdefault(item.subset or NO_SUBSET, []).append(item)
    if len(by_subset) < 2:
        return (), "The data name no subsets that could be told apart."
    order = sorted(by_subset, key=lambda name: (name == NO_SUBSET, -len(by_subset[name])))
    note = "Mean scores with 95 % intervals that resample prompts."
    if len(order) > MAX_ROWS:
        note += f" The {MAX_ROWS} largest of {len(order)} subsets are shown."
    return tuple(_row(name, by_subset[name], seed) for name in order[:MAX_ROWS]), note


def _row(name: str, items: Sequence[Item], seed: int) -> SubsetRow:
    scored = [(item.line.score, item.group) for item in items if item.line.score is not None]
    return SubsetRow(
        name=name,
        items=len(items),
        prompts=len({item.group for item in items}),
        unscored=sum(item.line.unscored is not None for item in items),
        mean=_mean([score for score, _ in scored], [group for _, group in scored], seed),
    )


def _mean(scores: Sequence[float], groups: Sequence[str], seed: int) -> Figure:
    empty = Figure(name="mean", label="mean score", n=len(scores))
    if not scores:
        return empty.model_copy(update={"note": "nothing has a score"})
    values = np.array(scores)
    try:
        found = grouped_mean(values, groups, seed)
    except Undefined as reason:
        return empty.model_copy(update={"value": float(values.mean()), "note": str(reason)})
    value = empty.model_copy(update={"value": found.value})
    if not isfinite(found.high - found.low):
        return value.model_copy(update={"note": "too few groups that differ: no interval"})
    return value.model_copy(update={"low": max(0.0, found.low), "high": min(1.0, found.high)})
