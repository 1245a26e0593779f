"""Adding a model to the user's own models.toml; what the file says already stays as it is written."""

from pathlib import Path

from pydantic import ValidationError

from touchstone.catalogue.catalogue import load_catalogue
from touchstone.catalogue.files import Progress, hash_file, place_of
from touchstone.catalogue.own import read_own, toml_value, write_own
from touchstone.domain.model import ModelEntry, Role
from touchstone.errors import InputError
from touchstone.paths import Home

_MAGIC = b"GGUF"


def add_file(
    home: Home, name: str, path: Path, role: Role = "any", progress: Progress | None = None
) -> ModelEntry:
    """Adds a model file on this machine, where it is; its size and hash are recorded for `models verify`.

    InputError: no GGUF file, a name that is taken or cannot be one, or a home that cannot be written.
    """
    path = path.expanduser().absolute()
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}", "give the path of a .gguf file"
        ) from None
    if magic != _MAGIC:
        raise InputError(f"{path} is not a GGUF model", "convert it with llama.cpp's convert_hf_to_gguf.py")
    fields: dict[str, object] = {"name": name, "role": role, "path": str(path)}
    _check(home, fields)
    fields |= {"sha256": hash_file(path, progress), "size": path.stat().st_size}
    return _add(home, fields)


def add_repo(
    home: Home, name: str, repo: str, file: str, role: Role = "any", revision: str | None = None
) -> ModelEntry:
    """Adds a model of the hub, to be pulled. InputError as for `add_file`."""
    fields: dict[str, object] = {"name": name, "role": role, "repo": repo, "file": file}
    if revision:
        fields["revision"] = revision
    _check(home, fields)
    return _add(home, fields)


def _check(home: Home, fields: dict[str, object]) -> ModelEntry:
    name = fields["name"]
    try:
        entry = ModelEntry.model_validate(fields)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        if fault["loc"] == ("name",):
            raise InputError(
                f"{name!r} cannot be a name", "use letters, digits, dots, dashes, underscores"
            ) from None
        raise InputError(f"{fault['loc']}: {fault['msg']}", "see `touchstone models add --help`") from None
    place_of(entry, home)
    if name in load_catalogue(home).entries:
        raise InputError(
            f"there is a model {name!r} already", f"choose another name, or change it in {home.catalogue}"
        )
    return entry


def _add(home: Home, fields: dict[str, object]) -> ModelEntry:
    before = read_own(home)
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    table = "".join(f"{key} = {toml_value(value)}\n" for key, value in fields.items())
    write_own(home, f"{before}{gap}[[models]]\n{table}")
    return load_catalogue(home).get(str(fields["name"]))
