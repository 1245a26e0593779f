"""One models.toml: read, checked key by key, and every fault reported with its file and line.

[defaults]
judge = "NAME"
generator = "NAME"

[[models]]
name = "NAME"
...
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from touchstone.catalogue.hints import nearest
from touchstone.domain.model import ModelEntry
from touchstone.errors import InputError

KEYS = frozenset(ModelEntry.model_fields)
DEFAULT_ROLES = ("judge", "generator")
_TABLES = ("models", "defaults")
_HEADER = re.compile(r"\s*\[\[\s*models\s*\]\]")


@dataclass(frozen=True, slots=True)
class Document:
    """What a models.toml says: the raw fields of each entry by name, in file order, and the defaults."""

    path: Path
    text: str
    entries: dict[str, dict[str, Any]]
    lines: dict[str, int]
    defaults: dict[str, str]

    def where(self, name: str, key: str = "") -> str:
        """ "FILE, line N (model NAME)", for error messages."""
        line = self.lines.get(name)
        exact = _line_of(self.text, key, line) if line and key else None
        return _where(self.path, exact or line, name)


def _where(path: Path, line: int | None, name: str | None = None) -> str:
    place = f"{path}, line {line}" if line else str(path)
    return f"{place} (model {name!r})" if name else place


def _line_of(text: str, key: str, after: int = 0) -> int | None:
    """The number of the first line after line `after` that sets `key`. None when none does as written."""
    pattern = re.compile(rf"\s*(\[\s*)?[\"']?{re.escape(key)}[\"']?\s*(=|\.|\])")
    for number, line in enumerate(text.splitlines(), start=1):
        if number > after and pattern.match(line):
            return number
    return None


def read_document(path: Path) -> Document:
    """Reads a models.toml. InputError names the line and, for an unknown key, the nearest right one."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(text)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", "check the file's permissions") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"{path} is not valid TOML: {error}", "an entry looks like docs/models.md shows"
        ) from None
    for key in tables:
        if key not in _TABLES:
            raise InputError(
                f"{_where(path, _line_of(text, key))}: unknown key {key!r}", nearest(key, _TABLES)
            )
    entries, lines = _entries(path, text, tables.get("models", []))
    return Document(path, text, entries, lines, _defaults(path, text, tables.get("defaults", {})))


def _entries(path: Path, text: str, tables: Any) -> tuple[dict[str, dict[str, Any]], dict[str, int]]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        where = _where(path, _line_of(text, "models"))
        raise InputError(f"{where}: models is not a list of tables", "begin each entry with [[models]]")
    headers = [number for number, line in enumerate(text.splitlines(), start=1) if _HEADER.match(line)]
    entries: dict[str, dict[str, Any]] = {}
    lines: dict[str, int] = {}
    for index, table in enumerate(tables):
        line = headers[index] if len(headers) == len(tables) else None
        name = table.get("name")
        if not isinstance(name, str) or not name:
            raise InputError(f"{_where(path, line)}: an entry without a name", 'add name = "..." to it')
        if name in entries:
            raise InputError(
                f"{_where(path, line, name)}: the name is there twice", "rename or remove one of them"
            )
        for key in table:
            if key not in KEYS:
                exact = _line_of(text, key, line) if line else None
                raise InputError(
                    f"{_where(path, exact or line, name)}: unknown key {key!r}", nearest(key, KEYS)
                )
        entries[name] = table
        if line:
            lines[name] = line
    return entries, lines


def _defaults(path: Path, text: str, table: Any) -> dict[str, str]:
    if not isinstance(table, dict):
        where = _where(path, _line_of(text, "defaults"))
        raise InputError(f"{where}: defaults is not a table", 'write [defaults] and below it judge = "NAME"')
    for role, name in table.items():
        where = _where(path, _line_of(text, role, _line_of(text, "defaults") or 0))
        if role not in DEFAULT_ROLES:
            raise InputError(f"{where}: unknown key {role!r} in [defaults]", nearest(role, DEFAULT_ROLES))
        if not isinstance(name, str):
            raise InputError(f"{where}: the default {role} is not a name", f'write {role} = "NAME"')
    return dict(table)
