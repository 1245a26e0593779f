"""The steps of `scripts/tour`: from an empty home folder to a report, by the keys that a person presses."""

import argparse
import shlex
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.terminal import Terminal

WIDTH, HEIGHT = 120, 34
LABELS = 3
NOTICE_SECONDS = 9.0
"""A picture waits until notifications are gone."""
ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"


@dataclass(frozen=True, slots=True)
class Step:
    """Keys to press, and what is on the screen then, within `seconds`; a `picture` is made of it under that name."""

    about: str
    keys: tuple[str, ...]
    shows: tuple[str, ...]
    picture: str = ""
    seconds: float = 30


STEPS = (
    Step("an empty home", (), ("Nothing here yet", "1 Runs")),
    Step("the form of a new run", ("n",), ("new run", "Data file")),
    Step("choosing a file", ("C-o",), ("Choose a data file", "the demo's data")),
    Step("the demo's data in preview", ("Enter",), ("36 prompts", "108 responses"), "new-run"),
    Step("an estimate", ("C-e",), ("Estimate", "MB of memory"), seconds=120),
    Step("rubrics generated, responses judged", ("C-r",), ("finished", "Results 108"), seconds=300),
    Step("the lowest scores first", ("o",), ("lowest score first",), "run"),
    Step("the worst verdict", ("Enter",), ("result 1 of 108", "label mass"), "result"),
    Step("back to the run", ("Escape",), ("Results 108",)),
    Step("how many to label", ("l",), ("Label run", "Your name")),
    Step("labelling blind", (str(LABELS), "Enter"), (f"0 of {LABELS}",), "label"),
    Step("labels given", ("1",) * LABELS, (f"{LABELS} of {LABELS}", "All of the sample is labelled")),
    Step("back to the run", ("q",), ("Results 108",)),
    Step("systems compared", ("c",), ("systems compared", "careful", "better"), "compare", seconds=60),
    Step("back to the run", ("Escape",), ("Results 108",)),
    Step("plots", ("d",), ("plots", "careful"), "plots", seconds=60),
    Step("back to the run", ("Escape",), ("Results 108",)),
    Step("where the report goes", ("h",), ("Report of run", "File")),
    Step("the report written", ("Enter",), ("The report is written",), seconds=60),
)


def main() -> int:
    """Takes every step; the exit code says whether each showed what it should."""
    parser = argparse.ArgumentParser(prog="scripts/tour", description="The whole path in a real terminal.")
    parser.add_argument("--pictures", action="store_true", help="write docs/images")
    parser.add_argument("--watch", action="store_true", help="say which screen is waited for")
    options = parser.parse_args()
    tell: Callable[[str], None] = print if options.watch else lambda _: None
    with tempfile.TemporaryDirectory() as name, Terminal(WIDTH, HEIGHT) as terminal:
        folder = Path(name)
        touchstone = Path(sys.executable).with_name("touchstone")
        terminal.start(f"{shlex.quote(str(touchstone))} --home {folder / 'home'}", folder, ROOT.parent)
        begun = time.monotonic()
        for step in STEPS:
            tell(f"{step.about} …")
            for key in step.keys:
                terminal.press(key)
            terminal.wait(*step.shows, seconds=step.seconds)
            if options.pictures and step.picture:
                time.sleep(NOTICE_SECONDS)
                (IMAGES / f"{step.picture}.svg").write_text(terminal.picture(), encoding="utf-8")
        reports = [path for path in folder.glob("*.html") if path.stat().st_size]
        if not reports:
            raise SystemExit("no report was written")
        terminal.press("C-q")
        terminal.wait("exit code 0", seconds=30)
        print(f"every screen was as it should be, in {time.monotonic() - begun:.0f} seconds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
