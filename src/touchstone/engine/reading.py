"""A request being answered: what was read of its labels so far, and the distribution that comes out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from touchstone.domain.engine import Answer, Distribution, Failure, Request
from touchstone.engine.context import Floats
from touchstone.engine.labels import Tokens
from touchstone.engine.predictions import Predicted, spread
from touchstone.engine.prompts import Prompt


@dataclass(slots=True, eq=False)
class Job:
    """A request of a unit in the course of being answered.

    `end`: the node of the prefix tree that the prompt ends at. `entropies`: of the distributions that the tokens of a
    written text were drawn from.
    """

    unit: int
    request: Request
    prompt: Prompt
    logprobs: dict[Tokens, NDArray[np.float64]] = field(default_factory=dict)
    entropy: float = 0.0
    text: str | None = None
    finish: str | None = None
    generated: int = 0
    end: Predicted | None = None
    entropies: list[float] = field(default_factory=list)

    def read(self, prefix: Tokens, row: Floats) -> None:
        """Takes the labels' log-probabilities after `prefix` from a row of logits (n_vocab,)."""
        assert self.prompt.labels
        values, entropy = spread(row)
        self.logprobs[prefix] = values[list(self.prompt.labels.wanted[prefix])]
        if not prefix:
            self.entropy = entropy

    def answer(self) -> Answer | Failure:
        """The answer, once all was read and written."""
        distribution = None
        if self.prompt.labels and self.logprobs:
            if not np.isfinite(self.entropy):
                return Failure("the model gave no valid distribution (its weights may be damaged)")
            probabilities, mass = self.prompt.labels.combine(self.logprobs)
            distribution = Distribution(probabilities, mass, max(0.0, self.entropy))
        surprise, written_entropy = self._predicted()
        return Answer(distribution, self.text, self.finish, self.prompt.truncated, written_entropy, surprise)

    def _predicted(self) -> tuple[float | None, float | None]:
        """(mean -ln p over the scored tokens, mean entropy over the written ones), where there are any."""
        if self.end is None:
            return None, _mean(self.entropies)
        found, prompt = self.end.predictions(), self.prompt
        logprobs = [found.logprobs[place] for place in prompt.scored]
        surprise = _mean(-np.concatenate(logprobs)) if logprobs else None
        return surprise, _mean(found.entropies[prompt.written]) if prompt.written else None


def _mean(values: Sequence[float] | NDArray[np.float64]) -> float | None:
    """The mean of those that are numbers (nothing predicts the first token of all); None without any."""
    numbers = np.asarray(values, np.float64)
    numbers = numbers[np.isfinite(numbers)]
    return float(numbers.mean()) if len(numbers) else None
