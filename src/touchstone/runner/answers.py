"""Answers to units of requests: from the store's cache where they are known, the rest from one engine run."""

import contextlib
import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from touchstone.domain.engine import Answer, Counters, Failure, Request, UnitAnswers
from touchstone.domain.run import Event, Notice, Phase
from touchstone.engine import request_key
from touchstone.errors import Interrupted
from touchstone.runner.check import ensure_checked, known_report
from touchstone.runner.models import OpenModel
from touchstone.store import Store


@dataclass(frozen=True, slots=True)
class Answered:
    """A unit's answers and request keys in the order of its requests; `fresh` ones are to be cached."""

    keys: tuple[str, ...]
    answers: tuple[Answer | Failure, ...]
    fresh: dict[str, Answer]
    counters: Counters


class Batch:
    """Units of requests, looked up in the cache. A request that an earlier unit asks too is asked once.

    `also`: units of the same run that are done already; the engine shares as if they were still to be answered, so
    that a resumed run gives what an undisturbed one gives.
    """

    def __init__(
        self,
        model: OpenModel,
        store: Store,
        units: Sequence[Sequence[Request]],
        also: Sequence[Sequence[Request]] = (),
    ) -> None:
        self._model = model
        self._store = store
        self._also = also
        self._keys = [[request_key(model.fingerprint, request) for request in unit] for unit in units]
        every = list(dict.fromkeys(key for unit in self._keys for key in unit))
        self._known: dict[str, Answer | Failure] = dict(store.cached_answers(every))
        asked = set(self._known)
        self._missing: list[dict[str, Request]] = []
        for keys, unit in zip(self._keys, units, strict=True):
            new = {key: request for key, request in zip(keys, unit, strict=True) if key not in asked}
            asked.update(new)
            self._missing.append(new)

    @property
    def missing(self) -> list[list[Request]]:
        """What is to be computed, by unit; units that need nothing are left out."""
        return [list(new.values()) for new in self._missing if new]

    def load(
        self, role: Literal["judge", "generator"], stop: threading.Event, *, check: bool = True
    ) -> Iterator[Event]:
        """Loads the weights where something is missing, and warns of a model that failed its `check`."""
        if self.missing and not self._model.is_loaded:
            yield Phase(f"loading {role}")
            self._model.engine()
        if not check:
            return
        if self._model.is_loaded and known_report(self._model, self._store, role) is None:
            yield Phase(f"checking {role}")
        for warning in ensure_checked(self._model, self._store, role, stop):
            yield Notice(warning)

    def answers(self, stop: threading.Event) -> Generator[Answered, None, None]:
        """Answers the units in order. What is missing goes to the engine in one run, to share every prefix.

        Raises Interrupted within a second of `stop` being set.
        """
        work = self.missing
        results: Iterator[UnitAnswers] = (
            self._model.engine().run(work, stop, self._also) if work else iter(())
        )
        # An engine's generator must not outlive the engine, whatever keeps this frame alive.
        with contextlib.closing(results) if isinstance(results, Generator) else contextlib.nullcontext():
            yield from self._units(results, stop)

    def _units(self, results: Iterator[UnitAnswers], stop: threading.Event) -> Iterator[Answered]:
        for keys, new in zip(self._keys, self._missing, strict=True):
            if stop.is_set():
                raise Interrupted
            counters = Counters()
            if new:
                result = next(results)
                self._known.update(zip(new, result.answers, strict=True))
                counters.add(result.counters)
            counters.cached = len(keys) - len(new)
            fresh = {key: answer for key in new if isinstance(answer := self._known[key], Answer)}
            yield Answered(tuple(keys), tuple(self._known[key] for key in keys), fresh, counters)
