"""Makes the pictures of the terminal UI: the demo, run in the real app, and one of its results.

    python scripts/screenshot.py [--home DIR] [--out docs/images]

Without --home a new, temporary home is used and the demo is run in it.
"""

import argparse
import asyncio
import re
import tempfile
import time
from pathlib import Path

from textual.pilot import Pilot

from touchstone.paths import Home
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.backend import Backend

WIDTH, HEIGHT = 112, 32
PATIENCE = 600.0
OUT = Path(__file__).parent.parent / "docs" / "images"


async def take(app: TouchstoneApp) -> dict[str, str]:
    """Runs the demo where the home is empty; the newest run and its first result as SVG, by name."""
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        if app.store.count_runs() == 0:
            await pilot.press("d")
            await finished(pilot, app)
            await pilot.press("escape")
        pictures = {}
        for name in ("run", "result"):
            await pilot.press("enter")
            await pilot.pause(1.0)
            pictures[name] = app.export_screenshot(title="touchstone")
        return pictures


async def finished(pilot: Pilot[None], app: TouchstoneApp) -> None:
    """Waits for the end of the run that is going on."""
    end = time.monotonic() + PATIENCE
    while app.live is None or app.live.active:
        if time.monotonic() > end:
            raise SystemExit("the demo did not finish in time")
        await pilot.pause(0.2)
    if app.live.error is not None:
        raise SystemExit(str(app.live.error))


def self_contained(svg: str) -> str:
    """The picture without fonts from the network and without the random id that Rich gives it."""
    svg = re.sub(r"@font-face\s*{.*?}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas")
    return re.sub(r"terminal-\d+", "terminal", svg)


def main() -> None:
    """Writes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        backend = Backend(Home(options.home or Path(folder)))
        with backend.open_store() as store:
            pictures = asyncio.run(take(TouchstoneApp(backend, store)))
    options.out.mkdir(parents=True, exist_ok=True)
    for name, svg in pictures.items():
        path = options.out / f"{name}.svg"
        path.write_text(self_contained(svg), encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main()
