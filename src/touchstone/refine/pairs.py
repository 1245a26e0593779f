"""Preference pairs: which candidate is preferred to which, matched in length, and the form TRL reads them in."""

import math
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

from touchstone.domain.base import Value
from touchstone.domain.engine import Request
from touchstone.domain.meeting import Meeting
from touchstone.refine.rewards import Reward

LENGTH_PRICE = 0.1
"""What a pair whose rubrics differ in length by a factor e is worth less, in reward."""


class Choice(Value):
    """A pair: of a sample's candidates `chosen` is preferred to `rejected`. `by`: the reward, or the meta-judge."""

    sample: str
    chosen: int
    rejected: int
    gap: float
    by: str


def choose_pairs(
    sample: str,
    rewards: Sequence[Reward],
    meetings: Mapping[tuple[int, int], Meeting],
    *,
    most: int,
    min_gap: float,
) -> list[Choice]:
    """At most `most` pairs of a sample's candidates, each candidate in one of them, the clearest first.

    With agreement in the rewards a pair needs a gap of `min_gap`, or else the meta-judge's word; without, it always
    needs that word: the two must have met, and the same one must have won in both orders. `meetings`: by the
    candidates' numbers, the smaller first.
    """
    found: list[tuple[float, Choice]] = []
    for one, other in permutations(rewards, 2):
        choice = _choice(sample, one, other, meetings, min_gap)
        if choice is not None:
            price = LENGTH_PRICE * abs(math.log(max(1, one.words) / max(1, other.words)))
            found.append((choice.gap - price, choice))
    taken: list[Choice] = []
    used: set[int] = set()
    for _, choice in sorted(found, key=lambda each: (-each[0], each[1].chosen, each[1].rejected)):
        if len(taken) < most and not used & {choice.chosen, choice.rejected}:
            taken.append(choice)
            used |= {choice.chosen, choice.rejected}
    return taken


def _choice(
    sample: str, one: Reward, other: Reward, meetings: Mapping[tuple[int, int], Meeting], min_gap: float
) -> Choice | None:
    if one.total is None:
        return None
    if not other.parses:
        return Choice(sample=sample, chosen=one.candidate, rejected=other.candidate, gap=1.0, by="reward")
    if other.total is None:
        return None
    gap = one.total - other.total
    if one.agreement is not None and gap >= min_gap:
        return Choice(sample=sample, chosen=one.candidate, rejected=other.candidate, gap=gap, by="reward")
    if gap > 0:
        first, second = sorted((one.candidate, other.candidate))
        meeting = meetings.get((first, second))
        won = 1 if one.candidate == first else -1
        if meeting is not None and meeting.agrees and meeting.outcome == won:
            by = "meta-judge"
            return Choice(sample=sample, chosen=one.candidate, rejected=other.candidate, gap=gap, by=by)
    return None


def trl_row(request: Request, chosen: str, rejected: str) -> dict[str, Any]:
    """A pair in TRL's conversational preference form: {"prompt", "chosen", "rejected"}, each a list of messages."""
    return {
        "prompt": [{"role": "user", "content": "".join(request.content)}],
        "chosen": [{"role": "assistant", "content": chosen}],
        "rejected": [{"role": "assistant", "content": rejected}],
    }
