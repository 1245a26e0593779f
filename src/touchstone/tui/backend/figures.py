"""What is computed from stored runs: agreement with labels, and how systems compare."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from touchstone.tui.backend.base import HomeCalls

if TYPE_CHECKING:
    from touchstone.evaluation import Row
    from touchstone.runner import RunCharts, Written


@dataclass(frozen=True, slots=True)
class Figures:
    """What the agreement and the comparison screens show: figures, what to know about them, the runs' marks.

    `systems`: those that are compared, the best first.
    """

    rows: "Sequence[Row]"
    notes: tuple[str, ...]
    marks: tuple[str, ...]
    systems: tuple[str, ...] = ()


class FigureCalls(HomeCalls):
    """Each call takes seconds: for a worker."""

    def agreement(self, run: str) -> Figures:
        """Compares a run with the labels in its data."""
        from touchstone import runner

        found = runner.evaluate_run(self.home, run)
        told = (*found.notices, *found.notes) or ("every labelled item that has a verdict is compared",)
        return Figures(found.rows(), told, found.run.marks)

    def comparison(self, runs: Sequence[str], baseline: str | None = None) -> Figures:
        """Compares the systems of one run or several: every two, or each with the baseline."""
        from touchstone import runner

        found = runner.compare_runs(self.home, runs, baseline=baseline)
        compared = found.comparison
        told = (compared.summary, *found.notices, *compared.notes)
        systems = tuple(system.name for system in compared.systems)
        return Figures(compared.rows(), told, found.marks, systems)

    def audit(self, run: str) -> Figures:
        """What the verdicts on a run's criteria go with: the findings, then all figures."""
        from touchstone.runner.rubrics.audit import audit_run

        found = audit_run(self.home, run)
        told = (*found.notices, found.report.found_words, *found.report.notes)
        return Figures(list(found.report.brief_rows()), told, found.run.marks)

    def charts(self, run: str, stop: threading.Event) -> "RunCharts":
        """The numbers behind a run's plots. Raises Interrupted when `stop` is set."""
        from touchstone import runner

        return runner.run_charts(self.home, run, stop=stop)

    def write_report(self, runs: Sequence[str], file: Path, baseline: str | None) -> "Written":
        """Writes the report of one run or several as a page; a file that is there is replaced."""
        from touchstone import runner
        from touchstone.report import Choices

        return runner.write_report(self.home, runs, Choices(file=file, baseline=baseline))
