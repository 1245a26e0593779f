"""What the stages of a round came to, in figures."""

from collections.abc import Sequence
from statistics import fmean

from touchstone.domain.base import Value
from touchstone.domain.tournament import Tournament
from touchstone.refine.drawing import Drawn
from touchstone.refine.pairs import Choice
from touchstone.refine.rewards import Reward


class Summary(Value):
    """What a round's candidates came to: rewards (means over candidates, and of each prompt's best), pairs, lengths.

    `order_agreement`: the share of the meta-judge's meetings in which both orders agree, where it was asked.
    """

    prompts: int
    candidates: int
    failed: int
    agreement: float | None
    best_agreement: float | None
    reward: float | None
    best_reward: float | None
    words: float
    criteria: float
    redundancy: float
    pairs: int
    pairs_by_meta_judge: int
    chosen_words: float
    rejected_words: float
    meetings: int
    order_agreement: float | None


def summary_of(
    drawn: Sequence[Drawn],
    rewards: Sequence[Sequence[Reward]],
    choices: Sequence[Choice],
    tournaments: Sequence[Tournament],
) -> Summary:
    """What the stages of a round came to."""
    every = [each for its in rewards for each in its]
    parsed = [each for each in every if each.parses]
    best = [max((each.total for each in its if each.total is not None), default=None) for its in rewards]
    right = [
        max((each.agreement for each in its if each.agreement is not None), default=None) for its in rewards
    ]
    words = {
        (each.sample.id, reward.candidate): reward.words
        for each, its in zip(drawn, rewards, strict=True)
        for reward in its
    }
    texts = [criteria for each in drawn for criteria in each.criteria if criteria]
    agreed = [
        meeting.agrees for each in tournaments for meeting in each.meetings if meeting.agrees is not None
    ]
    return Summary(
        prompts=len(drawn),
        candidates=len(every),
        failed=len(every) - len(parsed),
        agreement=_mean([each.agreement for each in parsed]),
        best_agreement=_mean(right),
        reward=_mean([each.total for each in parsed]),
        best_reward=_mean(best),
        words=_mean([each.words for each in parsed]) or 0.0,
        criteria=_mean([len(each) for each in texts]) or 0.0,
        redundancy=_mean([each.redundancy for each in parsed]) or 0.0,
        pairs=len(choices),
        pairs_by_meta_judge=sum(choice.by == "meta-judge" for choice in choices),
        chosen_words=_mean([words[choice.sample, choice.chosen] for choice in choices]) or 0.0,
        rejected_words=_mean([words[choice.sample, choice.rejected] for choice in choices]) or 0.0,
        meetings=sum(len(each.meetings) for each in tournaments),
        order_agreement=_mean([float(each) for each in agreed]),
    )


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
