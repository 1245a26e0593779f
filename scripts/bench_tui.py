"""Measures the terminal UI while a long run goes on in it: how soon keys are answered, and whether memory grows.

    python -m scripts.bench_tui [--samples 10000]

The bundled judge judges one response of each sample, without a rubric; the run's screen is open, its cursor moves.
Prints, for each tenth of the run, the waits from a key to the moved cursor (milliseconds) and the memory (RSS).
"""

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import psutil
from textual import events
from textual.pilot import Pilot

from touchstone.domain.run import RunSpec
from touchstone.paths import Home
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.backend import Backend
from touchstone.tui.screens.run import RunScreen
from touchstone.tui.widgets.table import RowTable

PATIENCE = 5.0
ROWS = 20
"""The cursor needs some rows to move in."""
EVERY = 0.25
"""Seconds between two keys."""


def write_data(path: Path, samples: int) -> Path:
    """A file of so many different short prompts with a response each."""
    rows = (
        {
            "id": f"r{number}",
            "prompt": f"Write a note to tenant {number} about the lift repair.",
            "response": f"Dear tenant {number}, the lift is repaired on Tuesday. Please use the stairs.",
        }
        for number in range(samples)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


async def answered(app: TouchstoneApp, table: RowTable[object], key: str) -> float:
    """The seconds from a key to the moved cursor, at most PATIENCE."""
    before, began = table.cursor, time.monotonic()
    app.post_message(events.Key(key, None))
    while table.cursor == before and time.monotonic() - began < PATIENCE:
        await asyncio.sleep(0.001)
    return time.monotonic() - began


async def watch(pilot: Pilot[None], app: TouchstoneApp) -> list[list[float]]:
    """Presses keys until the run ends; the waits in each tenth of the run."""
    while not (isinstance(app.screen, RunScreen) and app.live and app.live.done > 2):
        await pilot.pause(0.1)
    live, table = app.live, app.screen.query_one("#result-table", RowTable)
    assert live is not None
    while table.rows < ROWS or not table.has_focus:
        await pilot.pause(0.1)
    waits: list[list[float]] = [[] for _ in range(10)]
    process, told = psutil.Process(), 0
    print(f"{'done':>6} {'keys':>5} {'median':>7} {'95 %':>6} {'worst':>6}  RSS")
    while live.active:
        part = min(int(10 * (live.fraction or 0.0)), 9)
        down = len(waits[part]) % 6 < 3
        waits[part].append(1000 * await answered(app, table, "down" if down else "up"))
        if part > told:
            tell(told, waits[told], process.memory_info().rss)
            told = part
        await asyncio.sleep(EVERY)
    tell(told, waits[told], process.memory_info().rss)
    return waits


def tell(part: int, waits: list[float], memory: int) -> None:
    """One tenth's line."""
    high = quantiles(waits, n=20)[-1] if len(waits) > 1 else max(waits, default=0.0)
    figures = f"{median(waits or [0.0]):>7.0f} {high:>6.0f} {max(waits, default=0.0):>6.0f}"
    print(f"{10 * (part + 1):>4} % {len(waits):>5} {figures}  {memory / 1e6:.0f} MB", flush=True)


async def measure(folder: Path, samples: int) -> None:
    """Runs the app over a new home."""
    spec = RunSpec(
        kind="judge", data=str(write_data(folder / "many.jsonl", samples)), protocol="criteria", rubric="none"
    )
    backend = Backend(Home(folder / "home"))
    with backend.open_store() as store:
        app = TouchstoneApp(backend, store)
        async with app.run_test(size=(120, 40)) as pilot:
            app.launch(lambda stop: backend.start(spec, stop), app.open_run, app.show_error)
            began = time.monotonic()
            waits = [wait for part in await watch(pilot, app) for wait in part]
            spent = time.monotonic() - began
    late = sum(wait > 100 for wait in waits)
    print(f"{samples} samples in {spent:.0f} s; {len(waits)} keys, {late} of them later than 100 ms")


def main() -> None:
    """Measures once."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--samples", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), options.samples))


if __name__ == "__main__":
    main()
