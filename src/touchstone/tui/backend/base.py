"""What all parts of the backend stand on: the home folder, and its database opened for a thread."""

from typing import TYPE_CHECKING

from touchstone.paths import Home

if TYPE_CHECKING:
    from touchstone.store import Store


class HomeCalls:
    """A home folder."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def open_store(self) -> "Store":
        """Opens the home's database for the calling thread."""
        from touchstone.store import open_store

        return open_store(self.home.database)
