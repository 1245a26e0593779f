"""A refined generator as an entry of its own: its parent's model file with another adapter, and its lineage."""

from pathlib import Path

from touchstone.catalogue.catalogue import load_catalogue
from touchstone.catalogue.own import read_own, toml_value, write_own
from touchstone.domain.model import ModelEntry
from touchstone.errors import InputError
from touchstone.paths import Home

_OF_THE_PARENT = (
    "bundled",
    "path",
    "repo",
    "file",
    "revision",
    "sha256",
    "size",
    "licence",
    "n_ctx",
    "gpu_layers",
    "chat_template",
    "template_args",
    "answer_prefix",
    "base_model",
    "memory",
)


def add_refined(home: Home, name: str, parent: ModelEntry, adapter: Path, notes: str = "") -> ModelEntry:
    """Adds `name`: the parent's model file and settings with this adapter, a GGUF LoRA, instead of any of its own.

    An entry of the name with the same adapter stays as it is. InputError: a name that is taken by another one, or a
    home that cannot be written.
    """
    known = load_catalogue(home).entries.get(name)
    if known is not None and known.adapter == str(adapter):
        return known
    if known is not None:
        raise InputError(f"there is a model {name!r} already", f"rename it in {home.catalogue}")
    values = parent.model_dump(mode="json", exclude_defaults=True)
    fields = {
        "name": name,
        "role": "generator",
        **{key: values[key] for key in _OF_THE_PARENT if key in values},
        "adapter": str(adapter),
        "refined_from": parent.name,
        **({"notes": notes} if notes else {}),
    }
    before = read_own(home)
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    table = "".join(f"{key} = {toml_value(value)}\n" for key, value in fields.items())
    write_own(home, f"{before}{gap}[[models]]\n{table}")
    return load_catalogue(home).get(name)
