"""A jury's members against each other: how far they agree, and as how many independent judges they count.

Judges that make the same mistakes are worth less than their number. With the mean correlation r of what n members say
(of their errors, where labels tell them) their mean has the variance of n / (1 + (n - 1) r) independent ones: Kish's
design effect of equally correlated observations (Kish, Survey Sampling, 1965; for panels of judges arXiv 2605.29800).
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from touchstone.domain.base import Value
from touchstone.evaluation.report import Figure, Row
from touchstone.evaluation.statistics.basics import Codes, Numbers
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import Counts, Measure, accuracy, kappa, mean, pearson


class JuryReport(Value):
    """How the `members` of a run's jury stand to each other.

    `verdicts`: what all of them came to a verdict on. `agreement`: Cohen's kappa of each two. `votes`: the number of
    independent judges, from the mean correlation of their errors where there are labels (`by_errors`), else of
    their verdicts. `accuracy`: of each member, and of the run's lines, on what has a label.
    """

    run: str
    members: tuple[str, ...]
    verdicts: int
    labelled: int
    agreement: tuple[Figure, ...]
    correlation: Figure
    votes: Figure
    by_errors: bool
    accuracy: tuple[Figure, ...]
    notes: tuple[str, ...] = ()

    def rows(self) -> list[Row]:
        """The report as rows of a table."""
        titled = [(f"kappa of {each.label}", each) for each in self.agreement]
        titled += [(each.label, each) for each in (self.correlation, self.votes)]
        titled += [(f"accuracy of {each.label}", each) for each in self.accuracy]
        return [
            Row("jury", label, each.value, each.low, each.high, each.n, each.note) for label, each in titled
        ]


class MeanCorrelation(Measure):
    """The mean of Pearson's correlations of each two columns of `values` (items, members); of constant ones none."""

    reason = "members never differ, or always say the same"

    def __init__(self, values: Numbers) -> None:
        self._pairs = [pearson(one, other) for one, other in combinations(values.T, 2)]

    def over(self, codes: Codes, counts: Counts) -> Numbers:
        each = np.stack([pair.over(codes, counts) for pair in self._pairs])
        known = ~np.isnan(each)
        total = np.where(known, each, 0.0).sum(axis=0)
        means: Numbers = np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan)
        return means


class IndependentVotes(Measure):
    """n / (1 + (n - 1) r) with the mean correlation r of the columns of `values` (items, n); an r under 0 is 0."""

    reason = MeanCorrelation.reason

    def __init__(self, values: Numbers) -> None:
        self._members = values.shape[1]
        self._correlation = MeanCorrelation(values)

    def over(self, codes: Codes, counts: Counts) -> Numbers:
        correlation = np.maximum(self._correlation.over(codes, counts), 0.0)
        votes: Numbers = self._members / (1 + (self._members - 1) * correlation)
        return votes


def jury_report(
    run: str,
    members: Sequence[str],
    *,
    outcomes: Codes,
    values: Numbers,
    groups: Sequence[str],
    rights: Numbers,
    line_rights: Numbers,
    right_groups: Sequence[str],
    seed: int = 0,
    notes: Sequence[str] = (),
) -> JuryReport:
    """The report of a jury of n members.

    On what all members came to a verdict on (v): `outcomes` (v, n), codes of what each chose; `values` (v, n), their
    scores in 0..1; `groups`. On what has a label (k, perhaps none): `rights` (k, n), 1.0 where the member agrees with
    it; `line_rights` (k), where the average does; `right_groups`.
    """
    figures = Figures(groups, seed)
    classes = int(outcomes.max(initial=0)) + 1
    pairs = list(combinations(range(len(members)), 2))
    agreement = tuple(
        figures.make(
            "kappa",
            f"{members[one]} and {members[other]}",
            kappa(outcomes[:, one], outcomes[:, other], classes),
            f"the same in {_share(figures, accuracy(outcomes[:, one], outcomes[:, other]))}",
        )
        for one, other in pairs
    )
    by_errors = len(rights) > 0
    told, about = (Figures(right_groups, seed), rights) if by_errors else (figures, values)
    what = "errors" if by_errors else "verdicts"
    right = [(name, rights[:, place]) for place, name in enumerate(members)] if by_errors else []
    right += [("the jury", line_rights)] if by_errors else []
    return JuryReport(
        run=run,
        members=tuple(members),
        verdicts=len(outcomes),
        labelled=len(rights),
        agreement=agreement,
        correlation=told.make("correlation", f"mean correlation of their {what}", MeanCorrelation(about)),
        votes=told.make("votes", f"independent votes of {len(members)}", IndependentVotes(about)),
        by_errors=by_errors,
        accuracy=tuple(told.make("accuracy", name, mean(values)) for name, values in right),
        notes=tuple(notes),
    )


def _share(figures: Figures, measure: Measure) -> str:
    value = figures.make("", "", measure).value
    return "none" if value is None else f"{value:.0%}"
