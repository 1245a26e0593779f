"""Answers to units of requests: from the store's cache where they are known, the rest from one engine run."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from touchstone.domain.engine import Answer, Counters, Failure, Request
from touchstone.engine import request_key
from touchstone.errors import Interrupted
from touchstone.runner.models import OpenModel
from touchstone.store import Store


@dataclass(frozen=True, slots=True)
class Answered:
    """A unit's answers in the order of its requests; `fresh` are the new ones by request key, to be cached."""

    answers: tuple[Answer | Failure, ...]
    fresh: dict[str, Answer]
    counters: Counters


def answer_units(
    model: OpenModel, store: Store, units: Sequence[Sequence[Request]], stop: threading.Event
) -> Iterator[Answered]:
    """Answers the units in order. All that is not cached goes to the engine in one run, so that prefixes are shared.

    A request that an earlier unit asks too is asked once. The weights are loaded only if something is missing.
    Raises Interrupted within a second of `stop` being set.
    """
    keys = [[request_key(model.fingerprint, request) for request in unit] for unit in units]
    known: dict[str, Answer | Failure] = dict(
        store.cached_answers(list(dict.fromkeys(key for unit in keys for key in unit)))
    )
    asked = set(known)
    missing: list[dict[str, Request]] = []
    for unit, unit_keys in zip(units, keys, strict=True):
        new = {key: request for key, request in zip(unit_keys, unit, strict=True) if key not in asked}
        asked.update(new)
        missing.append(new)
    work = [list(new.values()) for new in missing if new]
    results = model.engine().run(work, stop) if work else iter(())
    for unit_keys, new in zip(keys, missing, strict=True):
        if stop.is_set():
            raise Interrupted
        counters = Counters()
        if new:
            result = next(results)
            known.update(zip(new, result.answers, strict=True))
            counters.add(result.counters)
        counters.cached = len(unit_keys) - len(new)
        fresh = {key: answer for key in new if isinstance(answer := known[key], Answer)}
        yield Answered(tuple(known[key] for key in unit_keys), fresh, counters)
