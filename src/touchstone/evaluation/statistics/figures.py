"""From a statistic over items to a figure with its interval; an undefined one keeps its reason."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import numpy as np

from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Codes, Undefined
from touchstone.evaluation.statistics.bootstrap import FEW_GROUPS, RESAMPLES, draw, interval
from touchstone.evaluation.statistics.measures import Counts, Measure

Rows = Codes
Item = TypeVar("Item")

MAX_PARTS = 12
"""With more subsets, criteria or systems than this the report does not list them one by one."""

ROUGH = "the interval is a rough guide"
"""What is said of an interval of few groups."""

_LABEL_CHARS = 60


class Figures:
    """Makes figures of items whose groups are known. All figures of one instance use the same resamples."""

    def __init__(self, groups: Sequence[str], seed: int) -> None:
        names, codes = np.unique(np.array(groups, dtype=object), return_inverse=True)
        self._codes: Codes = codes.astype(np.int64)
        self._counts: Counts = draw(len(names), seed)

    def __len__(self) -> int:
        return len(self._codes)

    @property
    def groups(self) -> int:
        """How many groups the items are of."""
        return len(np.unique(self._codes))

    def on(self, rows: Rows | Sequence[int]) -> "Figures":
        """Figures of these items in this order (one may be there more than once), by the same resamples."""
        figures = object.__new__(Figures)
        figures._codes, figures._counts = self._codes[np.asarray(rows, dtype=np.int64)], self._counts
        return figures

    def make(self, name: str, label: str, measure: Measure, note: str = "") -> Figure:
        """The figure of a statistic, with its interval; without them where they are undefined."""
        value = low = high = None
        notes = [note] if note else []
        if 2 <= self.groups < FEW_GROUPS <= self._counts.shape[1]:
            notes.append(f"only {self.groups} groups: {ROUGH}")
        try:
            value = self._value(measure)
            low, high = self._interval(measure)
        except Undefined as reason:
            notes.append(str(reason))
        return Figure(
            name=name, label=label, value=value, low=low, high=high, n=len(self), note="; ".join(notes)
        )

    def describe(self, name: str, label: str, measure: Measure, note: str) -> Figure:
        """A figure that describes these items and no others: it has no interval."""
        return Figure(name=name, label=label, value=self._value(measure), n=len(self), note=note)

    def _value(self, measure: Measure) -> float:
        if len(self) == 0:
            raise Undefined("nothing to compare")
        value = measure.over(self._codes, np.ones((1, self._counts.shape[1]), dtype=np.int32))[0]
        if np.isnan(value):
            raise Undefined(measure.reason)
        return float(value)

    def _interval(self, measure: Measure) -> tuple[float, float]:
        if self.groups < 2:
            raise Undefined("fewer than two groups: no interval")
        resampled = measure.over(self._codes, self._counts)
        resampled = resampled[~np.isnan(resampled)]
        if len(resampled) < RESAMPLES / 2:
            raise Undefined("undefined in most resamples: no interval")
        if np.ptp(resampled) <= 1e-12 * np.abs(resampled).max(initial=0.0):
            raise Undefined("the same in every resample: no interval")
        return interval(resampled, np.unique(self._codes, return_counts=True)[1])


def parts_of(
    items: Sequence[Item], kind: str, key: Callable[[Item], Sequence[str]]
) -> Iterator[tuple[str, str, Rows]]:
    """(name, label, rows) of each subset, criterion or system, and of the items that belong to none."""
    members: dict[str, list[int]] = {}
    for row, item in enumerate(items):
        for name in dict.fromkeys(key(item)) or ("",):
            members.setdefault(name, []).append(row)
    rest = members.pop("", [])
    if not 2 <= len(members) <= MAX_PARTS:
        return
    for name, rows in members.items():
        short = name if len(name) <= _LABEL_CHARS else f"{name[: _LABEL_CHARS - 1]}…"
        yield f"{kind}:{name}", f"{kind} {short}", np.array(rows)
    if rest:
        yield f"{kind}:", f"no single {kind}", np.array(rest)
