"""The mean of several judges' verdicts on the same lines."""

from collections.abc import Sequence

from touchstone.domain.results import ResultLine
from touchstone.evaluation.card.helps import Cost
from touchstone.judging.verdicts import preferred
from touchstone.runner.card.asker import Told

Place = tuple[str, str, str | None, str | None]


def jury_of(members: Sequence[Told]) -> Told:
    """What all members say together where each of them has a verdict; the first may have judged more than the others.

    A verdict of the jury costs what one of each member does.
    """
    first, *others = members
    places = [{_place(line): line for line in told.lines} for told in others]
    shared = [line for line in first.lines if all(_place(line) in found for found in places)]
    lines = tuple(_mean([line, *(found[_place(line)] for found in places)]) for line in shared)
    costs = [told.cost for told in members]
    if not all(cost.fresh for cost in costs):
        return Told(lines, Cost(costs[0].verdicts, 0, 0, 0.0), first.layout)
    count = costs[0].fresh
    tokens = sum(cost.tokens / cost.fresh for cost in costs) * count
    seconds = sum(cost.seconds / cost.fresh for cost in costs) * count
    return Told(lines, Cost(costs[0].verdicts, count, round(tokens), seconds), first.layout)


def _place(line: ResultLine) -> Place:
    return line.sample_id, line.response_id, line.criterion_id, line.order


def _mean(lines: Sequence[ResultLine]) -> ResultLine:
    scores = [line.score for line in lines if line.score is not None]
    if len(scores) < len(lines):
        return lines[0].model_copy(
            update={"score": None, "preference": None, "unscored": "a member has no verdict"}
        )
    changes: dict[str, object] = {"score": sum(scores) / len(scores)}
    told = [line.probabilities for line in lines if line.probabilities]
    if lines[0].protocol == "pairwise" and told:
        mean = {label: sum(each[label] for each in told) / len(told) for label in told[0]}
        changes |= {"probabilities": mean, **preferred(mean)}
    return lines[0].model_copy(update=changes)
