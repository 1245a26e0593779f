"""Where the judge and the labels that people gave are apart, and how far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from touchstone.domain.dataset import Pair, ScoreLabel
from touchstone.domain.label import Label
from touchstone.domain.results import ResultLine
from touchstone.report.material import Item
from touchstone.report.text import brief, number


@dataclass(frozen=True, slots=True)
class Found:
    """Items that belong together, how far they stand out, and what to say of them."""

    rank: float
    title: str
    items: tuple[Item, ...]
    pair: Pair | None = None


def disputes(items: Sequence[Item]) -> list[Found]:
    """All that has a label, each item once: how far the judge is from it (in 0..1), 0 where they agree.

    Labels are those of the data, and those that people gave the run without seeing its verdicts.
    """
    given: dict[tuple[str, str, str], list[Label]] = {}
    for data in {item.data.run.id: item.data for item in items}.values():
        for label in data.labels:
            if not label.seen:
                given.setdefault((data.run.id, label.sample_id, label.response_id), []).append(label)
    found = []
    for item in items:
        apart = [
            *_from_data(item),
            *(each for label in given.get(item.place, ()) for each in _blind(item, label)),
        ]
        if apart:
            found.append(max(apart, key=lambda each: each.rank))
    return [*found, *_scored_apart(items)]


def _from_data(item: Item) -> Iterator[Found]:
    """How far one item's verdict is from the labels in the data."""
    target, line = item.target, item.line
    if isinstance(target, Pair):
        if target.label is not None:
            yield from _by_probability(item, line, target.label)
    elif target is not None:
        for label in target.labels:
            yield from _by_distance(item, label)


def _blind(item: Item, label: Label) -> Iterator[Found]:
    """How far it is from a label that a person gave the run."""
    by_criterion = {line.criterion_id: line for line in item.direct}
    line = by_criterion.get(label.criterion_id) if label.criterion_id else item.line
    if line is not None:
        yield from _by_probability(item, line, label.label)


def _by_probability(item: Item, line: ResultLine, label: str) -> Iterator[Found]:
    """A label among those that the judge chose from: what it did not give to it, where another one was likelier."""
    read = line.probabilities or {}
    if label not in read:
        return
    likeliest: str = line.preference or max(read, key=lambda name: read[name])
    title = f"label {label}, judge {likeliest} (gave {label} {number(read[label], 2)}){_on(item, line)}"
    yield Found(0.0 if likeliest == label else 1.0 - read[label], title, (item,))


def _by_distance(item: Item, label: ScoreLabel) -> Iterator[Found]:
    """A score: the distance to the verdict on its criterion, else to the response's score, in parts of the scale."""
    width = label.score_max - label.score_min
    by_criterion = {line.criterion_id: line for line in item.direct}
    line: ResultLine = by_criterion.get(label.criterion_id, item.line) if label.criterion_id else item.line
    if width <= 0 or line.score is None:
        return
    judged = label.score_min + line.score * width
    title = f"label {label.score:g}, judge {number(judged, 2)} on {label.score_min:g} to {label.score_max:g}"
    yield Found(abs(judged - label.score) / width, f"{title}{_on(item, line)}, {item.system}", (item,))


def _on(item: Item, line: ResultLine) -> str:
    """The criterion that a verdict is about, in brackets."""
    criterion = item.data.criteria.get(line.criterion_id or "")
    return f" (“{brief(criterion.text, 60)}”)" if criterion else ""


def _scored_apart(items: Sequence[Item]) -> Iterator[Found]:
    """Labelled pairs whose two responses were scored one by one, and how far the scores say otherwise."""
    by_place = {item.place: item for item in items if not item.data.pairwise}
    for place, first in by_place.items():
        for pair in first.sample.pairs if first.sample else ():
            second = by_place.get((*place[:2], pair.b))
            if pair.a != place[2] or second is None or pair.label is None:
                continue
            if first.line.score is None or second.line.score is None:
                continue
            gap = first.line.score - second.line.score
            against = {"A": -gap, "B": gap, "tie": abs(gap)}[pair.label]
            title = f"label {pair.label}, scores A {number(first.line.score)}, B {number(second.line.score)}"
            yield Found(against, title, (first, second), pair)
