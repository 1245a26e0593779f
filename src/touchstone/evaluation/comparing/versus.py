"""One system against another: the difference as a whole and by part, wins and losses, and where it is worse."""

from collections import Counter
from collections.abc import Sequence

from touchstone.domain.pairs import TIE_BAND
from touchstone.evaluation.comparing.comparison import Regression, Versus, Word
from touchstone.evaluation.comparing.contest import Contest, commonest, figure
from touchstone.evaluation.comparing.meetings import Meeting
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.figures import MAX_PARTS
from touchstone.evaluation.statistics.means import GroupedMean

LEAST_PROMPTS = 10
"""A criterion or subset that fewer prompts have is not compared by itself."""
REGRESSIONS = 10
LARGEST = 1.0
"""The largest difference that two systems can have."""


def versus(
    contest: Contest,
    x: str,
    y: str,
    meetings: Sequence[Meeting],
    mean: GroupedMean | None,
    word: Word,
    p_holm: float | None,
) -> Versus:
    """System x against y on the prompts where they met. `mean` is that of the meetings' differences."""
    outcomes = [_outcome(meeting) for meeting in meetings]
    prompts = [meeting.prompt for meeting in meetings]
    shares = [(1 + outcome) / 2 for outcome in outcomes]
    return Versus(
        system=x,
        other=y,
        word=word,
        difference=figure("difference", "difference", [each.difference for each in meetings], mean),
        wins=outcomes.count(1),
        ties=outcomes.count(0),
        losses=outcomes.count(-1),
        win_rate=figure("win_rate", "share of prompts won", shares, contest.mean(shares, prompts), least=0.0),
        p=mean.p if mean else None,
        p_holm=p_holm,
        detectable=mean.detectable if mean and mean.detectable <= LARGEST else None,
        criteria=_by_criterion(contest, meetings),
        subsets=_by_subset(contest, meetings),
        regressed=_regressed(contest, meetings),
    )


def _outcome(meeting: Meeting) -> int:
    """1 where the first system did better on the prompt, -1 where it did worse, 0 for a tie."""
    if abs(meeting.difference) <= TIE_BAND:
        return 0
    return 1 if meeting.difference > 0 else -1


def _by_criterion(contest: Contest, meetings: Sequence[Meeting]) -> tuple[Figure, ...]:
    made = []
    for id in commonest(Counter(id for each in meetings for id in each.criteria), LEAST_PROMPTS, MAX_PARTS):
        found = [each for each in meetings if id in each.criteria]
        values = [each.criteria[id] for each in found]
        mean = contest.mean(values, [each.prompt for each in found])
        made.append(figure(id, contest.criteria.get(id, id), values, mean))
    return tuple(made)


def _by_subset(contest: Contest, meetings: Sequence[Meeting]) -> tuple[Figure, ...]:
    subsets = [contest.subset(each.prompt) for each in meetings]
    made = []
    for name in commonest(Counter(each for each in subsets if each), LEAST_PROMPTS, MAX_PARTS):
        found = [each for each, subset in zip(meetings, subsets, strict=True) if subset == name]
        made.append(figure(name, name, [each.difference for each in found], contest.mean_of(found)))
    return tuple(made)


def _regressed(contest: Contest, meetings: Sequence[Meeting]) -> tuple[Regression, ...]:
    worst = sorted((each for each in meetings if _outcome(each) < 0), key=lambda each: each.difference)
    return tuple(
        Regression(
            prompt=contest.samples[each.prompt].prompt,
            sample_ids=(each.places[0][1], each.places[1][1]),
            response_ids=(each.places[0][2], each.places[1][2]),
            runs=(each.places[0][0], each.places[1][0]),
            score=each.scores[0] if each.scores else None,
            other_score=each.scores[1] if each.scores else None,
            difference=each.difference,
        )
        for each in worst[:REGRESSIONS]
    )
