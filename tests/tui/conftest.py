"""A home folder with the prepared dataset, with runs in it or without, and the app on it."""

import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.tui.real_home import copy_judged, judge_home
from tests.tui.scripted import ScriptedBackend
from tests.tui.seeding import seed_run, write_dataset
from touchstone.paths import Home
from touchstone.store import Store
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.backend import Backend


@pytest.fixture(autouse=True)
def many_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 16 colours would get another theme."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScriptedBackend:
    """A backend on an empty home; the working folder holds prompts.jsonl."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.chdir(tmp_path)
    write_dataset(Path("prompts.jsonl"))
    return ScriptedBackend(Home(tmp_path / "home"))


@pytest.fixture
def store(backend: ScriptedBackend) -> Iterator[Store]:
    """The UI thread's store, empty."""
    with backend.open_store() as store:
        yield store


@pytest.fixture
def app(backend: ScriptedBackend, store: Store) -> TouchstoneApp:
    """The app on an empty home."""
    return TouchstoneApp(backend, store)


@pytest.fixture
def seeded(app: TouchstoneApp, monkeypatch: pytest.MonkeyPatch) -> TouchstoneApp:
    """The app on a home with a finished and an interrupted run, whose ids and times are fixed."""
    ids = iter(["1a2b3c4d", "5e6f7a8b"])
    monkeypatch.setattr("touchstone.store.runs.secrets", SimpleNamespace(token_hex=lambda _: next(ids)))
    monkeypatch.setattr("touchstone.store.runs.now", lambda: "2026-01-02T03:04:05+00:00")
    for state in ("finished", "interrupted"):
        seed_run(app.store, Path("prompts.jsonl"), state=state)
    return app


@pytest.fixture(scope="session")
def judged_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with answers.jsonl and a home in which the bundled models judged it."""
    return judge_home(tmp_path_factory.mktemp("judged"))


@pytest.fixture
def judged(tmp_path: Path, judged_root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TouchstoneApp]:
    """The app over the real runner and engine, on a copy of that home."""
    monkeypatch.chdir(tmp_path)
    backend = Backend(copy_judged(judged_root, tmp_path / "judged-home"))
    with backend.open_store() as store:
        yield TouchstoneApp(backend, store)
