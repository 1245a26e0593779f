"""Agreement on scores: how good one response is, as a whole or on one criterion."""

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np

from touchstone.evaluation.agreement.align import ScoreItem
from touchstone.evaluation.agreement.beside import OtherRun, beside_figures
from touchstone.evaluation.agreement.ceiling import ceiling, judge_as_annotator
from touchstone.evaluation.agreement.classes import kappa_figures, prevalence_figures
from touchstone.evaluation.report import Figure, Section
from touchstone.evaluation.statistics.basics import Codes, Numbers
from touchstone.evaluation.statistics.correlations import between_systems, pooled, within_prompts
from touchstone.evaluation.statistics.figures import Figures, Rows, parts_of
from touchstone.evaluation.statistics.measures import Measure, accuracy, mean_absolute_error
from touchstone.evaluation.statistics.ranks import Spearman

Others = Sequence[tuple[OtherRun, Sequence[ScoreItem]]]


class _Scores:
    """Compared scores as arrays, in the labels' unit where they share one, else scaled to 0..1.

    `name`: what the main figure, by which parts and runs are compared, is called: accuracy where all labels are 0
    or 1, else Spearman's correlation.
    """

    def __init__(self, items: Sequence[ScoreItem], figures: Figures) -> None:
        self.items, self.figures = items, figures
        ranges = {(item.label.score_min, item.label.score_max) for item in items}
        self.share_unit = len(ranges) == 1
        self.low, self.high = next(iter(ranges)) if self.share_unit else (0.0, 1.0)
        self.labels: Numbers = self.in_unit([item.label.share for item in items])
        self.judged: Numbers = self.in_unit([item.judged or 0.0 for item in items])
        self.lengths: Numbers = np.array([float(item.length) for item in items])
        self.is_binary = ranges == {(0.0, 1.0)} and bool(np.isin(self.labels, (0.0, 1.0)).all())
        self.name = "accuracy" if self.is_binary else "Spearman"

    def in_unit(self, shares: Sequence[float]) -> Numbers:
        """Scores in 0..1 in the labels' unit."""
        return self.low + np.array(shares, dtype=np.float64) * (self.high - self.low)

    def main(self, rows: Rows, judged: Numbers) -> Measure:
        """The main figure of these items, judged so."""
        if self.is_binary:
            return accuracy(_binary(self.labels[rows]), _binary(judged))
        return Spearman(self.labels[rows], judged)


def score_section(items: Sequence[ScoreItem], seed: int, others: Others = ()) -> Section:
    """Agreement of the labelled scores with the judged ones. `others`: other runs' scores."""
    all_figures = Figures([item.group for item in items], seed)
    compared = [row for row, item in enumerate(items) if item.judged is not None]
    section = Section(
        kind="scores",
        labelled=len(items),
        compared=len(compared),
        unscored=sum(item.judged is None and item.applies for item in items),
        not_applicable=sum(not item.applies for item in items),
        groups=len({items[row].group for row in compared}),
        coverage=len(compared) / len(items) if items else None,
        figures=(),
        ceiling=ceiling(all_figures, [item.label.annotators for item in items]),
    )
    if not compared:
        return section
    scores = _Scores([items[row] for row in compared], all_figures.on(compared))
    return section.model_copy(
        update={
            "figures": _agreement(scores),
            "prevalence": _prevalence(scores),
            "beside": _beside(scores, others),
            "baselines": _baselines(scores),
            "ceiling": (*section.ceiling, *_as_annotator(scores)),
            "parts": tuple(
                part for kind in ("subset", "criterion", "system") for part in _parts(scores, kind)
            ),
        }
    )


def _binary(scores: Numbers) -> Codes:
    return (scores >= 0.5).astype(np.int64)


def _prompts(scores: _Scores) -> list[object]:
    """What is ranked with what: responses to one prompt, on one criterion."""
    return [(item.key[0], item.label.criterion_id) for item in scores.items]


def _agreement(scores: _Scores) -> tuple[Figure, ...]:
    figures, labels, judged = scores.figures, scores.labels, scores.judged
    made = [
        *pooled(figures, labels, judged),
        *within_prompts(figures, labels, judged, _prompts(scores)),
        *between_systems(figures, [item.system for item in scores.items], labels, judged),
        figures.make(
            "mae",
            "mean absolute error",
            mean_absolute_error(labels, judged),
            f"on {scores.low:g} to {scores.high:g}",
        ),
    ]
    if scores.is_binary:
        codes = _binary(labels), _binary(judged)
        made += [
            figures.make("accuracy", "accuracy", accuracy(*codes), "a score of 0.5 or more counts as 1"),
            *kappa_figures(figures, *codes, ("0", "1")),
        ]
    return tuple(made)


def _prevalence(scores: _Scores) -> tuple[Figure, ...]:
    if not scores.is_binary:
        return ()
    return prevalence_figures(scores.figures, _binary(scores.labels), _binary(scores.judged), ("0", "1"))


def _baselines(scores: _Scores) -> tuple[Figure, ...]:
    figures, labels = scores.figures, scores.labels
    median = float(np.median(labels))
    made = [
        figures.make(
            "median_mae",
            "mean absolute error of always the median label",
            mean_absolute_error(labels, np.full_like(labels, median)),
            f"the median is {median:g}",
        ),
        figures.make("length_spearman", "length: Spearman, over all", Spearman(labels, scores.lengths)),
        *(
            each.model_copy(update={"name": f"length_{each.name}"})
            for each in within_prompts(figures, labels, scores.lengths, _prompts(scores), "length: ")
        ),
    ]
    if scores.is_binary:
        codes = _binary(labels)
        commonest, _ = Counter(codes.tolist()).most_common(1)[0]
        label = f"accuracy of always the commonest label ({commonest})"
        made.append(figures.make("commonest", label, accuracy(codes, np.full_like(codes, commonest))))
    return tuple(made)


def _as_annotator(scores: _Scores) -> tuple[Figure, ...]:
    """The judge beside one annotator, where annotators give numbers in the unit of all labels."""
    if not scores.share_unit:
        return ()
    said = [item.label.annotators for item in scores.items]
    figures = judge_as_annotator(scores.figures, said, scores.judged.tolist())
    return tuple(figure for figure in figures if figure.name == "judge_annotators_apart")


def _beside(scores: _Scores, others: Others) -> tuple[Figure, ...]:
    found: list[tuple[OtherRun, dict[Hashable, float]]] = []
    for run, items in others:
        judged = [item for item in items if item.judged is not None]
        values = scores.in_unit([item.judged or 0.0 for item in judged])
        found.append((run, {item.key: value for item, value in zip(judged, values.tolist(), strict=True)}))
    return beside_figures(
        scores.figures,
        [item.key for item in scores.items],
        found,
        scores.judged.tolist(),
        lambda rows, judged: scores.main(rows, np.array(judged, dtype=np.float64)),
        scores.name,
    )


def _parts(scores: _Scores, kind: str) -> tuple[Figure, ...]:
    def names(item: ScoreItem) -> Sequence[str]:
        name: str | None = getattr(item, kind)
        return [] if name is None else [name]

    return tuple(
        scores.figures.on(rows).make(name, f"{scores.name}, {label}", scores.main(rows, scores.judged[rows]))
        for name, label, rows in parts_of(scores.items, kind, names)
    )
