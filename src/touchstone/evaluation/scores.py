"""Agreement on scores: how good one response is, as a whole or on one criterion."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from touchstone.evaluation.align import ScoreItem
from touchstone.evaluation.figures import Figures, Rows, annotator_agreement, parts_of
from touchstone.evaluation.report import Figure, Section
from touchstone.evaluation.statistics import (
    Codes,
    Numbers,
    accuracy,
    kappa,
    kendall,
    mean_absolute_error,
    spearman,
)


class _Scores:
    """Labels and verdicts as arrays, in the labels' unit where they share one, else scaled to 0..1."""

    def __init__(self, items: Sequence[ScoreItem], seed: int) -> None:
        ranges = {(item.label.score_min, item.label.score_max) for item in items}
        self.low, self.high = ranges.pop() if len(ranges) == 1 else (0.0, 1.0)
        shares = np.array([_share(item) for item in items])
        span = self.high - self.low
        self.labels: Numbers = self.low + shares * span
        self.judged: Numbers = self.low + np.array([item.judged or 0.0 for item in items]) * span
        self.lengths: Numbers = np.array([float(item.length) for item in items])
        self.is_binary = {(item.label.score_min, item.label.score_max) for item in items} == {
            (0.0, 1.0)
        } and bool(np.isin(self.labels, (0.0, 1.0)).all())
        self.label_codes: Codes = (shares >= 0.5).astype(np.int64)
        self.judged_codes: Codes = np.array(
            [int((item.judged or 0.0) >= 0.5) for item in items], dtype=np.int64
        )
        self.figures = Figures([item.group for item in items], seed)


def score_section(items: Sequence[ScoreItem], seed: int) -> Section:
    """Spearman, Kendall tau-b, mean absolute error; for labels of 0 or 1 also accuracy and kappa at 0.5."""
    compared = [item for item in items if item.judged is not None]
    scores = _Scores(compared, seed) if compared else None
    return Section(
        kind="scores",
        labelled=len(items),
        compared=len(compared),
        unscored=sum(item.judged is None and item.applies for item in items),
        not_applicable=sum(not item.applies for item in items),
        groups=len({item.group for item in compared}),
        coverage=len(compared) / len(items) if items else None,
        figures=_agreement(scores) if scores else (),
        baselines=_baselines(scores) if scores else (),
        ceiling=annotator_agreement(
            [item.label.annotators for item in items], [item.group for item in items], seed
        ),
        parts=(
            *_parts(compared, "subset", lambda item: item.subset, seed),
            *_parts(compared, "criterion", lambda item: item.criterion, seed),
        ),
    )


def _share(item: ScoreItem) -> float:
    """The label's score in 0..1 of its scale."""
    label = item.label
    return (label.score - label.score_min) / (label.score_max - label.score_min)


def _main(scores: _Scores, name: str, label: str) -> Figure:
    """The figure that parts are compared by: accuracy for labels of 0 or 1, else Spearman's correlation."""
    if scores.is_binary:
        return scores.figures.make(
            name, label, lambda rows: accuracy(scores.label_codes[rows], scores.judged_codes[rows])
        )
    return scores.figures.make(name, label, lambda rows: spearman(scores.labels[rows], scores.judged[rows]))


def _agreement(scores: _Scores) -> tuple[Figure, ...]:
    def on(statistic: Callable[[Numbers, Numbers], float]) -> Callable[[Rows], float]:
        return lambda rows: statistic(scores.labels[rows], scores.judged[rows])

    made = [
        scores.figures.make("spearman", "Spearman's correlation", on(spearman)),
        scores.figures.make("kendall", "Kendall's tau-b", on(kendall)),
        scores.figures.make(
            "mae", "mean absolute error", on(mean_absolute_error), f"on {scores.low:g} to {scores.high:g}"
        ),
    ]
    if scores.is_binary:
        made += [
            _main(scores, "accuracy", "accuracy").model_copy(
                update={"note": "a score of 0.5 or more counts as 1"}
            ),
            scores.figures.make(
                "kappa",
                "Cohen's kappa",
                lambda rows: kappa(scores.label_codes[rows], scores.judged_codes[rows], 2),
            ),
        ]
    return tuple(made)


def _baselines(scores: _Scores) -> tuple[Figure, ...]:
    median = np.full_like(scores.labels, np.median(scores.labels))
    made = [
        scores.figures.make(
            "median_mae",
            "mean absolute error of always the median label",
            lambda rows: mean_absolute_error(scores.labels[rows], median[rows]),
            f"the median is {median[0]:g}",
        ),
        scores.figures.make(
            "length_spearman",
            "Spearman's correlation of the response's length",
            lambda rows: spearman(scores.labels[rows], scores.lengths[rows]),
        ),
    ]
    if scores.is_binary:
        commonest, _ = Counter(scores.label_codes.tolist()).most_common(1)[0]
        always = np.full_like(scores.label_codes, commonest)
        made.append(
            scores.figures.make(
                "commonest",
                f"accuracy of always the commonest label ({commonest})",
                lambda rows: accuracy(scores.label_codes[rows], always[rows]),
            )
        )
    return tuple(made)


def _parts(
    items: Sequence[ScoreItem], kind: str, key: Callable[[ScoreItem], str | None], seed: int
) -> tuple[Figure, ...]:
    made = []
    for name, label, inside in parts_of(items, kind, key):
        scores = _Scores(inside, seed)
        what = "accuracy" if scores.is_binary else "Spearman"
        made.append(_main(scores, name, f"{what}, {label}"))
    return tuple(made)
