"""A run's calibration: fitted on its decisions, measured on held-out groups before and after, with a guarantee."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from touchstone.domain.base import Value
from touchstone.domain.calibration import Calibrator, Guarantee, Unit
from touchstone.errors import InputError
from touchstone.evaluation.reliability.calibration import (
    ISOTONIC_FROM,
    HeldOut,
    feature_rows,
    fit,
    out_of_fold,
    probabilities_of,
    usual_features,
)
from touchstone.evaluation.reliability.comparing import compare_indicators
from touchstone.evaluation.reliability.decisions import Decided, Decision
from touchstone.evaluation.reliability.quality import Bin, diagram, quality_figures
from touchstone.evaluation.reliability.ranking import (
    NO_SIGNAL,
    area_figure,
    auroc_figure,
    coverage_figures,
    half_figure,
    has_signal,
)
from touchstone.evaluation.reliability.threshold import guarantee
from touchstone.evaluation.report import Figure, Row
from touchstone.evaluation.statistics.basics import Numbers
from touchstone.evaluation.statistics.bootstrap import FEW_GROUPS, RESAMPLES
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import mean

LEAST_LABELS = 50
LEAST_GROUPS = FEW_GROUPS
LEAST_OF_A_KIND = 5
"""Right verdicts, and wrong ones, that there must be to tell them apart."""

NAMES: dict[Unit, str] = {"criterion": "verdicts on criteria", "response": "responses", "pair": "pairs"}
"""What a calibration is about, in words."""


class CalibrationReport(Value):
    """What a calibration of a run's verdicts comes to.

    `indicators`: the AUROC of each by itself. `before`: of the judge's own probability and rank. `after`: of
    calibrations that had no part of a decision's group. `coverage`: the accuracy of the surest verdicts at
    rising shares. `diagram` and `diagram_before`: their bars. `usable` is whether sureness tells right from
    wrong; without it there is no `guarantee`, and `reason` says so. `accuracy` is that of all.
    """

    run: str
    unit: Unit
    labels: int
    groups: int
    calibrator: Calibrator
    accuracy: Figure
    indicators: tuple[Figure, ...]
    before: tuple[Figure, ...]
    after: tuple[Figure, ...]
    coverage: tuple[Figure, ...]
    diagram: tuple[Bin, ...]
    diagram_before: tuple[Bin, ...]
    usable: bool
    reason: str = ""
    guarantee: Guarantee | None = None
    notes: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """What the calibration is about, in words."""
        return NAMES[self.unit]

    def figure(self, name: str) -> Figure | None:
        """The figure of that name after calibration."""
        return next((each for each in self.after if each.name == name), None)

    def rows(self) -> list[Row]:
        """The figures as rows of a table, in order: without calibration, with it, and the surest verdicts."""
        # That all of the surest are right, in every resample too, needs no note at each of them.
        curve = [each.model_copy(update={"note": ""}) for each in self.coverage[1::2]]
        return [
            Row(title, each.label, each.value, each.low, each.high, each.n, each.note)
            for title, figures in (
                ("right against wrong, by", self.indicators),
                ("before", self.before),
                ("after", self.after),
                ("accuracy of", curve),
            )
            for each in figures
        ]


def calibrate(
    run: str,
    decided: Decided,
    *,
    agreement: float,
    features: Sequence[str] | None = None,
    seed: int = 0,
) -> CalibrationReport:
    """Fits a calibration of what most decisions are about. `features`: names in FEATURES; usual ones without.

    `agreement` (0..1) is what the threshold is to guarantee. Raises InputError where there are too few labels, or all
    are alike.
    """
    unit = decided.unit
    if unit is None:
        raise InputError(_nothing(run, decided), f"label some of its verdicts blind: touchstone label {run}")
    chosen = decided.of(unit)
    features = tuple(features or usual_features([each.signals for each in chosen]))
    every_row = feature_rows([each.signals for each in chosen], features)
    read = np.flatnonzero(~np.isnan(every_row).any(axis=1))
    unread = len(chosen) - len(read)
    rows, chosen = every_row[read], tuple(chosen[place] for place in read)
    _require_enough(run, chosen)
    right, groups = [each.right for each in chosen], [each.group for each in chosen]
    calibrator = fit(rows, right, features)
    held_out = out_of_fold(rows, right, groups, features)
    figures = Figures(groups, seed)
    after = _after(figures, right, held_out)
    usable = has_signal(after[0])
    return CalibrationReport(
        run=run,
        unit=unit,
        labels=len(chosen),
        groups=figures.groups,
        calibrator=calibrator,
        accuracy=figures.make("accuracy", "share of right verdicts", mean(np.array(right, dtype=np.float64))),
        indicators=compare_indicators(figures, chosen),
        before=_before(figures, chosen),
        after=after,
        coverage=coverage_figures(figures, right, held_out.ranks),
        diagram=diagram(figures, right, held_out.probabilities),
        diagram_before=_diagram_before(figures, chosen),
        usable=usable,
        reason="" if usable else NO_SIGNAL,
        guarantee=_guarantee(calibrator, rows, right, groups, held_out, agreement) if usable else None,
        notes=tuple(_notes(decided, unit, unread, calibrator)),
    )


def _guarantee(
    calibrator: Calibrator,
    rows: Numbers,
    right: Sequence[bool],
    groups: Sequence[str],
    held_out: HeldOut,
    agreement: float,
) -> Guarantee:
    """The guarantee with its threshold as a probability: it was chosen as a rank about the features' means."""
    found = guarantee(right, held_out.ranks, groups, agreement)
    if found.threshold is None:
        return found
    rank = found.threshold + rows.mean(axis=0) @ np.array(calibrator.weights)
    return found.model_copy(update={"threshold": float(probabilities_of(calibrator, np.array([rank]))[0])})


