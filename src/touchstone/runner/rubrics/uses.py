"""Which runs used a rubric, how each criterion came out there, and which of them told nothing apart."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from touchstone.domain.rubric import Criterion, Rubric
from touchstone.domain.run import RunInfo
from touchstone.errors import Interrupted
from touchstone.store import CriterionUse, Store


@dataclass(frozen=True, slots=True)
class RubricUse:
    """One run that made or used a rubric. `criteria`: those that gave verdicts there, with what they gave."""

    run: RunInfo
    criteria: tuple[tuple[Criterion, CriterionUse], ...]


def rubric_uses(store: Store, rubric: Rubric, stop: threading.Event, *, limit: int) -> Iterator[RubricUse]:
    """The newest `limit` runs with the rubric, the newest first. Raises Interrupted after `stop`."""
    for run_id in store.runs_with(rubric.id, limit=limit):
        if stop.is_set():
            raise Interrupted
        found = store.criterion_uses(run_id, rubric.id)
        criteria = [
            (criterion, found[criterion.id]) for criterion in rubric.criteria if criterion.id in found
        ]
        yield RubricUse(store.run(run_id), tuple(criteria))


def use_remark(criterion: Criterion, use: CriterionUse) -> str:
    """In words, with n: that the criterion came out the same for every response. Empty where it did not."""
    if use.scored == 0:
        what = "no valid verdict" if use.unscored else "never applies"
        return f"{what} (n = {use.verdicts:,})"
    return f"{what} (n = {use.scored:,})" if (what := _constant(criterion, use)) else ""


def _constant(criterion: Criterion, use: CriterionUse) -> str:
    levels = criterion.scale.levels
    if levels:
        half_a_level = 0.5 / (len(levels) - 1)
        if (use.lowest or 0.0) >= 1 - half_a_level:
            return "always at its highest level"
        return "always at its lowest level" if (use.highest or 0.0) < half_a_level else ""
    if use.met not in (0, use.scored):
        return ""
    when = "always" if use.met else "never"
    return f"the fault is {when} found" if criterion.weight < 0 else f"{when} met"
