"""How large the models are and how long each stage trains."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Lesson = Literal["first", "base", "judge", "generator", "weak"]


Mix = Mapping[str, float]
"""The share of each kind of row, by its name in `lessons.rows.ROWS`."""

FIRST: Mix = {
    "brief": 0.5,
    "listed": 0.12,
    "leaf": 0.05,
    "pairwise": 0.04,
    "meta": 0.02,
    "instance": 0.19,
    "drill": 0.08,
}
"""Mostly plain questions about short responses: what they teach is what all others need."""

EVERYTHING: Mix = {
    "brief": 0.16,
    "listed": 0.17,
    "leaf": 0.06,
    "trunk": 0.1,
    "reason": 0.1,
    "lookup": 0.08,
    "ordinal": 0.04,
    "holistic": 0.03,
    "pairwise": 0.09,
    "meta": 0.03,
    "instance": 0.106,
    "dataset": 0.02,
    "drill": 0.01,
    "long": 0.003,
    "long rubric": 0.001,
}
JUDGE: Mix = {
    "brief": 0.14,
    "listed": 0.2,
    "leaf": 0.15,
    "trunk": 0.17,
    "reason": 0.05,
    "ordinal": 0.05,
    "holistic": 0.03,
    "duel": 0.09,
    "pairwise": 0.07,
    "meta": 0.03,
    "long": 0.006,
    "lookup": 0.014,
}
GENERATOR: Mix = {"instance": 0.875, "dataset": 0.1, "drill": 0.02, "long rubric": 0.005}
WEAK: Mix = {"brief": 0.6, "leaf": 0.35, "pairwise": 0.05}


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a model: `width` of its states, `layers`, attention `heads`, and the `hidden` width of its MLPs."""

    width: int
    layers: int
    heads: int
    hidden: int


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of training: its lesson, the stage it starts from, how long it takes, and its rows.

    The learning rate stays level, or falls to nothing in the end when the stage is `final`.
    """

    lesson: Lesson
    start: Lesson | None
    steps: int
    mix: Mix
    rate: float
    final: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that fixes the models, beside the code and the real text."""

    seed: int = 0
    vocabulary: int = 3072
    tokenizer_rows: int = 4000
    shape: Shape = Shape(width=256, layers=5, heads=4, hidden=640)
    weak: Shape = Shape(width=128, layers=4, heads=4, hidden=256)
    context: int = 4096
    batch_tokens: int = 5000
    longest: int = 3200
    stages: tuple[Stage, ...] = field(
        default=(
            Stage("first", None, 2400, FIRST, 3e-3, False),
            Stage("base", "first", 5000, EVERYTHING, 3e-3, False),
            Stage("judge", "base", 9500, JUDGE, 3e-3, True),
            Stage("generator", "base", 2000, GENERATOR, 3e-3, True),
            Stage("weak", None, 3200, WEAK, 3e-3, True),
        )
    )
    check_rows: int = 240
    """Held-out rows that the evaluation reads for each model."""

    def quantisation_of(self, lesson: Lesson) -> str:
        """How a lesson's model is stored. The weak judge is to stay under a megabyte."""
        return "Q5_0" if lesson == "weak" else "Q8_0"

    def shape_of(self, lesson: Lesson) -> Shape:
        """The size of a lesson's model."""
        return self.weak if lesson == "weak" else self.shape


SHORT = Settings(
    vocabulary=640,
    tokenizer_rows=150,
    shape=Shape(width=64, layers=2, heads=2, hidden=128),
    weak=Shape(width=32, layers=1, heads=1, hidden=64),
    batch_tokens=2500,
    stages=(
        Stage("first", None, 10, FIRST, 3e-3, False),
        Stage("base", "first", 10, EVERYTHING, 2e-3, False),
        Stage("judge", "base", 8, JUDGE, 2e-3, True),
        Stage("generator", "base", 8, GENERATOR, 2e-3, True),
        Stage("weak", None, 4, WEAK, 2e-3, True),
    ),
    check_rows=9,
)
"""A setting of about a minute that proves that the pipeline runs; its models know nothing."""
