"""The labels of one result in words: those in the data, and those that people gave the run."""

from collections.abc import Collection, Iterable

from touchstone.domain.dataset import Sample, ScoreLabel
from touchstone.domain.label import Item, Label
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import ResultLine
from touchstone.tui.text import one_line


def labels_shown(
    line: ResultLine, sample: Sample | None, given: Iterable[Label], known: Collection[Item]
) -> dict[Item, list[str]]:
    """What was said of a result, by what it was said of.

    `given`: the labels that people gave it in this run. `known`: the items that are shown by themselves; a label in
    the data of any other one stands with the whole result.
    """
    found: dict[Item, list[str]] = {}
    for item, words in _in_data(sample, line):
        found.setdefault(item if item in known else (*item[:2], None), []).append(words)
    for label in given:
        found.setdefault(label.item, []).append(label_words(label))
    return found


def label_words(label: Label) -> str:
    """What a person said, who, and whether the verdict was in sight."""
    how = "seen: the verdict was in sight" if label.seen else "blind"
    note = f" · {one_line(label.note)}" if label.note else ""
    return f"label {one_line(label.label)} by {one_line(label.annotator, 60)} ({how}){note}"


def score_words(label: ScoreLabel) -> str:
    """A label of the data."""
    who = f" by {', '.join(one_line(name, 40) for name in label.annotators)}" if label.annotators else ""
    text = f" “{one_line(label.text, 60)}”" if label.text else ""
    return f"label in the data: {label.score:g} on {label.score_min:g} to {label.score_max:g}{text}{who}"


def _in_data(sample: Sample | None, line: ResultLine) -> list[tuple[Item, str]]:
    """The labels in the data of what a result is about, in words."""
    if sample is None:
        return []
    place = (line.sample_id, line.response_id)
    if line.protocol == "pairwise":
        pairs = [pair for pair in pairs_of(sample) if pair.id == line.response_id and pair.label]
        return [((*place, None), f"label in the data: {pair.label}") for pair in pairs]
    responses = [response for response in sample.responses if response.id == line.response_id]
    return [
        ((*place, label.criterion_id), score_words(label))
        for response in responses
        for label in response.labels
    ]
