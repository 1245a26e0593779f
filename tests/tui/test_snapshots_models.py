from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from tests.tui.looking import shows
from touchstone.tui.app import TouchstoneApp

Snap = Callable[..., bool]
SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
def test_models(snap_compare: Snap, app: TouchstoneApp, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await pilot.press("3")
        await shows(pilot, "fits: needs 68 MB", "967 kB Q5_0")

    assert snap_compare(app, terminal_size=size, run_before=look)


@pytest.mark.parametrize("size", SIZES)
def test_home(snap_compare: Snap, seeded: TouchstoneApp, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await shows(pilot, "check at first", "r resumes it")

    assert snap_compare(seeded, terminal_size=size, run_before=look)


def test_empty_home(snap_compare: Snap, app: TouchstoneApp) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await shows(pilot, "check at first", "Nothing here yet")

    assert snap_compare(app, terminal_size=(80, 24), run_before=look)


@pytest.mark.parametrize("size", SIZES)
def test_scratch(
    snap_compare: Snap, app: TouchstoneApp, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("touchstone.tui.screens.scratch.time", SimpleNamespace(monotonic=lambda: 0.0))

    async def judge(pilot: Pilot[Any]) -> None:
        await pilot.press("s")
        for box, text in (
            ("prompt", "Name three fruits"),
            ("response-1", "apple [b]pear [/foo] \x1b[31m 漢字"),
        ):
            pilot.app.screen.query_one(f"#{box}", TextArea).text = text
        await pilot.press("ctrl+r")
        await shows(pilot, "Response 1  0.60", "judged in 0.0 s")

    assert snap_compare(app, terminal_size=size, run_before=judge)
