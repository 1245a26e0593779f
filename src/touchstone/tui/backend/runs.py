"""Runs as the screens start them, and the data that they judged."""

import threading
from collections.abc import Iterator
from pathlib import Path

from touchstone.domain.dataset import Dataset
from touchstone.domain.run import Event, RunSpec
from touchstone.paths import Home
from touchstone.tui.backend.base import HomeCalls


class RunCalls(HomeCalls):
    """Everything that makes verdicts."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._read: tuple[RunSpec, tuple[int, int], Dataset] | None = None

    def start(self, spec: RunSpec, stop: threading.Event) -> Iterator[Event]:
        """Runs `spec` from its beginning."""
        from touchstone import runner

        run = runner.run_judge if spec.kind == "judge" else runner.run_rubrics
        return run(self.home, spec, stop, self.kept)

    def resume(self, run: str, stop: threading.Event) -> Iterator[Event]:
        """Runs what is missing of an interrupted run."""
        from touchstone import runner

        return runner.resume(self.home, run, stop, self.kept)

    def demo(self, stop: threading.Event) -> Iterator[Event]:
        """Judges the bundled data with the bundled models."""
        from touchstone import runner

        return runner.run_judge(self.home, runner.demo_spec(), stop, self.kept)

    def dataset(self, spec: RunSpec) -> Dataset:
        """Reads a run's dataset; the last one read is kept while its file does not change."""
        from touchstone.files import read_dataset

        path = Path(spec.data)
        stamp = (path.stat().st_mtime_ns, path.stat().st_size) if path.is_file() else (0, 0)
        if self._read is None or self._read[:2] != (spec, stamp):
            self._read = (spec, stamp, read_dataset(path, limit=spec.limit))
        return self._read[2]
