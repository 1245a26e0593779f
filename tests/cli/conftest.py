"""The command line run in this process, on a fresh home with a tiny model."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.homes import copy_home, make_home
from touchstone.cli import main


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="session")
def whole_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def tiny_home(tmp_path: Path, whole_home: Path) -> Path:
    return copy_home(whole_home, tmp_path / "home")


@pytest.fixture
def touchstone(
    tiny_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    """Runs `touchstone ARGS`, as the console script does."""
    monkeypatch.setenv("TOUCHSTONE_HOME", str(tiny_home))

    def run(*args: str | Path) -> Ran:
        capsys.readouterr()
        code = main([str(arg) for arg in args])
        written = capsys.readouterr()
        return Ran(code, written.out, written.err)

    return run
