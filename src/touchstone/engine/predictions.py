"""How tokens were predicted: rows of logits as log-probabilities and entropy, kept for the tokens of some text."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from touchstone.engine.context import Floats


def spread(row: Floats) -> tuple[NDArray[np.float64], float]:
    """(natural log-probabilities (n_vocab,), Shannon entropy in nats) of a row of logits (n_vocab,)."""
    values = row.astype(np.float64)
    values -= values.max()
    weights = np.exp(values)
    log_sum = np.log(weights.sum())
    entropy = log_sum - np.dot(weights, np.where(weights > 0, values, 0.0)) / np.exp(log_sum)
    values -= log_sum
    return values, float(entropy)


@dataclass(slots=True)
class Predictions:
    """How tokens were predicted: the log-probability of each, and the entropy (nats) of the distribution it is from.

    NaN where that was not wanted, and for the first token of all.
    """

    wanted: NDArray[np.bool_]
    logprobs: NDArray[np.float64]
    entropies: NDArray[np.float64]

    @classmethod
    def none(cls, length: int) -> "Predictions":
        """Of tokens whose predictions nobody wants."""
        return cls(np.zeros(length, np.bool_), np.full(length, np.nan), np.full(length, np.nan))


class Predicted(Protocol):
    """What knows how the tokens up to a place were predicted (engine.tree.Node)."""

    def predictions(self) -> Predictions: ...
