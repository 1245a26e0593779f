"""A cascade of two judges: accuracy and cost against the share of decisions that went to the second one.

Decisions are escalated in the order of the first judge's reliability, the least reliable first. Only what both judges
really decided counts, so that a curve ends at the share that was escalated.
"""

from collections.abc import Sequence

import numpy as np

from touchstone.domain.base import Value
from touchstone.evaluation.report import Figure, Row
from touchstone.evaluation.statistics.basics import Codes, Numbers
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import mean

STEPS = 10
"""A curve has a point at each of so many equal parts of all decisions, and where it ends."""


class CascadePoint(Value):
    """The judges together where the `escalated` least reliable decisions, a `share` (0..1) of all, are the second's.

    `accuracy`: of the labelled decisions, those in which the deciding judge agrees with the label. `random`: the mean
    of all choices of as many decisions; None where the second judge did not decide them all. `tokens`: prompt tokens
    computed by both, `seconds`: in which they computed.
    """

    share: float
    escalated: int
    accuracy: Figure
    random: Figure | None
    tokens: int
    seconds: float


class Cascade(Value):
    """A run with a second judge. `share`: of its `decisions`, those that were escalated; `labelled` have a label.

    `notes` say what was counted and how.
    """

    run: str
    first: str
    second: str
    decisions: int
    share: float
    labelled: int
    groups: int
    points: tuple[CascadePoint, ...]
    notes: tuple[str, ...] = ()

    def rows(self) -> list[Row]:
        """The curve as rows of a table."""
        return [_row(self, point) for point in self.points]


def _row(cascade: Cascade, point: CascadePoint) -> Row:
    figure, chance = point.accuracy, point.random
    spent = f"{point.tokens:,} tokens, {point.seconds:.1f} s"
    beside = "" if chance is None or chance.value is None else f"; at random {chance.value:.3f}"
    label = f"accuracy, {point.share:.0%} to {cascade.second}"
    note = f"{spent}{beside}{'; ' if figure.note else ''}{figure.note}"
    return Row("cascade", label, figure.value, figure.low, figure.high, figure.n, note)


def shares_of(decisions: int, escalated: int) -> list[int]:
    """How many decisions are escalated at each point of a curve."""
    steps = {round(step * decisions / STEPS) for step in range(STEPS + 1)}
    return sorted({step for step in steps if step <= escalated} | {escalated})


def curve(
    *,
    ranks: Codes,
    first: Numbers,
    second: Numbers,
    groups: Sequence[str],
    added: Codes,
    decisions: int,
    base_cost: tuple[int, float],
    second_seconds: float,
    seed: int = 0,
) -> tuple[CascadePoint, ...]:
    """The points of a cascade's curve.

    Of the labelled decisions (n): `ranks`, how many of the run's `decisions` are less reliable; `first` and `second`,
    1.0 where that judge was right (not-a-number: the second was not asked); `groups`. `added`: of each escalated
    decision in the order of ranks, the prompt tokens it added. `base_cost`: the tokens and seconds without any
    escalation; `second_seconds`: those of the second judge, which are shared out by its tokens.

    The threshold of each point is held while groups are resampled: the band is that of the accuracy at this very
    threshold on other data of the kind.
    """
    figures = Figures(groups, seed)
    spent = np.concatenate([[0], np.cumsum(added)])
    total = max(1, int(spent[-1]))
    whole = len(added) == decisions
    points = []
    for escalated in shares_of(decisions, len(added)):
        share = escalated / decisions if decisions else 0.0
        right = np.where(ranks < escalated, second, first)
        accuracy = figures.make("accuracy", f"{share:.0%} escalated", mean(right))
        by_chance = None
        if whole:
            by_chance = figures.make(
                "random", f"{share:.0%} at random", mean(share * second + (1 - share) * first)
            )
        tokens = int(spent[escalated])
        points.append(
            CascadePoint(
                share=share,
                escalated=escalated,
                accuracy=accuracy,
                random=by_chance,
                tokens=base_cost[0] + tokens,
                seconds=base_cost[1] + second_seconds * tokens / total,
            )
        )
    return tuple(points)
