"""Where things live on disk: the home folder and the files inside it, on Linux, macOS and Windows."""

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

HOME_VARIABLE = "TOUCHSTONE_HOME"


@dataclass(frozen=True, slots=True)
class Home:
    """The home folder. Nothing is created by making one; the writers create what they need."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "touchstone.db"

    @property
    def models(self) -> Path:
        """Downloaded and added model files."""
        return self.root / "models"

    @property
    def catalogue(self) -> Path:
        """The user's own models.toml, which adds to the catalogue and overrides it."""
        return self.root / "models.toml"

    @property
    def refinements(self) -> Path:
        """A folder for each refinement of a generator, with every stage's data."""
        return self.root / "refine"

    @property
    def probe(self) -> Path:
        """What the crash probe found on this machine (JSON)."""
        return self.root / "probe.json"

    @property
    def ui(self) -> Path:
        """What the terminal UI remembers (TOML)."""
        return self.root / "ui.toml"


def find_home(option: str | os.PathLike[str] | None = None) -> Home:
    """The home folder: `--home`, else TOUCHSTONE_HOME, else the platform's place for user data."""
    chosen = option or os.environ.get(HOME_VARIABLE)
    return Home(
        Path(chosen).expanduser().absolute() if chosen else user_data_path("touchstone", appauthor=False)
    )
