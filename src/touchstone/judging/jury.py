"""A jury's verdict: the average of what its members found, each by itself."""

from collections.abc import Sequence
from math import log

from touchstone.domain.results import ResultLine, Vote
from touchstone.judging.questions import Question
from touchstone.judging.reliability import reliability_of
from touchstone.judging.verdicts import outcome


def averaged(line: ResultLine, question: Question, votes: Sequence[Vote]) -> ResultLine:
    """The line with the mean of the members' probabilities, the judge's vote first, and what follows from it.

    A member without a verdict has no part in the mean; where no more than half have one, the line is unscored.
    `label_mass` is the members' mean; `entropy` (nats) is that of the averaged labels, so that it counts both what
    each member is unsure of and where they differ. The rationale is the judge's.
    """
    read = [vote for vote in votes if vote.unscored is None and vote.probabilities]
    summed = line.model_copy(
        update={"probabilities": None, "score": None, "preference": None, "label_mass": None, "entropy": None}
        | {"reliability": None, "unscored": None, "rationale": votes[0].rationale}
    )
    if 2 * len(read) <= len(votes):
        reason = next((vote.unscored for vote in votes if vote.unscored is not None), "no verdict")
        return summed.model_copy(
            update={"unscored": f"{len(read)} of {len(votes)} judges came to a verdict: {reason}"}
        )
    labels = (read[0].probabilities or {}).keys()
    mean = {label: sum((vote.probabilities or {})[label] for vote in read) / len(read) for label in labels}
    summed = summed.model_copy(
        update={
            "probabilities": mean,
            "label_mass": sum(vote.label_mass or 0.0 for vote in read) / len(read),
            "entropy": -sum(value * log(value) for value in mean.values() if value > 0),
            **outcome(question, mean),
        }
    )
    return summed.model_copy(update={"reliability": reliability_of(summed)})
