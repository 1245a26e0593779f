"""Stored runs as a report: everything it says is read here, and its page is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from touchstone import __version__
from touchstone.errors import InputError
from touchstone.files import writing
from touchstone.paths import Home
from touchstone.rubrics import NO_RUBRIC
from touchstone.runner.results.agreement import agreement_of
from touchstone.runner.results.comparison import comparison_of, part_of
from touchstone.runner.results.stored import StoredRun, judging_runs, read_stored
from touchstone.store import Store, open_store

if TYPE_CHECKING:
    from touchstone.evaluation import Comparison
    from touchstone.report import Choices, Report, RunData

ENDINGS = (".html", ".htm")


@dataclass(frozen=True, slots=True)
class Written:
    """A report that was written: where, how large, and what it says."""

    file: Path
    bytes: int
    report: "Report"


def write_report(home: Home, refs: Sequence[str], choices: "Choices") -> Written:
    """Writes the report of runs (each an id, the beginning of one, or "latest") to the chosen file.

    The file appears whole or not at all. Raises InputError for a file that is no .html file or cannot be written,
    for runs that judged nothing or cannot be compared, and for data that can no longer be read.
    """
    # Jinja, SciPy and scikit-learn take a second to load: no other command waits for them.
    from touchstone.report import page

    check_place(choices.file)
    report = make_report(home, refs, choices)
    text = page(report)
    with writing(choices.file) as file:
        file.write(text)
    return Written(choices.file, len(text.encode("utf-8")), report)


def make_report(home: Home, refs: Sequence[str], choices: "Choices") -> "Report":
    """The report of the runs. Raises InputError as `write_report` does, but writes nothing."""
    from touchstone.report import assemble

    with open_store(home.database) as store:
        stored = [read_stored(store, run) for run in judging_runs(store, refs)]
        comparison, reason, notices = _compare(store, stored, choices)
        agreements = [agreement_of(store, each, seed=choices.seed) for each in stored]
    for agreement in agreements:
        notices += [] if comparison else agreement.notices
    return assemble(
        run_data(stored),
        choices,
        version=__version__,
        comparison=comparison,
        no_comparison=reason,
        agreements=[agreement.report for agreement in agreements],
        cascades=[agreement.cascade for agreement in agreements if agreement.cascade is not None],
        juries=[agreement.jury for agreement in agreements if agreement.jury is not None],
        notices=notices,
    )


def check_place(file: Path) -> None:
    """Raises InputError before anything is computed: a report must not be written over data, nor nowhere."""
    if file.suffix.lower() not in ENDINGS:
        raise InputError(f"{file} is no .html file", "give it a name that ends in .html")
    if not file.parent.is_dir():
        raise InputError(f"the folder {file.parent} does not exist", f"make it first: mkdir {file.parent}")


def _compare(
    store: Store, stored: Sequence[StoredRun], choices: "Choices"
) -> tuple["Comparison | None", str, list[str]]:
    """(the comparison, or None with the reason; notices). One run need not hold anything to compare."""
    try:
        found = comparison_of(store, stored, baseline=choices.baseline, seed=choices.seed)
    except InputError as error:
        if len(stored) > 1 or choices.baseline is not None:
            raise
        return None, error.message, []
    return found.comparison, "", list(found.notices)


def run_data(stored: Sequence[StoredRun]) -> list["RunData"]:
    """The runs with their systems named as in comparisons."""
    from touchstone.evaluation.comparing.meetings import system_names
    from touchstone.report import RunData

    names = system_names([part_of(each) for each in stored])
    return [
        RunData(
            run=each.run,
            dataset=each.dataset,
            digest=each.digest,
            systems={system: name for (run, system), name in names.items() if run == each.run.id},
            lines=each.lines,
            rubrics=each.rubrics,
            labels=each.labels,
            criteria={one.id: one for one in (NO_RUBRIC, *(c for r in each.rubrics for c in r.criteria))},
        )
        for each in stored
    ]
