"""Each criterion with all verdicts on it, and what a verdict came to in a word."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from touchstone.domain.results import OVERALL, ResultLine
from touchstone.domain.rubric import Criterion
from touchstone.report.material import Item
from touchstone.report.text import number


@dataclass(slots=True)
class Asked:
    """A criterion and its direct verdicts: (number of the item, line).

    `rest`: of each scored verdict, the weighted mean of the same item's other criteria; None where there are none.
    """

    criterion: Criterion
    verdicts: list[tuple[int, ResultLine]] = field(default_factory=list)
    rest: list[float | None] = field(default_factory=list)

    @property
    def scored(self) -> list[tuple[int, float]]:
        """(number of the item, score turned so that more is better) of the verdicts that have a score."""
        return [
            (place, good(self.criterion, line)) for place, line in self.verdicts if line.score is not None
        ]

    @property
    def unscored(self) -> list[str]:
        """Why the others have none; those that do not apply are not among them."""
        return [line.unscored for _, line in self.verdicts if line.unscored is not None]


def gather(items: Sequence[Item]) -> dict[str, Asked]:
    """The criteria of all items by id, in the order in which they were first asked."""
    asked: dict[str, Asked] = {}
    for place, item in enumerate(items):
        known = [
            (item.data.criteria.get(id) or Criterion(text=f"criterion {id}"), line)
            for line in item.direct
            if (id := line.criterion_id) not in (None, OVERALL)
        ]
        for criterion, line in known:
            each = asked.setdefault(line.criterion_id or "", Asked(criterion))
            each.verdicts.append((place, line))
            if line.score is not None:
                each.rest.append(_rest(criterion, known))
    return asked


def good(criterion: Criterion, line: ResultLine) -> float:
    """The score, turned where a negative weight marks a fault, so that more is always better."""
    score = line.score or 0.0
    return 1.0 - score if criterion.weight < 0 else score


def outcome(criterion: Criterion | None, line: ResultLine) -> str:
    """A verdict in a word: met, not met, the likeliest level, not applicable, or why it is unscored."""
    if line.unscored is not None:
        return f"unscored: {line.unscored}"
    if line.preference is not None:
        return line.preference
    if line.score is None:
        return "not applicable"
    if criterion is not None and criterion.scale.kind == "binary":
        return "met" if line.score >= 0.5 else "not met"
    likeliest = max((line.probabilities or {}).items(), key=lambda each: each[1], default=None)
    return number(line.score) if likeliest is None else f"level {likeliest[0]}"


def _rest(criterion: Criterion, known: Sequence[tuple[Criterion, ResultLine]]) -> float | None:
    others = [
        (abs(other.weight), good(other, line))
        for other, line in known
        if other is not criterion and line.score is not None and other.weight
    ]
    weight = sum(each for each, _ in others)
    return sum(each * score for each, score in others) / weight if others else None
