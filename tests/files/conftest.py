import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from touchstone.domain.dataset import Dataset
from touchstone.files import read_dataset


@pytest.fixture
def rows_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows as JSON lines and gives the file's path."""

    def write(*rows: Any, name: str = "data.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return path

    return write


@pytest.fixture
def read(rows_file: Callable[..., Path]) -> Callable[..., Dataset]:
    """The dataset of rows that were written as JSON lines."""

    def from_rows(*rows: Any) -> Dataset:
        return read_dataset(rows_file(*rows))

    return from_rows
