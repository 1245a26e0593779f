"""What every stage works with: the store, the models that are open, and how they are asked, with progress."""

import contextlib
import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from touchstone.domain.engine import Answer, Counters, Failure, Request
from touchstone.domain.run import Event, Notice, Phase, UnitDone
from touchstone.domain.tournament import Tournament
from touchstone.paths import Home
from touchstone.runner.judging.answers import Batch
from touchstone.runner.models.opening import OpenModel
from touchstone.runner.rubrics.tournament import Entry as TournamentEntry
from touchstone.runner.rubrics.tournament import TournamentDone, hold_tournaments
from touchstone.store import Store

WINDOW = 24
"""Units whose requests are in memory at once, and share what they have in common."""

Answers = list[list[Answer | Failure]]


@dataclass(slots=True)
class Bench:
    """The store and the home, and what has been computed so far. `stop`: the user wants to end."""

    home: Home
    store: Store
    stop: threading.Event
    counters: Counters = field(default_factory=Counters)
    _noted: set[str] = field(default_factory=set)

    def once(self, events: Iterable[Event]) -> Iterator[Event]:
        """The events, each notice among them only the first time: a model is loaded again and again."""
        for event in events:
            if not isinstance(event, Notice) or event.text not in self._noted:
                yield event
            if isinstance(event, Notice):
                self._noted.add(event.text)

    def ask(
        self, phase: str, model: OpenModel, units: Sequence[Sequence[Request]]
    ) -> Generator[Event, None, Answers]:
        """The answers to each unit's requests; known ones come from the cache, others are saved as they come.

        Raises Interrupted within a second of `stop` being set.
        """
        yield Phase(phase, len(units))
        found: Answers = []
        for start in range(0, len(units), WINDOW):
            batch = Batch(model, self.store, units[start : start + WINDOW])
            with contextlib.closing(batch.answers(self.stop)) as answers:
                for answered in answers:
                    self.store.save_answers(answered.fresh)
                    self.counters.add(answered.counters)
                    found.append(list(answered.answers))
                    yield UnitDone(phase, len(found), len(units), self._counted())
        return found

    def tournaments(
        self, phase: str, meta: OpenModel, entries: Sequence[TournamentEntry], meetings: int, seed: int
    ) -> Generator[Event, None, dict[str, Tournament]]:
        """The tournament of each entry, by its sample's id."""
        held: dict[str, Tournament] = {}
        before, own = self._counted(), Counters()
        for event in hold_tournaments(self.store, meta, entries, self.stop, meetings=meetings, seed=seed):
            if isinstance(event, TournamentDone):
                held[event.tournament.sample_id], own = event.tournament, event.counters
                together = Counters(**before.as_dict())  # type: ignore[arg-type]
                together.add(own)
                yield UnitDone(phase, event.done, event.units, together)
            elif isinstance(event, Phase):
                yield Phase(phase, event.units) if event.units else event
        self.counters.add(own)
        return held

    def _counted(self) -> Counters:
        return Counters(**self.counters.as_dict())  # type: ignore[arg-type]
