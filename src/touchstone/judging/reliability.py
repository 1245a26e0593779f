"""How far to trust one verdict before any label is seen: a rank, from the judge's own entropy and its base model's."""

from touchstone.domain.results import ResultLine, Vote


def reliability_of(line: ResultLine, base: Vote | None = None, weight: float = 1.0) -> float | None:
    """S = -H_judge + weight * H_base, in nats: higher is surer. None where no distribution was read.

    H is the Shannon entropy over the whole vocabulary at the verdict; `base` is what the model before fine-tuning
    said at the same place. It is a rank and nothing else: no number of it means a probability. (After arXiv
    2403.02839, whose released code takes something else for an entropy; see docs/reliability.md.)
    """
    if line.entropy is None:
        return None
    if base is None or base.entropy is None:
        return -line.entropy
    return weight * base.entropy - line.entropy
