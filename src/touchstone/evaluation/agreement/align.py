"""Puts result lines beside the labels that people gave: one item for each labelled pair or score."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from touchstone.domain.dataset import Dataset, Pair, Preference, Response, Sample, ScoreLabel
from touchstone.domain.pairs import pairs_of, scored_apart
from touchstone.domain.results import ResultLine, direct_first


@dataclass(frozen=True, slots=True)
class PreferenceItem:
    """A judged pair. `judged` is None where the verdict is unscored; `label` where no person gave one.

    `key`: the ids of the sample and the pair. `by_logits`: the preference when the orders are averaged as logarithms.
    `consistent`: whether both orders preferred the same response. Both are None where they were not read.
    """

    key: tuple[str, str]
    group: str
    subset: str | None
    systems: tuple[str | None, str | None]
    label: Preference | None
    judged: Preference | None
    longer: Preference
    annotators: tuple[str, ...]
    by_logits: Preference | None = None
    consistent: bool | None = None


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """A labelled score. `judged` is in 0..1, None where unscored or (`applies` false) not applicable.

    `key`: the ids of the sample and the response, and which of the response's labels it is.
    """

    key: tuple[str, str, int]
    group: str
    subset: str | None
    system: str | None
    criterion: str | None
    label: ScoreLabel
    judged: float | None
    applies: bool
    length: int


class Lines:
    """A run's lines by what they are about. Of several verdicts on one thing the direct one counts."""

    def __init__(self, lines: Sequence[ResultLine]) -> None:
        self._aggregates: dict[tuple[str, str], ResultLine] = {}
        self._verdicts: dict[tuple[str, str, str | None], ResultLine] = {}
        for line in direct_first(lines):
            place = (line.sample_id, line.response_id)
            if line.is_aggregate:
                self._aggregates.setdefault(place, line)
            else:
                self._verdicts.setdefault((*place, line.order or line.criterion_id), line)

    def aggregate(self, sample: str, response: str) -> ResultLine | None:
        """The line that sums up a response or pair."""
        return self._aggregates.get((sample, response))

    def verdict(self, sample: str, response: str, about: str | None) -> ResultLine | None:
        """The verdict line of a criterion id or an order."""
        return self._verdicts.get((sample, response, about))


def preference_items(dataset: Dataset, lines: Lines, *, pairwise: bool) -> Iterator[PreferenceItem]:
    """The judged pairs in file order. When judged one by one, the file's own pairs, by their scores."""
    for sample in dataset.samples:
        for pair in pairs_of(sample) if pairwise else sample.pairs:
            item = _compared(sample, pair, lines) if pairwise else _scored_apart(sample, pair, lines)
            if item is not None:
                yield item


def _compared(sample: Sample, pair: Pair, lines: Lines) -> PreferenceItem | None:
    line = lines.aggregate(sample.id, pair.id)
    if line is None:
        return None
    orders = [lines.verdict(sample.id, pair.id, order) for order in ("ab", "ba")]
    read = [
        each for each in orders if each is not None and each.preference is not None and each.probabilities
    ]
    complete = len(read) == 2
    return _item(
        sample,
        pair,
        line.preference,
        by_logits=_by_logits(read) if complete else None,
        consistent=read[0].preference == read[1].preference if complete else None,
    )


def _scored_apart(sample: Sample, pair: Pair, lines: Lines) -> PreferenceItem | None:
    a, b = lines.aggregate(sample.id, pair.a), lines.aggregate(sample.id, pair.b)
    if a is None or b is None:
        return None
    if a.score is None or b.score is None:
        return _item(sample, pair, None)
    return _item(sample, pair, scored_apart(a.score, b.score))


def _item(
    sample: Sample,
    pair: Pair,
    judged: Preference | None,
    by_logits: Preference | None = None,
    consistent: bool | None = None,
) -> PreferenceItem:
    first, second = sample.response(pair.a), sample.response(pair.b)
    a, b = len(first.text), len(second.text)
    return PreferenceItem(
        key=(sample.id, pair.id),
        group=sample.group,
        subset=pair.subset or sample.subset,
        systems=(first.system, second.system),
        label=pair.label,
        judged=judged,
        longer="A" if a > b else "B" if b > a else "tie",
        annotators=pair.annotators,
        by_logits=by_logits,
        consistent=consistent,
    )


def _by_logits(orders: Sequence[ResultLine]) -> Preference:
    """The likeliest label of the geometric mean of the distributions; A and B level with each other tie."""
    sums = {"A": 0.0, "B": 0.0, "tie": 0.0}
    for line in orders:
        for label, probability in (line.probabilities or {}).items():
            sums[label] += log(max(probability, 1e-30))
    if sums["tie"] >= max(sums["A"], sums["B"]) or sums["A"] == sums["B"]:
        return "tie"
    return "A" if sums["A"] > sums["B"] else "B"


def score_items(dataset: Dataset, lines: Lines) -> Iterator[ScoreItem]:
    """Labelled scores of judged responses beside the verdict on the label's criterion, else the aggregate."""
    for sample in dataset.samples:
        for response in sample.responses:
            for number, label in enumerate(response.labels):
                line = judged_line(sample.id, response.id, label, lines)
                if line is not None:
                    yield ScoreItem(
                        key=(sample.id, response.id, number),
                        group=sample.group,
                        subset=label.subset or sample.subset,
                        system=response.system,
                        criterion=_criterion_text(sample, response, label),
                        label=label,
                        judged=line.score,
                        applies=line.score is not None or line.unscored is not None,
                        length=len(response.text),
                    )


def judged_line(sample: str, response: str, label: ScoreLabel, lines: Lines) -> ResultLine | None:
    """The line that a label of a response is compared with: the verdict on its criterion, else the aggregate.

    None where code decided the criterion: that says nothing about the judge.
    """
    if label.criterion_id:
        line = lines.verdict(sample, response, label.criterion_id)
        if line is not None:
            return line if line.checked is None else None
    return lines.aggregate(sample, response)


def _criterion_text(sample: Sample, response: Response, label: ScoreLabel) -> str | None:
    for rubric in (response.rubric, sample.rubric):
        for criterion in rubric.criteria if rubric else ():
            if criterion.id == label.criterion_id:
                return criterion.text
    return label.criterion_id
