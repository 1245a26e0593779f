"""Log-odds: a probability on a scale that tells the nearly certain from the certain."""

from math import log

LEAST = 1e-9
"""Probabilities are told from 0 and from 1 down to this."""


def log_odds(probability: float) -> float:
    """ln p / (1 - p), in nats, of a probability no nearer to 0 or 1 than LEAST."""
    within = min(max(probability, LEAST), 1 - LEAST)
    return log(within / (1 - within))
