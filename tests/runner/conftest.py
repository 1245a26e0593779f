"""A home with a tiny model and one with the bundled ones, each made once; a test has copies of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.further_runs import checked_home, copies
from tests.homes import copy_home, make_home
from touchstone.domain.engine import Request
from touchstone.engine.session import LlamaEngine
from touchstone.paths import Home
from touchstone.runner.judging import plan


@pytest.fixture(scope="session")
def tiny_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def home(tmp_path: Path, tiny_home: Path) -> Home:
    return Home(copy_home(tiny_home, tmp_path / "home"))


@pytest.fixture(scope="session")
def bundled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checked_home(tmp_path_factory.mktemp("bundled"))


@pytest.fixture
def homes(tmp_path: Path, bundled_home: Path) -> Iterator[Home]:
    """Homes with the bundled models."""
    return copies(bundled_home, tmp_path)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units of about one response, windows of about two units."""
    monkeypatch.setattr(plan, "UNIT_CHARS", 60)
    monkeypatch.setattr(plan, "WINDOW_UNITS", 2)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Request]]:
    """What the engines are asked, each with the model's fingerprint."""
    every: list[tuple[str, Request]] = []
    run = LlamaEngine.run

    def remember(self: LlamaEngine, units: list[list[Request]], *rest: object) -> object:
        every.extend((self.info.fingerprint, request) for unit in units for request in unit)
        return run(self, units, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(LlamaEngine, "run", remember)
    return every
