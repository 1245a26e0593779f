"""How large the models are and how long each stage trains."""

from dataclasses import dataclass, field
from typing import Literal

Lesson = Literal["base", "judge", "generator"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of training: its lesson, what it starts from, and how long it takes.

    `share`: the part of the rows that are the judge's (the others are the generator's). The learning rate stays
    level, or falls to nothing when the stage is `final`.
    """

    lesson: Lesson
    start: Lesson | None
    steps: int
    share: float
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
            Stage("base", None, 6000, 0.85, 2.5e-3, False),
            Stage("judge", "base", 1200, 1.0, 2e-3, True),
            Stage("generator", "base", 500, 0.0, 1e-3, True),
        )
    )
    check_rows: int = 300
    """Held-out rows that the evaluation reads for each model."""


SHORT = Settings(
    vocabulary=640,
    tokenizer_rows=300,
    width=64,
    layers=2,
    heads=2,
    hidden=128,
    batch_tokens=2500,
    stages=(
        Stage("base", None, 30, 0.7, 2e-3, False),
        Stage("judge", "base", 15, 1.0, 2e-3, True),
        Stage("generator", "base", 15, 0.0, 2e-3, True),
    ),
    check_rows=20,
)
"""A setting of about a minute that proves that the pipeline runs; its models know nothing."""
