"""The terminal UI in a real terminal: the whole path, and a terminal that is killed in the middle of a run."""

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.terminal import Terminal
from scripts.touring import ROOT
from tests.homes import write_rows
from touchstone.paths import Home
from touchstone.store import open_store

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux"),
]
SAMPLES = 4000
PATIENCE = 120.0


def test_the_whole_path() -> None:
    toured = subprocess.run(
        [sys.executable, "-m", "scripts.touring"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert toured.returncode == 0, toured.stderr
    assert "every screen was as it should be" in toured.stdout


def test_a_killed_terminal_loses_no_saved_verdict_and_the_next_start_offers_to_resume(tmp_path: Path) -> None:
    rows = (
        {
            "id": f"r{number}",
            "prompt": f"Write a note to tenant {number} about the lift repair.",
            "response": f"Dear tenant {number}, the lift is repaired on Tuesday.",
            "rubric": {"criteria": "The response is about the lift repair."},
        }
        for number in range(SAMPLES)
    )
    write_rows(tmp_path / "many.jsonl", rows)
    home = Home(tmp_path / "home")
    touchstone = shlex.quote(str(Path(sys.executable).with_name("touchstone")))
    app = f"{touchstone} --home {home.root}"
    with Terminal(100, 30) as terminal:
        terminal.start(app, tmp_path, tmp_path)
        terminal.wait("Nothing here yet", seconds=PATIENCE)
        terminal.press("n")
        terminal.wait("Data file", seconds=PATIENCE)
        terminal.type("many.jsonl")
        terminal.wait(f"{SAMPLES:,} prompts", seconds=PATIENCE)
        terminal.press("C-r")
        terminal.wait("verdicts/s", seconds=PATIENCE)
    with open_store(home.database) as store:
        (run,) = store.list_runs()
        saved = {line.sample_id: line.score for line in store.lines(run.id, aggregates=True)}
    assert 0 < len(saved) < SAMPLES
    with Terminal(100, 30) as terminal:
        terminal.start(app, tmp_path, tmp_path)
        terminal.wait("1 run was interrupted: r resumes it", seconds=PATIENCE)
        terminal.press("r")
        terminal.wait("finished", f"{SAMPLES:,} verdicts", seconds=PATIENCE)
    with open_store(home.database) as store:
        lines = store.lines(run.id, aggregates=True)
    assert len(lines) == SAMPLES
    assert {line.sample_id: line.score for line in lines if line.sample_id in saved} == saved
