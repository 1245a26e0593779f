"""The terminal UI. Textual and the screens are imported when it is opened, not before."""

from contextlib import closing
from typing import TYPE_CHECKING

from touchstone.paths import Home

if TYPE_CHECKING:
    from touchstone.runner import Labelling


def run_tui(home: Home) -> None:
    """Opens the terminal UI on `home` and returns when the user quits.

    Raises InputError where the home folder's database cannot be opened.
    """
    from touchstone.tui.app import TouchstoneApp
    from touchstone.tui.backend import Backend

    backend = Backend(home)
    with closing(backend), backend.open_store() as store:
        TouchstoneApp(backend, store).run()


def run_labelling(home: Home, labelling: "Labelling") -> None:
    """Opens the label screen on `labelling` and returns when the user leaves it."""
    from touchstone.tui.backend import Backend
    from touchstone.tui.labelling import LabelApp

    LabelApp(Backend(home), labelling.store, labelling).run()
