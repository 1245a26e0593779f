"""Why a criterion is of little use: it tells responses little or not at all apart, or says what another one says."""

from collections.abc import Mapping

from touchstone.report.asked import Asked, outcome
from touchstone.report.repeats import SHARED, repeats
from touchstone.report.text import brief, count, number, percent

CANNOT_TELL = "cannot tell"
"""Why a verdict is unscored where the criterion, and not the judge's form, is to blame."""

FEW = 5
"""With fewer verdicts than this nothing is said against a criterion."""

OFTEN = 0.2
"""The share of responses of which the judge may say that it cannot tell, before that is a reason."""


def reasons(asked: Mapping[str, Asked]) -> dict[str, str]:
    """The reasons by criterion id. Guards are kept whatever they say, and have none."""
    found = {
        id: reason
        for id, each in asked.items()
        if not each.criterion.guard and len(each.verdicts) >= FEW and (reason := _alone(each))
    }
    columns = {
        id: each.scored for id, each in asked.items() if len(each.scored) >= SHARED and id not in found
    }
    guards = {id for id, each in asked.items() if each.criterion.guard}
    for id, other, correlation, shared in repeats(columns, guards):
        found[id] = (
            f"repeats “{brief(asked[other].criterion.text, 60)}” "
            f"(correlation {number(correlation, 2)} over {count(shared, 'response')})"
        )
    return found


def _alone(asked: Asked) -> str:
    """What is wrong with the criterion by itself, or nothing."""
    total, untold = len(asked.verdicts), asked.unscored.count(CANNOT_TELL)
    if untold > OFTEN * total:
        return f"often cannot be told: {percent(untold / total)} of {count(total, 'response')}"
    scored = [line for _, line in asked.verdicts if line.score is not None]
    if not scored and not asked.unscored:
        return f"never applies: {count(total, 'response')}"
    outcomes = {outcome(asked.criterion, line) for line in scored}
    if len(scored) < FEW or len(outcomes) > 1:
        return ""
    always, responses = outcomes.pop(), count(len(scored), "response")
    if asked.criterion.scale.kind == "ordinal":
        return f"always {always}: {responses}"
    if asked.criterion.weight < 0:
        return f"the fault is always found: {responses}" if always == "met" else f"never found: {responses}"
    return f"never fails: {responses}" if always == "met" else f"always fails: {responses}"
