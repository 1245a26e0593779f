"""Where the judge was right: each thing that it decided and a person labelled, with how sure it seemed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from touchstone.domain.calibration import Unit
from touchstone.domain.dataset import Dataset, Sample, ScoreLabel
from touchstone.domain.label import Item, Label
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Rubric
from touchstone.evaluation.agreement.align import Lines, judged_line
from touchstone.evaluation.agreement.confusion import PARTS, nearest, scale_levels
from touchstone.evaluation.agreement.evaluate import excluded_groups
from touchstone.evaluation.labelling.label_agreement import majority
from touchstone.evaluation.reliability.signals import Judged, Signals, Voted, lengths_of, likeliest

_TWO = (0.0, 1.0)
_PART_MIDDLES = tuple((place + 0.5) / PARTS for place in range(PARTS))


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that the judge decided and a person labelled. `key`: the sample, the response or pair, the criterion.

    `right`: of a pair, the preference is the label. Of a score, the judge and the label come to the same level of the
    coarser of their two scales: with two levels, both lie on the same side of one half (which counts as the upper
    one, as in `evaluate`); with more, the level that the judge found likeliest is next to the label's. The likeliest
    level, not the expected one, because that is what the judge's own probability is about, and because an expected
    level can be one that the judge never thought of. Where there is no distribution over levels (several criteria
    make one score) the score itself is taken.
    """

    key: Item
    unit: Unit
    group: str
    subset: str | None
    right: bool
    signals: Signals


@dataclass(frozen=True, slots=True)
class Decided:
    """A run's decisions, and how many labelled things are none, and why.

    `seen`: labels that were given with the verdict in sight. They are never used.
    """

    decisions: tuple[Decision, ...]
    unscored: int = 0
    not_applicable: int = 0
    seen: int = 0

    def of(self, unit: Unit) -> tuple[Decision, ...]:
        """The decisions about one kind of thing."""
        return tuple(decision for decision in self.decisions if decision.unit == unit)

    @property
    def unit(self) -> Unit | None:
        """What most decisions are about."""
        units: list[Unit] = [decision.unit for decision in self.decisions]
        if not units:
            return None
        return max(dict.fromkeys(units), key=lambda unit: units.count(unit))


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A labelled thing and the line that decides it. `right` is None where the judge came to no such verdict."""

    item: Item
    line: ResultLine
    right: bool | None


def decisions(
    dataset: Dataset,
    voted: Sequence[Voted],
    aggregates: Sequence[ResultLine],
    *,
    rubrics: Sequence[Rubric] = (),
    labels: Sequence[Label] = (),
) -> Decided:
    """The decisions of a run: of its verdict lines with the votes on them, and its aggregates.

    The labels are those in the data, and for what has none there the blind `labels` of the run (of several annotators
    that of most). Several labels of one thing in the data count as one, their mean. The groups that one of the
    `rubrics` was made from are left out, as everywhere, and what code alone decided. Pairs count where they were
    judged as pairs.
    """
    judged = Judged(voted, aggregates, lengths_of(dataset))
    excluded = excluded_groups(rubrics)
    samples = {sample.id: sample for sample in dataset.samples if sample.group not in excluded}
    found = {each.item: each for each in _by_file(list(samples.values()), judged)}
    blind = [label for label in labels if not label.seen and label.sample_id in samples]
    for each in _by_annotators(blind, judged):
        found.setdefault(each.item, each)
    made: list[Decision] = []
    unscored = not_applicable = 0
    for each in found.values():
        if all(line.checked is not None for line in judged.counts(each.item)):
            continue
        signals = judged.signals(each.item)
        if each.right is not None and signals is not None:
            made.append(_decision(each, each.right, signals, samples[each.item[0]]))
        elif each.line.unscored is None and signals is not None:
            not_applicable += 1
        else:
            unscored += 1
    return Decided(tuple(made), unscored, not_applicable, sum(label.seen for label in labels))


def _decision(labelled: _Labelled, right: bool, signals: Signals, sample: Sample) -> Decision:
    item, pairwise = labelled.item, labelled.line.protocol == "pairwise"
    subset = next((pair.subset for pair in sample.pairs if pairwise and pair.id == item[1]), None)
    return Decision(
        key=item,
        unit="pair" if pairwise else "response" if item[2] is None else "criterion",
        group=sample.group,
        subset=subset or sample.subset,
        right=right,
        signals=signals,
    )


def _by_file(samples: Sequence[Sample], judged: Judged) -> Iterator[_Labelled]:
    """What the data itself has labels for."""
    lines = Lines(judged.lines)
    levels = _LabelLevels(samples)
    for sample in samples:
        for pair in pairs_of(sample):
            line = judged.aggregates.get((sample.id, pair.id))
            if line is not None and pair.label is not None and line.protocol == "pairwise":
                right = None if line.preference is None else line.preference == pair.label
                yield _Labelled((sample.id, pair.id, None), line, right)
        for response in sample.responses:
            given: dict[str | None, tuple[ResultLine, list[ScoreLabel]]] = {}
            for label in response.labels:
                line = judged_line(sample.id, response.id, label, lines)
                if line is not None:
                    given.setdefault(line.criterion_id, (line, []))[1].append(label)
            for criterion, (line, labels) in given.items():
                yield _Labelled(
                    (sample.id, response.id, criterion), line, _same_level(line, labels, levels, judged)
                )


class _LabelLevels:
    """The levels (0..1) that the data's labels are on, by the ends of their scale."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        scores: dict[tuple[float, float], list[float]] = {}
        for sample in samples:
            for label in (label for response in sample.responses for label in response.labels):
                scores.setdefault((label.score_min, label.score_max), []).append(label.score)
        self._levels = {scale: self._of(scale, given) for scale, given in scores.items()}

    def _of(self, scale: tuple[float, float], scores: Sequence[float]) -> tuple[float, ...]:
        low, high = scale
        # A mean of several people lies between the levels of a scale; it is no level of its own.
        whole = scale_levels((), low, high) if high - low > 1 else None
        levels = scale_levels(scores, low, high) if whole is None or len(whole) == len(_TWO) else whole
        if levels is None:
            return _PART_MIDDLES
        return tuple((level - low) / (high - low) for level in levels)

    def of(self, label: ScoreLabel) -> tuple[float, ...]:
        """The levels of the label's scale; of one with too many, five equal parts."""
        return self._levels[label.score_min, label.score_max]


