"""Results as `promptfoo import` reads them: an evaluation whose columns are systems and whose rows are prompts.

Fields and their meaning: src/commands/import.ts, src/types/assertions.ts (GradingResult), src/database/tables.ts
(eval_results) of promptfoo/promptfoo. A result needs a number there, so what is unscored is left out and counted:
a 0 would be taken for a failure.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from touchstone.domain.dataset import Sample
from touchstone.domain.run import RunInfo
from touchstone.files.outcomes import PASS, Outcome, Verdict

_TEMPLATE = "{{prompt}}"
_NO_SYSTEM = "response"
"""The column of responses that name no system."""


def promptfoo_eval(run: RunInfo, found: Sequence[Outcome], samples: Mapping[str, Sample]) -> dict[str, Any]:
    """The evaluation. `samples`: the run's data, by id."""
    scored = [outcome for outcome in found if outcome.line.score is not None]
    systems = list(dict.fromkeys(outcome.line.system or _NO_SYSTEM for outcome in found))
    rows: dict[tuple[str, int], int] = {}
    places: Counter[tuple[str, str]] = Counter()
    results = []
    for outcome in scored:
        system = outcome.line.system or _NO_SYSTEM
        places[outcome.line.sample_id, system] += 1
        row = rows.setdefault((outcome.line.sample_id, places[outcome.line.sample_id, system]), len(rows))
        sample = samples[outcome.line.sample_id]
        results.append(
            _result(outcome, sample, system) | {"promptIdx": systems.index(system), "testIdx": row}
        )
    passed = sum(result["success"] for result in results)
    return {
        "evalId": f"touchstone-{run.id}",
        "vars": ["prompt"],
        "results": {
            "version": 3,
            "timestamp": run.created,
            "prompts": [_column(system, results) for system in systems],
            "results": results,
            "stats": {
                "successes": passed,
                "failures": len(results) - passed,
                "errors": 0,
                "tokenUsage": {},
            },
        },
        "config": {
            "description": _description(run, len(found) - len(scored)),
            "prompts": [_TEMPLATE],
            "providers": systems,
            "tests": [],
        },
        "metadata": {"evaluationCreatedAt": run.created},
    }


def _description(run: RunInfo, unscored: int) -> str:
    judge = run.spec.judge or "a judge"
    missing = f"; {unscored} unscored results are left out" if unscored else ""
    return "; ".join([f"Touchstone run {run.id}, judged by {judge}{missing}", *run.marks])


def _column(system: str, results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    mine = [result for result in results if result["provider"]["id"] == system]
    passed = sum(result["success"] for result in mine)
    components = [part for result in mine for part in result["gradingResult"]["componentResults"]]
    metrics = {
        "score": sum(result["score"] for result in mine),
        "testPassCount": passed,
        "testFailCount": len(mine) - passed,
        "testErrorCount": 0,
        "assertPassCount": sum(part["pass"] for part in components),
        "assertFailCount": sum(not part["pass"] for part in components),
        "totalLatencyMs": 0,
        "tokenUsage": {},
        "namedScores": {},
        "namedScoresCount": {},
        "cost": 0,
    }
    return {"raw": _TEMPLATE, "label": _TEMPLATE, "provider": system, "metrics": metrics}


def _result(outcome: Outcome, sample: Sample, system: str) -> dict[str, Any]:
    line = outcome.line
    score = line.score or 0.0
    components = [_component(verdict) for verdict in outcome.verdicts if verdict.line.score is not None]
    passes = score >= PASS
    variables = {"prompt": sample.prompt}
    return {
        "testCase": {"description": sample.id, "vars": variables},
        "prompt": {"raw": sample.prompt, "label": _TEMPLATE},
        "vars": variables,
        "provider": {"id": system},
        "response": {"output": sample.response(line.response_id).text},
        "success": passes,
        "score": score,
        "failureReason": 0 if passes else 1,
        "latencyMs": 0,
        "cost": 0,
        "namedScores": {},
        "gradingResult": {
            "pass": passes,
            "score": score,
            "reason": outcome.in_words,
            "componentResults": components,
        },
        "metadata": {"response_id": line.response_id, "reliability": line.reliability, "bounds": line.bounds},
    }


def _component(verdict: Verdict) -> dict[str, Any]:
    """A criterion as an assertion; of a fault, that it is not there."""
    score = verdict.line.score or 0.0
    share = 1 - score if verdict.is_fault else score
    weight = abs(verdict.criterion.weight) if verdict.criterion else 1.0
    kind = "not-llm-rubric" if verdict.is_fault else "llm-rubric"
    return {
        "pass": share >= PASS,
        "score": share,
        "reason": verdict.rationale or verdict.in_words,
        "assertion": {"type": kind, "value": verdict.text, "weight": weight},
    }
