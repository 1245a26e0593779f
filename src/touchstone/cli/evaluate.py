"""`touchstone evaluate`: agreement of a run with the labels in its data."""

from pathlib import Path

import click

from touchstone.cli.common import Command, common_options, note, print_json, say, table, warn
from touchstone.cli.results import marked, number
from touchstone.errors import InputError
from touchstone.paths import Home


@click.command(cls=Command, example="touchstone evaluate latest --json")
@click.argument("run", metavar="RUN")
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of the bootstrap.")
@common_options
def evaluate(home: Home, as_json: bool, run: str, seed: int) -> None:
    """Agreement of RUN with its labels, each figure with a 95 % interval that resamples prompts.

    RUN is an id, the beginning of one, or `latest`.
    """
    from touchstone import evaluation
    from touchstone.files import read_dataset
    from touchstone.store import open_store

    with open_store(home.database) as store:
        info = store.find_run(run)
        if info.spec.kind != "judge":
            raise InputError(f"run {info.id} judged nothing", "name a run of `touchstone judge`")
        dataset = read_dataset(Path(info.spec.data), limit=info.spec.limit)
        changed = dataset.digest != store.dataset_digest(info.id)
        lines = store.lines(info.id)
        rubrics = [store.rubric(id) for id in store.run_rubrics(info.id)]
    if changed:
        warn(f"{info.spec.data} has changed since the run: labels are matched by the ids of its rows")
    if info.state != "finished":
        warn(f"the run is {info.state}: only what it has judged so far is compared")
    report = evaluation.evaluate(dataset, lines, rubrics=rubrics, seed=seed)
    if as_json:
        print_json({**report.model_dump(mode="json"), "marks": list(info.marks)})
        return
    marked(info.marks)
    rows = [
        (
            row.section,
            row.label,
            number(row.value),
            None if row.low is None else f"{row.low:.3f} to {number(row.high)}",
            row.n,
            row.note or "",
        )
        for row in report.rows()
    ]
    if rows:
        say(table(["", "figure", "value", "95 % interval", "n", ""], rows, right=[2, 4]))
    for text in report.notes:
        note(text)
