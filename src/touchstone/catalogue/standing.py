"""How the catalogue's models stand on this machine: which are here, where, how large, and what they are used for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from touchstone.catalogue.adapters import files_of
from touchstone.catalogue.catalogue import Catalogue
from touchstone.catalogue.files import place_of
from touchstone.domain.model import ModelEntry
from touchstone.paths import Home

MACHINES = {
    None: "any machine",
    "laptop-8": "laptop, 8 GB",
    "laptop-16": "laptop, 16 GB",
    "workstation-24": "workstation, 24 GB",
    "workstation-48": "workstation, 48 GB",
}
"""What the catalogue's models are meant for, in the order in which they are listed."""

_QUANTISATION = re.compile(r"(?<![A-Z0-9])(I?Q[1-8](?:_[A-Z0-9]+)*|TQ[12]_0|MXFP4|BF16|F16|F32)(?![A-Z0-9])")


@dataclass(frozen=True, slots=True)
class Standing:
    """A model on this machine. `path`: where its file is, or must lie. `size` in bytes, where known, with its LoRA's.

    `missing`: its files that are not here, each with the place where it must lie.
    """

    entry: ModelEntry
    path: Path
    missing: tuple[tuple[ModelEntry, Path], ...]
    size: int | None
    default_for: tuple[str, ...]
    own: bool
    """Whether the user's own models.toml adds or changes it."""

    @property
    def present(self) -> bool:
        """Whether all its files are here."""
        return not self.missing

    @property
    def machine(self) -> str:
        """The machine that it is meant for."""
        return MACHINES[self.entry.memory]

    @property
    def quantisation(self) -> str:
        """How the weights are stored, as the file's name says it; "" where it does not."""
        found = _QUANTISATION.search(self.path.name.upper())
        return found[1] if found else ""


def standing(entry: ModelEntry, catalogue: Catalogue, home: Home) -> Standing:
    """How one model stands. Raises InputError for an entry whose file has no place."""
    places = [(each, place_of(each, home)) for each in files_of(entry)]
    missing = tuple((each, path) for each, path in places if not path.is_file())
    return Standing(
        entry=entry,
        path=places[0][1],
        missing=missing,
        size=entry.size if missing else sum(path.stat().st_size for _, path in places),
        default_for=tuple(role for role, name in catalogue.defaults.items() if name == entry.name),
        own=entry.name in catalogue.own,
    )


def standings(catalogue: Catalogue, home: Home) -> Iterator[Standing]:
    """How all models stand, by the machine that they are meant for."""
    for memory in MACHINES:
        for entry in catalogue.entries.values():
            if entry.memory == memory:
                yield standing(entry, catalogue, home)
