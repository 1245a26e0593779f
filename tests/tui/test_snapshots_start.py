from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.looking import shows
from touchstone.tui.app import TouchstoneApp

Snap = Callable[..., bool]
SIZES = [(80, 24), (120, 40)]


def typed(app: TouchstoneApp, data: str, shown: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Opens the form, puts in a file, and waits for its preview."""

    async def look(pilot: Pilot[Any]) -> None:
        await pilot.press("n")
        field = app.screen.query_one("#data", Input)
        field.cursor_blink = False
        field.value = data
        await shows(pilot, shown)

    return look


@pytest.mark.parametrize("size", SIZES)
def test_new_run(snap_compare: Snap, seeded: TouchstoneApp, size: tuple[int, int]) -> None:
    look = typed(seeded, "prompts.jsonl", "4 prompts")
    assert snap_compare(seeded, terminal_size=size, run_before=look)


@pytest.mark.parametrize("size", SIZES)
def test_lines_to_be_mended(snap_compare: Snap, seeded: TouchstoneApp, size: tuple[int, int]) -> None:
    Path("bad.jsonl").write_text('{"prompt": "p", \n{"response": "r"}\n{"prompt": "q", "response": 3}\n')

    look = typed(seeded, "bad.jsonl", "3 rows have to be mended")
    assert snap_compare(seeded, terminal_size=size, run_before=look)


@pytest.mark.parametrize("size", SIZES)
def test_choosing_a_file(
    snap_compare: Snap,
    seeded: TouchstoneApp,
    tmp_path: Path,
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "answers.csv").write_text("prompt,response\np,r\n")
    (folder / "notes.txt").write_text("not data")
    monkeypatch.chdir(folder)
    monkeypatch.setattr("touchstone.tui.screens.pick.shown_path", lambda path: "~/work")
    monkeypatch.setattr("touchstone.tui.backend.planning.shown_path", lambda path: Path(path).name)

    async def look(pilot: Pilot[Any]) -> None:
        await pilot.press("n")
        seeded.screen.query_one("#data", Input).cursor_blink = False
        await pilot.press("ctrl+o")
        await shows(pilot, "answers.csv")

    assert snap_compare(seeded, terminal_size=size, run_before=look)
