"""The arithmetic of a score: weighted criteria, negative weights, bounds where verdicts are missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from touchstone.errors import InputError

MAX_MISSING = 0.2
"""The share of the weight that may be unscored before the score itself is."""


@dataclass(frozen=True, slots=True)
class Part:
    """One criterion's share in a score: its `score` in 0..1, or None and the reason in `unscored`.

    Neither means that the criterion does not apply: it leaves both sums.
    """

    weight: float
    score: float | None = None
    unscored: str | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """A score in 0..1, or why there is none; with unscored criteria also the bounds of what it could be."""

    score: float | None = None
    bounds: tuple[float, float] | None = None
    unscored: str | None = None


def total(parts: Sequence[Part]) -> Total:
    """The score: sum(w p) / sum of positive w, clamped to 0..1.

    Where all weights are negative it is 1 + sum(w p) / sum of |w|. Criteria that do not apply leave both sums
    before anything else. Unscored ones leave the score's sums too; the bounds are the least and greatest
    score that they could still give. The score is unscored when over a fifth of the absolute weight is.
    Raises InputError where all weights are zero.
    """
    if parts and all(part.weight == 0 for part in parts):
        raise InputError("all weights of the rubric are zero", "Give at least one criterion a weight.")
    counted = [part for part in parts if part.weight and (part.score is not None or part.unscored)]
    if not counted:
        return Total(unscored="no criterion applies")
    scored = [(part.weight, part.score) for part in counted if part.score is not None]
    missing = [part for part in counted if part.score is None]
    if not missing:
        return Total(score=_score(scored))
    bounds = (
        _score([*scored, *((part.weight, float(part.weight < 0)) for part in missing)]),
        _score([*scored, *((part.weight, float(part.weight > 0)) for part in missing)]),
    )
    share = sum(abs(part.weight) for part in missing) / sum(abs(part.weight) for part in counted)
    if share > MAX_MISSING + 1e-9:
        return Total(bounds=bounds, unscored=f"{share:.0%} of the weight is unscored: {missing[0].unscored}")
    if any(part.weight > 0 for part in missing) and all(weight < 0 for weight, _ in scored):
        return Total(bounds=bounds, unscored="no criterion of positive weight was scored")
    return Total(score=_score(scored), bounds=bounds)


def _score(weighted: Sequence[tuple[float, float]]) -> float:
    raw = sum(weight * score for weight, score in weighted)
    positive = sum(weight for weight, _ in weighted if weight > 0)
    value = raw / positive if positive else 1 + raw / sum(-weight for weight, _ in weighted)
    return min(1.0, max(0.0, value))
