from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.looking import shows
from touchstone.tui.app import TouchstoneApp

Snap = Callable[..., bool]
SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
def test_models(snap_compare: Snap, app: TouchstoneApp, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await pilot.press("3")
        await shows(pilot, "with its whole context", "604 kB Q8_0")

    assert snap_compare(app, terminal_size=size, run_before=look)
