"""A request being answered: what was read of its labels so far, and the distribution that comes out."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from touchstone.domain.engine import Answer, Distribution, Failure, Request
from touchstone.engine.context import Floats
from touchstone.engine.labels import Tokens
from touchstone.engine.prompts import Prompt


@dataclass(slots=True, eq=False)
class Job:
    """A request of a unit in the course of being answered."""

    unit: int
    request: Request
    prompt: Prompt
    logprobs: dict[Tokens, NDArray[np.float64]] = field(default_factory=dict)
    entropy: float = 0.0
    text: str | None = None
    finish: str | None = None
    generated: int = 0

    def read(self, prefix: Tokens, row: Floats) -> None:
        """Takes the labels' log-probabilities after `prefix` from a row of logits (n_vocab,)."""
        assert self.prompt.labels
        values = row.astype(np.float64)
        values -= values.max()
        weights = np.exp(values)
        log_sum = np.log(weights.sum())
        self.logprobs[prefix] = values[list(self.prompt.labels.wanted[prefix])] - log_sum
        if not prefix:
            self.entropy = float(
                log_sum - np.dot(weights, np.where(weights > 0, values, 0.0)) / np.exp(log_sum)
            )

    def answer(self) -> Answer | Failure:
        """The answer, once all was read and written."""
        distribution = None
        if self.prompt.labels:
            if not np.isfinite(self.entropy):
                return Failure("the model gave no valid distribution (its weights may be damaged)")
            probabilities, mass = self.prompt.labels.combine(self.logprobs)
            distribution = Distribution(probabilities, mass, max(0.0, self.entropy))
        return Answer(distribution, self.text, self.finish, self.prompt.truncated)
