"""Measures the memory of a judging run with the bundled judge: how much it takes, and whether it grows.

    python scripts/bench_memory.py [--samples 10000] [--rubric none --protocol holistic] [--json]

It makes short prompts with one response each, judges them as `touchstone judge` does (by default with a dataset-level
rubric of three criteria), and reads the process's resident memory at every tenth of the verdicts. Exit code 1: the
peak is more than 150 MB above Python, model and KV cache, or the last 80 % of the run added more than 10 MB.
"""

import argparse
import contextlib
import json
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from touchstone.catalogue import load_catalogue
from touchstone.domain.run import Phase, RunSpec, UnitDone
from touchstone.paths import Home
from touchstone.runner import run_judge
from touchstone.runner.models.opening import open_model
from touchstone.store import open_store

JUDGE = "demo-judge"
LIMIT_MB, GROWTH_MB = 150.0, 10.0
TENTHS = 10

CRITERIA = (
    "The response answers the question that was asked.",
    "The response is written in complete sentences.",
    "The response names at least one example.",
)
WORDS = (
    "the",
    "a",
    "river",
    "and",
    "winter",
    "letter",
    "of",
    "garden",
    "music",
    "number",
    "paper",
    "with",
    "stone",
)


@dataclass(slots=True)
class Memory:
    """Resident memory in MB: at the run's stations, at each tenth of its verdicts, and at its highest."""

    imported: float = 0.0
    read: float = 0.0
    loaded: float = 0.0
    tenths: list[float] = field(default_factory=list)
    peak: float = 0.0
    engine: float = 0.0
    verdicts: int = 0
    seconds: float = 0.0

    @property
    def above(self) -> float:
        """The peak above Python with its imports, the model's weights and the KV cache."""
        return self.peak - self.imported - self.engine

    @property
    def growth(self) -> float:
        """What the last 80 % of the run added."""
        return self.tenths[-1] - self.tenths[1]


def resident() -> float:
    """This process's resident memory in MB."""
    return float(psutil.Process().memory_info().rss) / 1e6


@contextlib.contextmanager
def peak_in(memory: Memory) -> Iterator[None]:
    """Notes the highest resident memory meanwhile."""
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.05):
            memory.peak = max(memory.peak, resident())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def write_data(folder: Path, samples: int) -> tuple[Path, Path]:
    """The data and the rubric, in files."""
    chance = random.Random(0)

    def text(words: int) -> str:
        return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."

    data = folder / "data.jsonl"
    with data.open("w", encoding="utf-8") as file:
        for number in range(samples):
            row = {"id": f"s{number}", "prompt": f"Question {number}: {text(12)}", "response": text(25)}
            file.write(json.dumps(row) + "\n")
    rubric = folder / "rubric.json"
    rubric.write_text(json.dumps({"touchstone": 1, "level": "dataset", "criteria": CRITERIA}))
    return data, rubric


def measure(home: Home, spec: RunSpec, memory: Memory) -> None:
    """Runs the spec and fills in what it took."""
    expected, loading = 0, False
    began = time.monotonic()
    with peak_in(memory):
        for event in run_judge(home, spec, threading.Event()):
            if loading:
                memory.loaded, loading = resident(), False
            if isinstance(event, Phase):
                expected = event.verdicts
                if event.name.startswith("loading"):
                    memory.read, loading = resident(), True
            elif isinstance(event, UnitDone):
                memory.verdicts = event.counters.verdicts
                while memory.verdicts * TENTHS >= expected * (len(memory.tenths) + 1):
                    memory.tenths.append(resident())
                    print(f"{len(memory.tenths)}0 %: {memory.tenths[-1]:.0f} MB", file=sys.stderr)
                    if len(memory.tenths) == TENTHS:
                        break
    memory.seconds = time.monotonic() - began
    with open_store(home.database) as store:
        model = open_model(home, store, load_catalogue(home), JUDGE, "judge")
        with contextlib.closing(model):
            info = model.engine().info
            memory.engine = (info.weights_bytes + info.context_bytes) / 1e6


def report(memory: Memory) -> None:
    """Prints the figures."""
    print(f"{memory.verdicts} verdicts in {memory.seconds:.0f} s; resident memory in MB:")
    print(f"Python and imports   {memory.imported:7.1f}")
    print(f"data read            {memory.read:7.1f}")
    print(f"model loaded         {memory.loaded:7.1f}")
    for number, value in enumerate(memory.tenths, start=1):
        print(f"{number * 10:3} % of the verdicts {value:6.1f}")
    print(f"peak                 {memory.peak:7.1f}")
    print(f"weights and KV cache {memory.engine:7.1f}")
    print(f"peak above Python, weights and KV cache: {memory.above:.1f} (at most {LIMIT_MB:.0f})")
    print(f"growth over the last 80 %: {memory.growth:.1f} (at most {GROWTH_MB:.0f})")


def main() -> int:
    """Measures, and prints the figures or one JSON value."""
    memory = Memory(imported=resident())
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--samples", type=int, default=10_000)
    parser.add_argument("--rubric", help="as of `touchstone judge`; by default a file of three criteria")
    parser.add_argument("--protocol", default="criteria", choices=("criteria", "holistic"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        home.root.mkdir()
        data, rubric = write_data(Path(folder), options.samples)
        spec = RunSpec(
            kind="judge",
            data=str(data),
            protocol=options.protocol,
            rubric=options.rubric or str(rubric),
            judge=JUDGE,
            allow_unscored=1.0,
            out=str(Path(folder) / "lines.jsonl"),
        )
        measure(home, spec, memory)
    if options.json:
        print(json.dumps({**asdict(memory), "above": memory.above, "growth": memory.growth}))
    else:
        report(memory)
    return int(memory.above > LIMIT_MB or memory.growth > GROWTH_MB)


if __name__ == "__main__":
    sys.exit(main())
