"""Labels against verdicts, counted: which label the judge takes for which."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from touchstone.domain.base import Value
from touchstone.domain.dataset import Dataset
from touchstone.domain.label import Item, Label
from touchstone.domain.results import ResultLine, direct_first
from touchstone.domain.rubric import Rubric
from touchstone.evaluation.agreement.align import PreferenceItem, ScoreItem
from touchstone.evaluation.agreement.evaluate import excluded_groups, judged_items
from touchstone.evaluation.labelling.label_agreement import majority
from touchstone.evaluation.labelling.labelled import blind_labels
from touchstone.evaluation.labelling.verdicts import verdicts

MOST = 11
"""The classes that a matrix can have; a scale of more levels is counted in parts."""

PARTS = 5
_ROUNDING = 1e-9
_PREFERENCES = ("A", "tie", "B")

Cell = tuple[str, str | None]
"""A label, and the verdict on the same; None where there is no valid one."""


class Confusion(Value):
    """Counts of labelled items: `counts[row][column]` have the label `names[row]` and the verdict `names[column]`.

    `without[row]`: those whose verdict is unscored or not applicable. `note`: how the classes were made.
    """

    kind: Literal["preferences", "scores", "labels"]
    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    without: tuple[int, ...]
    note: str = ""

    @property
    def compared(self) -> int:
        """The items that have a label and a verdict."""
        return sum(map(sum, self.counts))

    @property
    def same(self) -> int:
        """Those of them whose verdict is the label."""
        return sum(self.counts[place][place] for place in range(len(self.names)))


def confusions(
    dataset: Dataset,
    lines: Sequence[ResultLine],
    *,
    rubrics: Sequence[Rubric] = (),
    labels: Sequence[Label] = (),
) -> tuple[Confusion, ...]:
    """The matrices of a run: of labelled pairs, of labelled scores, and of the blind labels on each scale.

    What is compared is what `evaluate` compares: the groups that a rubric was made from and labels given with the
    verdict in sight are left out. Empty where nothing has a label.
    """
    out = excluded_groups(rubrics)
    pairs, scores = judged_items(dataset, lines, out)
    groups = {sample.id: sample.group for sample in dataset.samples}
    kept = [line for line in lines if groups.get(line.sample_id) not in out and line.sample_id in groups]
    found = [_of_pairs(pairs), _of_scores(scores), *_of_labels(kept, labels)]
    return tuple(each for each in found if each is not None)


def _of_pairs(items: Sequence[PreferenceItem]) -> Confusion | None:
    cells: list[Cell] = [(item.label, item.judged) for item in items if item.label is not None]
    return _counted("preferences", _PREFERENCES, cells) if cells else None


def _of_scores(items: Sequence[ScoreItem]) -> Confusion | None:
    if not items:
        return None
    ranges = {(item.label.score_min, item.label.score_max) for item in items}
    low, high = next(iter(ranges)) if len(ranges) == 1 else (0.0, 1.0)
    span = high - low
    labels = [low + span * item.label.share for item in items]
    levels = scale_levels(labels, low, high)
    if levels is None:
        names, note = _part_names(low, high), "scores are counted in five equal parts of their scale"
    else:
        names, note = tuple(f"{level:g}" for level in levels), "a score counts as the level next to it"

    def name(value: float) -> str:
        return names[_part((value - low) / span) if levels is None else nearest(value, levels)]

    cells: list[Cell] = [
        (name(label), None if item.judged is None else name(low + span * item.judged))
        for label, item in zip(labels, items, strict=True)
    ]
    return _counted("scores", names, cells, note)


def scale_levels(labels: Sequence[float], low: float, high: float) -> list[float] | None:
    """The levels that labels are on: the whole numbers of a short scale, else those that occur; None: too many."""
    whole = all(value == round(value) for value in (*labels, low, high))
    if whole and high - low < MOST:
        return [float(level) for level in range(round(low), round(high) + 1)]
    levels = sorted({*labels, low, high})
    return levels if len(levels) <= MOST else None


def nearest(value: float, levels: Sequence[float]) -> int:
    """The place of the level next to the value; half way it is the upper one, as 0.5 counts as met."""
    middles = [(low + high) / 2 for low, high in pairwise(levels)]
    return bisect_right(middles, value + _ROUNDING)


def _part(share: float) -> int:
    return min(PARTS - 1, int(share * PARTS + _ROUNDING))


def _part_names(low: float, high: float) -> tuple[str, ...]:
    edges = [low + (high - low) * place / PARTS for place in range(PARTS + 1)]
    return tuple(f"{first:.3g}–{last:.3g}" for first, last in pairwise(edges))


def _of_labels(lines: Sequence[ResultLine], labels: Sequence[Label]) -> Iterator[Confusion]:
    """A matrix for each set of labels that verdicts offered; of one with too many, the labels that occur."""
    judged = verdicts(lines)
    offered: dict[Item, tuple[str, ...]] = {}
    for line in direct_first(lines):
        if line.probabilities and line.order is None:
            item = (line.sample_id, line.response_id, line.criterion_id)
            offered.setdefault(item, tuple(line.probabilities))
    by_scale: dict[tuple[str, ...], list[Cell]] = {}
    for item, said in blind_labels(judged, labels).items():
        label = majority(said)
        if label is not None:
            scale = offered.get(item) or next((each for each in by_scale if label in each), (label,))
            by_scale.setdefault(scale, []).append((label, judged[item].label))
    for scale, cells in by_scale.items():
        occurring = {name for cell in cells for name in cell if name is not None}
        names = scale if len(scale) <= MOST else tuple(name for name in scale if name in occurring)
        if len(names) <= MOST:
            yield _counted("labels", names, cells, "of several annotators the label of most")


def _counted(
    kind: Literal["preferences", "scores", "labels"],
    names: Sequence[str],
    cells: Sequence[Cell],
    note: str = "",
) -> Confusion:
    known = tuple(dict.fromkeys([*names, *(name for cell in cells for name in cell if name is not None)]))
    counted = Counter(cells)
    return Confusion(
        kind=kind,
        names=known,
        counts=tuple(tuple(counted[label, verdict] for verdict in known) for label in known),
        without=tuple(counted[label, None] for label in known),
        note=note,
    )
