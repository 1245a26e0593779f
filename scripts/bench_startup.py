"""Measures how fast Touchstone starts: the help, short commands, and the terminal UI up to its first screen.

    python scripts/bench_startup.py [--repeat 7] [--json]

Each start is a process of its own on a new home folder; `python -c pass` is what Python itself takes. Times are in
seconds: CPU time, which other programs disturb little, and wall time. The first screen counts as there when it is
mounted and drawn in Textual's headless terminal. Exit code 1: the best start took more CPU time than it may.
"""

import argparse
import asyncio
import importlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

FIRST_SCREEN = "--first-screen"


@dataclass(frozen=True)
class Start:
    """What a start took, in seconds. `limit`: what it may take."""

    what: str
    cpu_best: float
    cpu_median: float
    wall_best: float
    wall_median: float
    limit: float | None

    @property
    def is_over(self) -> bool:
        """Whether even the best start took too long."""
        return self.limit is not None and self.cpu_best > self.limit


def starts(home: str) -> list[tuple[str, float | None, Sequence[str]]]:
    """(what starts, its limit, the command line after Python's)."""
    module = ("-m", "touchstone")
    return [
        ("python -c pass", None, ("-c", "pass")),
        ("touchstone --help", 0.3, (*module, "--help")),
        ("touchstone judge --help", None, (*module, "judge", "--help")),
        ("touchstone runs list", None, (*module, "runs", "list", "--home", home)),
        ("terminal UI, first screen", 1.0, (__file__, FIRST_SCREEN, home)),
    ]


def measure(what: str, limit: float | None, arguments: Sequence[str], repeat: int) -> Start:
    """Starts the process so many times, after a first time that is not counted."""
    cpu, wall = [], []
    for _ in range(repeat + 1):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
        wall.append(time.perf_counter() - began)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    del cpu[0], wall[0]
    return Start(what, min(cpu), median(cpu), min(wall), median(wall), limit)


async def show_first_screen(home: Path) -> None:
    """Opens the terminal UI as the `touchstone` command does, without a terminal, and leaves it at once."""
    # The imports are what is measured, and only the process that is measured may make them.
    root = importlib.import_module("touchstone.cli.root")
    app = importlib.import_module("touchstone.tui.app")
    backend = importlib.import_module("touchstone.tui.backend").Backend(root.find_home(home))
    with backend.open_store() as store:
        shown = app.TouchstoneApp(backend, store)
        async with shown.run_test(size=(112, 32)) as pilot:
            await pilot.pause()
            assert shown.screen.query("#lists")


def report(found: Sequence[Start]) -> None:
    """Prints the figures."""
    print(f"{'seconds':28} {'CPU':>7} {'median':>7} {'wall':>7} {'median':>7} {'limit':>7}")
    for start in found:
        figures = (start.cpu_best, start.cpu_median, start.wall_best, start.wall_median)
        limit = "" if start.limit is None else f"{start.limit:7.1f}"
        over = "  over" if start.is_over else ""
        print(f"{start.what:28} {' '.join(f'{each:7.3f}' for each in figures)} {limit}{over}")


def main() -> int:
    """Measures and reports; 1 where a start is over its limit."""
    if sys.argv[1:2] == [FIRST_SCREEN]:
        asyncio.run(show_first_screen(Path(sys.argv[2])))
        return 0
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--json", action="store_true", dest="as_json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        found = [measure(*start, repeat=options.repeat) for start in starts(home)]
    if options.as_json:
        print(json.dumps([asdict(start) for start in found]))
    else:
        report(found)
    return int(any(start.is_over for start in found))


if __name__ == "__main__":
    sys.exit(main())
