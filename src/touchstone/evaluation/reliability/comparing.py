"""The indicators of how far to trust a verdict, compared on decisions that people labelled."""

from collections.abc import Sequence

import numpy as np

from touchstone.domain.base import Value
from touchstone.evaluation.reliability.decisions import Decision
from touchstone.evaluation.reliability.indicators import INDICATORS, Indicator
from touchstone.evaluation.reliability.ranking import auroc_figure, half_figure, has_signal
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Numbers
from touchstone.evaluation.statistics.figures import Figures


class IndicatorRow(Value):
    """How well one indicator ranks right decisions over wrong ones, on all `n` decisions that have it.

    `auroc` is of right against wrong; `half` is the accuracy of the surest half less that of a random half (0..1).
    `usable`: the whole interval of the AUROC is above one half.
    """

    name: str
    label: str
    auroc: Figure
    half: Figure
    usable: bool


def values_of(decisions: Sequence[Decision], indicator: Indicator) -> Numbers | None:
    """The indicator of each decision, (decisions,); None where one of them lacks it."""
    values = [indicator.of(decision.signals) for decision in decisions]
    return None if any(value is None for value in values) else np.array(values, dtype=np.float64)


def compare_indicators(decisions: Sequence[Decision], *, seed: int = 0) -> tuple[IndicatorRow, ...]:
    """Every indicator that all decisions have, in the order of INDICATORS, by the same resamples of groups."""
    figures = Figures([decision.group for decision in decisions], seed)
    rights = [decision.right for decision in decisions]
    rows = []
    for name, indicator in INDICATORS.items():
        values = values_of(decisions, indicator)
        if values is not None and len(values):
            rows.append(row_of(figures, rights, values, name, indicator.label))
    return tuple(rows)


def row_of(figures: Figures, rights: Sequence[bool], values: Numbers, name: str, label: str) -> IndicatorRow:
    """The row of one indicator. `values`: (decisions,), as the rights."""
    auroc = auroc_figure(figures, rights, values)
    return IndicatorRow(
        name=name,
        label=label,
        auroc=auroc,
        half=half_figure(figures, rights, values),
        usable=has_signal(auroc),
    )