def _same_level(
    line: ResultLine, labels: Sequence[ScoreLabel], label_levels: _LabelLevels, judged: Judged
) -> bool | None:
    """Whether judge and labels come to the same level of the coarser scale."""
    if line.score is None:
        return None
    deciding = judged.counts((line.sample_id, line.response_id, line.criterion_id))
    offered = line.probabilities or (deciding[0].probabilities if len(deciding) == 1 else None)
    own = [_own_levels(offered)] if offered else []
    levels = min([*own, *(label_levels.of(label) for label in labels)], key=len)
    value = line.score
    if len(levels) > len(_TWO) and line.probabilities:
        level = likeliest(line.probabilities)
        value = _own_levels(line.probabilities)[list(line.probabilities).index(level)]
    label = sum(label.share for label in labels) / len(labels)
    return nearest(value, levels) == nearest(label, levels)


def _own_levels(offered: Iterable[str]) -> tuple[float, ...]:
    """The levels (0..1) that the judge could choose from, in their order; met and not met are the ends."""
    names = list(offered)
    if not all(name.removeprefix("-").isdecimal() for name in names):
        return _TWO
    levels = [int(name) for name in names]
    return tuple((level - levels[0]) / (levels[-1] - levels[0]) for level in levels)


def _by_annotators(labels: Sequence[Label], judged: Judged) -> Iterator[_Labelled]:
    """What the run's own labels are about; without a majority there is none."""
    said: dict[Item, dict[str, str]] = {}
    for label in labels:
        said.setdefault(label.item, {})[label.annotator] = label.label
    for item, given in said.items():
        people = majority(given)
        whole = judged.aggregates.get(item[:2])
        lines = judged.counts(item) if item[2] is not None else [whole] if whole is not None else []
        if people is None or not lines:
            continue
        line = lines[0]
        decided = line.unscored is None and line.probabilities
        judge = line.preference or likeliest(line.probabilities or {}) if decided else None
        yield _Labelled(item, line, None if judge is None else judge == people)
