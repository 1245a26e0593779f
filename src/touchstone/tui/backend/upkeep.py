"""Stored runs looked after, and what the first screen says of this process."""

from pathlib import Path
from typing import TYPE_CHECKING

from touchstone.domain.run import RunInfo
from touchstone.tui.backend.base import HomeCalls

if TYPE_CHECKING:
    from touchstone.store import Store


class UpkeepCalls(HomeCalls):
    """What is done with runs as a whole."""

    def cut_short(self) -> list[RunInfo]:
        """The runs that were interrupted and can be resumed, the newest first."""
        from touchstone.runner.results.upkeep import cut_short

        with self.open_store() as store:
            return cut_short(store)

    def deletion(self, store: "Store", run: RunInfo) -> str:
        """What goes when the run is deleted."""
        from touchstone.runner.results.upkeep import deletion

        return deletion(store, run)[1]

    def delete_run(self, store: "Store", run: RunInfo) -> None:
        """Deletes the run."""
        from touchstone.runner.results.upkeep import delete_run

        delete_run(store, run)

    def export_run(self, run: RunInfo, out: Path) -> int:
        """Writes the run's result lines to a file, JSON lines or CSV by its ending; gives their number."""
        from touchstone.runner.results.upkeep import export_run

        with self.open_store() as store:
            return export_run(store, run, out)

    def guarded(self) -> bool:
        """Whether this process refuses connections to other machines."""
        from touchstone.offline import is_guarded

        return is_guarded()
