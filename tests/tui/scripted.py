"""A backend whose runs write prepared verdicts through the real store: no model, and as slow as wanted."""

import threading
import time
from collections.abc import Callable, Iterator

from tests.tui.seeding import CRITERIA, MARK, lines_of, rubric_for
from touchstone.domain.engine import Counters
from touchstone.domain.run import Event, Finished, Phase, RunSpec, Started, UnitDone
from touchstone.engine import Room
from touchstone.errors import InputError, Interrupted
from touchstone.paths import Home
from touchstone.runner.models.memory_need import Machine
from touchstone.tui.backend import Asked, Backend, Judged


class ScriptedBackend(Backend):
    """Judges each sample as one unit. While `gate` is clear, a run waits after its first unit."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self.gate = threading.Event()
        self.gate.set()
        self.refusal: InputError | None = None
        self.fault: Exception | None = None
        self.asked: RunSpec | None = None
        self.pasted: Asked | None = None

    def machine(self) -> Machine:
        return Machine(Room(8_000_000_000, None), Room(16_000_000_000, None))

    def guarded(self) -> bool:
        return True

    def start(self, spec: RunSpec, stop: threading.Event) -> Iterator[Event]:
        self.asked = spec
        if self.refusal is not None:
            raise self.refusal
        dataset = self.dataset(spec)
        with self.open_store() as store:
            run = store.create_run(spec, dataset_digest=dataset.digest, marks=(MARK,), models={})
        yield from self._units(run.id, spec, stop)

    def resume(self, run: str, stop: threading.Event) -> Iterator[Event]:
        with self.open_store() as store:
            spec = store.run(run).spec
        yield from self._units(run, spec, stop)

    def _units(self, run: str, spec: RunSpec, stop: threading.Event) -> Iterator[Event]:
        samples = self.dataset(spec).samples
        with self.open_store() as store:
            store.update_run(run, state="running")
            done = store.units_done(run)
            yield Started(run, len(samples), len(done), 0, (MARK,))
            yield Phase("judging", len(samples))
            counters = Counters()
            for number, sample in enumerate(samples):
                if f"judging-{number}" in done:
                    continue
                lines = [
                    line
                    for each in sample.responses
                    for line in lines_of(run, sample.id, each.id, each.system or "", 0.6)
                ]
                counters.verdicts += sum(not line.is_aggregate for line in lines)
                rubric = rubric_for(sample.prompt)
                store.save_unit(run, f"judging-{number}", lines, rubrics=[(None, rubric)], counters=counters)
                store.link_rubrics(run, {sample.id: [rubric.id]})
                yield UnitDone("judging", number + 1, len(samples), counters, tuple(lines))
                if self.fault is not None:
                    raise self.fault
                for _ in self._closed():
                    if stop.is_set():
                        store.update_run(run, state="interrupted")
                        raise Interrupted(f"run {run} was interrupted")
            store.update_run(run, state="finished")
            yield Finished(run, counters, 0.0, True)

    def _closed(self) -> Iterator[None]:
        """Goes on while the gate is clear, at most half a minute: a test that fails must not wait for ever."""
        end = time.monotonic() + 30
        while not self.gate.wait(0.01) and time.monotonic() < end:
            yield

    def demo(self, stop: threading.Event) -> Iterator[Event]:
        return self.start(RunSpec(kind="judge", data="prompts.jsonl", protocol="criteria"), stop)

    def judge_one(self, asked: Asked, stop: threading.Event, told: Callable[[Event], None]) -> Judged:
        self.pasted = asked
        told(Phase("judging"))
        for _ in self._closed():
            if stop.is_set():
                raise Interrupted
        if self.refusal is not None:
            raise self.refusal
        numbers = range(1, len(asked.responses) + 1)
        lines = [line for number in numbers for line in lines_of("scratch", "1", str(number), "", 0.6)]
        return Judged(CRITERIA, lines, (MARK,))
