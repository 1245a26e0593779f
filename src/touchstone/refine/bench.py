"""What every stage works with: the store, the models that are open, and how they are asked, with progress."""

import contextlib
import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field

from touchstone.domain.engine import Answer, Counters, Failure, Request
from touchstone.domain.run import Event, Phase, UnitDone
from touchstone.paths import Home
from touchstone.runner.judging.answers import Batch
from touchstone.runner.models.opening import OpenModel
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

    def _counted(self) -> Counters:
        return Counters(**self.counters.as_dict())  # type: ignore[arg-type]


@contextlib.contextmanager
def aside(model: OpenModel) -> Iterator[OpenModel]:
    """The model, whose weights are freed afterwards to make room for the next."""
    try:
        yield model
    finally:
        model.set_aside()
