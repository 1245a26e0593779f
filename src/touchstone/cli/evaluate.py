"""`touchstone evaluate`: agreement of a run with the labels in its data."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click

from touchstone.cli.common import Command, common_options, note, print_json, say, shorten, table, warn
from touchstone.cli.results import marked, number
from touchstone.paths import Home

if TYPE_CHECKING:
    from touchstone.evaluation import Row

_COLUMNS = 100
_LABEL_COLUMNS = 58


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

    RUN is an id, the beginning of one, or `latest`.
    """
    from touchstone.runner import evaluate_run

    found = evaluate_run(home, run, seed=seed, beside=beside)
    for text in found.notices:
        warn(text)
    if as_json:
        report = found.report.model_dump(mode="json")
        print_json({**report, "marks": list(found.run.marks), "notices": list(found.notices)})
        return
    marked(found.run.marks)
    for line in _lines(found.report.rows()):
        say(line)
    for text in found.report.notes:
        note(text)


def _lines(rows: "Sequence[Row]") -> Iterator[str]:
    """A table in parts, notes under their figures; a note that a whole part shares stands above it once."""
    cells = [
        (
            "",
            shorten(row.label, _LABEL_COLUMNS),
            number(row.value),
            "" if row.low is None else f"{row.low:.3f} to {number(row.high)}",
            row.n,
        )
        for row in rows
    ]
    header, *body = table(["", "figure", "value", "95 % interval", "n"], cells, right=[2, 4]).splitlines()
    yield header
    for title, part in groupby(zip(rows, body, strict=True), key=lambda pair: pair[0].section):
        pairs = list(part)
        notes = {row.note for row, _ in pairs}
        shared = notes.pop() if len(pairs) > 1 and len(notes) == 1 else ""
        yield f"\n{title}"
        yield from _note(shared, 2)
        for row, line in pairs:
            yield line
            yield from _note("" if shared else row.note, 6)


def _note(text: str, indent: int) -> list[str]:
    space = " " * indent
    return textwrap.wrap(text, _COLUMNS, initial_indent=space, subsequent_indent=space)
