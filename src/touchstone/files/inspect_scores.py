"""Results as Inspect's `precomputed_scores` reads them: a record for each sample, by the sample's id.

    {"id", "value", "epoch"?, "explanation", "metadata"}

Fields and their meaning: src/inspect_ai/scorer/_precomputed.py of UKGovernmentBEIS/inspect_ai. What is unscored has
the value NaN, which is that project's own mark for it (Score.unscored in src/inspect_ai/scorer/_metric.py): its
metrics leave it out. NaN is JSON as Python reads and writes it; strict parsers refuse it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from touchstone.files.outcomes import Outcome


def inspect_records(found: Sequence[Outcome], marks: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """The records of one system's outcomes. Several responses of a sample are its epochs, from 1 on."""
    counts = Counter(outcome.line.sample_id for outcome in found)
    repeated = max(counts.values(), default=1) > 1
    epochs: Counter[str] = Counter()
    for outcome in found:
        line = outcome.line
        epochs[line.sample_id] += 1
        yield {
            "id": line.sample_id,
            **({"epoch": epochs[line.sample_id]} if repeated else {}),
            "value": float("nan") if line.score is None else line.score,
            "explanation": outcome.in_words,
            "metadata": _metadata(outcome, marks),
        }


def _metadata(outcome: Outcome, marks: Sequence[str]) -> dict[str, Any]:
    line = outcome.line
    criteria = [
        {
            "criterion": verdict.text,
            "weight": verdict.criterion.weight if verdict.criterion else None,
            "score": verdict.line.score,
            "unscored": verdict.line.unscored,
        }
        for verdict in outcome.verdicts
    ]
    return {
        "run": line.run,
        "response_id": line.response_id,
        "system": line.system,
        "bounds": line.bounds,
        "reliability": line.reliability,
        "unscored": line.unscored,
        "criteria": criteria,
        **({"mark": "; ".join(marks)} if marks else {}),
    }
