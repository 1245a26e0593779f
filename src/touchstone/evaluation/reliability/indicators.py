"""What can say how far to trust a verdict: each indicator is a number for each decision, and needs no label."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from touchstone.domain.odds import log_odds
from touchstone.evaluation.reliability.signals import Signals


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number for each decision, higher meaning surer; None where what it needs was not read."""

    label: str
    of: Callable[[Signals], float | None]


def _verdict(signals: Signals) -> float | None:
    if signals.max_probability is None or signals.label_mass is None:
        return None
    return log_odds(signals.max_probability * signals.label_mass)


def _calibrated(signals: Signals) -> float | None:
    return None if signals.base_entropy is None else signals.base_entropy - signals.entropy


def _less(value: float | int | None) -> float | None:
    return None if value is None else -float(value)


def _agreed(value: bool | None) -> float | None:
    return None if value is None else float(value)


DEFAULT = "verdict"
"""The indicator that is a verdict's reliability before there are labels."""

INDICATORS: Mapping[str, Indicator] = {
    DEFAULT: Indicator("probability of the verdict (default)", _verdict),
    "entropy": Indicator("entropy alone", lambda signals: -signals.entropy),
    "label_mass": Indicator("label mass", lambda signals: signals.label_mass),
    "max_probability": Indicator("max probability among the labels", lambda signals: signals.max_probability),
    "calibrated": Indicator("S: entropy calibrated by the base model, lambda 1", _calibrated),
    "perplexity": Indicator("base model's perplexity of the text", lambda signals: _less(signals.surprise)),
    "written": Indicator("entropy of the rationale", lambda signals: _less(signals.written_entropy)),
    "reasons": Indicator("same verdict after the rationale", lambda signals: _agreed(signals.reasons_agree)),
    "orders": Indicator("same preference in both orders", lambda signals: _agreed(signals.orders_agree)),
    "length": Indicator("length: shorter is surer", lambda signals: _less(signals.length)),
}
"""By name. They need no label."""
