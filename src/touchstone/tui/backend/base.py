"""What all parts of the backend stand on: the home folder, and its database opened for a thread."""

from typing import TYPE_CHECKING

from touchstone.paths import Home

if TYPE_CHECKING:
    from touchstone.runner.models.kept import Kept, KeptModels
    from touchstone.store import Store


class HomeCalls:
    """A home folder, and the models that stay loaded between two pieces of work on it."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._kept: KeptModels | None = None

    @property
    def kept(self) -> "KeptModels":
        """What lends the models to all work in this process."""
        from touchstone.runner.models.kept import KeptModels

        if self._kept is None:
            self._kept = KeptModels()
        return self._kept

    def loaded_models(self) -> "tuple[Kept, ...]":
        """The models that are loaded now."""
        return () if self._kept is None else self._kept.loaded()

    def close(self) -> None:
        """Frees the models."""
        if self._kept is not None:
            self._kept.close()

    def open_store(self) -> "Store":
        """Opens the home's database for the calling thread."""
        from touchstone.store import open_store

        return open_store(self.home.database)
