"""From a statistic over items to a figure with its interval; an undefined one keeps its reason."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from touchstone.evaluation.bootstrap import interval
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics import Undefined

Rows = NDArray[np.int64]
Item = TypeVar("Item")

MAX_PARTS = 12
"""With more subsets or criteria than this the report does not list them one by one."""

_LABEL_CHARS = 60


class Figures:
    """Makes figures of items whose groups are known. All figures of one instance use the same resamples."""

    def __init__(self, groups: Sequence[str], seed: int) -> None:
        self._groups = list(groups)
        self._seed = seed

    def make(self, name: str, label: str, statistic: Callable[[Rows], float], note: str = "") -> Figure:
        """The figure of `statistic`, which takes row indexes and may raise Undefined."""
        count = len(self._groups)
        value = low = high = None
        notes = [note] if note else []
        try:
            value = statistic(np.arange(count))
            low, high = interval(self._groups, statistic, self._seed)
        except Undefined as reason:
            notes.append(str(reason))
        return Figure(name=name, label=label, value=value, low=low, high=high, n=count, note="; ".join(notes))


def parts_of(
    items: Sequence[Item], kind: str, key: Callable[[Item], str | None]
) -> Iterator[tuple[str, str, list[Item]]]:
    """(name, label, items) of each subset or criterion, and of the items that belong to no single one."""
    names = list(dict.fromkeys(name for item in items if (name := key(item)) is not None))
    if not 2 <= len(names) <= MAX_PARTS:
        return
    for name in names:
        short = name if len(name) <= _LABEL_CHARS else f"{name[: _LABEL_CHARS - 1]}…"
        yield name, f"{kind} {short}", [item for item in items if key(item) == name]
    rest = [item for item in items if key(item) is None]
    if rest:
        yield "", f"no single {kind}", rest


def annotator_agreement(
    annotators: Sequence[Sequence[str]], groups: Sequence[str], seed: int
) -> tuple[Figure, ...]:
    """How often two annotators of one item agree, and for numbers how far apart they are; may be empty."""
    several = [(each, group) for each, group in zip(annotators, groups, strict=True) if len(each) > 1]
    if not several:
        return ()
    figures = Figures([group for _, group in several], seed)
    note = "the mean over pairs of annotators"
    same = np.array([_mean_over_pairs(each, lambda a, b: float(a == b)) for each, _ in several])
    made = [figures.make("annotators_agree", "annotators agree", lambda rows: float(same[rows].mean()), note)]
    if all(_is_number(answer) for each, _ in several for answer in each):
        apart = np.array(
            [_mean_over_pairs(each, lambda a, b: abs(float(a) - float(b))) for each, _ in several]
        )
        label = "annotators apart (mean absolute difference)"
        made.append(figures.make("annotators_apart", label, lambda rows: float(apart[rows].mean()), note))
    return tuple(made)


def _mean_over_pairs(answers: Sequence[str], compare: Callable[[str, str], float]) -> float:
    pairs = [(a, b) for place, a in enumerate(answers) for b in answers[place + 1 :]]
    return sum(compare(a, b) for a, b in pairs) / len(pairs)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