def _after(figures: Figures, right: Sequence[bool], held_out: HeldOut) -> tuple[Figure, ...]:
    return (
        auroc_figure(figures, right, held_out.ranks),
        half_figure(figures, right, held_out.ranks),
        area_figure(figures, right, held_out.ranks),
        *quality_figures(figures, right, held_out.probabilities),
    )


def _before(figures: Figures, chosen: Sequence[Decision]) -> tuple[Figure, ...]:
    """The rank as it was, and the probability that the judge itself gave to its likeliest label."""
    found: list[Figure] = []
    ranked = [(row, each.signals.reliability) for row, each in enumerate(chosen)]
    known = [(row, rank) for row, rank in ranked if rank is not None]
    if known:
        places = [row for row, _ in known]
        right, indicator = [chosen[row].right for row in places], np.array([rank for _, rank in known])
        on = figures.on(places)
        found += [make(on, right, indicator) for make in (auroc_figure, half_figure, area_figure)]
    places, own = _own_probabilities(chosen)
    if places:
        found += quality_figures(figures.on(places), [chosen[row].right for row in places], own)
    return tuple(found)


def _diagram_before(figures: Figures, chosen: Sequence[Decision]) -> tuple[Bin, ...]:
    places, own = _own_probabilities(chosen)
    return diagram(figures.on(places), [chosen[row].right for row in places], own)


def _own_probabilities(chosen: Sequence[Decision]) -> tuple[list[int], Numbers]:
    told = [(row, each.signals.max_probability) for row, each in enumerate(chosen)]
    known = [(row, probability) for row, probability in told if probability is not None]
    return [row for row, _ in known], np.array([probability for _, probability in known], dtype=np.float64)


def _require_enough(run: str, chosen: Sequence[Decision]) -> None:
    groups = len({each.group for each in chosen})
    agreed = Counter(each.right for each in chosen)
    missing = LEAST_LABELS - len(chosen)
    if missing > 0:
        raise InputError(
            f"{len(chosen)} labels that verdicts can be held against are too few: {missing} more are needed",
            f"label more of them blind: touchstone label {run} -n {LEAST_LABELS}",
        )
    if groups < LEAST_GROUPS:
        raise InputError(
            f"the labels are of {groups} prompts: {LEAST_GROUPS - groups} more are needed",
            "rows of one prompt do not tell as much as rows of several",
        )
    for right, word in ((True, "right"), (False, "wrong")):
        if agreed[right] < LEAST_OF_A_KIND:
            raise InputError(
                f"{agreed[right]} of {len(chosen)} labelled verdicts are {word}: at least {LEAST_OF_A_KIND} are"
                " needed to tell right from wrong",
                f"label more verdicts: touchstone label {run} -n {2 * len(chosen)}",
            )


def _nothing(run: str, decided: Decided) -> str:
    if decided.unscored or decided.not_applicable:
        return f"every labelled verdict of run {run} is unscored or not applicable"
    if decided.seen:
        return f"run {run} has only labels that were given with the verdict in sight: they are not used"
    return f"nothing that run {run} judged has a label"


def _notes(decided: Decided, unit: Unit, unread: int, calibrator: Calibrator) -> list[str]:
    others = len(decided.decisions) - len(decided.of(unit))
    left_out = {
        "unscored": decided.unscored,
        "not applicable": decided.not_applicable,
        "labelled with the verdict in sight": decided.seen,
        "without the signals that the fit is made of": unread,
        "about something else": others,
    }
    notes = [f"left out, {what}: {count}" for what, count in left_out.items() if count]
    if calibrator.reversed:
        notes.append("people agree less with what this judge is surer of: its order is turned round")
    logistic = f"logistic (Platt); isotonic from {ISOTONIC_FROM:,} labels on"
    return [
        *notes,
        f"the curve is {'isotonic' if calibrator.steps else logistic}",
        "after: each verdict by a calibration that its own group had no part in",
        f"intervals: 95 %, {RESAMPLES} resamples of groups (prompts)",
    ]
