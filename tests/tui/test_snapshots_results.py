"""The pictures of a run's results: texts that try to act on the terminal, a pair, the filter, a label's question."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.hostile import seed_pairs, seed_reasons, write_pairs, write_rows
from tests.tui.looking import shows
from touchstone.store import Store
from touchstone.tui.app import TouchstoneApp

Snap = Callable[..., bool]
SIZES = [(80, 24), (120, 40)]
pytestmark = pytest.mark.parametrize("size", SIZES)


@pytest.fixture
def fixed(app: TouchstoneApp, monkeypatch: pytest.MonkeyPatch) -> TouchstoneApp:
    """The app, which gives its runs one id and one time."""
    monkeypatch.setattr("touchstone.store.runs.secrets.token_hex", lambda _: "1a2b3c4d")
    monkeypatch.setattr("touchstone.store.runs.now", lambda: "2026-01-02T03:04:05+00:00")
    monkeypatch.setattr("getpass.getuser", lambda: "Ada")
    return app


@pytest.fixture
def reasons(fixed: TouchstoneApp, store: Store) -> TouchstoneApp:
    seed_reasons(store, write_rows(Path("rows.jsonl")))
    return fixed


@pytest.fixture
def pairs(fixed: TouchstoneApp, store: Store) -> TouchstoneApp:
    seed_pairs(store, write_pairs(Path("pairs.jsonl")))
    return fixed


def test_disagreements(snap_compare: Snap, reasons: TouchstoneApp, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await pilot.press("enter")
        await shows(pilot, "≠ label 1")
        await pilot.press("i", "o")
        await shows(pilot, "4 of 6: disagreements · lowest score first")

    assert snap_compare(reasons, terminal_size=size, run_before=look)


def test_filter(snap_compare: Snap, reasons: TouchstoneApp, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await pilot.press("enter")
        await shows(pilot, "≠ label 1")
        await pilot.press("f")
        await shows(pilot, "Which results", "Criterion")

    assert snap_compare(reasons, terminal_size=size, run_before=look)


def test_result_after_a_reason(snap_compare: Snap, reasons: TouchstoneApp, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await pilot.press("enter")
        await shows(pilot, "≠ label 1")
        await pilot.press("down", "down", "down", "down", "enter")
        await shows(pilot, "result 5 of 6", "Question 2", "differs after its reason")

    assert snap_compare(reasons, terminal_size=size, run_before=look)


def test_pair(snap_compare: Snap, pairs: TouchstoneApp, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await pilot.press("enter")
        await shows(pilot, "the two orders differ")
        await pilot.press("enter", "n")
        await shows(pilot, "result 2 of 2", "Question 1")

    assert snap_compare(pairs, terminal_size=size, run_before=look)


def test_label(snap_compare: Snap, reasons: TouchstoneApp, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await pilot.press("enter")
        await shows(pilot, "≠ label 1")
        await pilot.press("enter")
        await shows(pilot, "Question 0")
        await pilot.press("l")
        await shows(pilot, "kept as Ada")

    assert snap_compare(reasons, terminal_size=size, run_before=look)
