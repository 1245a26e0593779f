"""Stored runs as a report: everything it says is read here, and its page is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from touchstone import __version__
from touchstone.domain.dataset import Dataset
from touchstone.domain.label import Label
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Rubric
from touchstone.domain.run import RunInfo
from touchstone.errors import InputError
from touchstone.files import read_dataset, writing
from touchstone.paths import Home
from touchstone.rubrics import NO_RUBRIC
from touchstone.runner.agreement import evaluate_run
from touchstone.runner.comparison import compare_runs
from touchstone.runner.label_overview import label_overview
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


@dataclass(frozen=True, slots=True)
class _Stored:
    """A run as it is stored, with its data."""

    run: RunInfo
    digest: str
    dataset: Dataset
    lines: Sequence[ResultLine]
    rubrics: Sequence[Rubric]
    labels: Sequence[Label]


def write_report(home: Home, refs: Sequence[str], choices: "Choices") -> Written:
    """Writes the report of runs (each an id, the beginning of one, or "latest") to the chosen file.

    The file appears whole or not at all. Raises InputError for a file that is no .html file or cannot be written,
    for runs that judged nothing or cannot be compared, and for data that can no longer be read.
    """
    # Jinja, SciPy and scikit-learn take a second to load: no other command waits for them.
    from touchstone.report import page

    _check_place(choices.file)
    report = make_report(home, refs, choices)
    text = page(report)
    with writing(choices.file) as file:
        file.write(text)
    return Written(choices.file, len(text.encode("utf-8")), report)


def make_report(home: Home, refs: Sequence[str], choices: "Choices") -> "Report":
    """The report of the runs. Raises InputError as `write_report` does, but writes nothing."""
    from touchstone.report import assemble

    with open_store(home.database) as store:
        runs = list({run.id: run for run in (store.find_run(ref) for ref in refs)}.values())
        stored = [_read(store, run) for run in runs]
    ids = [run.id for run in runs]
    comparison, reason, notices = _compare(home, ids, choices)
    agreements = [evaluate_run(home, id, seed=choices.seed) for id in ids]
    overviews = [label_overview(home, each.run.id, seed=choices.seed) for each in stored if each.labels]
    for agreement in agreements:
        notices += [] if comparison else agreement.notices
    return assemble(
        _named(stored),
        choices,
        version=__version__,
        comparison=comparison,
        no_comparison=reason,
        agreements=[agreement.report for agreement in agreements],
        label_agreements=[overview.report for overview in overviews if overview.report is not None],
        notices=notices,
    )


def _check_place(file: Path) -> None:
    """Raises InputError before anything is computed: a report must not be written over data, nor nowhere."""
    if file.suffix.lower() not in ENDINGS:
        raise InputError(f"--html {file}: no .html file", "give it a name that ends in .html")
    if not file.parent.is_dir():
        raise InputError(f"the folder {file.parent} does not exist", f"make it first: mkdir {file.parent}")


def _read(store: Store, run: RunInfo) -> _Stored:
    if run.spec.kind != "judge":
        raise InputError(f"run {run.id} judged nothing", "name runs of `touchstone judge`")
    return _Stored(
        run=run,
        digest=store.dataset_digest(run.id),
        dataset=read_dataset(Path(run.spec.data), limit=run.spec.limit),
        lines=store.lines(run.id),
        rubrics=[store.rubric(id) for id in store.run_rubrics(run.id)],
        labels=store.labels(run.id),
    )


def _compare(
    home: Home, ids: Sequence[str], choices: "Choices"
) -> tuple["Comparison | None", str, list[str]]:
    """(the comparison, or None with the reason; notices). One run need not hold anything to compare."""
    try:
        found = compare_runs(home, ids, baseline=choices.baseline, seed=choices.seed)
    except InputError as error:
        if len(ids) > 1 or choices.baseline is not None:
            raise
        return None, error.message, []
    return found.comparison, "", list(found.notices)


def _named(stored: Sequence[_Stored]) -> list["RunData"]:
    """The runs with their systems named as in comparisons."""
    from touchstone.evaluation.comparing.meetings import Part, system_names
    from touchstone.report import RunData

    names = system_names(
        [Part(each.run.id, Path(each.run.spec.data).stem, each.dataset, each.lines) for each in stored]
    )
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
