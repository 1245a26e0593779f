"""Touchstone itself: judging runs as `touchstone judge` carries them out, and written texts from its engine.

Every function runs in a process of its own, so that its peak memory is its own.
"""

import contextlib
import shutil
import threading
import time
from dataclasses import replace
from pathlib import Path

from scripts.bench.asks import requests
from scripts.bench.measure import Measure, peak_mb
from scripts.bench.workloads import Workload
from touchstone.catalogue import add_file
from touchstone.domain.run import Finished, Layout, Phase, RunSpec, UnitDone
from touchstone.engine import EngineSettings, open_counter, open_engine
from touchstone.files import read_dataset
from touchstone.paths import Home
from touchstone.runner import run_judge
from touchstone.runner.judging.plan import RUBRICS_PER_UNIT, judging_units
from touchstone.store import open_store

NAME = "bench"


def prepare(model: Path, folder: Path) -> None:
    """Makes a home that knows the model, its hash and the outcome of its check; it has judged one word."""
    home = Home(folder)
    folder.mkdir(parents=True)
    add_file(home, NAME, model)
    data = folder / "warm-up.jsonl"
    data.write_text('{"prompt": "Say a word.", "response": "Word."}\n', encoding="utf-8")
    warm_up = Workload("warm-up", "", data, "holistic", "none")
    for _ in run_judge(home, spec(warm_up, None), threading.Event()):
        pass


def spec(work: Workload, limit: int | None) -> RunSpec:
    """The run that a workload is."""
    return RunSpec(
        kind="judge",
        data=str(work.data),
        judge=NAME,
        protocol=work.protocol,
        rubric=work.rubric,
        limit=limit,
        allow_unscored=1.0,
    )


def fresh(prepared: Path) -> Path:
    """A copy of the prepared home beside it, in which nothing is cached."""
    copy = prepared.with_name(f"{prepared.name}-run")
    shutil.rmtree(copy, ignore_errors=True)
    return Path(shutil.copytree(prepared, copy))


def judge(prepared: Path, work: Workload) -> Measure:
    """A whole judging run: reading, choosing the layout, decoding, saving. Loading the model is not counted."""
    home = Home(fresh(prepared))
    spent, first, counting, last = 0.0, 0.0, True, time.perf_counter()
    for event in run_judge(home, spec(work, work.limit), threading.Event()):
        now = time.perf_counter()
        spent += now - last if counting else 0.0
        last = now
        if isinstance(event, Phase):
            counting = not event.name.startswith(("loading", "checking"))
        elif isinstance(event, UnitDone) and not first:
            first = spent
        elif isinstance(event, Finished):
            run, counters = event.run, event.counters
    with open_store(home.database) as store:
        layout = store.run(run).layout or "leaf"
    shutil.rmtree(home.root)
    return Measure(
        seconds=spent,
        verdicts=counters.verdicts,
        computed=counters.tokens_computed,
        written=counters.tokens_generated,
        first=first,
        peak_mb=peak_mb(),
        layout=layout,
        distinct=counters.tokens_distinct,
        total=counters.tokens_total,
    )


def judge_within(model: Path, work: Workload, layout: Layout, share: float) -> Measure:
    """The engine alone, with room in the KV cache for that share of the distinct tokens (and one prompt)."""
    dataset = read_dataset(work.data, limit=work.limit)
    units = [requests(work, layout, unit) for unit in judging_units(dataset.samples, work.protocol)]
    settings = EngineSettings(model, "bench", n_ctx=2048)
    with contextlib.closing(open_counter(settings)) as counter:
        _, distinct = counter.count([request for unit in units for request in unit])
    engine = open_engine(replace(settings, kv_cells=max(2048 + 8, int(share * distinct))))
    began = time.perf_counter()
    done = [unit.counters for unit in engine.run(units, threading.Event())]
    seconds = time.perf_counter() - began
    engine.close()
    computed = sum(counters.tokens_computed for counters in done)
    verdicts = sum(map(len, units))
    return Measure(seconds, verdicts, computed, peak_mb=peak_mb(), layout=layout, distinct=distinct)


def write(model: Path, work: Workload) -> Measure:
    """Texts written side by side, as many as in a unit of the product."""
    engine = open_engine(EngineSettings(model, "bench"))
    asked = requests(work, "leaf")
    units = [asked[start : start + RUBRICS_PER_UNIT] for start in range(0, len(asked), RUBRICS_PER_UNIT)]
    began, first = time.perf_counter(), 0.0
    computed = distinct = written = 0
    for unit in engine.run(units, threading.Event()):
        first = first or time.perf_counter() - began
        computed += unit.counters.tokens_computed
        distinct += unit.counters.tokens_distinct
        written += unit.counters.tokens_generated
    seconds = time.perf_counter() - began
    engine.close()
    return Measure(seconds, len(asked), computed, written, first, peak_mb(), "leaf", distinct)
