"""What a run would cost: tokens, time and memory, found out by counting, without judging anything."""

import itertools
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from touchstone.domain.engine import Request
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.domain.run import RunInfo, RunSpec
from touchstone.paths import Home
from touchstone.rubrics import dataset_requests, development_sample, instance_request
from touchstone.runner.further.base_pass import BasePass
from touchstone.runner.judging.answers import Batch
from touchstone.runner.judging.asking import Asking, Parts, asked_by, find_layout, protocol_of, requests_of
from touchstone.runner.judging.choosing import choose
from touchstone.runner.judging.costing import Cost, Estimate, add_cost, counted
from touchstone.runner.judging.plan import RUBRICS_PER_UNIT, WINDOW_UNITS, judging_units, windows
from touchstone.runner.judging.setup import Setup, generation_level, prepare, to_generate
from touchstone.runner.models.kept import KeptModels
from touchstone.runner.models.opening import OpenModel
from touchstone.runner.rubrics.generated import Generated
from touchstone.runner.rubrics.writing import Level, askers, write_rubrics
from touchstone.runner.work import Work
from touchstone.store import Store, open_store

CRITERIA, RUBRIC_TOKENS, REASON_TOKENS, FEEDBACK_TOKENS = 5, 150, 40, 200
"""What is assumed of rubrics, reasons and the feedback of judges with a format of their own that are not written yet:
criteria each, tokens each."""


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
    cost = counted(store, model, itertools.chain([common], special), found, stop)
    if not cost.pending:
        return _from_cache(store, setup, model, level)
    add_cost(found, model, cost, RUBRIC_TOKENS * cost.pending)
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
    """Adds the cost of the verdicts, and of what further models are asked about them."""
    spec, dataset = setup.spec, setup.dataset
    asking = Asking(spec, model, partial(choose, spec=spec, given=setup.given, generated=generated))
    parts = judging_units(dataset.samples, protocol_of(spec))
    found.layout = find_layout(asking, parts)
    asking = replace(asking, layout=found.layout)
    cost = _asked(store, asking, parts, found, stop)
    found.verdicts = cost.asked + len(dataset.faults)
    further = setup.further
    if further.base is not None:
        model.set_aside()
        _base(store, further.base, asking, parts, found, stop)
    if further.second is not None:
        model.set_aside()
        share = 1.0 if spec.escalate_share is None else spec.escalate_share
        name = further.second.entry.name
        found.assumptions += (
            f"{name} is asked about everything: how much is under the threshold is not known before"
            if spec.escalate_share is None
            else f"{share:.0%} of the verdicts, spread evenly, go to {name}",
        )
        _asked(store, asked_by(asking, further.second, parts), parts, found, stop, share)
    for member in further.jury:
        model.set_aside()
        _asked(store, asked_by(asking, member, parts), parts, found, stop)
        member.set_aside()


def _asked(
    store: Store, asking: Asking, parts: Parts, found: Estimate, stop: threading.Event, share: float = 1.0
) -> Cost:
    """Adds the cost of what a judge is asked about a share of the verdicts."""
    model = asking.model
    asked = (
        _spread([request for number in window for request in requests_of(asking.ask(parts[number]))], share)
        for window in windows(parts, protocol_of(asking.spec))
    )
    cost = counted(store, model, asked, found, stop)
    length = FEEDBACK_TOKENS if model.form else REASON_TOKENS
    if cost.written:
        found.assumptions += (f"{cost.written} reasons of {length} tokens each",)
    add_cost(found, model, cost, length * cost.written)
    return cost


def _spread(requests: Sequence[Request], share: float) -> list[Request]:
    """A share of the requests, evenly spaced."""
    return [
        request for number, request in enumerate(requests) if int((number + 1) * share) > int(number * share)
    ]


def _base(
    store: Store,
    model: OpenModel,
    asking: Asking,
    parts: Parts,
    found: Estimate,
    stop: threading.Event,
) -> None:
    """Adds the cost of the base model's reading. Reasons that the judge has not written yet cannot be counted."""
    work = Work(store, RunInfo(id="estimate", spec=asking.spec, state="running", created=""), stop)
    base = BasePass(work, model, asking, parts)
    asked = (
        [request for number in window for request in base.open(number).requests]
        for window in windows(parts, protocol_of(asking.spec))
    )
    cost = counted(store, model, asked, found, stop)
    if (left_out := sum(map(base.count, base.units)) - cost.asked) > 0:
        found.assumptions += (f"what the base model reads of {left_out} reasons to come is not counted",)
    add_cost(found, model, cost, 0)
    model.set_aside()
