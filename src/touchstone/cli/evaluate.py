"""`touchstone evaluate`: agreement of a run with the labels in its data."""

import click

from touchstone.cli.common import Command, common_options, note, print_json, say, warn
from touchstone.cli.figures import figure_lines
from touchstone.cli.results import marked
from touchstone.paths import Home


@click.command(
    cls=Command,
    example="touchstone evaluate latest --json\ntouchstone evaluate 1f2e3d4c --beside 5a6b7c8d",
)
@click.argument("run", metavar="RUN")
@click.option(
    "--beside",
    metavar="RUN",
    multiple=True,
    help="A run of the same data to compare with (may be repeated). Without it, finished runs by the same judge"
    " without a rubric, or by the file's own, are taken.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of the bootstrap.")
@common_options
def evaluate(home: Home, as_json: bool, run: str, beside: tuple[str, ...], seed: int) -> None:
    """Agreement of RUN with its labels, each figure with a 95 % interval that resamples prompts.

    Of a run with --escalate-to also accuracy and cost against the share that was escalated; of a jury how far its
    members agree, and as how many independent votes they count.

    RUN is an id, the beginning of one, or `latest`.
    """
    from touchstone.runner import evaluate_run

    found = evaluate_run(home, run, seed=seed, beside=beside)
    for text in found.notices:
        warn(text)
    if as_json:
        report = found.report.model_dump(mode="json")
        further = {"cascade": found.cascade, "jury": found.jury}
        report |= {name: each and each.model_dump(mode="json") for name, each in further.items()}
        print_json({**report, "marks": list(found.run.marks), "notices": list(found.notices)})
        return
    marked(found.run.marks)
    for line in figure_lines(found.rows()):
        say(line)
    for text in found.notes:
        note(text)
