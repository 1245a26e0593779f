"""Runs with further models, on the bundled ones: what their tests share."""

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.homes import answers, write_rows
from touchstone.domain.results import ResultLine, Vote
from touchstone.domain.run import Event, Finished, RunSpec, UnitDone
from touchstone.errors import Interrupted
from touchstone.paths import Home
from touchstone.runner import run_judge
from touchstone.store import open_store

CRITERIA = [
    {"text": "The response mentions the word 'answer'."},
    {"text": "It is written without any comma."},
    {"text": "The response ends with a question."},
]
Voted = list[tuple[ResultLine, dict[str, Vote]]]


def checked_home(root: Path) -> Path:
    """A home in `root` in which the bundled judges were checked at their first use."""
    data = write_rows(root / "one.jsonl", answers(1))
    for judge in ("demo-weak", "demo-judge"):
        list(run_judge(Home(root / "home"), spec_of(data, "none", judge=judge), threading.Event()))
    return root / "home"


def copies(home: Path, folder: Path) -> Iterator[Home]:
    """Homes like another one."""
    for number in range(10):
        target = folder / f"home-{number}"
        shutil.copytree(home, target)
        yield Home(target)


def write_rubric(path: Path) -> Path:
    """A dataset-level rubric of CRITERIA."""
    path.write_text(json.dumps({"touchstone": 1, "level": "dataset", "criteria": CRITERIA}))
    return path


def spec_of(data: Path, rubric: Path | str, **options: object) -> RunSpec:
    settings = {"protocol": "criteria", "rubric": str(rubric), "judge": "demo-weak", "allow_unscored": 1.0}
    return RunSpec(kind="judge", data=str(data), **{**settings, **options})  # type: ignore[arg-type]


def judged(home: Home, events: Iterator[Event]) -> tuple[list[ResultLine], Voted]:
    """The lines and votes of the run, without its id."""
    *_, end = events
    assert isinstance(end, Finished)
    nameless = {"run": ""}
    with open_store(home.database) as store:
        lines = [line.model_copy(update=nameless) for line in store.lines(end.run)]
        voted = [(line.model_copy(update=nameless), votes) for line, votes in store.voted_lines(end.run)]
    return lines, voted


def stop_in(events: Iterator[Event], phase: str, stop: threading.Event) -> None:
    """Stops when the first unit of a phase is done."""
    next(event for event in events if isinstance(event, UnitDone) and event.phase == phase)
    stop.set()
    with pytest.raises(Interrupted):
        list(events)


def run(home: Home, spec: RunSpec) -> tuple[list[ResultLine], Voted]:
    return judged(home, run_judge(home, spec, threading.Event()))
