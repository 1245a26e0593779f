"""A home with a tiny model, made once; each test has a copy of it."""

from pathlib import Path

import pytest

from tests.homes import copy_home, make_home
from touchstone.paths import Home


@pytest.fixture(scope="session")
def tiny_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def home(tmp_path: Path, tiny_home: Path) -> Home:
    return Home(copy_home(tiny_home, tmp_path / "home"))
