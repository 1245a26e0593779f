"""What a run's escalation came to: its verdicts as the first judge left them beside the second's, and the cost."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from touchstone.domain.label import Item
from touchstone.domain.results import FIRST, JUDGE
from touchstone.domain.run import RunInfo
from touchstone.runner.further.opening import BASE, SECOND
from touchstone.runner.results.stored import StoredRun
from touchstone.runner.results.views import Voted, rights_of, seen_by, things_of
from touchstone.store import Store

if TYPE_CHECKING:
    from touchstone.evaluation.reliability.cascade import Cascade


def cascade_of(store: Store, stored: StoredRun, *, seed: int = 0) -> "Cascade | None":
    """The curve of a stored run that was escalated; None of one without a second judge, or without any label."""
    run = stored.run
    if run.spec.escalate_to is None:
        return None
    # SciPy takes a second to load: no other command waits for it.
    import numpy as np

    from touchstone.evaluation.reliability.cascade import Cascade, curve

    voted = store.voted_lines(run.id)
    every = things_of(voted)
    order, added = _escalated(every)
    second = rights_of(stored, voted, every)
    first = rights_of(stored, seen_by(voted, FIRST), every)
    items = sorted(first.keys() | second.keys())
    if not items:
        return None
    groups = {sample.id: sample.group for sample in stored.dataset.samples}
    costs = [run.costs[role] for role in (JUDGE, BASE) if role in run.costs]
    points = curve(
        ranks=np.array([order.get(item, len(every)) for item in items]),
        first=np.array([float(first.get(item, False)) for item in items]),
        second=np.array([float(second.get(item, False)) if item in order else math.nan for item in items]),
        groups=[groups[item[0]] for item in items],
        added=np.array(added, dtype=np.int64),
        decisions=len(every),
        base_cost=(
            int(sum(cost["tokens_computed"] for cost in costs)),
            float(sum(cost["seconds"] for cost in costs)),
        ),
        second_seconds=float(run.costs.get(SECOND, {}).get("seconds", 0.0)),
        seed=seed,
    )
    return Cascade(
        run=run.id,
        first=str(run.spec.judge),
        second=str(run.spec.escalate_to),
        decisions=len(every),
        share=len(order) / len(every),
        labelled=len(items),
        groups=len({groups[item[0]] for item in items}),
        points=points,
        notes=tuple(_notes(run, whole=len(order) == len(every))),
    )


def _escalated(every: Mapping[Item, Sequence[Voted]]) -> tuple[dict[Item, int], list[int]]:
    """The rank of each decision that was escalated, and the prompt tokens that each added, in that order."""
    sureness: dict[Item, float] = {}
    for item, lines in every.items():
        first = [votes[FIRST] for _, votes in lines if FIRST in votes]
        if first:
            direct = [vote for vote in first if vote.rationale is None] or first
            sureness[item] = min(
                -math.inf if vote.unscored is not None or vote.reliability is None else vote.reliability
                for vote in direct
            )
    order = sorted(sureness, key=lambda item: sureness[item])
    added = [sum(votes[JUDGE].tokens or 0 for _, votes in every[item] if JUDGE in votes) for item in order]
    return {item: rank for rank, item in enumerate(order)}, added


def _notes(run: RunInfo, *, whole: bool) -> Iterator[str]:
    yield (
        "accuracy: the share of labelled decisions that agree with the label; no verdict counts as not right, and a "
        "response that several criteria make up is not counted"
    )
    yield (
        "tokens: prompt tokens that so many decisions take, each counted where it was first needed; "
        "seconds: those measured, the second judge's shared out by its tokens"
    )
    if not whole:
        yield (
            "the curve ends where the escalation did, and there is no random choice to hold it against: the second "
            "judge did not see the rest (--escalate-share 1 measures it whole)"
        )
    cached = sum(int(run.costs.get(role, {}).get("cached", 0)) for role in (JUDGE, BASE, SECOND))
    if cached:
        yield f"{cached:,} answers came from the cache: what they once cost is not in the tokens and seconds"
