from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.looking import shows
from touchstone.tui.app import TouchstoneApp

Snap = Callable[..., bool]
SIZES = [(80, 24), (120, 40)]


def test_rubric(snap_compare: Snap, seeded: TouchstoneApp) -> None:
    assert snap_compare(seeded, press=["2", "enter"], terminal_size=(80, 24))


@pytest.mark.parametrize("size", SIZES)
def test_run(snap_compare: Snap, seeded: TouchstoneApp, size: tuple[int, int]) -> None:
    assert snap_compare(seeded, press=["enter"], terminal_size=size)


@pytest.mark.parametrize("size", SIZES)
def test_result(snap_compare: Snap, seeded: TouchstoneApp, size: tuple[int, int]) -> None:
    async def open_result(pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+t", "enter", "enter")
        await shows(pilot, "Name three fruits")

    assert snap_compare(seeded, terminal_size=size, run_before=open_result)


@pytest.mark.parametrize("size", SIZES)
def test_help(snap_compare: Snap, seeded: TouchstoneApp, size: tuple[int, int]) -> None:
    with seeded.store.transaction() as db:
        db.conn.execute("UPDATE rubrics SET created = '2026-01-02T03:04:05+00:00'")
    assert snap_compare(seeded, press=["2", "question_mark"], terminal_size=size)
