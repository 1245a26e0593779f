"""Judged examples that are shown to a judge: drawn from prompts that are kept out of what is measured with them."""

import random
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from touchstone.domain.dataset import Pair, Response, Sample, ScoreLabel
from touchstone.domain.rubric import Criterion
from touchstone.judging import Example, labels_of
from touchstone.judging.prompts import HOLISTIC_LABELS
from touchstone.runner.card.sets import CardSet, labelled_targets

SHOWN = 4
"""How many examples are shown."""

_HOLISTIC = [int(label.name) for label in HOLISTIC_LABELS]
_WORDS = {"A": "A", "B": "B", "tie": "Tie"}
Drawn = tuple[Example, str]
"""An example and the group it is of."""


def draw_examples(
    each: CardSet, measured: AbstractSet[str], seed: int
) -> tuple[tuple[Example, ...], set[str]]:
    """(examples of different verdicts, the groups they are of): none of a group that is measured.

    Of all labelled cases the shorter half is drawn from, so that examples leave room for what is judged. No examples
    where all other groups are measured.
    """
    cases = [
        (example, sample.group)
        for sample in each.dataset.samples
        if sample.group not in measured
        for target in labelled_targets(sample, each.protocol)
        for example in _examples(each, sample, target)
    ]
    cases.sort(key=lambda case: _length(case[0]))
    cases = cases[: max(SHOWN, len(cases) // 2)]
    random.Random(seed).shuffle(cases)
    chosen = _balanced(cases)
    return tuple(example for example, _ in chosen), {group for _, group in chosen}


def _balanced(cases: Sequence[Drawn]) -> list[Drawn]:
    """SHOWN cases of different groups, taking the verdicts in turn."""
    by_verdict: dict[str, list[Drawn]] = {}
    for case in cases:
        by_verdict.setdefault(case[0].verdict, []).append(case)
    chosen: list[Drawn] = []
    turns = [by_verdict[verdict] for verdict in sorted(by_verdict)]
    while len(chosen) < SHOWN and any(turns):
        for waiting in turns:
            used = {group for _, group in chosen}
            while waiting and waiting[0][1] in used:
                waiting.pop(0)
            if waiting and len(chosen) < SHOWN:
                chosen.append(waiting.pop(0))
    return chosen


def _examples(each: CardSet, sample: Sample, target: Response | Pair) -> list[Example]:
    if isinstance(target, Pair):
        texts = sample.response(target.a).text, sample.response(target.b).text
        return [Example(sample.prompt, texts, _WORDS[target.label or "tie"])]
    rubric = target.rubric or sample.rubric
    criteria = {criterion.id: criterion for criterion in rubric.criteria} if rubric else {}
    if each.protocol == "holistic":
        alone = next(iter(criteria.values())) if len(criteria) == 1 else None
        return [
            Example(sample.prompt, (target.text,), _level(label, _HOLISTIC), alone) for label in target.labels
        ]
    return [
        Example(
            sample.prompt,
            (target.text,),
            _word(label, criteria[label.criterion_id]),
            criteria[label.criterion_id],
        )
        for label in target.labels
        if label.criterion_id in criteria
    ]


def _word(label: ScoreLabel, criterion: Criterion) -> str:
    """What the judge should have answered."""
    if criterion.scale.levels:
        return _level(label, [level.value for level in criterion.scale.levels])
    met, not_met, *_ = labels_of(criterion.scale)
    return (met if label.share >= 0.5 else not_met).spellings[0]


def _level(label: ScoreLabel, levels: Sequence[int]) -> str:
    wanted = levels[0] + label.share * (levels[-1] - levels[0])
    return str(min(levels, key=lambda level: abs(level - wanted)))


def _length(example: Example) -> int:
    return len(example.prompt) + sum(map(len, example.responses))
