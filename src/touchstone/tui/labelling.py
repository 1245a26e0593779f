"""The terminal UI opened for labelling alone, by `touchstone label`."""

from typing import TYPE_CHECKING

from touchstone.store import Store
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.backend import Backend
from touchstone.tui.screens.label import LabelScreen

if TYPE_CHECKING:
    from touchstone.runner import Labelling


class LabelApp(TouchstoneApp):
    """Shows the label screen; leaving it leaves the app."""

    def __init__(self, backend: Backend, store: Store, labelling: "Labelling") -> None:
        super().__init__(backend, store)
        self._labelling = labelling

    def on_ready(self) -> None:
        """Puts the label screen over the first one."""
        self.push_screen(LabelScreen(self._labelling), lambda _: self.exit())
