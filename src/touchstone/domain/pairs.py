"""Which pairs of a sample are compared, and what preference the labels of single responses imply."""

from itertools import combinations

from touchstone.domain.dataset import Pair, Preference, Response, Sample, ScoreLabel

TIE_BAND = 0.01
"""Two responses that were scored one by one tie when their scores differ by no more than this."""


def pairs_of(sample: Sample) -> tuple[Pair, ...]:
    """The file's pairs; where it has none, every two responses in file order, as "<a>|<b>".

    The label of a pair made here is what the two responses' own scores imply, where they can be compared.
    """
    if sample.pairs:
        return sample.pairs
    return tuple(
        Pair(id=f"{a.id}|{b.id}", a=a.id, b=b.id, label=implied_preference(a, b))
        for a, b in combinations(sample.responses, 2)
    )


def implied_preference(a: Response, b: Response) -> Preference | None:
    """The response with the higher mean score over the criteria both were scored on; None without any."""
    scores_a, scores_b = _scores(a.labels), _scores(b.labels)
    shared = scores_a.keys() & scores_b.keys()
    if not shared:
        return None
    gap = sum(scores_a[key] - scores_b[key] for key in shared) / len(shared)
    if abs(gap) < 1e-9:
        return "tie"
    return "A" if gap > 0 else "B"


def scored_apart(a: float, b: float) -> Preference:
    """The preference that the judge's scores (0..1) of a pair's two responses come to."""
    if abs(a - b) <= TIE_BAND:
        return "tie"
    return "A" if a > b else "B"


def _scores(labels: tuple[ScoreLabel, ...]) -> dict[tuple[str | None, float, float], float]:
    """Scores in 0..1 by criterion and scale; several labels of one response on one scale are averaged."""
    found: dict[tuple[str | None, float, float], list[float]] = {}
    for label in labels:
        if label.score_max > label.score_min:
            share = label.share
            found.setdefault((label.criterion_id, label.score_min, label.score_max), []).append(share)
    return {key: sum(values) / len(values) for key, values in found.items()}
