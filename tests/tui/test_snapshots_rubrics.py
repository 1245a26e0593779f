from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.looking import shows
from tests.tui.rubric_homes import CHILD, PARENT, add_meetings, add_versions, made_on
from tests.tui.seeding import seed_run
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.screens.rubric import RubricScreen

Snap = Callable[..., bool]
Look = Callable[[Pilot[Any]], Awaitable[None]]
SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def versions(app: TouchstoneApp, monkeypatch: pytest.MonkeyPatch) -> TouchstoneApp:
    """A run's rubrics, two versions of another rubric, and a dataset-level one, under fixed ids and times."""
    with made_on(monkeypatch, "2026-01-02"), monkeypatch.context() as patch:
        patch.setattr("touchstone.store.runs.secrets.token_hex", lambda _: "1a2b3c4d")
        patch.setattr("touchstone.store.runs.now", lambda: "2026-01-02T03:04:05+00:00")
        seed_run(app.store, Path("prompts.jsonl"))
        add_versions(app.store)
    return app


def of_child(*keys: str, until: str) -> Look:
    """Shows the edited rubric, and what comes after these keys."""

    async def look(pilot: Pilot[Any]) -> None:
        await pilot.press("2")
        pilot.app.push_screen(RubricScreen(CHILD.id))
        await shows(pilot, "approved by Ada", "Versions 1")
        await pilot.press(*keys)
        await shows(pilot, until)

    return look


@pytest.mark.parametrize("size", SIZES)
def test_rubrics(snap_compare: Snap, versions: TouchstoneApp, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await pilot.press("2", "slash", *"exactly", "enter")
        await shows(pilot, "5 of 7 rubrics")

    assert snap_compare(versions, terminal_size=size, run_before=look)


@pytest.mark.parametrize("size", SIZES)
def test_rubric(snap_compare: Snap, versions: TouchstoneApp, size: tuple[int, int]) -> None:
    assert snap_compare(versions, terminal_size=size, run_before=of_child(until="at least three"))


@pytest.mark.parametrize("size", SIZES)
def test_versions(snap_compare: Snap, versions: TouchstoneApp, size: tuple[int, int]) -> None:
    assert snap_compare(versions, terminal_size=size, run_before=of_child("right", until=PARENT.id[:8]))


@pytest.mark.parametrize("size", SIZES)
def test_what_changed(snap_compare: Snap, versions: TouchstoneApp, size: tuple[int, int]) -> None:
    assert snap_compare(versions, terminal_size=size, run_before=of_child("d", until="now a guard"))


@pytest.mark.parametrize("size", SIZES)
def test_edit(snap_compare: Snap, versions: TouchstoneApp, size: tuple[int, int]) -> None:
    look = of_child("e", "ctrl+n", until="a criterion needs a text")
    assert snap_compare(versions, terminal_size=size, run_before=look)


@pytest.mark.parametrize("size", SIZES)
def test_uses(snap_compare: Snap, versions: TouchstoneApp, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await pilot.press("2", "end", "enter", "left")
        await shows(pilot, "Runs 1", "in run 1a2b3c4d")

    assert snap_compare(versions, terminal_size=size, run_before=look)


@pytest.mark.parametrize("size", SIZES)
def test_fared(snap_compare: Snap, versions: TouchstoneApp, size: tuple[int, int]) -> None:
    add_meetings(versions.store)
    look = of_child("left", until="place 1 of 2")
    assert snap_compare(versions, terminal_size=size, run_before=look)
