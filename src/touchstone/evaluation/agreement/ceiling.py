"""The human ceiling: how well the annotators of one item agree, with each other and with the judge."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Numbers
from touchstone.evaluation.statistics.figures import Figures, Rows
from touchstone.evaluation.statistics.measures import mean
from touchstone.evaluation.statistics.ranks import Spearman

Answer = str | float
Answers = Sequence[Answer]


@dataclass(frozen=True, slots=True)
class _Annotated:
    """The items with several annotators: their rows among all items, and the answers, as numbers if all are."""

    rows: Rows
    answers: list[Answers]
    numeric: bool


def _annotated(answers: Sequence[Sequence[str]]) -> _Annotated:
    rows = [row for row, each in enumerate(answers) if len(each) > 1]
    several = [answers[row] for row in rows]
    numeric = bool(rows) and all(_is_number(text) for each in several for text in each)
    return _Annotated(
        rows=np.array(rows, dtype=np.int64),
        answers=[[float(text) for text in each] if numeric else each for each in several],
        numeric=numeric,
    )


def ceiling(figures: Figures, answers: Sequence[Sequence[str]]) -> tuple[Figure, ...]:
    """Annotator against annotator, against the majority with and without their own vote; may be empty.

    `answers`: those of each item's annotators; items with fewer than two do not count.
    """
    found = _annotated(answers)
    if not found.answers:
        return ()
    several = figures.on(found.rows)
    agree = _each(found, lambda said: _over_pairs(said, lambda a, b: float(a == b)))
    majority = _each(found, lambda said: float(np.mean([_share(own, Counter(said)) for own in said])))
    return (
        several.make("annotators_agree", "two annotators agree", mean(agree), "the mean over their pairs"),
        several.make(
            "annotator_majority",
            "an annotator agrees with the majority",
            mean(majority),
            "their own vote is part of it; answers equally common share the majority",
        ),
        *_left_one_out(several, found),
        *(_of_numbers(several, found) if found.numeric else ()),
    )


def judge_as_annotator(
    figures: Figures, answers: Sequence[Sequence[str]], judged: Sequence[Answer]
) -> tuple[Figure, ...]:
    """The judge as one more annotator: how often it says what one of them says, of numbers how far it is off."""
    found = _annotated(answers)
    if not found.answers:
        return ()
    several = figures.on(found.rows)
    given = [judged[row] for row in found.rows]
    if found.numeric:
        apart = [
            float(np.mean([abs(float(value) - float(own)) for value in said]))
            for said, own in zip(found.answers, given, strict=True)
        ]
        label, note = "judge's and an annotator's absolute difference", "to compare with two annotators'"
        return (several.make("judge_annotators_apart", label, mean(np.array(apart)), note),)
    agree = [
        float(np.mean([value == own for value in said]))
        for said, own in zip(found.answers, given, strict=True)
    ]
    label, note = "judge and an annotator agree", "to compare with two annotators"
    return (several.make("judge_annotators", label, mean(np.array(agree)), note),)


def _left_one_out(several: Figures, found: _Annotated) -> list[Figure]:
    three = np.flatnonzero([len(said) > 2 for said in found.answers])
    if not len(three):
        return []
    values = [_without_own(found.answers[row]) for row in three]
    label = "an annotator agrees with the majority of the others"
    note = "items with three annotators or more; their own vote is left out"
    return [several.on(three).make("annotator_others", label, mean(np.array(values)), note)]


def _of_numbers(several: Figures, found: _Annotated) -> list[Figure]:
    """How far apart annotators are, and, of scales with more than two values, how one ranks like the others."""
    apart = _each(found, lambda said: _over_pairs(said, lambda a, b: abs(float(a) - float(b))))
    label = "two annotators' absolute difference"
    made = [several.make("annotators_apart", label, mean(apart), "the mean over their pairs")]
    own = np.array([value for said in found.answers for value in said], dtype=np.float64)
    if len(np.unique(own)) > 2:
        counts = np.array([len(said) for said in found.answers])
        rows = np.repeat(np.arange(len(counts)), counts)
        others = (np.bincount(rows, own)[rows] - own) / (counts[rows] - 1)
        label = "Spearman of an annotator with the others' mean"
        note = "to compare with the judge's, over all"
        made.append(several.on(rows).make("annotator_others_spearman", label, Spearman(others, own), note))
    return made


def _each(found: _Annotated, value: Callable[[Answers], float]) -> Numbers:
    return np.array([value(said) for said in found.answers])


def _share(answer: Answer, votes: Counter[Answer]) -> float:
    """1 for the commonest answer, a share of it where several are, 0 for any other."""
    most = max(votes.values())
    commonest = [each for each, count in votes.items() if count == most]
    return 1 / len(commonest) if answer in commonest else 0.0


def _without_own(said: Answers) -> float:
    votes: Counter[Answer] = Counter(said)
    return float(np.mean([_share(own, votes - Counter([own])) for own in said]))


def _over_pairs(said: Answers, compare: Callable[[Answer, Answer], float]) -> float:
    pairs = [(a, b) for place, a in enumerate(said) for b in said[place + 1 :]]
    return sum(compare(a, b) for a, b in pairs) / len(pairs)


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False
