"""A stored run's lines, a page at a time, so that memory does not grow with the run."""

from collections.abc import Iterator

from touchstone.domain.results import ResultLine
from touchstone.store import Store

PAGE = 2000
"""The lines in memory at once, about 4 MB."""


def stored_lines(store: Store, run_id: str, *, aggregates: bool | None = None) -> Iterator[ResultLine]:
    """The run's lines in their order; `aggregates` is as in `Store.lines`."""
    offset = 0
    while page := store.lines(run_id, aggregates=aggregates, limit=PAGE, offset=offset):
        yield from page
        offset += len(page)
