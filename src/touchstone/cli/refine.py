"""`touchstone refine`: a generator gets better from preferences; `resume` goes on, `show` tells what came out."""

from typing import Any

import click
from pydantic import ValidationError

from touchstone.cli.common import Command, Group, common_options, print_json, say
from touchstone.cli.options import limit_option
from touchstone.cli.progress import Outcome, follow, stopping
from touchstone.cli.refine_options import TRAINING, training_options
from touchstone.errors import InputError
from touchstone.paths import Home


class _RefineGroup(Group):
    """A group whose first argument may be DATA: `touchstone refine DATA` is `touchstone refine run DATA`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts `run` before what is no command and no request for help."""
        if args and args[0] not in (*self.list_commands(ctx), "-h", "--help"):
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_RefineGroup,
    lazy={
        "show": (
            "touchstone.cli.refine_show:show",
            "What a refinement did: its rounds, the gate's figures, each stage's data.",
        ),
    },
)
def refine() -> None:
    """Refine a generator on the preferences that labels, or a meta-judge, give its rubrics.

    `touchstone refine DATA` begins one (see `touchstone refine run --help`).
    """


@refine.command(
    "run",
    example="touchstone refine labelled.jsonl --generator qwen3.5-4b --judge qwen3.5-9b --rounds 2\n"
    "touchstone refine labelled.jsonl --generator demo-generator --judge demo-judge --learning-rate 3e-4",
)
@click.argument("data")
@click.option("--generator", required=True, metavar="NAME", help="The generator to begin with.")
@click.option("--judge", required=True, metavar="NAME", help="The judge that uses the rubrics.")
@click.option("--second-judge", metavar="NAME", help="A judge that must not disagree before one is promoted.")
@click.option("--meta-judge", metavar="NAME", help="Who compares rubrics (default: the judge).")
@click.option("--rounds", type=click.IntRange(1, 20), default=2, show_default=True, help="How many rounds.")
@click.option(
    "--candidates",
    type=click.IntRange(2, 64),
    default=8,
    show_default=True,
    help="Rubrics drawn for a prompt.",
)
@click.option(
    "--temperature",
    type=click.FloatRange(0, 2, min_open=True),
    default=0.8,
    show_default=True,
    help="At which they are drawn.",
)
@click.option(
    "--pairs",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="The most pairs of candidates that a prompt gives.",
)
@click.option(
    "--min-gap",
    type=click.FloatRange(0, min_open=True),
    default=0.05,
    show_default=True,
    help="The least difference in reward of a pair.",
)
@click.option(
    "--protocol",
    type=click.Choice(["criteria", "pairwise"]),
    default="criteria",
    show_default=True,
    help="How the judge uses a rubric.",
)
@click.option(
    "--weights",
    metavar="DIR",
    help="A checkpoint of the same weights, as transformers reads it (default: the GGUF file).",
)
@training_options
@click.option(
    "--baselines/--no-baselines",
    default=True,
    help="Measure also the best of several, and fine-tuning on it.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of all that is random.")
@limit_option
@common_options
def run(home: Home, as_json: bool, **options: Any) -> int:
    """Refine a generator on DATA: prompts with labelled responses, or prompts alone.

    Half of the prompts are learned from; each round's gate sees fresh ones, and the last figures the rest. A round
    draws candidates, rewards them by how well the judge tells responses apart with them, and trains an adapter on
    preferred and rejected ones (DPO). The new generator joins the catalogue; only one that is surely better takes
    its parent's place.
    """
    from touchstone.refine import RefineSpec, Training
    from touchstone.refine.loop import refine as carry_out

    training = {name: options.pop(name) for name in TRAINING}
    try:
        spec = RefineSpec(**options, training=Training(**training))
    except ValidationError as error:
        raise InputError(error.errors()[0]["msg"], "see touchstone refine run --help") from None
    with stopping() as stop:
        outcome = follow(carry_out(home, spec, stop))
    return _ended(home, outcome, as_json=as_json)


@refine.command("resume", cls=Command, example="touchstone refine resume latest")
@click.argument("ref", metavar="ID")
@common_options
def resume(home: Home, as_json: bool, ref: str) -> int:
    """Go on with a refinement that was interrupted; finished stages are not repeated."""
    from touchstone.refine.folder import find_folder
    from touchstone.refine.loop import resume as go_on

    folder = find_folder(home, ref)
    with stopping() as stop:
        outcome = follow(go_on(home, folder, stop))
    return _ended(home, outcome, as_json=as_json)


def _ended(home: Home, outcome: Outcome, *, as_json: bool) -> int:
    from touchstone.cli.refine_show import overview_lines
    from touchstone.refine.folder import find_folder
    from touchstone.refine.reading import overview

    assert outcome.end is not None
    told = overview(find_folder(home, outcome.end.run.split()[-1]))
    if as_json:
        print_json(
            {**told.model_dump(mode="json"), **outcome.end.counters.as_dict(), "notices": outcome.notices}
        )
        return 0
    for line in overview_lines(told):
        say(line)
    if told.standing != told.begun.spec.generator:
        say(f"use it: touchstone rubrics generate DATA --generator {told.standing}")
    return 0
