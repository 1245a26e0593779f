"""Calibrations: from how sure a judge seemed to how probably a person agrees; fitted on labels, kept in versions."""

from typing import Literal

from pydantic import Field

from touchstone.domain.base import Value, content_hash

Unit = Literal["criterion", "response", "pair"]
"""What a judge decides: a criterion of a response, a response as a whole, a pair."""


class Calibrator(Value):
    """From signals to the probability (0..1) that a person agrees.

    The rank is the sum of `weights` times the signals named by `features`, each so oriented that higher is surer.
    Without `steps` the probability is the logistic function of scale * rank + intercept (Platt's); with them it is
    all but a thousandth on the lines between these (rank, probability) points, the isotonic fit.
    """

    features: tuple[str, ...] = Field(min_length=1)
    weights: tuple[float, ...]
    scale: float
    intercept: float
    steps: tuple[tuple[float, float], ...] = ()

    @property
    def words(self) -> str:
        """What the probability is made of."""
        if self.features == ("entropy", "base_entropy"):
            sign = "-" if self.weights[1] < 0 else "+"
            rank = f"S = {'' if self.reversed else '-'}H_judge {sign} {abs(self.weights[1]):.3g} × H_base"
        elif self.features == ("verdict",):
            rank = "by the log-odds of the verdict"
        else:
            rank = f"by {', '.join(name.replace('_', ' ') for name in self.features)}"
        turned = ", turned round" if self.reversed else ""
        return f"{rank}{turned}, {'isotonic' if self.steps else 'logistic'}"

    @property
    def reversed(self) -> bool:
        """Whether people agree less with what the judge is surer of."""
        return self.weights[0] < 0


class Guarantee(Value):
    """A threshold above which a person agrees with at least the share `agreement` of verdicts, with `confidence`.

    `threshold` (a calibrated probability) is None where none could be shown. Of the labelled verdicts `kept` are at
    or above it, `coverage` is their share, `accuracy` how many of them people agreed with. `needed`: the least number
    of groups with labels that could show it, if people agreed with every verdict.
    """

    agreement: float
    confidence: float
    threshold: float | None = None
    coverage: float = 0.0
    kept: int = 0
    accuracy: float | None = None
    needed: int
    groups: int

    @property
    def words(self) -> str:
        """The threshold and what it rests on; without one, what it would need."""
        asked = f"{100 * self.agreement:.3g} %"
        if self.threshold is None:
            text = f"no threshold: agreement of at least {asked} could not be shown for any share of the verdicts"
            if self.groups >= self.needed:
                return text
            return (
                f"{text}; it needs labels of {self.needed:,} prompts at least, if people agreed with every verdict:"
                f" {self.needed - self.groups:,} more"
            )
        return (
            f"threshold {self.threshold:.3f}: people agree with at least {asked} of the verdicts at or above it, with"
            f" {100 * self.confidence:.3g} % confidence, as long as prompts are like the labelled ones; of the"
            f" labelled verdicts {self.kept:,} ({100 * self.coverage:.0f} %) are, and people agreed with"
            f" {100 * (self.accuracy or 0):.1f} % of these"
        )


class Span(Value):
    """A figure with its 95 % interval, where it has one."""

    value: float | None
    low: float | None = None
    high: float | None = None


class Calibration(Value):
    """A fitted calibration. `id` is its version (0 before it is stored), `run` the one whose labels it was fitted on.

    `ingredients`: all that it holds for, by name. `figures`: what it came to, by name, on labels that each time had
    no part in the fit; those of the judge's own probability and rank begin with "before_".
    """

    id: int = 0
    run: str
    created: str = ""
    ingredients: dict[str, str]
    unit: Unit
    labels: int
    groups: int
    calibrator: Calibrator
    guarantee: Guarantee
    figures: dict[str, Span] = {}

    @property
    def key(self) -> str:
        """The hash of the ingredients."""
        return ingredients_hash(self.ingredients)

    @property
    def weight(self) -> float | None:
        """Lambda: how much the base model's entropy counts beside the judge's own; None where it has no part."""
        weights = dict(zip(self.calibrator.features, self.calibrator.weights, strict=True))
        return weights.get("base_entropy")

    def abstains(self, reliability: float | None) -> bool | None:
        """Whether a verdict of this calibrated reliability is under the threshold with a guarantee.

        None where there is no such threshold, or the verdict has no reliability.
        """
        threshold = self.guarantee.threshold
        return None if threshold is None or reliability is None else reliability < threshold


def ingredients_hash(ingredients: dict[str, str]) -> str:
    """The hash under which calibrations of these ingredients are kept."""
    return content_hash(ingredients, 16)
