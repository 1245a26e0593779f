"""The options of training an adapter; the defaults are those of arXiv 2605.30568."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

TRAINING = (
    "learning_rate",
    "epochs",
    "batch",
    "rank",
    "alpha",
    "beta",
    "likelihood",
    "max_length",
    "quantise",
)
"""The parameters that the options give, as `touchstone.refine.Training` names them."""

_ABOVE_0 = click.FloatRange(0, min_open=True)


def training_options(function: F) -> F:
    """Adds them all."""
    options: list[tuple[str, Any, object, str]] = [
        ("--learning-rate", _ABOVE_0, 5e-6, "Of training, at its peak; a small model needs more (5e-4)."),
        ("--epochs", _ABOVE_0, 3.0, "How often training sees every pair."),
        ("--batch", click.IntRange(1), 16, "Pairs in a step of training."),
        ("--rank", click.IntRange(1), 64, "The adapter's rank."),
        ("--alpha", _ABOVE_0, 128.0, "The adapter's alpha."),
        ("--beta", _ABOVE_0, 0.1, "How close DPO stays to the parent: the higher, the closer."),
        (
            "--likelihood",
            click.FloatRange(0),
            0.1,
            "The weight of the chosen rubric's likelihood beside DPO's loss.",
        ),
        (
            "--max-length",
            click.IntRange(64),
            2048,
            "Tokens of a prompt with a rubric; longer pairs are left out.",
        ),
        ("--quantise", click.Choice(["auto", "yes", "no"]), "auto", "Train over weights in 4 bits (QLoRA)."),
    ]
    for name, kind, default, told in reversed(options):
        function = click.option(name, type=kind, default=default, show_default=True, help=told)(function)
    return function
