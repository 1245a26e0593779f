"""What asking a model costs: tokens counted without weights, and time at the speed that it shows now."""

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from touchstone.domain.engine import Counters, Label, Request, Writing
from touchstone.domain.run import Layout
from touchstone.errors import Interrupted
from touchstone.runner.judging.answers import Batch
from touchstone.runner.models.opening import OpenModel
from touchstone.store import Store

_SIDE_BY_SIDE, _LONG_ENOUGH = 8, 0.3
_PROBE = "A text of some length, to find out how fast this machine reads. "


@dataclass(slots=True)
class Estimate:
    """A run's cost. `cached` requests cost nothing; `memory_bytes` is what the larger of its models takes."""

    verdicts: int = 0
    cached: int = 0
    tokens_total: int = 0
    tokens_distinct: int = 0
    tokens_generated: int = 0
    seconds: float = 0.0
    memory_bytes: int = 0
    layout: Layout | None = None
    assumptions: tuple[str, ...] = ()


@dataclass(slots=True)
class Cost:
    """What is asked of a model, what of it is not known yet (`pending`) or to be `written`, and its tokens."""

    asked: int = 0
    pending: int = 0
    written: int = 0
    tokens_total: int = 0
    tokens_distinct: int = 0


def counted(
    store: Store,
    model: OpenModel,
    asked: Iterable[Sequence[Request]],
    found: Estimate,
    stop: threading.Event,
) -> Cost:
    """Counts what a run asks, window by window; what two windows ask counts in both. Notes what is cached."""
    cost = Cost()
    for requests in asked:
        if stop.is_set():
            raise Interrupted("the estimate was given up")
        pending = [request for unit in Batch(model, store, [requests]).missing for request in unit]
        total, distinct = model.count(pending)
        cost.asked += len(requests)
        cost.pending += len(pending)
        cost.written += sum(request.writing is not None for request in pending)
        cost.tokens_total += total
        cost.tokens_distinct += distinct
    found.cached += cost.asked - cost.pending
    return cost


def add_cost(found: Estimate, model: OpenModel, cost: Cost, generated: int) -> None:
    """Adds what is pending and the tokens to be generated for it, at the speed that the model shows now."""
    if not cost.pending:
        return
    found.tokens_total += cost.tokens_total
    found.tokens_distinct += cost.tokens_distinct
    found.tokens_generated += generated
    info = model.engine().info
    found.memory_bytes = max(found.memory_bytes, info.weights_bytes + info.context_bytes)
    reading, writing = _speed(model)
    found.seconds += cost.tokens_distinct / reading + generated / writing


def _speed(model: OpenModel) -> tuple[float, float]:
    """(prompt tokens, generated tokens) a second, measured on ever longer texts until one takes its time."""
    label = Label("A", ("A",))
    _timed(model, [Request((_PROBE.strip(),), (label,))])
    for repeats in (8, 32, 128):
        text = (_PROBE * repeats).strip()
        read, seconds = _timed(model, [Request((text,), (label,))])
        if not read.tokens_computed or seconds > _LONG_ENOUGH:
            break
    reading = max(read.tokens_computed / seconds, 1e-3)
    some_tokens = Writing("root ::= [a-z ]{64}", max_tokens=16)
    asked = [Request((f"{_PROBE}{number}",), writing=some_tokens) for number in range(_SIDE_BY_SIDE)]
    written, seconds = _timed(model, asked)
    spent = max(seconds - written.tokens_computed / reading, seconds / 10)
    return reading, max(written.tokens_generated / spent, 1e-3)


def _timed(model: OpenModel, requests: Sequence[Request]) -> tuple[Counters, float]:
    """What the requests cost, and the seconds they took."""
    clock = time.perf_counter()
    counters = Counters()
    for unit in model.engine().run([requests], threading.Event()):
        counters.add(unit.counters)
    return counters, time.perf_counter() - clock
