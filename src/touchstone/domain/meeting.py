"""A meeting of two rubrics for one prompt: what a meta-judge said in both orders."""

from typing import Literal

from touchstone.domain.base import Value


class Meeting(Value):
    """What a meta-judge said about the rubrics `first` and `second` (their ids) for one prompt.

    `ab` and `ba` are the probabilities of "A" (the first is better), "B" and "tie" when the first, and the second,
    was shown first; both in terms of first and second. None: no valid verdict in that order, for the reason in
    `unscored`. `model` is the judge's catalogue name, `fingerprint` covers all that could change its answer.
    """

    first: str
    second: str
    model: str
    fingerprint: str
    ab: dict[str, float] | None = None
    ba: dict[str, float] | None = None
    unscored: str | None = None

    def turned(self) -> "Meeting":
        """The same meeting, told of its second rubric first."""
        ab, ba = _swapped(self.ab), _swapped(self.ba)
        return self.model_copy(update={"first": self.second, "second": self.first, "ab": ab, "ba": ba})

    @property
    def probabilities(self) -> dict[str, float] | None:
        """Both orders averaged; None where one of them is missing."""
        if self.ab is None or self.ba is None:
            return None
        return {name: (self.ab[name] + self.ba[name]) / 2 for name in self.ab}

    @property
    def outcome(self) -> float | None:
        """1: the first won, -1: the second did, 0: a tie; by the averaged probabilities. None without a verdict."""
        mean = self.probabilities
        if mean is None:
            return None
        return _sign(mean)

    @property
    def agrees(self) -> bool | None:
        """Whether both orders prefer the same one; None without a verdict."""
        if self.ab is None or self.ba is None:
            return None
        return _sign(self.ab) == _sign(self.ba)


def _swapped(probabilities: dict[str, float] | None) -> dict[str, float] | None:
    if probabilities is None:
        return None
    return {"A": probabilities["B"], "B": probabilities["A"], "tie": probabilities["tie"]}


def _sign(probabilities: dict[str, float]) -> Literal[-1, 0, 1]:
    a, b, tie = probabilities["A"], probabilities["B"], probabilities["tie"]
    if tie >= max(a, b) or a == b:
        return 0
    return 1 if a > b else -1
