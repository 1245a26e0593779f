"""The report of a model check, and the warning that comes of a bad one."""

from typing import Any, Literal

from pydantic import Field

from touchstone.domain.base import Value
from touchstone.domain.model import OWN_FORMAT

CheckRole = Literal["judge", "generator"]

ENOUGH = 0.9
"""The accuracy below which every run of the model warns."""


class PrefixTrial(Value):
    """What one answer prefix brought on the binary questions."""

    answer_prefix: str
    label_mass: float
    accuracy: float


class CheckReport(Value):
    """The outcome of a check. Label masses and consistency are None for a generator, which has no labels.

    `accuracy` of a generator: the share of prompts with a valid rubric that is about the prompt. `counters`
    are those of every command that runs a model; `wrong` tells what was not answered rightly. `subject` stands for
    the file and the settings that were checked.
    """

    model: str
    role: CheckRole
    questions: int
    accuracy: float
    by_kind: dict[str, float] = Field(default_factory=dict)
    label_mass_mean: float | None = None
    label_mass_min: float | None = None
    position_consistency: float | None = None
    tokens_per_second: float
    verdicts_per_second: float
    answer_prefix: str
    format: str = OWN_FORMAT
    suggested_answer_prefix: str | None = None
    trials: tuple[PrefixTrial, ...] = ()
    wrong: tuple[str, ...] = ()
    counters: dict[str, int | float]
    subject: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the model answers obvious questions well enough to be used without a warning."""
        return self.accuracy >= ENOUGH

    def as_json(self) -> dict[str, Any]:
        """The report with the counters as top-level keys."""
        return {
            **self.model_dump(mode="json", exclude={"counters", "subject"}),
            "ok": self.is_good,
            **self.counters,
        }

    def summary(self) -> str:
        """The outcome in a few words."""
        if self.role == "generator":
            return f"{self.accuracy:.0%} of {self.questions} rubrics valid and about their prompts"
        mass = f", label mass {self.label_mass_mean:.2f}" if self.label_mass_mean is not None else ""
        return f"{self.accuracy:.0%} of {self.questions} questions right{mass}"

    def warning(self, *, demo: bool = False) -> str:
        """One line for a model that fails the check. A demo model is not meant to pass it."""
        see = f"see: touchstone models check {self.model}"
        if demo:
            share = f"{self.accuracy:.0%} of {self.questions} general questions"
            return f"{self.model} passes {share}: it is for prompts of the demo's kind; {see}"
        if self.role == "generator":
            share = f"{self.accuracy:.0%} of {self.questions} plain prompts"
            return f"the generator {self.model!r} wrote a valid rubric about the prompt for {share}; {see}"
        share = f"{self.accuracy:.0%} of {self.questions} obvious questions"
        text = f"the judge {self.model!r} answered {share} rightly"
        if self.label_mass_mean is not None and self.label_mass_mean < 0.5:
            asked_by = "answer_prefix" if self.format == OWN_FORMAT else f"format ({self.format})"
            text += f", with a mean label mass of {self.label_mass_mean:.2f}: its {asked_by} may be wrong"
        return f"{text}; {see}"
