"""How far to trust one verdict before any label is seen: a rank, from the judge's own answer and its base model's."""

from touchstone.domain.odds import log_odds
from touchstone.domain.results import ResultLine, Vote


def reliability_of(line: ResultLine, base: Vote | None = None, weight: float = 1.0) -> float | None:
    """How sure a verdict is, in nats: higher is surer. None where no distribution was read.

    By itself a judge's verdict has its log-odds, ln p / (1 - p): p is the probability, among all tokens, that the
    judge gave to its likeliest label, so that a verdict is unsure where the labels are level, and where they were
    not what the judge wanted to say. Beside what its `base` model said at the same place it has
    S = -H_judge + weight * H_base, with H the Shannon entropy over the whole vocabulary. (After arXiv 2403.02839,
    whose released code takes something else for an entropy; docs/reliability.md compares both with others and says
    why the first is the default.)

    Either is a rank and nothing else: no number of it is a probability of being right.
    """
    if line.entropy is None or not line.probabilities or line.label_mass is None:
        return None
    if base is not None and base.entropy is not None:
        return weight * base.entropy - line.entropy
    return log_odds(max(line.probabilities.values()) * line.label_mass)
