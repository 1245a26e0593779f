"""How a run ended: what its aggregates say in a few numbers, and whether the unscored share is allowed."""

from collections import Counter
from collections.abc import Iterable

from touchstone.domain.results import ResultLine
from touchstone.domain.run import Finished, RunSpec
from touchstone.runner.work import Work


def finished(work: Work, spec: RunSpec) -> Finished:
    """The last event of a judging run."""
    counters = work.counted()
    share = counters.unscored / counters.verdicts if counters.verdicts else 0.0
    summary = summarise(work.aggregates())
    return Finished(work.run.id, counters, share, share <= spec.allow_unscored, summary)


def summarise(aggregates: Iterable[ResultLine]) -> dict[str, float | int | str | None]:
    """How many samples, responses or pairs, and scored ones; then the mean score, or the preferences."""
    samples: set[str] = set()
    judged = scored = 0
    scores: list[float] = []
    preferences: Counter[str | None] = Counter()
    pairwise = False
    for line in aggregates:
        samples.add(line.sample_id)
        judged += 1
        pairwise |= line.protocol == "pairwise"
        if line.unscored is None:
            scored += 1
            preferences[line.preference] += 1
            if line.score is not None:
                scores.append(line.score)
    found: dict[str, float | int | str | None] = {"samples": len(samples), "judged": judged, "scored": scored}
    if pairwise:
        return found | {f"prefers_{each}": preferences[each] for each in ("A", "B", "tie")}
    return found | {"mean_score": sum(scores) / len(scores) if scores else None}
