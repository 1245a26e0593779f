"""How large the models are and how long each stage trains."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Lesson = Literal["first", "base", "judge", "generator"]


Mix = Mapping[str, float]
"""The share of each kind of row: brief, leaf, trunk, reason, ordinal, holistic, pairwise; instance,
dataset, drill (the generator's)."""

FIRST: Mix = {"brief": 0.55, "leaf": 0.05, "instance": 0.3, "drill": 0.1}
"""Plain questions about short responses first: what they teach is what all others need."""

EVERYTHING: Mix = {
    "brief": 0.27,
    "leaf": 0.15,
    "trunk": 0.13,
    "reason": 0.04,
    "ordinal": 0.02,
    "holistic": 0.02,
    "pairwise": 0.06,
    "instance": 0.22,
    "dataset": 0.04,
    "drill": 0.05,
}
JUDGE: Mix = {
    "brief": 0.3,
    "leaf": 0.27,
    "trunk": 0.18,
    "reason": 0.05,
    "ordinal": 0.03,
    "holistic": 0.04,
    "pairwise": 0.13,
}
GENERATOR: Mix = {"instance": 0.85, "dataset": 0.1, "drill": 0.05}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of training: its lesson, the stage it starts from, how long it takes, and its rows.

    The learning rate stays level, or falls to nothing when the stage is `final`.
    """

    lesson: Lesson
    start: Lesson | None
    steps: int
    mix: Mix
    rate: float
    final: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that fixes the models, beside the code and the real text that the tokenizer sees."""

    seed: int = 0
    vocabulary: int = 2048
    tokenizer_rows: int = 6000
    width: int = 192
    layers: int = 4
    heads: int = 6
    hidden: int = 512
    context: int = 4096
    batch_tokens: int = 4000
    longest: int = 900
    stages: tuple[Stage, ...] = field(
        default=(
            Stage("first", None, 3300, FIRST, 3e-3, False),
            Stage("base", "first", 900, EVERYTHING, 3e-3, False),
            Stage("judge", "base", 350, JUDGE, 3e-3, True),
            Stage("generator", "base", 220, GENERATOR, 3e-3, True),
        )
    )
    check_rows: int = 240
    """Held-out rows that the evaluation reads for each model."""


SHORT = Settings(
    vocabulary=640,
    tokenizer_rows=150,
    width=64,
    layers=2,
    heads=2,
    hidden=128,
    batch_tokens=2500,
    stages=(
        Stage("first", None, 10, FIRST, 3e-3, False),
        Stage("base", "first", 10, EVERYTHING, 2e-3, False),
        Stage("judge", "base", 8, JUDGE, 2e-3, True),
        Stage("generator", "base", 8, GENERATOR, 2e-3, True),
    ),
    check_rows=9,
)
"""A setting of about a minute that proves that the pipeline runs; its models know nothing."""
