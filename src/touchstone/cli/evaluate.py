"""`touchstone evaluate`: agreement of a run with the labels in its data."""

import click

from touchstone.cli.common import Command, common_options, note, print_json, say, table, warn
from touchstone.cli.results import marked, number
from touchstone.paths import Home


@click.command(cls=Command, example="touchstone evaluate latest --json")
@click.argument("run", metavar="RUN")
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of the bootstrap.")
@common_options
def evaluate(home: Home, as_json: bool, run: str, seed: int) -> None:
    """Agreement of RUN with its labels, each figure with a 95 % interval that resamples prompts.

    RUN is an id, the beginning of one, or `latest`.
    """
    from touchstone.runner import evaluate_run

    found = evaluate_run(home, run, seed=seed)
    for text in found.notices:
        warn(text)
    if as_json:
        report = found.report.model_dump(mode="json")
        print_json({**report, "marks": list(found.run.marks), "notices": list(found.notices)})
        return
    marked(found.run.marks)
    rows = [
        (
            row.section,
            row.label,
            number(row.value),
            None if row.low is None else f"{row.low:.3f} to {number(row.high)}",
            row.n,
            row.note or "",
        )
        for row in found.report.rows()
    ]
    if rows:
        say(table(["", "figure", "value", "95 % interval", "n", ""], rows, right=[2, 4]))
    for text in found.report.notes:
        note(text)
