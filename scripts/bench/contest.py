"""One workload, all contestants in turn, several rounds; and what comes out of it."""

import multiprocessing
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from scripts.bench import ours, peers
from scripts.bench.asks import Ask, Asker, Size, requests
from scripts.bench.measure import Measure
from scripts.bench.native import prefill_rate
from scripts.bench.workloads import Workload
from touchstone.domain.run import Layout

USUAL = "rubric first"
SLOTS = (1, 4)


@dataclass(frozen=True, slots=True)
class Machine:
    """With what a model is measured. `binaries`: of llama.cpp's tools; None leaves server and limit out."""

    model: Path
    home: Path
    threads: int
    extra_buffers: bool
    binaries: Path | None


@dataclass(slots=True)
class Result:
    """A workload's measures, by contestant.

    `limits`: of each round, the limit (seconds) as a share of what Touchstone took just before.
    """

    work: Workload
    measures: dict[str, list[Measure]] = field(default_factory=dict)
    limits: list[float] = field(default_factory=list)
    within: Measure | None = None

    def middle(self, name: str) -> Measure:
        """The contestant's measure of median rate."""
        ordered = sorted(self.measures[name], key=lambda measure: measure.rate)
        return ordered[len(ordered) // 2]

    def as_dict(self) -> dict[str, Any]:
        """The result's figures, by the names that stay the same from run to run."""
        own = self.middle("touchstone")
        rates = {name: median(m.rate for m in found) for name, found in self.measures.items()}
        others = {name: rate for name, rate in rates.items() if name != "touchstone"}
        usual = [rate for name, rate in others.items() if name.endswith(USUAL)]
        return {
            "title": self.work.title,
            "layout": own.layout,
            "verdicts": own.verdicts,
            "verdicts_per_s": rates["touchstone"],
            "computed": own.computed,
            "computed_over_distinct": own.computed / max(1, own.distinct),
            "computed_over_distinct_quarter": self.within and self.within.computed / self.within.distinct,
            "written_per_s": own.written / own.seconds,
            "fraction_of_limit": median(self.limits) if self.limits else None,
            "ratio_to_usual_order": rates["touchstone"] / max(usual) if usual else None,
            "ratio_to_best_peer": rates["touchstone"] / max(others.values()) if others else None,
            "first_verdict_s": own.first,
            "peak_mb": own.peak_mb,
            "peers": {name: self._peer(name, rates) for name in others},
        }

    def _peer(self, name: str, rates: dict[str, float]) -> dict[str, float]:
        one = self.middle(name)
        return {
            "verdicts_per_s": rates[name],
            "asked": one.verdicts,
            "computed": one.computed,
            "written_per_s": one.written / one.seconds,
            "ratio": rates["touchstone"] / rates[name],
            "first_verdict_s": one.first,
            "peak_mb": one.peak_mb,
        }


def alone(task: Callable[..., Measure], *arguments: object) -> Measure:
    """Runs the task in a fresh process."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        return pool.submit(task, *arguments).result()


def contest(machine: Machine, asker: Asker, work: Workload, rounds: int, *, peer_rounds: int) -> Result:
    """Measures Touchstone and its peers in turn, `rounds` times (peers: the first `peer_rounds` of them)."""
    result = Result(work)
    layout: Layout = "leaf"
    for number in range(rounds):
        own = _own(machine, work)
        result.measures.setdefault("touchstone", []).append(own)
        _say(work, "touchstone", own)
        if number == 0:
            layout = "trunk" if own.layout == "trunk" else "leaf"
            asks = {form: _first(asker.asks(work, form, layout), form, work) for form in _forms(work, layout)}
            size = asker.size(requests(work, layout))
        if machine.binaries and not work.writes:
            result.limits.append(_limit(machine, work, size) / own.seconds)
        if number < peer_rounds:
            for name, measure in _peers(machine, asks):
                result.measures.setdefault(name, []).append(measure)
                _say(work, name, measure)
    if not work.writes:
        result.within = alone(ours.judge_within, machine.model, work, layout, 0.25)
        _say(work, "a quarter of the cache", result.within)
    return result


def _limit(machine: Machine, work: Workload, size: Size) -> float:
    """The seconds in which llama-bench would prefill the distinct tokens.

    Measured right after each round: the speed of a shared machine drifts by more than what is left to gain.
    """
    assert machine.binaries
    rate = prefill_rate(machine.binaries, machine.model, machine.threads, size.depth, machine.extra_buffers)
    print(f"  {work.name}: {size.distinct} distinct tokens, limit {rate:.1f} tokens/s", file=sys.stderr)
    return size.distinct / rate


def _own(machine: Machine, work: Workload) -> Measure:
    if work.writes:
        return alone(ours.write, machine.model, work)
    return alone(ours.judge, machine.home, work)


def _forms(work: Workload, layout: Layout) -> list[str]:
    """The forms of the question; in the leaf layout the shipped one has the criterion last already."""
    return [form for form in work.forms if (form, layout) != ("criterion last", "leaf")]


def _first(asks: list[Ask], form: str, work: Workload) -> list[Ask]:
    """What a peer is asked: all where beginnings are shared over the whole workload, else the first ones."""
    if form in ("shipped", "criterion last") and not work.writes:
        return asks
    return asks[: max(1, round(work.share * len(asks)))]


def _peers(machine: Machine, asks: Mapping[str, Sequence[Ask]]) -> list[tuple[str, Measure]]:
    done: list[tuple[str, Measure]] = []
    common = machine.threads, machine.extra_buffers
    for form, each in asks.items():
        done.append((f"Llama, {form}", alone(peers.llama, machine.model, each, *common)))
    for slots in SLOTS if machine.binaries else ():
        for form, each in asks.items():
            if form != "json":
                assert machine.binaries
                binary = machine.binaries / "llama-server"
                with peers.server(binary, machine.model, slots, *common) as running:
                    done.append((f"server {slots}, {form}", peers.serve(running, each, slots)))
    return done


def _say(work: Workload, name: str, measure: Measure) -> None:
    print(
        f"  {work.name} {name}: {measure.verdicts} in {measure.seconds:.1f} s, {measure.rate:.2f}/s, "
        f"{measure.computed} tokens, {measure.peak_mb:.0f} MB",
        file=sys.stderr,
        flush=True,
    )
