"""How the run that is going on stands: built from the runner's events, read by the screens."""

import time
from collections import deque
from collections.abc import Callable
from typing import Literal

from touchstone.domain.engine import Counters
from touchstone.domain.results import ResultLine
from touchstone.domain.run import Event, Finished, Notice, Phase, Started, UnitDone
from touchstone.errors import Interrupted, TouchstoneError
from touchstone.tui.text import duration

LiveState = Literal["starting", "running", "paused", "stopping", "finished", "interrupted", "failed"]
KEPT_NOTICES = 50


class LiveRun:
    """The state of one run in progress. Only the UI thread touches it.

    `version` changes with every event, so that widgets repaint only when there is something new.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.run: str | None = None
        self.state: LiveState = "starting"
        self.phase = "starting"
        self.done = 0
        self.units = 0
        self.counters = Counters()
        self.marks: tuple[str, ...] = ()
        self.notices: deque[str] = deque(maxlen=KEPT_NOTICES)
        self.latest: ResultLine | None = None
        self.error: TouchstoneError | None = None
        self.within_allowance = True
        self.version = 0
        self._waiting_since: float | None = None
        self._begin_phase(0)

    def _begin_phase(self, done: int) -> None:
        self._phase_began = self._clock()
        self._waited = 0.0
        self._phase_base = done
        self._verdicts_base = self.counters.verdicts
        self._read: int | None = None
        self._tokens_base = self.counters.tokens_computed + self.counters.tokens_generated

    @property
    def active(self) -> bool:
        """Whether the work is still going on."""
        return self.state in ("starting", "running", "paused", "stopping")

    @property
    def paused(self) -> bool:
        """Whether the run was asked to wait, and has not been told to go on."""
        return self.state == "paused"

    def observe(self, event: Event) -> None:
        """Takes in one event of the runner."""
        self.version += 1
        if isinstance(event, Started):
            self.run, self.marks = event.run, event.marks
            self.units, self.done = event.units, event.done
            if self.state == "starting":
                self.state = "running"
            self._begin_phase(event.done)
        elif isinstance(event, Phase):
            self.phase, self.units, self.done = event.name, event.units, 0
            self._begin_phase(0)
        elif isinstance(event, UnitDone):
            self._count(event)
        elif isinstance(event, Notice):
            self.notices.append(event.text)
        elif isinstance(event, Finished):
            self.run, self.counters = event.run, event.counters
            self.within_allowance = event.within_allowance

    def _count(self, event: UnitDone) -> None:
        if event.phase != self.phase:
            self.phase = event.phase
            self._begin_phase(0)
        resumed = self.done == 0 and event.done > 1
        self.done, self.units, self.counters = event.done, event.units, event.counters
        self.latest = next((line for line in reversed(event.lines) if line.is_aggregate), self.latest)
        if resumed:
            self._begin_phase(event.done)
        self._read = event.read

    def stop_asked(self) -> None:
        """Notes that the user asked to stop."""
        self.state = "stopping"
        self.version += 1

    def pause_asked(self, paused: bool) -> None:
        """Notes that the user asked the run to wait, or to go on."""
        self.state = "paused" if paused else "running"
        self.version += 1

    def held(self, waiting: bool) -> None:
        """Notes that the run waits, or goes on: the time in between counts in no rate."""
        if self._waiting_since is not None:
            self._waited += self._clock() - self._waiting_since
        self._waiting_since = self._clock() if waiting else None
        self.version += 1

    def ended(self, error: TouchstoneError | None) -> None:
        """Notes the end of the work: `error` says why where it did not finish."""
        self.version += 1
        if error is None:
            self.state = "finished"
        elif isinstance(error, Interrupted):
            self.state = "interrupted"
        else:
            self.state, self.error = "failed", error

    @property
    def fraction(self) -> float | None:
        """The share of this phase's units that are done, or None where their number is not known."""
        return min(self.done / self.units, 1.0) if self.units else None

    def _elapsed(self) -> float:
        waiting = 0.0 if self._waiting_since is None else self._clock() - self._waiting_since
        return max(self._clock() - self._phase_began - self._waited - waiting, 1e-6)

    @property
    def seconds_left(self) -> float | None:
        """The time this phase still takes at its rate so far, or None before its first unit."""
        done = self.done - self._phase_base
        if done <= 0 or not self.units:
            return None
        return self._elapsed() / done * max(self.units - self.done, 0)

    def rates(self) -> str:
        """Verdicts and tokens a second in this phase, and the time left; empty before there is any."""
        elapsed = self._elapsed()
        verdicts = self.counters.verdicts - self._verdicts_base if self._read is None else self._read
        tokens = self.counters.tokens_computed + self.counters.tokens_generated - self._tokens_base
        parts = []
        if verdicts:
            parts.append(f"{verdicts / elapsed:.1f} verdicts/s")
        if tokens:
            parts.append(f"{tokens / elapsed:,.0f} tokens/s")
        if self.active and (left := self.seconds_left) is not None:
            parts.append(f"{duration(left)} left")
        return " · ".join(parts)
