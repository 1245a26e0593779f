"""Results: the lines that a run writes, in the form DESIGN promises."""

from collections.abc import Iterable
from typing import Literal

from touchstone.domain.base import Value
from touchstone.domain.dataset import Preference

JudgeProtocol = Literal["criteria", "holistic", "pairwise"]
Order = Literal["ab", "ba"]
OVERALL = "overall"
"""The criterion_id of a holistic verdict."""


class ResultLine(Value):
    """One distribution read (a verdict), or the aggregate of a response or pair (criterion_id and order null).

    `score` is in 0..1. `probabilities` sum to 1 over the labels; `label_mass` is what they held before that;
    `entropy` is in nats. Pairwise labels always name the file's A and B. `unscored` gives the reason for no verdict.
    For a pair, response_id is the pair's id. `checked`: what code found, where it decided instead of the judge.
    """

    run: str
    sample_id: str
    response_id: str
    system: str | None = None
    criterion_id: str | None = None
    protocol: JudgeProtocol
    order: Order | None = None
    probabilities: dict[str, float] | None = None
    score: float | None = None
    bounds: tuple[float, float] | None = None
    preference: Preference | None = None
    label_mass: float | None = None
    entropy: float | None = None
    reliability: float | None = None
    rationale: str | None = None
    unscored: str | None = None
    checked: str | None = None

    @property
    def is_aggregate(self) -> bool:
        """Whether this line sums up a response or pair instead of reporting one distribution."""
        return self.criterion_id is None and self.order is None

    @property
    def is_counted(self) -> bool:
        """Whether this is one of a run's `verdicts`: no aggregate, and nothing that code decided.

        A check that came to no result is one, unscored: it would be overlooked.
        """
        return not self.is_aggregate and (self.checked is None or self.unscored is not None)


BASE, FIRST, JUDGE = "base", "first", "judge"
"""Voters: the base model, a first judge whose verdict was escalated, and the one whose verdict the line is."""


class Vote(Value):
    """What one model said by itself about a verdict line that more than one model has a part in.

    `voter`: "base" (the model before fine-tuning, asked the same; what it said decides nothing), "first" (the judge
    whose verdict was escalated), "judge" and "jury-2", "jury-3", ... (a jury's members, in the order in which they
    were named). `model` is the catalogue's name. The other fields are as in ResultLine; `written_entropy` and
    `surprise` as in domain.engine.Answer. `tokens`: of a second judge, the distinct prompt tokens that asking it this
    added to those of the less reliable verdicts.
    """

    voter: str
    model: str
    probabilities: dict[str, float] | None = None
    score: float | None = None
    preference: Preference | None = None
    label_mass: float | None = None
    entropy: float | None = None
    reliability: float | None = None
    rationale: str | None = None
    unscored: str | None = None
    written_entropy: float | None = None
    surprise: float | None = None
    tokens: int | None = None


def direct_first(lines: Iterable[ResultLine]) -> list[ResultLine]:
    """The lines with those after a written reason last: of several verdicts on one thing the direct one counts."""
    return sorted(lines, key=lambda line: line.rationale is not None)
