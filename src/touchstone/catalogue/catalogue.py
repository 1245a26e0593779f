"""The catalogue: the entries that come with Touchstone, with the user's own laid over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

import touchstone
from touchstone.catalogue.document import Document, read_document
from touchstone.catalogue.formats import REMEDY, fault, read_format
from touchstone.catalogue.hints import nearest
from touchstone.domain.format import DeclaredFormat
from touchstone.domain.model import FORMATS, ModelEntry
from touchstone.errors import InputError
from touchstone.paths import Home

BUNDLED = Path(touchstone.__file__).parent / "bundled"
"""The folder of the models that are part of the package."""

_SOURCE = frozenset({"bundled", "path", "repo", "file", "revision"})
_OF_THE_FILE = _SOURCE | {"sha256", "size"}
_ADAPTER = frozenset({"adapter", "adapter_repo", "adapter_file", "adapter_revision"})


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The models that can be named, and which are used when none is named."""

    entries: Mapping[str, ModelEntry]
    defaults: Mapping[str, str]
    own: frozenset[str] = frozenset()
    """The names that the user's own file adds or changes."""

    def get(self, name: str) -> ModelEntry:
        """The entry of that name, or one made for the path of a .gguf file. InputError with the nearest."""
        if name in self.entries:
            return self.entries[name]
        path = Path(name).expanduser()
        if path.suffix.lower() == ".gguf" and path.is_file():
            return _entry_of_file(path.resolve())
        if path.suffix.lower() == ".gguf" or "/" in name or "\\" in name:
            raise InputError(
                f"no model file at {path}", "give the path of a .gguf file, or a name of `models list`"
            )
        raise InputError(
            f"no model is called {name!r}", f"{nearest(name, self.entries)} (see `touchstone models list`)"
        )

    def default(self, role: Literal["judge", "generator"]) -> ModelEntry:
        """The model for a role when none is named."""
        return self.get(self.defaults[role])


def builtin_path() -> Path:
    """models.toml in the installed package; in a source checkout, at the project's top."""
    package = Path(touchstone.__file__).parent
    for path in (package / "models.toml", package.parent.parent / "models.toml"):
        if path.is_file():
            return path
    raise InputError("models.toml is missing from this installation", "install touchstone-judge again")


def load_catalogue(home: Home) -> Catalogue:
    """The built-in catalogue with the home's models.toml over it.

    An entry of the same name changes only the fields that it gives; one that gives a source (bundled, path,
    repo, file, revision) replaces the file, and with it the built-in hash and size; the same goes for one that gives
    an adapter. InputError: the line.
    """
    builtin = read_document(builtin_path())
    own = read_document(home.catalogue) if _has_own(home) else None
    entries = {name: _entry(builtin, name, fields) for name, fields in builtin.entries.items()}
    defaults = {**builtin.defaults, **(own.defaults if own else {})}
    if own:
        for name, fields in own.entries.items():
            entries[name] = _entry(own, name, _over(builtin.entries.get(name, {}), fields))
    for document in filter(None, (builtin, own)):
        _check_names(document, entries)
    return Catalogue(entries, defaults, frozenset(own.entries) if own else frozenset())


def _has_own(home: Home) -> bool:
    try:
        return home.catalogue.is_file()
    except OSError as error:
        raise InputError(f"{home.root} cannot be read: {error.strerror}", "choose another --home") from None


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an entry with those of another laid over them."""
    if _ADAPTER & above.keys():
        kept = {"adapter_repo", "adapter_file"} if _ADAPTER & above.keys() == {"adapter_revision"} else set()
        dropped = (_ADAPTER | {"adapter_sha256"}) - kept
        below = {key: value for key, value in below.items() if key not in dropped}
    if not _SOURCE & above.keys():
        return {**below, **above}
    if above.keys() & _SOURCE <= {"revision"}:
        return {**{key: value for key, value in below.items() if key not in ("sha256", "size")}, **above}
    return {**{key: value for key, value in below.items() if key not in _OF_THE_FILE}, **above}


def _entry(document: Document, name: str, fields: Mapping[str, Any]) -> ModelEntry:
    folder = document.path.parent
    fields = dict(fields)
    for key in ("path", "adapter"):
        if isinstance(fields.get(key), str):
            fields[key] = str((folder / Path(fields[key]).expanduser()).absolute())
    template = fields.get("chat_template")
    if isinstance(template, str) and template.endswith(".jinja"):
        fields["chat_template"] = _read_template(document, name, folder / Path(template).expanduser())
    if "format" in fields:
        fields["format"] = _format(document, name, folder, fields["format"])
    try:
        return ModelEntry.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = str(first["loc"][0]) if first["loc"] else ""
        message = first["msg"].removeprefix("Value error, ")
        raise InputError(
            f"{document.where(name, key)}: {f'{key}: ' if key else ''}{message}",
            "docs/models.md lists the fields",
        ) from None


def _format(document: Document, name: str, folder: Path, given: Any) -> str | DeclaredFormat:
    """The format that an entry gives: a known name, a file that declares one (checked), or its own declaration."""
    if isinstance(given, dict):
        try:
            return DeclaredFormat.model_validate({"name": name, **given})
        except ValidationError as error:
            place, message = fault(error)
            where = document.where(name, place[-1] if place else "format")
            raise InputError(f"{where}: {'.'.join(['format', *place])}: {message}", REMEDY) from None
    if isinstance(given, str) and given.endswith(".toml"):
        path = (folder / Path(given).expanduser()).absolute()
        if not path.is_file():
            raise InputError(f"{document.where(name, 'format')}: no file at {path}", "check format")
        read_format(path)
        return str(path)
    if given not in FORMATS:
        hint = (
            nearest(given, FORMATS) if isinstance(given, str) else "give a name, or the path of a .toml file"
        )
        raise InputError(f"{document.where(name, 'format')}: there is no format {given!r}", hint)
    return str(given)


def _read_template(document: Document, name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(
            f"{document.where(name, 'chat_template')}: no readable template at {path}", "check chat_template"
        ) from None


def _check_names(document: Document, entries: Mapping[str, ModelEntry]) -> None:
    """Refuses a default, a base model or a parent that names no entry."""
    for role, name in document.defaults.items():
        if name not in entries:
            raise InputError(
                f"{document.path}: the default {role} {name!r} is no model", nearest(name, entries)
            )
    for name in document.entries:
        for key in ("base_model", "refined_from"):
            named = getattr(entries[name], key)
            if named is not None and named not in entries:
                raise InputError(
                    f"{document.where(name, key)}: {key} {named!r} is no model", nearest(named, entries)
                )


def _entry_of_file(path: Path) -> ModelEntry:
    """An entry for a file named by its path. A bundled model stays one, so that its verdicts are marked."""
    cleaned = "".join(
        char if char.isascii() and (char.isalnum() or char in "._-") else "-" for char in path.stem
    )
    name = cleaned.lstrip("._-") or "model"
    if path.parent == BUNDLED.resolve():
        return ModelEntry(name=name, bundled=path.name)
    return ModelEntry(name=name, path=str(path))
