"""What the judge said of each item of a run that can be labelled: its likeliest label, and whether that passes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from touchstone.domain.label import Item
from touchstone.domain.results import ResultLine, direct_first

_WORTH = {"met": 1.0, "not met": 0.0, "A": 1.0, "B": 0.0, "tie": 0.5}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judge on one item. `label` is its likeliest one, None where the verdict is not valid.

    `worth`: what each offered label counts in the pass rate; one that is outside ("cannot tell", "not applicable")
    is missing. `predicted`: the probability (0..1) that it passes, given that it is inside.
    """

    label: str | None = None
    worth: Mapping[str, float] = field(default_factory=dict)
    predicted: float = 0.0

    @property
    def decided(self) -> float | None:
        """What the verdict counts in the pass rate (0..1); None where it is outside."""
        return None if self.label is None else self.worth.get(self.label)


def verdicts(lines: Sequence[ResultLine]) -> dict[Item, Verdict]:
    """The verdict on each criterion of a response; under other protocols on each response or pair as a whole.

    Of several verdicts on one criterion the direct one counts, not the one after a reason. What code decided is none
    of the judge's.
    """
    found: dict[Item, Verdict] = {}
    for line in direct_first(line for line in lines if line.checked is None):
        if line.order is None and (line.criterion_id is None) == (line.protocol != "criteria"):
            item = (line.sample_id, line.response_id, line.criterion_id)
            found.setdefault(item, _verdict(line))
    return found


def _verdict(line: ResultLine) -> Verdict:
    if not line.probabilities:
        return Verdict()
    offered = line.probabilities
    likeliest: str = line.preference or max(offered, key=lambda label: offered[label])
    if line.unscored not in (None, likeliest):
        return Verdict()
    worth = worth_of(offered)
    inside = sum(offered[label] for label in worth)
    passing = sum(offered[label] * worth[label] for label in worth)
    return Verdict(likeliest, worth, passing / inside if inside > 0 else 0.0)


def worth_of(offered: Iterable[str]) -> dict[str, float]:
    """What each label counts in the pass rate: met 1, not met 0; A 1, tie one half, B 0; a level of a scale 1 where
    it is at or above the scale's middle."""
    names = list(offered)
    levels = [int(name) for name in names if name.removeprefix("-").isdecimal()]
    if levels:
        middle = (min(levels) + max(levels)) / 2
        return {str(level): float(level >= middle) for level in levels}
    return {name: _WORTH[name] for name in names if name in _WORTH}
