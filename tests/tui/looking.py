"""What a person sees on the screen, as text."""

import asyncio
import time
from collections.abc import Callable

from textual.app import App
from textual.pilot import Pilot

PATIENCE = 10.0


def seen(app: App[None]) -> str:
    """The text of the whole screen."""
    lines = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in lines)


async def until(pilot: Pilot[None], true: Callable[[], bool], *, patience: float = PATIENCE) -> None:
    """Waits until something holds, at most `patience` seconds."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if true():
            return
        await pilot.pause()
        await asyncio.sleep(0.02)
    raise AssertionError(f"still not so:\n{seen(pilot.app)}")


async def shows(pilot: Pilot[None], *texts: str, patience: float = PATIENCE) -> None:
    """Waits until all these texts are on the screen at once."""
    await until(pilot, lambda: all(text in seen(pilot.app) for text in texts), patience=patience)
