"""What `touchstone compare` reports: systems, and for every two of them which is better, by how much, how surely."""

from collections.abc import Iterator
from typing import Literal

from touchstone.domain.base import Value
from touchstone.domain.results import JudgeProtocol
from touchstone.evaluation.report import Figure, Row

Word = Literal["better", "worse", "cannot tell"]

_NAMED = 4
"""The pairs that a summary names; of more it gives the number."""


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

    `sample_ids` and `response_ids`: the system's, then the other's (of pairwise runs: sample and pair, twice).
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
    true difference that this number of groups would show as better or worse in 80 of 100 cases (null where not even
    the largest difference that scores can have would be). `criteria` and `subsets` are differences by part, with
    intervals of their own that are not corrected.
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
        """The outcome in a few sentences."""
        differing = [sentence(pair) for pair in self.pairs if pair.word != "cannot tell"]
        told = differing[:_NAMED]
        if len(differing) > _NAMED:
            told.append(f"{len(differing) - _NAMED} more pairs differ.")
        alike = [f"{pair.system} and {pair.other}" for pair in self.pairs if pair.word == "cannot tell"]
        if alike:
            named = ", ".join(alike) if len(alike) <= _NAMED else f"{len(alike)} pairs of systems"
            told.append(f"Which is better cannot be told of {named}.")
        return " ".join(told)

    def rows(self) -> list[Row]:
        """The comparison as rows of a table: the systems, then each pair with its parts."""
        return [*self._system_rows(), *(row for pair in self.pairs for row in _pair_rows(pair))]

    def _system_rows(self) -> Iterator[Row]:
        for system in self.systems:
            told = f"{system.mean.label}; {system.responses} results, {system.unscored} unscored"
            yield _row("system", system.mean, told, label=system.name)
        for system in self.systems:
            if system.strength:
                yield _row("strength", system.strength, "Bradley-Terry, in log-odds against the average")


def _row(section: str, figure: Figure, note: str, *, label: str = "") -> Row:
    told = "; ".join(text for text in (note, figure.note) if text)
    return Row(section, label or figure.label, figure.value, figure.low, figure.high, figure.n, told)


def _pair_rows(pair: Versus) -> Iterator[Row]:
    met = f"won {pair.wins}, tied {pair.ties}, lost {pair.losses} prompts"
    if pair.p_holm is not None and pair.detectable is not None:
        met += f"; p {pair.p_holm:.4f}, smallest detectable difference {pair.detectable:.3f}"
    names = f"{pair.system} {'or' if pair.word == 'cannot tell' else 'than'} {pair.other}"
    yield _row(pair.word, pair.difference, met, label=names)
    for kind, figures in (("criterion", pair.criteria), ("subset", pair.subsets)):
        for figure in figures:
            yield _row(kind, figure, f"{pair.system} less {pair.other}: {figure.label}")
    for worse in pair.regressed:
        note = f"{pair.system} did worse than {pair.other} on {worse.sample_ids[0]}: {worse.prompt}"
        yield Row("worse on", worse.prompt, worse.difference, None, None, 1, note)


def sentence(pair: Versus) -> str:
    """The outcome of one pair in a sentence."""
    if pair.word == "cannot tell" or pair.difference.value is None:
        return f"Whether {pair.system} is better than {pair.other} cannot be told."
    low, high = pair.difference.low, pair.difference.high
    within = ""
    if low is not None and high is not None:
        near, far = sorted((abs(low), abs(high)))
        within = f" (95 % interval {near:.3f} to {far:.3f})"
    return f"{pair.system} is {pair.word} than {pair.other} by {abs(pair.difference.value):.3f}{within}."
