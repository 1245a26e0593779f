"""A run in the making: its counters, what is done of it, and the saving of one unit after the other."""

import contextlib
import threading
import time
from collections.abc import Iterator, Sequence

from touchstone.domain.engine import Counters
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Rubric
from touchstone.domain.run import Layout, RunInfo, RunState
from touchstone.errors import Interrupted, TouchstoneError
from touchstone.runner.answers import Answered
from touchstone.runner.lock import alone_on
from touchstone.runner.pages import stored_lines
from touchstone.store import Links, Store

Written = Sequence[tuple[str | None, Rubric]]
"""(request key of a generated one, rubric)."""


class Work:
    """A run that is carried out without being stored: its lines are kept here."""

    def __init__(self, store: Store, run: RunInfo, stop: threading.Event) -> None:
        self.store = store
        self.run = run
        self.stop = stop
        self.done: set[str] = set()
        self.counters = Counters(**run.counters)  # type: ignore[arg-type]
        self.lines: list[ResultLine] = []
        self._clock = time.perf_counter() - self.counters.seconds

    def save(
        self,
        unit: str,
        answered: Answered | None = None,
        lines: Sequence[ResultLine] = (),
        rubrics: Written = (),
        links: Links | None = None,
    ) -> Counters:
        """Counts and saves a unit, unless it was saved before. Returns the run's counters so far.

        `links`: the ids of the rubrics that judge each of its samples.
        """
        if unit not in self.done:
            if answered:
                self.counters.add(answered.counters)
            verdicts = [line for line in lines if not line.is_aggregate]
            self.counters.verdicts += len(verdicts)
            self.counters.unscored += sum(line.unscored is not None for line in verdicts)
            self.write(unit, answered, lines, rubrics, links or {})
        return self.counted()

    def counted(self) -> Counters:
        """A copy of the run's counters, with the time until now."""
        self.counters.seconds = time.perf_counter() - self._clock
        return Counters(**self.counters.as_dict())  # type: ignore[arg-type]

    def write(
        self,
        unit: str,
        answered: Answered | None,
        lines: Sequence[ResultLine],
        rubrics: Written,
        links: Links,
    ) -> None:
        """Keeps what a unit gave; saves its answers in the cache, and its rubrics."""
        self.lines += lines
        if answered and answered.fresh:
            self.store.save_answers(answered.fresh)
        for key, rubric in rubrics:
            self.store.save_rubric(rubric, request_key=key)

    def link(self, links: Links) -> None:
        """Records which rubrics belong to which samples."""

    def settle(self, *, layout: Layout | None = None, marks: tuple[str, ...] | None = None) -> None:
        """Records what is found out about the run on its way."""
        changes = {"layout": layout, "marks": marks}
        self.run = self.run.model_copy(update={name: value for name, value in changes.items() if value})

    def aggregates(self) -> Iterator[ResultLine]:
        """The aggregate lines so far."""
        return (line for line in self.lines if line.is_aggregate)

    @contextlib.contextmanager
    def recorded(self) -> Iterator[None]:
        """Records how the work inside ended."""
        yield


class StoredWork(Work):
    """A stored run being carried out. `done` are the units that an earlier process saved."""

    def __init__(self, store: Store, run: RunInfo, stop: threading.Event) -> None:
        super().__init__(store, run, stop)
        self.done = store.units_done(run.id)

    def write(
        self,
        unit: str,
        answered: Answered | None,
        lines: Sequence[ResultLine],
        rubrics: Written,
        links: Links,
    ) -> None:
        """Saves a unit with its answers in one transaction."""
        fresh = answered.fresh if answered else {}
        self.store.save_unit(
            self.run.id, unit, lines, answers=fresh, rubrics=rubrics, counters=self.counted(), links=links
        )

    def link(self, links: Links) -> None:
        """Records which rubrics belong to which samples."""
        self.store.link_rubrics(self.run.id, links)

    def settle(self, *, layout: Layout | None = None, marks: tuple[str, ...] | None = None) -> None:
        """Records what is found out about the run on its way."""
        super().settle(layout=layout, marks=marks)
        self.store.update_run(self.run.id, layout=layout, marks=marks)

    def aggregates(self) -> Iterator[ResultLine]:
        """All aggregate lines of the run."""
        return stored_lines(self.store, self.run.id, aggregates=True)

    @contextlib.contextmanager
    def recorded(self) -> Iterator[None]:
        """Records how the work ended: finished, interrupted (also when its consumer leaves), or failed.

        Raises InputError where another process works on the run.
        """
        with alone_on(self.run.id, self.store.path), self._ending():
            yield

    @contextlib.contextmanager
    def _ending(self) -> Iterator[None]:
        try:
            yield
        except (Interrupted, KeyboardInterrupt, GeneratorExit) as end:
            self._leave("interrupted")
            if isinstance(end, GeneratorExit):
                raise
            saved = f"run {self.run.id} was interrupted; its finished units are saved"
            raise Interrupted(saved, f"Go on with: touchstone runs resume {self.run.id}") from None
        except BaseException:
            self._leave("failed")
            raise
        self.store.update_run(self.run.id, state="finished", counters=self.counted())

    def _leave(self, state: RunState) -> None:
        """Records an early end; a store that can no longer be written must not hide the reason for it."""
        with contextlib.suppress(TouchstoneError):
            self.store.update_run(self.run.id, state=state)
