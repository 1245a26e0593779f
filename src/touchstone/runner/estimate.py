"""What a run would cost: tokens, time and memory, found out by counting, without judging anything."""

import itertools
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from touchstone.domain.engine import Counters, Label, Request, Writing
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.domain.run import Layout, RunInfo, RunSpec
from touchstone.errors import Interrupted
from touchstone.paths import Home
from touchstone.rubrics import dataset_requests, development_sample, instance_request
from touchstone.runner.answers import Batch
from touchstone.runner.asking import Asking, find_layout, protocol_of, requests_of
from touchstone.runner.choosing import choose
from touchstone.runner.generated import Generated
from touchstone.runner.kept import KeptModels
from touchstone.runner.models import OpenModel
from touchstone.runner.plan import RUBRICS_PER_UNIT, WINDOW_UNITS, judging_units, windows
from touchstone.runner.setup import Setup, generation_level, prepare, to_generate
from touchstone.runner.work import Work
from touchstone.runner.writing import Level, askers, write_rubrics
from touchstone.store import Store, open_store

CRITERIA, RUBRIC_TOKENS, REASON_TOKENS, FEEDBACK_TOKENS = 5, 150, 40, 200
"""What is assumed of rubrics, reasons and the feedback of judges with a format of their own that are not written yet:
criteria each, tokens each."""

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


def estimate(
    home: Home,
    spec: RunSpec,
    stop: threading.Event | None = None,
    kept: KeptModels | None = None,
) -> Estimate:
    """Counts what a run of the spec would read and write. Loads what has work to do, to measure it.

    `kept` lends models that stay loaded. Raises Interrupted once `stop` is set.
    """
    with open_store(home.database) as store:
        setup = prepare(home, store, spec, kept=kept)
        try:
            found = Estimate()
            stop = stop or threading.Event()
            generated = _rubrics(store, setup, found, stop)
            if setup.judge is not None:
                _judging(store, setup, setup.judge, generated, found, stop)
            return found
        finally:
            setup.close()


def _rubrics(store: Store, setup: Setup, found: Estimate, stop: threading.Event) -> Generated:
    """Adds the cost of the rubrics; gives those of the cache where all are there, else stand-ins."""
    level, model = generation_level(setup.spec, setup.dataset), setup.generator
    if level is None or model is None:
        return Generated(store.rubric)
    seed, samples = setup.spec.seed, to_generate(setup.spec, setup.dataset)
    common = dataset_requests(development_sample(samples, seed), seed) if level != "instance" else []
    covered: list[str] = []
    if level == "both":
        known = not Batch(model, store, [common]).missing
        rubric = _from_cache(store, setup, model, "dataset").common if known else None
        rubric = rubric if isinstance(rubric, Rubric) else _stand_in(RubricLevel.DATASET)
        covered = [criterion.text for criterion in rubric.criteria]
    groups = askers(samples, seed) if level != "dataset" else []
    size = RUBRICS_PER_UNIT * WINDOW_UNITS
    special = (
        [instance_request(group[0], seed=seed, covered=covered) for group in groups[start : start + size]]
        for start in range(0, len(groups), size)
    )
    cost = _counted(store, model, itertools.chain([common], special), found, stop)
    if not cost.pending:
        return _from_cache(store, setup, model, level)
    _add(found, model, cost, RUBRIC_TOKENS * cost.pending)
    found.assumptions += (
        f"{cost.pending} rubrics are still to be written: {CRITERIA} criteria, {RUBRIC_TOKENS} tokens each",
    )
    if model is not setup.judge:
        model.set_aside()
    stand_in = _stand_in(RubricLevel.INSTANCE)
    ids = dict.fromkeys((sample.id for sample in samples), stand_in.id)
    return Generated(lambda _: stand_in, _stand_in(RubricLevel.DATASET), dict(ids))


def _from_cache(store: Store, setup: Setup, model: OpenModel, level: Level) -> Generated:
    """The rubrics whose answers are all in the cache; nothing is computed."""
    run = RunInfo(id="estimate", spec=setup.spec, state="running", created="")
    work = Work(store, run, threading.Event())
    writing = write_rubrics(work, model, to_generate(setup.spec, setup.dataset), level, setup.spec.seed)
    while True:
        try:
            next(writing)
        except StopIteration as end:
            generated: Generated = end.value
            return generated


def _stand_in(level: RubricLevel) -> Rubric:
    """A rubric of usual length, where the real one is not written yet."""
    text = "The response meets requirement {} of the prompt as it is written."
    criteria = tuple(Criterion(text=text.format(number), level=level) for number in range(1, CRITERIA + 1))
    return Rubric(level=level, criteria=criteria, provenance=Provenance(source="built-in"))


def _judging(
    store: Store,
    setup: Setup,
    model: OpenModel,
    generated: Generated,
    found: Estimate,
    stop: threading.Event,
) -> None:
    """Adds the cost of the verdicts."""
    spec, dataset = setup.spec, setup.dataset
    asking = Asking(spec, model, partial(choose, spec=spec, given=setup.given, generated=generated))
    parts = judging_units(dataset.samples, protocol_of(spec))
    found.layout = find_layout(asking, parts)
    asking = replace(asking, layout=found.layout)
    asked = (
        [request for number in window for request in requests_of(asking.ask(parts[number]))]
        for window in windows(parts, protocol_of(spec))
    )
    cost = _counted(store, model, asked, found, stop)
    found.verdicts = cost.asked + len(dataset.faults)
    length = FEEDBACK_TOKENS if model.form else REASON_TOKENS
    if cost.written:
        found.assumptions += (f"{cost.written} reasons of {length} tokens each",)
    _add(found, model, cost, length * cost.written)


@dataclass(slots=True)
class _Cost:
    """What is asked of a model, what of it is not known yet (`pending`) or to be `written`, and its tokens."""

    asked: int = 0
    pending: int = 0
    written: int = 0
    tokens_total: int = 0
    tokens_distinct: int = 0


def _counted(
    store: Store,
    model: OpenModel,
    asked: Iterable[Sequence[Request]],
    found: Estimate,
    stop: threading.Event,
) -> _Cost:
    """Counts what a run asks, window by window; what two windows ask counts in both. Notes what is cached."""
    cost = _Cost()
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


def _add(found: Estimate, model: OpenModel, cost: _Cost, generated: int) -> None:
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
