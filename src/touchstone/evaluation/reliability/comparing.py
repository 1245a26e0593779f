"""The indicators of how far to trust a verdict, compared on decisions that people labelled."""

from collections.abc import Sequence

import numpy as np

from touchstone.evaluation.reliability.decisions import Decision
from touchstone.evaluation.reliability.indicators import INDICATORS, Indicator
from touchstone.evaluation.reliability.ranking import auroc_figure, on_signal
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Numbers
from touchstone.evaluation.statistics.figures import Figures


def values_of(decisions: Sequence[Decision], indicator: Indicator) -> Numbers | None:
    """The indicator of each decision, (decisions,); None where one of them lacks it."""
    values = [indicator.of(decision.signals) for decision in decisions]
    return None if any(value is None for value in values) else np.array(values, dtype=np.float64)


def compare_indicators(figures: Figures, decisions: Sequence[Decision]) -> tuple[Figure, ...]:
    """The AUROC of right against wrong of every indicator that all decisions have, in the order of INDICATORS.

    The note says where one gives no usable signal. `figures`: of the decisions' groups, in their order.
    """
    rights = [decision.right for decision in decisions]
    found = []
    for name, indicator in INDICATORS.items():
        values = values_of(decisions, indicator)
        if values is not None:
            auroc = auroc_figure(figures, rights, values, f"auroc_{name}")
            found.append(auroc.model_copy(update={"label": indicator.label, "note": on_signal(auroc)}))
    return tuple(found)
