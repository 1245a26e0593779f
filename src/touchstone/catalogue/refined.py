"""A refined generator as an entry of its own: its parent's model file with another adapter, and its lineage."""

from pathlib import Path

from touchstone.catalogue.add import AddedAdapter, add_over
from touchstone.catalogue.catalogue import load_catalogue
from touchstone.catalogue.files import hash_file
from touchstone.domain.model import ModelEntry
from touchstone.errors import InputError
from touchstone.paths import Home


def add_refined(home: Home, name: str, parent: ModelEntry, adapter: Path, notes: str = "") -> ModelEntry:
    """Adds `name`: the parent's model file and settings with this adapter, a GGUF LoRA, instead of any of its own.

    An entry of the name with the same adapter stays as it is. InputError: a name that is taken by another one, or a
    home that cannot be written.
    """
    entries = load_catalogue(home).entries
    known = entries.get(name)
    if known is None:
        # A parent that was named by its file has no entry to refer to; the file itself is in this one.
        laid = AddedAdapter(str(adapter), refined_from=parent.name if parent.name in entries else None)
        return add_over(home, name, parent, laid, "generator", notes=notes)
    if (known.adapter, known.adapter_sha256) == (str(adapter), hash_file(adapter)):
        return known
    raise InputError(
        f"there is a model {name!r} already, with another adapter", f"rename it in {home.catalogue}"
    )
