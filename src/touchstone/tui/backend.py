"""What the screens ask of the rest of Touchstone. Heavy packages are imported when they are first used."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from touchstone.domain.dataset import Dataset
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Criterion
from touchstone.domain.run import Event, RunSpec
from touchstone.paths import Home

if TYPE_CHECKING:
    from touchstone.evaluation import Row
    from touchstone.store import Store


@dataclass(frozen=True, slots=True)
class Judged:
    """What the scratch screen shows: the criteria that were asked, the result lines, marks and notices."""

    criteria: Sequence[Criterion]
    lines: Sequence[ResultLine]
    marks: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """What the agreement and the comparison screens show: figures, what to know about them, the runs' marks."""

    rows: "Sequence[Row]"
    notes: tuple[str, ...]
    marks: tuple[str, ...]


class Backend:
    """The runner, the store, the files and the catalogue of one home folder, as the terminal UI uses them.

    Every method may raise TouchstoneError. A Store belongs to the thread that opened it.
    """

    def __init__(self, home: Home) -> None:
        self.home = home
        self._read: tuple[RunSpec, tuple[int, int], Dataset] | None = None

    def open_store(self) -> "Store":
        """Opens the home's database for the calling thread."""
        from touchstone.store import open_store

        return open_store(self.home.database)

    def start(self, spec: RunSpec, stop: threading.Event) -> Iterator[Event]:
        """Runs `spec` from its beginning."""
        from touchstone import runner

        run = runner.run_judge if spec.kind == "judge" else runner.run_rubrics
        return run(self.home, spec, stop)

    def resume(self, run: str, stop: threading.Event) -> Iterator[Event]:
        """Runs what is missing of an interrupted run."""
        from touchstone import runner

        return runner.resume(self.home, run, stop)

    def demo(self, stop: threading.Event) -> Iterator[Event]:
        """Judges the bundled data with the bundled models."""
        from touchstone import runner

        return runner.run_judge(self.home, runner.demo_spec(), stop)

    def judge_one(
        self, prompt: str, responses: Sequence[str], judge: str, generator: str, stop: threading.Event
    ) -> Judged:
        """Writes a rubric for the prompt and judges the responses against it."""
        from touchstone import runner

        judged = runner.judge_one(
            self.home, prompt, responses, judge=judge or None, generator=generator or None, stop=stop
        )
        return Judged(judged.criteria, judged.lines, judged.marks, judged.notices)

    def agreement(self, run: str) -> Figures:
        """Compares a run with the labels in its data; takes seconds."""
        from touchstone import runner

        found = runner.evaluate_run(self.home, run)
        told = (*found.notices, *found.report.notes) or (
            "every labelled item that has a verdict is compared",
        )
        return Figures(found.report.rows(), told, found.run.marks)

    def comparison(self, runs: Sequence[str]) -> Figures:
        """Compares the systems of one run or several; takes seconds."""
        from touchstone import runner

        found = runner.compare_runs(self.home, runs)
        told = (found.comparison.summary, *found.notices, *found.comparison.notes)
        return Figures(found.comparison.rows(), told, found.marks)

    def no_rubric(self) -> Criterion:
        """The criterion that is asked where a run judges without a rubric."""
        from touchstone.rubrics import NO_RUBRIC

        return NO_RUBRIC

    def dataset(self, spec: RunSpec) -> Dataset:
        """Reads a run's dataset; the last one read is kept while its file does not change."""
        from touchstone.files import read_dataset

        path = Path(spec.data)
        stamp = (path.stat().st_mtime_ns, path.stat().st_size) if path.is_file() else (0, 0)
        if self._read is None or self._read[:2] != (spec, stamp):
            self._read = (spec, stamp, read_dataset(path, limit=spec.limit))
        return self._read[2]

    def models(self, role: Literal["judge", "generator"]) -> list[tuple[str, str]]:
        """(what is shown, name) of the models for this role, those that are on this machine first."""
        from touchstone.catalogue import is_present, load_catalogue

        catalogue = load_catalogue(self.home)
        default = catalogue.default(role).name
        found = []
        for entry in catalogue.entries.values():
            if entry.role in (role, "any"):
                present = is_present(entry, self.home)
                note = "" if present else "  (not downloaded)"
                usual = "  (default)" if entry.name == default else ""
                found.append((not usual, not present, f"{entry.name}{usual}{note}", entry.name))
        return [(shown, name) for *_, shown, name in sorted(found)]
