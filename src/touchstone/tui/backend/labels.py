"""Blind labelling as the screens begin it."""

from typing import TYPE_CHECKING

from touchstone.tui.backend.base import HomeCalls

if TYPE_CHECKING:
    from touchstone.runner import Labelling, LabelStart
    from touchstone.store import Store


class LabelCalls(HomeCalls):
    """Everything about labels given blind."""

    def label_start(self, store: "Store", run: str) -> "LabelStart":
        """What is proposed before the run is labelled: quick, for the UI thread."""
        from touchstone import runner

        return runner.label_start(store, run)

    def labelling(self, run: str, annotator: str, size: int) -> "Labelling":
        """The annotator's way through the run's sample. It takes seconds: for a worker.

        Whoever labels gives it a store of the thread that does: `use(store)`.
        """
        from touchstone import runner

        with self.open_store() as store:
            return runner.Labelling(store, run, runner.annotator_name(annotator), size=size)
