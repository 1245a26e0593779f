"""Runs that survive an interruption: each is named by what it is of, and found again by that name."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.reproduce.sources import sha256_of
from touchstone import runner
from touchstone.cli.progress import follow
from touchstone.domain.base import content_hash
from touchstone.domain.run import Event, RunSpec, Started
from touchstone.paths import Home
from touchstone.store import open_store

STATE = "runs.json"


@dataclass(slots=True)
class Runs:
    """The runs of a work folder, in the database of `home`. `stop` interrupts what is under way."""

    home: Home
    work: Path
    stop: threading.Event

    def carry_out(self, spec: RunSpec) -> str:
        """The id of the finished run of this spec: one from before, that one resumed, or a new one.

        Other content of the data or of a file of rubrics makes another run. Raises InputError, and Interrupted
        after `stop`.
        """
        files = [path for path in map(Path, (spec.data, spec.rubric or "")) if path.is_file()]
        key = content_hash([spec.model_dump(mode="json"), *map(sha256_of, files)], 16)
        known = self._state().get(key)
        with open_store(self.home.database) as store:
            before = next(
                (info for info in store.list_runs(limit=store.count_runs() + 1) if info.id == known), None
            )
        if before is not None and before.state == "finished":
            return before.id
        start = runner.run_judge if spec.kind == "judge" else runner.run_rubrics
        events = (
            runner.resume(self.home, before.id, self.stop) if before else start(self.home, spec, self.stop)
        )
        return follow(self._kept(events, key)).run

    def _kept(self, events: Iterator[Event], key: str) -> Iterator[Event]:
        """The events; the run's id is written down before it does anything."""
        for event in events:
            if isinstance(event, Started):
                state = self._state() | {key: event.run}
                (self.work / STATE).write_text(json.dumps(state, indent=2) + "\n", "utf-8")
            yield event

    def _state(self) -> dict[str, str]:
        path = self.work / STATE
        return json.loads(path.read_text("utf-8")) if path.exists() else {}
