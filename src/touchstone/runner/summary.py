"""How a run ended: what its aggregates say in a few numbers, and whether the unscored share is allowed."""

from collections import Counter

from touchstone.domain.results import ResultLine
from touchstone.domain.run import Finished, RunSpec
from touchstone.runner.work import Work


def finished(work: Work, spec: RunSpec) -> Finished:
    """The last event of a judging run."""
    counters = work.counted()
    share = counters.unscored / counters.verdicts if counters.verdicts else 0.0
    summary = summarise(work.aggregates())
    return Finished(work.run.id, counters, share, share <= spec.allow_unscored, summary)


def summarise(aggregates: list[ResultLine]) -> dict[str, float | int | str | None]:
    """How many samples, responses or pairs, and scored ones; then the mean score, or the preferences."""
    scored = [line for line in aggregates if line.unscored is None]
    found: dict[str, float | int | str | None] = {
        "samples": len({line.sample_id for line in aggregates}),
        "judged": len(aggregates),
        "scored": len(scored),
    }
    if any(line.protocol == "pairwise" for line in aggregates):
        preferences = Counter(line.preference for line in scored)
        return found | {f"prefers_{each}": preferences[each] for each in ("A", "B", "tie")}
    scores = [line.score for line in scored if line.score is not None]
    return found | {"mean_score": sum(scores) / len(scores) if scores else None}
