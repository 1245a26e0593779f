"""Answers to a window of units: from the store's cache where they are known, the rest from one engine run."""

import contextlib
import threading
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass

from touchstone.domain.engine import Answer, Counters, Failure, Request, UnitAnswers
from touchstone.engine import request_key
from touchstone.errors import Interrupted
from touchstone.runner.models.opening import OpenModel
from touchstone.store import Store


@dataclass(frozen=True, slots=True)
class Answered:
    """A unit's answers and request keys in the order of its requests; `fresh` ones are to be cached."""

    keys: tuple[str, ...]
    answers: tuple[Answer | Failure, ...]
    fresh: dict[str, Answer]
    counters: Counters


class Batch:
    """Units of requests, looked up in the cache. A request that several units ask is asked once.

    `done`: the numbers of the units that were saved before; they are not answered. The engine is told of all that is
    not asked again, and so decodes what is asked as if nothing were known: a resumed run gives what an undisturbed
    one gives, whatever an earlier window or another run left in the cache.
    """

    def __init__(
        self,
        model: OpenModel,
        store: Store,
        units: Sequence[Sequence[Request]],
        done: Collection[int] = (),
    ) -> None:
        self._model = model
        keys = [[request_key(model.fingerprint, request) for request in unit] for unit in units]
        self._keys = [each for number, each in enumerate(keys) if number not in done]
        every = list(dict.fromkeys(key for each in self._keys for key in each))
        self._known: dict[str, Answer | Failure] = dict(store.cached_answers(every))
        self._missing: list[dict[str, Request]] = []
        self._also: dict[int, list[Request]] = {}
        asked, placed, engine_units = set(self._known), set[str](), 0
        for number, (its_keys, unit) in enumerate(zip(keys, units, strict=True)):
            requests = dict(zip(its_keys, unit, strict=True))
            new = {key: request for key, request in requests.items() if key not in asked}
            if number in done:
                new = {}
            else:
                self._missing.append(new)
            asked.update(new)
            # In the engine's tree a request belongs to the first unit that asks it.
            known = [requests[key] for key in requests if key not in new and key not in placed]
            placed.update(requests)
            self._also[engine_units if new else -1 - number] = known
            engine_units += bool(new)

    @property
    def missing(self) -> list[list[Request]]:
        """What is to be computed, by unit; units that need nothing are left out."""
        return [list(new.values()) for new in self._missing if new]

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
