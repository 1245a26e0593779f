"""What each criterion is worth: the score, and its agreement with people, without it."""

from collections.abc import Iterator

import numpy as np

from touchstone.evaluation.audit.material import Material, there
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Codes, Numbers
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import Difference, Measure, mean
from touchstone.evaluation.statistics.ranks import Concordance, Spearman

_CHANGE = "the score's mean absolute change without it"
_ORDER = "rank correlation of the score with that without it"
_WORTH = "agreement with people, less that without it"


def removals(material: Material, seed: int) -> list[tuple[Figure, ...]]:
    """For each criterion the figures of the score with it and without it."""
    every = Figures(material.groups, seed)
    return [tuple(_of(material, about, every)) for about in range(len(material.criteria))]


def agreement(material: Material, seed: int) -> Figure:
    """The share of pairs with different labels that the scores put in the labels' order; a coin gives one half."""
    found = _agreement(material, material.scores)
    label = "agreement with people: pairs in their order"
    if found is None:
        return Figure(name="agreement", label=label, note="no labels")
    measure, rows = found
    return Figures(material.groups, seed).on(rows).make("agreement", label, measure)


def _of(material: Material, about: int, every: Figures) -> Iterator[Figure]:
    without = material.without[:, about]
    judged = there(material.credit[:, about]) & there(material.scores)
    rows = np.flatnonzero(judged & there(without))
    if not len(rows):
        return
    before, after = material.scores[rows], without[rows]
    yield every.on(rows).make("score_change", _CHANGE, mean(np.abs(before - after)))
    yield every.on(rows).make("same_order", _ORDER, Spearman(before, after))
    new_scores = np.where(judged, without, material.scores)
    old_scores = np.where(there(new_scores), material.scores, np.nan)
    old, new = _agreement(material, old_scores), _agreement(material, new_scores)
    if old is not None and new is not None:
        yield every.on(old[1]).make("agreement_change", _WORTH, Difference(old[0], new[0]))


def _agreement(material: Material, scores: Numbers) -> tuple[Measure, Codes] | None:
    """(agreement of the scores with preferences, or else with scores of people; rows of its items)."""
    if len(material.pairs):
        first, second = material.pairs.T
        kept = there(scores[first]) & there(scores[second])
        gaps = scores[first[kept]] - scores[second[kept]]
        right = np.where(gaps > 0, 1.0, np.where(gaps == 0, 0.5, 0.0))
        return (mean(right), first[kept]) if len(right) else None
    rows = np.flatnonzero(there(material.quality) & there(scores))
    if len(rows) < 2:
        return None
    return Concordance(material.quality[rows], scores[rows]), rows
