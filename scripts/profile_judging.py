"""Shows where the time of a judging run goes: decoding, tokenising, the prefix tree, keys, SQLite, and the rest.

    python -m scripts.profile_judging [--model q8_0|q4_k_m|bundled] [--work a b c] [--small]

It carries out the benchmark's runs through the product's own runner. Each part's time is its own, without that of
the parts which it calls; "the rest" is the runner, pydantic and what is not named.
"""

import argparse
import contextlib
import functools
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.bench import ours
from scripts.bench.asks import Asker
from scripts.bench.models import BUNDLED, CACHE, random_model
from scripts.bench.workloads import Text, Workload, judging
from touchstone.domain.run import Phase
from touchstone.engine import EngineSettings, counting, session
from touchstone.engine.context import Context
from touchstone.engine.decode import Decoder
from touchstone.engine.llama import Vocab, open_vocab
from touchstone.engine.prompts import Prompter
from touchstone.engine.reading import Job
from touchstone.engine.schedule import Schedule
from touchstone.engine.tree import Tree
from touchstone.paths import Home
from touchstone.runner import run_judge
from touchstone.runner.judging import answers, asking
from touchstone.store import Store

REST = "the rest"
PARTS: tuple[tuple[str, Any, str], ...] = (
    ("decoding (llama.cpp)", Context, "decode"),
    ("filling batches", Decoder, "levels"),
    ("forking, freeing", Context, "fork"),
    ("forking, freeing", Context, "free"),
    ("scheduling", Schedule, "run"),
    ("reading probabilities", Job, "read"),
    ("reading probabilities", Job, "answer"),
    ("tokenising", Vocab, "tokenize"),
    ("prompts from pieces", Prompter, "prompt"),
    ("prefix tree", Tree, "add"),
    ("prefix tree", Tree, "outline"),
    ("counting both layouts", counting, "count_tokens"),
    ("wording questions", asking, "questions"),
    ("result lines", asking, "verdict_lines"),
    ("result lines", asking, "summed_lines"),
    ("keys of requests", answers, "request_key"),
    ("cache look-up (SQLite)", Store, "cached_answers"),
    ("saving (SQLite)", Store, "save_unit"),
    ("planting", session.LlamaEngine, "_plant"),
)
"""A part's name, and a function that belongs to it: its owner and its name there."""


class Clock:
    """Adds up each part's own time."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)
        self._stack = [REST]
        self._last = time.perf_counter()

    def switch(self) -> None:
        """Gives the time until now to the part under way."""
        now = time.perf_counter()
        self.spent[self._stack[-1]] += now - self._last
        self._last = now

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time counted."""

        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            self.switch()
            self._stack.append(part)
            try:
                return function(*args, **kwargs)
            finally:
                self.switch()
                self._stack.pop()
                self.calls[part] += 1

        return wrapper


@contextlib.contextmanager
def _counted(clock: Clock) -> Any:
    """Lets the clock see every part."""
    kept = [(owner, name, getattr(owner, name)) for _, owner, name in PARTS]
    for part, owner, name in PARTS:
        setattr(owner, name, clock.timed(part, getattr(owner, name)))
    try:
        yield
    finally:
        for owner, name, function in kept:
            setattr(owner, name, function)


def profile(model: Path, folder: Path, work: Workload) -> Clock:
    """The parts' times of one run, from its beginning to its end, but for loading the model."""
    prepared = folder / work.name
    ours.prepare(model, prepared)
    home = Home(ours.fresh(prepared))
    clock = Clock()
    with _counted(clock):
        clock.switch()
        clock.spent.clear()
        for event in run_judge(home, ours.spec(work, work.limit), threading.Event()):
            if isinstance(event, Phase) and event.name == "judging":
                clock.switch()
                clock.spent.pop(REST)
    clock.switch()
    return clock


def main() -> None:
    """Profiles the chosen workloads and prints a table of each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", choices=("q8_0", "q4_k_m", "bundled"), default="q8_0")
    parser.add_argument("--work", nargs="+", choices=("a", "b", "c"), default=["a"])
    parser.add_argument("--small", action="store_true", help="a small model and small workloads")
    options = parser.parse_args()
    CACHE.mkdir(parents=True, exist_ok=True)
    model = BUNDLED if options.model == "bundled" else random_model(CACHE, options.model, small=options.small)
    with tempfile.TemporaryDirectory() as name, contextlib.closing(open_vocab(model)) as vocab:
        text = Text(Asker(EngineSettings(model, "bench"), vocab).count)
        (Path(name) / "data").mkdir()
        for work in judging(Path(name) / "data", text, quick=options.small):
            if work.name in options.work:
                _print(work, profile(model, Path(name), work))


def _print(work: Workload, clock: Clock) -> None:
    whole = sum(clock.spent.values())
    print(f"\n({work.name}) {work.title}: {whole:.2f} s")
    for part, seconds in sorted(clock.spent.items(), key=lambda entry: -entry[1]):
        print(f"  {part:<24}{seconds:>9.3f} s{100 * seconds / whole:>7.2f} %{clock.calls[part]:>9} calls")


if __name__ == "__main__":
    main()
