"""A run as one of its voters saw it: the verdicts with that one's votes in their place, and which were right."""

from collections.abc import Container, Iterator, Mapping, Sequence

from touchstone.domain.label import Item
from touchstone.domain.results import ResultLine, Vote, direct_first
from touchstone.judging import both_orders, with_vote
from touchstone.runner.results.stored import StoredRun

Voted = tuple[ResultLine, Mapping[str, Vote]]
"""A verdict line and the votes on it by voter."""


def seen_by(voted: Sequence[Voted], voter: str) -> list[Voted]:
    """The lines with what a voter said in the place of their verdicts; those it did not vote on are as they are."""
    return [(with_vote(line, votes[voter]) if voter in votes else line, votes) for line, votes in voted]


def things_of(voted: Sequence[Voted]) -> dict[Item, list[Voted]]:
    """The lines of each decision, in the run's order. What was never asked about is none, nor what code decided."""
    things: dict[Item, list[Voted]] = {}
    for line, votes in voted:
        if line.checked is None and (votes or line.entropy is not None or line.unscored is None):
            things.setdefault((line.sample_id, line.response_id, line.criterion_id), []).append((line, votes))
    return things


def rights_of(stored: StoredRun, voted: Sequence[Voted], every: Mapping[Item, object]) -> dict[Item, bool]:
    """Which labelled decisions of `every` were right; a response as a whole only where one verdict decides it."""
    # SciPy takes a second to load: only what needs it waits for it.
    from touchstone.evaluation.reliability.decisions import decisions

    # Where code had a part in a score, no single verdict decides it.
    mixed = {(line.sample_id, line.response_id) for line in stored.lines if line.checked is not None}
    aggregates = list(_summed(voted, [line for line in stored.lines if line.is_aggregate], mixed))
    found = decisions(stored.dataset, voted, aggregates, rubrics=stored.rubrics, labels=stored.labels)
    of_response: dict[tuple[str, str], list[Item]] = {}
    for item in every:
        of_response.setdefault(item[:2], []).append(item)
    rights: dict[Item, bool] = {}
    for decision in found.decisions:
        whole = [] if decision.key[:2] in mixed else of_response.get(decision.key[:2], [])
        deciding = [decision.key] if decision.key in every else whole
        if len(deciding) == 1:
            rights[deciding[0]] = decision.right
    return rights


def _summed(
    voted: Sequence[Voted], aggregates: Sequence[ResultLine], mixed: Container[tuple[str, str]]
) -> Iterator[ResultLine]:
    """The aggregates that follow from other verdicts, where a single decision makes them: not of those `mixed`."""
    about: dict[tuple[str, str], dict[str | None, ResultLine]] = {}
    for line in direct_first(line for line, _ in voted):
        place = (line.sample_id, line.response_id)
        about.setdefault(place, {}).setdefault(line.order or line.criterion_id, line)
    for whole in aggregates:
        lines = list(about.get((whole.sample_id, whole.response_id), {}).values())
        if whole.protocol == "pairwise" and lines:
            empty = {"probabilities": None, "score": None, "preference": None, "unscored": None}
            yield whole.model_copy(update={**empty, **both_orders(lines)})
        elif len(lines) == 1 and (whole.sample_id, whole.response_id) not in mixed:
            decided = (
                ("probabilities", "score", "unscored")
                if whole.protocol == "holistic"
                else ("score", "unscored")
            )
            yield whole.model_copy(update={name: getattr(lines[0], name) for name in decided})
        else:
            yield whole
