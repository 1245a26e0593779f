"""Aspect-specific evaluation: does a verdict follow the aspect it is asked about, or a general impression?

Two views. Damages: a response is made worse in one aspect, and the verdicts on criteria about that aspect should fall
while the others stay. Halo (Thorndike, Journal of Applied Psychology 4, 1920): where people scored one response on
several criteria, a judge that goes by a general impression scores them more alike than people do, and agrees with the
labels of one criterion no better than with those of the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from touchstone.evaluation.card.contents import Line, Table
from touchstone.evaluation.card.measuring import Weighted
from touchstone.evaluation.card.probed import Shift, lost
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Codes, Numbers
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import Counts, Difference, Measure, mean, pearson

OWN, OTHERS, MORE, WHOLE = "loss on its aspect", "loss on other criteria", "difference", "loss as a whole"
JUDGED, LABELLED, DIFFERENCE = "judge", "people", "difference"
OWN_LABEL, OTHER_LABELS = "own labels", "other labels"


@dataclass(frozen=True, slots=True)
class Damaged:
    """The verdicts under one damage: on criteria about the aspect, on others, and on the response as a whole."""

    name: str
    aspect: str
    told: str
    about: tuple[Shift, ...]
    others: tuple[Shift, ...]
    whole: tuple[Shift, ...]
    left_out: int = 0
    unscored: int = 0


def damage_table(set_name: str, damaged: Sequence[Damaged], seed: int) -> Table:
    """One line for each damage that some verdict could be asked about."""
    lines = [_damage_line(each, seed) for each in damaged if each.about or each.others or each.whole]
    return Table(
        name=f"damages:{set_name}",
        title=f"One aspect damaged, {set_name}",
        about="By how much a verdict (0 to 1) falls when the response is damaged in one aspect: on criteria that "
        "name that aspect; on the others, which should not move; and on verdicts about the response as a whole, "
        "which should fall.",
        columns=(OWN, OTHERS, MORE, WHOLE),
        drawn=3 if lines and any(each.whole for each in damaged) else 0,
        lines=tuple(lines),
        lacking="" if lines else "no verdict could be asked about a damaged response",
    )


def _damage_line(each: Damaged, seed: int) -> Line:
    shifts = (*each.about, *each.others, *each.whole)
    figures, fell = Figures([shift.group for shift in shifts], seed), lost(shifts)
    ends = np.cumsum([len(part) for part in (each.about, each.others, each.whole)])
    about, others, whole = np.split(np.arange(len(shifts)), ends[:-1])
    difference = None
    if len(about) and len(others):
        measure = Weighted(((1.0, about, mean(fell[about])), (-1.0, others, mean(fell[others]))))
        difference = figures.make("more", MORE, measure)
    said = [f"{each.aspect}: {each.told}"]
    said += [f"{each.left_out} left out, about what it alters otherwise"] if each.left_out else []
    said += [f"{each.unscored} without a verdict before or after"] if each.unscored else []

    def loss(rows: Codes, name: str) -> Figure | None:
        return figures.on(rows).make(name, name, mean(fell[rows])) if len(rows) else None

    return Line(
        name=each.name,
        label=each.name,
        items=len(shifts),
        groups=figures.groups,
        figures=(loss(about, OWN), loss(others, OTHERS), difference, loss(whole, WHOLE)),
        note="; ".join(said),
    )


@dataclass(frozen=True, eq=False)
class Scored:
    """Responses that were scored on several criteria: scores (responses, criteria) of judge and people, in 0..1."""

    criteria: tuple[str, ...]
    groups: tuple[str, ...]
    judged: Numbers
    labels: Numbers


def halo_table(set_name: str, scored: Scored | None, why: str, seed: int) -> Table:
    """How alike different criteria are scored, by the judge and by people. `why`: the reason where there is none."""
    table = Table(
        name=f"halo:{set_name}",
        title=f"Different criteria scored alike, {set_name}",
        about="Pearson's correlation between two criteria over responses, the mean over all pairs of criteria. A "
        "judge above people lets a general impression colour all criteria.",
        columns=(JUDGED, LABELLED, DIFFERENCE),
        drawn=2,
        lacking=why,
    )
    if scored is None:
        return table
    figures = Figures(scored.groups, seed)
    judge, people = (
        _Mean([pearson(side[a], side[b]) for a, b in combinations(range(len(side)), 2)])
        for side in (scored.judged.T, scored.labels.T)
    )
    line = Line(
        name="alike",
        label=f"{len(scored.criteria)} criteria",
        items=len(figures),
        groups=figures.groups,
        figures=(
            figures.make("alike_judge", JUDGED, judge),
            figures.make("alike_people", LABELLED, people),
            figures.make("halo", DIFFERENCE, Difference(judge, people)),
        ),
    )
    return table.model_copy(update={"lines": (line,), "lacking": ""})


def hearing_table(set_name: str, scored: Scored, seed: int) -> Table:
    """How well a criterion's verdict meets its own labels, and those of the others."""
    figures, judged, labels = Figures(scored.groups, seed), scored.judged.T, scored.labels.T
    own = _Mean([pearson(*pair) for pair in zip(judged, labels, strict=True)])
    other = _Mean([pearson(judged[a], labels[b]) for a, b in permutations(range(len(labels)), 2)])
    line = Line(
        name="hearing",
        label=f"{len(scored.criteria)} criteria",
        items=len(figures),
        groups=figures.groups,
        figures=(
            figures.make("own", OWN_LABEL, own),
            figures.make("others", OTHER_LABELS, other),
            figures.make("selective", DIFFERENCE, Difference(own, other)),
        ),
    )
    return Table(
        name=f"hearing:{set_name}",
        title=f"Own labels and other labels, {set_name}",
        about="Pearson's correlation, over responses, of a criterion's verdict with its own labels, and with the "
        "labels of the other criteria; means over criteria. A judge that hears what it is asked agrees better with "
        "its own.",
        columns=(OWN_LABEL, OTHER_LABELS, DIFFERENCE),
        drawn=2,
        lines=(line,),
    )


class _Mean(Measure):
    """The mean of statistics of the same items; one that has no value is left out."""

    reason = "the scores do not vary"

    def __init__(self, measures: Sequence[Measure]) -> None:
        self._measures = measures

    def over(self, codes: Codes, counts: Counts) -> Numbers:
        values = np.stack([measure.over(codes, counts) for measure in self._measures])
        there = ~np.isnan(values)
        held = there.sum(axis=0)
        return np.where(held > 0, np.nansum(values, axis=0) / np.maximum(held, 1), np.nan)
