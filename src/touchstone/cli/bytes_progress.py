"""The progress line of a download or a hash: on a terminal only."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from touchstone.catalogue import Progress
from touchstone.cli.common import asks_on_terminal
from touchstone.domain.words import size

_REDRAW = 0.1
"""Seconds between two redraws."""


@contextmanager
def bytes_progress(name: str) -> Iterator[Progress]:
    """Shows how far work on a file is, on stderr where that is a terminal; the line is wiped at the end."""
    live = asks_on_terminal()
    last = 0.0
    begun: dict[str, tuple[float, int]] = {}

    def show(what: str, done: int, total: int | None) -> None:
        nonlocal last
        now = time.monotonic()
        start, before = begun.setdefault(what, (now, done))
        if not live or (now - last < _REDRAW and done != total):
            return
        last = now
        speed = (done - before) / max(now - start, 1e-6)
        parts = [f"{name}: {what} {size(done)}"]
        if total:
            parts = [f"{name}: {what} {done / total:4.0%} of {size(total)}"]
        parts.append(f"{size(speed)}/s")
        if total and speed > 0:
            left = int((total - done) / speed)
            parts.append(f"{left // 60}:{left % 60:02d} left")
        click.echo("\r\x1b[K" + ", ".join(parts), err=True, nl=False)

    try:
        yield show
    finally:
        if live:
            click.echo("\r\x1b[K", err=True, nl=False)
