"""The models of the catalogue: what is here and what each needs."""

from textual.app import ComposeResult
from textual.widgets import Static

from touchstone.tui.screens.base import PlaceScreen


class ModelsScreen(PlaceScreen):
    """The catalogue."""

    PLACE = "models"

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
