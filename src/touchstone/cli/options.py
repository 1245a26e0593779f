"""Options that several commands have, worded once."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from touchstone.domain.run import MAX_CANDIDATES

F = TypeVar("F", bound=Callable[..., Any])

PROTOCOLS = ("criteria", "holistic", "pairwise")


def _together(*options: Callable[[F], F]) -> Callable[[F], F]:
    """One decorator that adds the options in this order."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


limit_option = click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Read the first N rows only."
)

sampling_options = _together(
    click.option(
        "--generator", metavar="NAME", help="The model that writes rubrics: a name or a .gguf file."
    ),
    click.option("--seed", type=int, default=0, show_default=True, help="The seed of all that is random."),
    click.option(
        "--overlong",
        type=click.Choice(["refuse", "truncate"]),
        default="refuse",
        show_default=True,
        help="What to do with a text that does not fit: leave it unscored, or cut its middle out.",
    ),
    click.option(
        "--allow-unscored",
        type=click.FloatRange(0, 1),
        default=0.05,
        show_default=True,
        metavar="SHARE",
        help="The share that may be unscored before the exit code is 3.",
    ),
)

judging_options = _together(
    click.option(
        "--protocol",
        type=click.Choice(PROTOCOLS),
        default="criteria",
        show_default=True,
        help="What is asked.",
    ),
    click.option(
        "--rubric",
        metavar="RUBRIC",
        help="own, instance, dataset, both, none, a rubric's id, or a file with one rubric or one for each "
        "prompt (default: the file's own rubrics where it has them, else instance).",
    ),
    click.option("--judge", metavar="NAME", help="The model that judges: a name or a .gguf file."),
    click.option("--rationale", is_flag=True, help="Also write a reason and read the verdict after it."),
    click.option("--approved-only", is_flag=True, help="Refuse rubrics that nobody has approved."),
    click.option(
        "--layout",
        type=click.Choice(["auto", "leaf", "trunk"]),
        default="auto",
        show_default=True,
        help="Where criteria stand in the prompt; auto takes what costs fewer tokens.",
    ),
    click.option(
        "--min-label-mass",
        type=click.FloatRange(0, 1),
        default=0.2,
        show_default=True,
        metavar="P",
        help="A verdict whose labels hold less probability than P is unscored.",
    ),
)

further_options = _together(
    click.option(
        "--base",
        is_flag=True,
        help="Also ask the model that the judge was tuned from, to calibrate the reliability by its entropy.",
    ),
    click.option(
        "--escalate-to",
        metavar="NAME",
        help="A second judge for the least reliable decisions, by --escalate-share or --escalate-below.",
    ),
    click.option(
        "--escalate-share",
        type=click.FloatRange(0, 1),
        metavar="SHARE",
        help="Escalate this share of the decisions, the least reliable ones.",
    ),
    click.option(
        "--escalate-below",
        type=float,
        metavar="R",
        help="Escalate the decisions whose reliability is under R: log-odds of the verdict, with --base S.",
    ),
    click.option(
        "--jury",
        multiple=True,
        metavar="NAME",
        help="A judge beside the first, whose probabilities are averaged with its own; may be repeated.",
    ),
)

best_of_options = _together(
    click.option(
        "--best-of",
        type=click.IntRange(2, MAX_CANDIDATES),
        metavar="K",
        help="Draw K candidates for each prompt and keep the one that the meta-judge finds best.",
    ),
    click.option(
        "--meta-judge",
        metavar="NAME",
        help="The model that compares candidates (default: the default judge): a name or a .gguf file.",
    ),
    click.option(
        "--meetings",
        type=click.IntRange(min=1),
        metavar="N",
        help="Let N pairs of each prompt's candidates meet, at least K - 1 (default: every pair).",
    ),
)
