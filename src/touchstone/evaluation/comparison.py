"""What `touchstone compare` reports: systems, and for every two of them which is better, by how much, how surely."""

from typing import Literal

from touchstone.domain.base import Value
from touchstone.domain.results import JudgeProtocol
from touchstone.evaluation.report import Figure

Word = Literal["better", "worse", "cannot tell"]


class SystemResult(Value):
    """One system: its mean score (of pairwise runs: its share of wins, a tie counting one half) over prompts.

    `strength` is its Bradley-Terry strength, only of pairwise runs: the logarithm of the odds to win against the
    average system.
    """

    name: str
    responses: int
    unscored: int
    mean: Figure
    strength: Figure | None = None


class Regression(Value):
    """A prompt where the system is worse than the other one. Scores are means over its responses to the prompt.

    `sample_ids` and `response_ids`: the system's, then the other's (of pairwise runs: the sample and the pair, twice).
    """

    prompt: str
    sample_ids: tuple[str, str]
    response_ids: tuple[str, str]
    runs: tuple[str, str]
    score: float | None
    other_score: float | None
    difference: float


class Versus(Value):
    """A system against another one, on the prompts that both answered.

    `difference`: the mean over prompts of its score less the other's (of pairwise runs: of wins less losses). `p` is
    two-sided; `p_holm` is corrected for all the report's pairs, and decides on `word`. `detectable`: the smallest
    true difference that this number of groups would show as better or worse in 80 of 100 cases. `criteria`
    and `subsets` are differences by part, with intervals of their own that are not corrected.
    """

    system: str
    other: str
    word: Word
    difference: Figure
    wins: int
    ties: int
    losses: int
    win_rate: Figure
    p: float | None
    p_holm: float | None
    detectable: float | None
    criteria: tuple[Figure, ...] = ()
    subsets: tuple[Figure, ...] = ()
    regressed: tuple[Regression, ...] = ()


class Comparison(Value):
    """Systems compared on the same prompts by the same judge; `notes` say what was left out and why."""

    runs: tuple[str, ...]
    protocol: JudgeProtocol
    baseline: str | None
    systems: tuple[SystemResult, ...]
    pairs: tuple[Versus, ...]
    prompts: int
    groups: int
    resamples: int
    seed: int
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The outcome in a sentence or two."""
        told = [sentence(pair) for pair in self.pairs if pair.word != "cannot tell"]
        open_ = [f"{pair.system} and {pair.other}" for pair in self.pairs if pair.word == "cannot tell"]
        if open_:
            told.append(f"Which is better cannot be told of {', '.join(open_)}.")
        return " ".join(told)


def sentence(pair: Versus) -> str:
    """The outcome of one pair in a sentence."""
    if pair.word == "cannot tell" or pair.difference.value is None:
        return f"Whether {pair.system} is better than {pair.other} cannot be told."
    low, high = pair.difference.low, pair.difference.high
    within = "" if low is None or high is None else f" (95 % interval {low:+.3f} to {high:+.3f})"
    return f"{pair.system} is {pair.word} than {pair.other} by {abs(pair.difference.value):.3f}{within}."
