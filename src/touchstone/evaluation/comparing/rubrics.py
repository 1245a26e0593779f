"""Two sets of rubrics for the same prompts, beside each other: figures with intervals that resample prompts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from touchstone.domain.base import Value
from touchstone.domain.meeting import Meeting
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Numbers
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import Difference, Totals, mean, pearson


class Shape(Protocol):
    """A rubric in numbers, as `rubrics.shape` counts them."""

    @property
    def criteria(self) -> int: ...
    @property
    def words(self) -> int: ...
    @property
    def redundancy(self) -> float: ...
    @property
    def findings(self) -> Mapping[str, int]: ...


@dataclass(frozen=True, slots=True)
class Beside:
    """The rubrics `a` and `b` for one prompt. `meeting`: told of a's rubric first; None where none was held.

    `similarity` is 0..1; `same`: the criteria that both have word for word.
    """

    prompt: str
    a: Shape
    b: Shape
    similarity: float
    same: int
    identical: bool = False
    meeting: Meeting | None = None


class Row(Value):
    """A figure of each side, and of B less A over the prompts that both have; None where there is none."""

    name: str
    label: str
    a: Figure | None
    b: Figure | None
    difference: Figure | None


class RubricComparison(Value):
    """What two sets of rubrics are like, and which of them a meta-judge prefers.

    `likeness` is over the `pairs` of rubrics for the same prompt, of which `identical` ask the same; `preference`
    over the others on which `meta_judge` has a valid verdict; the `reasons` count those without one.
    """

    rubrics: tuple[int, int]
    pairs: int
    identical: int
    rows: tuple[Row, ...]
    likeness: tuple[Figure, ...] = ()
    meta_judge: str | None = None
    preference: tuple[Figure, ...] = ()
    won: tuple[int, int, int] | None = None
    """(A won, tied, B won)."""
    unscored: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)


Ratio = tuple[Callable[[Shape], float], Callable[[Shape], float]]
"""What is summed over rubrics, and what the sum is divided by."""


def _one(_: Shape) -> float:
    return 1.0


def _rows(shapes: Sequence[Shape]) -> Iterator[tuple[str, str, Ratio]]:
    yield "criteria", "criteria per rubric", (lambda s: s.criteria, _one)
    yield "words_per_criterion", "words per criterion", (lambda s: s.words, lambda s: s.criteria)
    yield "words", "words per rubric", (lambda s: s.words, _one)
    yield (
        "redundancy",
        "share of criteria that repeat another",
        (
            lambda s: s.redundancy * s.criteria,
            lambda s: s.criteria,
        ),
    )
    for kind in sorted({kind for shape in shapes for kind in shape.findings}):
        yield f"finding:{kind}", f"{kind} findings per rubric", (_findings(kind), _one)


def _findings(kind: str) -> Callable[[Shape], float]:
    return lambda shape: shape.findings.get(kind, 0)


def compare_rubrics(
    a: Mapping[str, Shape], b: Mapping[str, Shape], pairs: Sequence[Beside], seed: int
) -> RubricComparison:
    """The comparison of two sets of rubrics, each by a name of its own, of which `pairs` are for the same prompts."""
    figures = [Figures(list(side), seed) for side in (a, b)]
    shapes = [list(side.values()) for side in (a, b)]
    paired = Figures([pair.prompt for pair in pairs], seed)
    rows = []
    for name, label, ratio in _rows([*shapes[0], *shapes[1]]):
        sides = [
            its.make(name, label, _ratio(values, ratio)) if values else None
            for its, values in zip(figures, shapes, strict=True)
        ]
        change = None
        if pairs:
            measures = [_ratio([pair.b for pair in pairs], ratio), _ratio([pair.a for pair in pairs], ratio)]
            change = paired.make(name, label, Difference(*measures))
        rows.append(Row(name=name, label=label, a=sides[0], b=sides[1], difference=change))
    return RubricComparison(
        rubrics=(len(a), len(b)),
        pairs=len(pairs),
        identical=sum(pair.identical for pair in pairs),
        rows=tuple(rows),
        likeness=tuple(_likeness(paired, pairs)) if pairs else (),
        **_preferences(pairs, seed),
    )


def _ratio(shapes: Sequence[Shape], ratio: Ratio) -> Totals:
    over, under = ratio
    columns = np.array([[under(shape), over(shape)] for shape in shapes], dtype=np.float64)
    return Totals(columns, lambda totals: totals[:, 1] / totals[:, 0])


def _likeness(figures: Figures, pairs: Sequence[Beside]) -> Iterator[Figure]:
    yield figures.make(
        "similarity", "similarity of the two rubrics", mean(_column(pairs, lambda p: p.similarity))
    )
    share = np.array([[pair.a.criteria + pair.b.criteria, 2 * pair.same] for pair in pairs], dtype=np.float64)
    measure = Totals(share, lambda totals: totals[:, 1] / totals[:, 0])
    yield figures.make("same", "criteria that both have word for word", measure)


def _preferences(pairs: Sequence[Beside], seed: int) -> dict[str, object]:
    """What the meetings say."""
    met = [(pair, pair.meeting) for pair in pairs if pair.meeting is not None]
    if not met:
        return {}
    reasons: dict[str, int] = {}
    for _, meeting in met:
        if meeting.outcome is None:
            reason = meeting.unscored or "no verdict could be read"
            reasons[reason] = reasons.get(reason, 0) + 1
    scored = [(pair, meeting) for pair, meeting in met if meeting.outcome is not None]
    outcomes = [meeting.outcome for _, meeting in scored]
    return {
        "meta_judge": met[0][1].model,
        "preference": tuple(_preferred(scored, seed)) if scored else (),
        "won": (outcomes.count(1), outcomes.count(0), outcomes.count(-1)),
        "unscored": len(met) - len(scored),
        "reasons": reasons,
    }


def _preferred(scored: Sequence[tuple[Beside, Meeting]], seed: int) -> Iterator[Figure]:
    figures = Figures([pair.prompt for pair, _ in scored], seed)
    # -1: A won, 0: a tie, 1: B won.
    outcomes = np.array([-(meeting.outcome or 0.0) for _, meeting in scored])
    longer = np.array([pair.b.words - pair.a.words for pair, _ in scored], dtype=np.float64)
    yield figures.make("prefers_b", "prefers B, a tie counting half", mean((1 + outcomes) / 2))
    agreed = np.array([bool(meeting.agrees) for _, meeting in scored], dtype=np.float64)
    yield figures.make("orders_agree", "both orders agree", mean(agreed))
    first = np.array([_shown_first(meeting) for _, meeting in scored])
    yield figures.make("shown_first", "prefers the one shown first, a tie counting half", mean(first))
    differ = np.flatnonzero(longer)
    if len(differ):
        takes_longer = (1 + outcomes[differ] * np.sign(longer[differ])) / 2
        yield figures.on(differ).make(
            "prefers_longer", "prefers the one of more words, a tie counting half", mean(takes_longer)
        )
    leaning = np.array([_leaning(meeting) for _, meeting in scored])
    yield figures.make(
        "length_correlation", "correlation of the preference with length", pearson(leaning, longer)
    )


def _leaning(meeting: Meeting) -> float:
    """How far both orders together lean to B, from -1 to 1."""
    mean_of_both = meeting.probabilities
    assert mean_of_both is not None
    return mean_of_both["B"] - mean_of_both["A"]


def _shown_first(meeting: Meeting) -> float:
    """How often the one that was shown first won, of the two orders."""
    assert meeting.ab is not None
    assert meeting.ba is not None
    first = meeting.model_copy(update={"ba": meeting.ab}).outcome or 0.0
    second = meeting.model_copy(update={"ab": meeting.ba}).outcome or 0.0
    return (2 + first - second) / 4


def _column(pairs: Sequence[Beside], of: Callable[[Beside], float]) -> Numbers:
    return np.array([of(pair) for pair in pairs], dtype=np.float64)
