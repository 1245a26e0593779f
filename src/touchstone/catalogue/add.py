"""Adding a model to the user's own models.toml; what the file says already stays as it is written."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from touchstone.catalogue.adapters import files_of
from touchstone.catalogue.catalogue import load_catalogue
from touchstone.catalogue.files import Progress, hash_file, place_of
from touchstone.catalogue.hints import nearest
from touchstone.catalogue.own import read_own, toml_value, write_own
from touchstone.domain.model import PEFT_CONFIG, PEFT_WEIGHTS, ModelEntry, Role
from touchstone.errors import InputError
from touchstone.paths import Home

_MAGIC = b"GGUF"
_ITS_OWN = frozenset({"name", "role", "notes", "refined_from"})
"""What an entry does not take over from the one whose model it lays a LoRA over, beside the other's own LoRA."""


@dataclass(frozen=True, slots=True)
class AddedAdapter:
    """The LoRA of an entry that is added. `source`: a path, or with `file` a repository of the hub.

    `any_base`: the model need not be the one that it was made for. `refined_from`: the generator that it refines.
    """

    source: str
    file: str | None = None
    revision: str | None = None
    scale: float = 1.0
    any_base: bool = False
    refined_from: str | None = None

    def fields(self, progress: Progress | None) -> dict[str, object]:
        """The entry's fields; of a file on this machine with its hash. InputError: no LoRA there."""
        if self.file is not None:
            where: dict[str, object] = {"adapter_repo": self.source, "adapter_file": self.file}
            where |= {"adapter_revision": self.revision} if self.revision else {}
        else:
            path = Path(self.source).expanduser().absolute()
            where = {"adapter": str(path), "adapter_sha256": hash_file(_matrices(path), progress)}
        where |= {"adapter_scale": self.scale} if self.scale != 1.0 else {}
        where |= {"adapter_base": "any"} if self.any_base else {}
        return where | ({"refined_from": self.refined_from} if self.refined_from else {})


def add_file(
    home: Home,
    name: str,
    path: Path,
    role: Role = "any",
    progress: Progress | None = None,
    adapter: AddedAdapter | None = None,
) -> ModelEntry:
    """Adds a model file on this machine, where it is; its size and hash are recorded for `models verify`.

    InputError: no GGUF file, a name that is taken or cannot be one, or a home that cannot be written.
    """
    path = path.expanduser().absolute()
    if not _is_gguf(path):
        raise InputError(f"{path} is not a GGUF model", "convert it with llama.cpp's convert_hf_to_gguf.py")
    fields: dict[str, object] = {"name": name, "role": role, "path": str(path)}
    _check(home, fields)
    fields |= {"sha256": hash_file(path, progress), "size": path.stat().st_size}
    return _add(home, fields, adapter, progress)


def add_repo(
    home: Home,
    name: str,
    repo: str,
    file: str,
    role: Role = "any",
    revision: str | None = None,
    adapter: AddedAdapter | None = None,
) -> ModelEntry:
    """Adds a model of the hub, to be pulled. InputError as for `add_file`."""
    fields: dict[str, object] = {"name": name, "role": role, "repo": repo, "file": file}
    if revision:
        fields["revision"] = revision
    return _add(home, fields, adapter)


def add_over(
    home: Home,
    name: str,
    model: ModelEntry,
    adapter: AddedAdapter,
    role: Role | None = None,
    progress: Progress | None = None,
    notes: str = "",
) -> ModelEntry:
    """Adds the model of another entry, asked as that one is, with this LoRA instead of any that it has.

    `role`: the other's where none is given. InputError as for `add_file`.
    """
    if not isinstance(model.format, str):
        raise InputError(
            f"{model.name} declares a format of its own", f"write the entry into {home.catalogue} by hand"
        )
    taken = model.model_dump(mode="json", exclude_defaults=True)
    taken = {key: value for key, value in taken.items() if key not in _ITS_OWN and "adapter" not in key}
    fields: dict[str, object] = {"name": name, "role": role or model.role, **taken}
    return _add(home, fields | ({"notes": notes} if notes else {}), adapter, progress)


def _is_gguf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == _MAGIC
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}", "give the path of a .gguf file"
        ) from None


def _matrices(path: Path) -> Path:
    """The file of a LoRA's matrices: itself, or in the folder that PEFT saved. InputError where there is none."""
    if path.is_dir():
        for file in (PEFT_CONFIG, PEFT_WEIGHTS):
            if not (path / file).is_file():
                raise InputError(
                    f"{path} has no {file}", "give the folder that PEFT saved, or a LoRA in GGUF form"
                )
        return path / PEFT_WEIGHTS
    if path.suffix.lower() != ".gguf" or not _is_gguf(path):
        raise InputError(
            f"{path} is no LoRA in GGUF form", "give a .gguf file, or the folder that PEFT saved"
        )
    return path


def _check(home: Home, fields: dict[str, object]) -> None:
    name = str(fields["name"])
    try:
        entry = ModelEntry.model_validate(fields)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        if fault["loc"] == ("name",):
            raise InputError(
                f"{name!r} cannot be a name", "use letters, digits, dots, dashes, underscores"
            ) from None
        place = ".".join(map(str, fault["loc"]))
        message = f"{place}: {fault['msg']}" if place else fault["msg"].removeprefix("Value error, ")
        raise InputError(message, "see `touchstone models add --help`") from None
    for file in files_of(entry):
        place_of(file, home)
    known = load_catalogue(home).entries
    if name in known:
        raise InputError(
            f"there is a model {name!r} already", f"choose another name, or change it in {home.catalogue}"
        )
    if entry.refined_from is not None and entry.refined_from not in known:
        raise InputError(f"no model is called {entry.refined_from!r}", nearest(entry.refined_from, known))


def _add(
    home: Home, fields: dict[str, object], adapter: AddedAdapter | None, progress: Progress | None = None
) -> ModelEntry:
    fields = fields | (adapter.fields(progress) if adapter else {})
    _check(home, fields)
    before = read_own(home)
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    table = "".join(f"{key} = {toml_value(value)}\n" for key, value in fields.items())
    write_own(home, f"{before}{gap}[[models]]\n{table}")
    return load_catalogue(home).get(str(fields["name"]))
