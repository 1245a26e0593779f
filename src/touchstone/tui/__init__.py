"""The terminal UI. Textual and the screens are imported when it is opened, not before."""

from touchstone.paths import Home


def run_tui(home: Home) -> None:
    """Opens the terminal UI on `home` and returns when the user quits.

    Raises InputError where the home folder's database cannot be opened.
    """
    from touchstone.tui.app import TouchstoneApp
    from touchstone.tui.backend import Backend

    backend = Backend(home)
    with backend.open_store() as store:
        TouchstoneApp(backend, store).run()
