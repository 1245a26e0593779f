"""A run in the making: its counters, what is done of it, and the saving of one unit after the other."""

import contextlib
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from touchstone.domain.engine import Answer, Counters
from touchstone.domain.results import ResultLine, Vote
from touchstone.domain.rubric import Rubric
from touchstone.domain.run import Layout, RunInfo, RunState
from touchstone.errors import Interrupted, TouchstoneError
from touchstone.runner.judging.answers import Answered
from touchstone.runner.lock import alone_on
from touchstone.runner.results.pages import stored_lines
from touchstone.store import Links, Store, VotesAt

Written = Sequence[tuple[str | None, Rubric]]
"""(request key of a generated one, rubric)."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What a further model changes of a saved unit: votes on its lines, and lines, by their position in it."""

    votes: VotesAt = field(default_factory=dict)
    lines: Mapping[int, ResultLine] = field(default_factory=dict)


class Work:
    """A run that is carried out without being stored: its lines are kept here."""

    def __init__(self, store: Store, run: RunInfo, stop: threading.Event) -> None:
        self.store = store
        self.run = run
        self.stop = stop
        self.done: set[str] = set()
        self.counters = Counters(**run.counters)  # type: ignore[arg-type]
        self.costs = {role: Counters(**cost) for role, cost in run.costs.items()}  # type: ignore[arg-type]
        self._units: dict[str, list[ResultLine]] = {}
        self._votes: dict[str, dict[int, dict[str, Vote]]] = {}
        self._clock = time.perf_counter() - self.counters.seconds

    def save(
        self,
        unit: str,
        answered: Answered | None = None,
        lines: Sequence[ResultLine] = (),
        rubrics: Written = (),
        links: Links | None = None,
        votes: VotesAt | None = None,
        role: str = "judge",
    ) -> Counters:
        """Counts and saves a unit, unless it was saved before. Returns the run's counters so far.

        `links`: the ids of the rubrics that judge each of its samples. `role`: that of the model that answered.
        """
        if unit not in self.done:
            verdicts = [line for line in lines if line.is_counted]
            self.counters.verdicts += len(verdicts)
            self.counters.unscored += _unscored(verdicts)
            self._count(answered, role)
            self.write(unit, answered, lines, rubrics, links or {}, votes or {})
        return self.counted()

    def revise(self, unit: str, done: str, answered: Answered, revision: Revision, role: str) -> Counters:
        """Counts and saves what a further model, of that role, changes of a saved unit; `done` is the name of that.

        Returns the run's counters so far: its verdicts stay as many as they were.
        """
        before = self.unit_lines(unit)
        verdicts = {at: line for at, line in revision.lines.items() if line.is_counted}
        self.counters.unscored += _unscored(verdicts.values()) - _unscored(before[at] for at in verdicts)
        self._count(answered, role)
        self.write_revision(unit, done, answered, revision)
        return self.counted()

    def _count(self, answered: Answered | None, role: str) -> None:
        """Adds what the model of that role took, to the run's counters and to its own."""
        if answered is not None:
            self.counters.add(answered.counters)
            cost = self.costs.setdefault(role, Counters())
            cost.add(answered.counters)
            cost.verdicts += sum(
                isinstance(each, Answer) and each.distribution is not None for each in answered.answers
            )

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
        votes: VotesAt,
    ) -> None:
        """Keeps what a unit gave; saves its answers in the cache, and its rubrics."""
        self._units[unit] = list(lines)
        self._keep_votes(unit, votes)
        if answered and answered.fresh:
            self.store.save_answers(answered.fresh)
        for key, rubric in rubrics:
            self.store.save_rubric(rubric, request_key=key)

    def write_revision(self, unit: str, done: str, answered: Answered, revision: Revision) -> None:
        """Keeps what a further model changed of a unit; saves its answers in the cache."""
        self._keep_votes(unit, revision.votes)
        for position, line in revision.lines.items():
            self._units[unit][position] = line
        self.store.save_answers(answered.fresh)

    def _keep_votes(self, unit: str, votes: VotesAt) -> None:
        kept = self._votes.setdefault(unit, {})
        for position, given in votes.items():
            kept.setdefault(position, {}).update((vote.voter, vote) for vote in given)

    @property
    def lines(self) -> list[ResultLine]:
        """The lines that are kept here, in their order."""
        return [line for lines in self._units.values() for line in lines]

    def unit_lines(self, unit: str) -> list[ResultLine]:
        """The lines of a saved unit in their order."""
        return list(self._units[unit])

    def unit_votes(self, unit: str) -> dict[int, dict[str, Vote]]:
        """The votes on a saved unit's lines, by position and voter."""
        return self._votes.get(unit, {})

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
        votes: VotesAt,
    ) -> None:
        """Saves a unit with its answers in one transaction."""
        self.store.save_unit(
            self.run.id,
            unit,
            lines,
            answers=answered.fresh if answered else {},
            rubrics=rubrics,
            counters=self.counted(),
            costs=self.costs,
            links=links,
            votes=votes,
        )

    def write_revision(self, unit: str, done: str, answered: Answered, revision: Revision) -> None:
        """Saves the revision of a unit with its answers in one transaction."""
        self.store.revise_unit(
            self.run.id,
            unit,
            done,
            votes=revision.votes,
            lines=revision.lines,
            answers=answered.fresh,
            counters=self.counted(),
            costs=self.costs,
        )

    def unit_lines(self, unit: str) -> list[ResultLine]:
        """The lines of a saved unit in their order."""
        return self.store.unit_lines(self.run.id, unit)

    def unit_votes(self, unit: str) -> dict[int, dict[str, Vote]]:
        """The votes on a saved unit's lines, by position and voter."""
        return self.store.unit_votes(self.run.id, unit)

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


def _unscored(verdicts: Iterable[ResultLine]) -> int:
    return sum(line.unscored is not None for line in verdicts)
