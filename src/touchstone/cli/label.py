"""`touchstone label`: blind labels for a random sample of a run, to and from files, and what follows from them."""

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from touchstone.cli.common import Command, common_options, note, print_json, say, table, warn
from touchstone.cli.figures import figure_lines
from touchstone.cli.results import marked
from touchstone.errors import InputError
from touchstone.paths import Home
from touchstone.store import Store, open_store

if TYPE_CHECKING:
    from touchstone.runner import LabelOverview

EXAMPLE = """touchstone label latest -n 60
touchstone label latest --show
touchstone label latest --export todo.jsonl --todo
touchstone label latest --import todo.jsonl"""

_file = click.Path(path_type=Path)


@click.command(cls=Command, example=EXAMPLE)
@click.argument("run", metavar="RUN")
@click.option("-n", "size", type=click.IntRange(min=1), metavar="N", help="How many items to draw (60).")
@click.option("--by", type=click.Choice(["subset"]), help="Draw from each subset by itself.")
@click.option("--seed", type=int, metavar="N", help="The seed of the sample (0).")
@click.option("--annotator", metavar="NAME", help="Who labels (default: your user name).")
@click.option("--export", "export", type=_file, metavar="FILE", help="Write the labels to a .jsonl file.")
@click.option("--todo", is_flag=True, help="With --export: write what is left to label, to be filled in.")
@click.option("--import", "import_", type=_file, metavar="FILE", help="Read labels, or filled-in rows.")
@click.option("--show", is_flag=True, help="Show who labelled what, agreement, and pass rates.")
@common_options
def label(
    home: Home,
    as_json: bool,
    run: str,
    size: int | None,
    by: str | None,
    seed: int | None,
    annotator: str | None,
    export: Path | None,
    todo: bool,
    import_: Path | None,
    show: bool,
) -> None:
    """Label a random sample of RUN blind: verdicts and systems are hidden, one key gives a label.

    RUN is an id, the beginning of one, or `latest`. The sample stays the same, for every annotator, and grows with a
    larger -n. Every label is saved at once; stop and go on as you like.
    """
    if (export is not None) + (import_ is not None) + show > 1:
        raise click.UsageError("Give one of --export, --import and --show.")
    if todo and export is None:
        raise click.UsageError("--todo belongs to --export.")
    draws = {"size": size, "seed": seed, "by_subset": by is not None}
    drawn = size is not None or seed is not None or by is not None
    if drawn and (import_ is not None or show or (export is not None and not todo)):
        raise click.UsageError("-n, --by and --seed say how to draw what is to be labelled.")
    if show:
        _show(home, run, as_json=as_json)
        return
    from touchstone.runner import annotator_name

    with open_store(home.database) as store:
        if import_ is not None:
            _import(store, run, import_, annotator_name(annotator), as_json=as_json)
        elif export is not None and todo:
            _export_todo(store, run, export, annotator_name(annotator), draws, as_json=as_json)
        elif export is not None:
            _export(store, run, export, annotator, as_json=as_json)
        else:
            _on_screen(home, store, run, annotator_name(annotator), draws, as_json=as_json)


def _on_screen(
    home: Home, store: Store, run: str, annotator: str, draws: dict[str, Any], *, as_json: bool
) -> None:
    if as_json:
        raise click.UsageError("--json belongs to --show, --export and --import.")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError(
            "labels are given on a terminal, and this is none",
            f"write what is to be labelled to a file: touchstone label {run} --export FILE.jsonl --todo; "
            f"fill in its labels; then: touchstone label {run} --import FILE.jsonl",
        )
    from touchstone.runner import Labelling

    labelling = Labelling(store, run, annotator, **draws)
    # By name: the two faces do not import each other.
    importlib.import_module("touchstone.tui").run_labelling(home, labelling)
    ref = labelling.run.id
    say(f"{labelling.done} of {labelling.total} labelled by {annotator}")
    say(f"go on: touchstone label {ref}; what follows from it: touchstone label {ref} --show")


def _export_todo(
    store: Store, run: str, path: Path, annotator: str, draws: dict[str, Any], *, as_json: bool
) -> None:
    from touchstone.runner import Labelling, export_tasks

    labelling = Labelling(store, run, annotator, **draws)
    count = export_tasks(labelling, path)
    if as_json:
        print_json({"run": labelling.run.id, "out": str(path), "todo": count, "sample": labelling.total})
    else:
        say(f"{count} of {labelling.total} items to label in {path}")
        say(f"fill in each `label`, then: touchstone label {labelling.run.id} --import {path}")


def _export(store: Store, run: str, path: Path, annotator: str | None, *, as_json: bool) -> None:
    from touchstone.runner import export_labels

    count = export_labels(store, run, path, annotator=annotator)
    if as_json:
        print_json({"run": store.find_run(run).id, "out": str(path), "labels": count})
    else:
        say(f"{count} labels in {path}")


def _import(store: Store, run: str, path: Path, annotator: str, *, as_json: bool) -> None:
    from touchstone.runner import import_labels

    found = import_labels(store, run, path, annotator=annotator)
    if as_json:
        print_json({"run": found.run, "labels": found.labels, "empty": found.empty})
        return
    say(f"{found.labels} labels of run {found.run} read; see: touchstone label {found.run} --show")
    if found.empty:
        note(f"rows without a label: {found.empty}")


def _show(home: Home, run: str, *, as_json: bool) -> None:
    from touchstone.runner import label_overview

    found = label_overview(home, run)
    for text in found.notices:
        warn(text)
    if as_json:
        print_json(
            {
                "run": found.run.id,
                "sample": None if found.plan is None else {**found.plan.model_dump(), "items": found.size},
                "annotators": [each.model_dump() for each in found.annotators],
                "sections": [each.model_dump(mode="json") for each in found.report.sections]
                if found.report
                else [],
                "marks": list(found.run.marks),
                "notices": list(found.notices),
            }
        )
        return
    marked(found.run.marks)
    _say_counts(found)
    if found.report is None:
        return
    say()
    for line in figure_lines(found.report.rows()):
        say(line)
    for text in found.report.notes:
        note(text)


def _say_counts(found: "LabelOverview") -> None:
    """The sample, and who labelled how much of it."""
    if found.plan is None:
        say(f"run {found.run.id} has no sample yet: touchstone label {found.run.id} -n 60")
    else:
        strata = ", from each subset" if found.plan.by_subset else ""
        say(f"run {found.run.id}: a random sample of {found.size} items, seed {found.plan.seed}{strata}")
    if found.annotators:
        rows = [(each.annotator, each.labels, each.seen, each.remaining) for each in found.annotators]
        say(table(["annotator", "labels", "seen", "remaining"], rows, right=[1, 2, 3]))
