"""Looking after stored runs: which were cut short, what goes with one that is deleted, results out to a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from touchstone.domain.results import ResultLine
from touchstone.domain.run import RunInfo
from touchstone.errors import InputError
from touchstone.files import write_lines
from touchstone.runner.lock import is_held
from touchstone.runner.results.calibration import applied_calibration
from touchstone.runner.results.pages import stored_lines
from touchstone.store import Store


def cut_short(store: Store) -> list[RunInfo]:
    """The interrupted runs, the newest first: also those that say "running" but that no process works on."""
    return [
        run.model_copy(update={"state": "interrupted"})
        for run in store.unfinished_runs()
        if run.state == "interrupted" or not is_held(run.id, store.path)
    ]


def deletion(store: Store, run: RunInfo) -> tuple[str, str]:
    """(the question, what goes) before a run is deleted."""
    given = len(store.labels(run.id))
    labels = f" and the {given} labels given to it" if given else ""
    return f"Delete run {run.id} ({Path(run.spec.data).name}){labels}?", f"its results{labels}"


def delete_run(store: Store, run: RunInfo) -> None:
    """Deletes a run with its results and labels; rubrics and cached answers stay.

    Raises InputError where it is being worked on.
    """
    if is_held(run.id, store.path):
        raise InputError(f"run {run.id} is being worked on", "stop it first, or wait until it has finished")
    store.delete_run(run.id)


def export_run(store: Store, run: RunInfo, out: Path, form: Literal["jsonl", "csv"] | None = None) -> int:
    """Writes all result lines of a run to a file and gives their number. `form`: by the file's ending where None.

    Raises InputError where it cannot be written.
    """
    form = form or ("csv" if out.suffix.lower() == ".csv" else "jsonl")
    written = 0

    def counted() -> Iterator[ResultLine]:
        nonlocal written
        for line in stored_lines(store, run.id):
            written += 1
            yield line

    write_lines(
        out,
        counted(),
        form=form,
        checked=store.has_checked(run.id),
        marks=run.marks,
        calibration=applied_calibration(store, run),
    )
    return written
