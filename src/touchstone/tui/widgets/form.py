"""What forms are made of: labelled fields with room for what is wrong, one-line choices, completed paths."""

import os
from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.suggester import Suggester
from textual.widgets import Input, Label, Select, Static

DATA_SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet")
"""The endings of files that can be data."""


class PathSuggester(Suggester):
    """Completes the path of a dataset, one folder at a time."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        head, tail = os.path.split(value)
        folder = Path(head or ".").expanduser()
        try:
            names = sorted(folder.iterdir()) if folder.is_dir() else []
        except OSError:
            return None
        for path in names:
            mark = os.sep if path.is_dir() else ""
            if tail and path.name.startswith(tail) and (mark or path.suffix.lower() in DATA_SUFFIXES):
                return os.path.join(head, path.name) + mark
        return None


class Field(Vertical):
    """A labelled field with room for what is wrong with it."""

    def __init__(self, label: str, widget: Input | Select[str], id: str) -> None:
        super().__init__(id=id, classes="field")
        self._label, self._widget = label, widget

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Label(self._label, markup=False)
            yield self._widget
        yield Static("", classes="fault", markup=False)

    def fault(self, text: str) -> bool:
        """Shows what is wrong, or nothing; gives whether something is."""
        self.query_one(".fault", Static).update(text)
        self.set_class(bool(text), "-faulty")
        return bool(text)


def select(options: Sequence[tuple[str, str]], value: str, id: str) -> Select[str]:
    """A one-line choice among (what is shown, value)."""
    return Select(options, value=value, allow_blank=False, id=id, compact=True)


def data_fault(data: str) -> str:
    """What is wrong with the path of a data file, in words; empty where nothing is."""
    path = Path(data).expanduser()
    if not data:
        return "give the path of a data file"
    if path.is_dir():
        return "that is a folder: give a file in it"
    if not path.exists():
        return "there is no such file"
    if path.suffix.lower() not in DATA_SUFFIXES:
        return f"not one of {', '.join(DATA_SUFFIXES)}"
    return ""
