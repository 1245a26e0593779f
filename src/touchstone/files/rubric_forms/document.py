"""A rubric file parsed: JSON, JSON lines, YAML or plain text, with the places of its items for messages."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from touchstone.errors import InputError
from touchstone.files.formats import json_lines, json_values
from touchstone.files.rubric_forms.yaml_text import load_yaml
from touchstone.files.text import decoded_lines

Kind = Literal["json", "lines", "yaml", "text"]
KINDS: dict[str, Kind] = {
    ".json": "json",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".md": "text",
    ".markdown": "text",
    ".txt": "text",
}
"""What a file holds, by its ending."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file's content. `value`: of JSON lines a list, of plain text the text.

    `places`: of a list's items, as far as they are known ("rubrics.jsonl, line 7").
    """

    path: Path
    kind: Kind
    value: Any
    places: tuple[str, ...] = ()

    @property
    def first(self) -> Any:
        """What shows the form: the first item of a list, else the value itself."""
        if isinstance(self.value, list):
            return self.value[0] if self.value else None
        return self.value

    def place(self, number: int, what: str) -> str:
        """Where item `number` (from 0) of the list is; `what`: what it is called where no line is known."""
        return self.places[number] if number < len(self.places) else f"{self.path}, {what} {number + 1}"


def read_document(path: Path) -> Document:
    """The file's content. Raises InputError for what cannot be read or parsed."""
    if path.is_dir():
        raise InputError(f"{path} is a folder", "name a rubric file in it")
    if path.suffix.lower() not in KINDS:
        raise InputError(
            f"{path} is not a rubric file", f"rubrics are read from files that end in {', '.join(KINDS)}"
        )
    try:
        text = "".join(line for _, line in decoded_lines(path))
    except FileNotFoundError as error:
        raise InputError(f"there is no file {path}", "check the path") from error
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}", "check the path and its permissions"
        ) from error
    if not text.strip():
        raise InputError(f"{path} is empty", "give it at least one rubric")
    return parse(path, text)


def parse(path: Path, text: str) -> Document:
    """The document of a file's text; `path` tells its kind and begins every message. Raises InputError."""
    kind = KINDS[path.suffix.lower()]
    if kind == "text":
        return Document(path, kind, text)
    if kind == "yaml":
        return Document(path, kind, load_yaml(path, text))
    listed = kind == "lines" or text.lstrip().startswith("[")
    found = list(json_values(path, text) if kind == "json" else json_lines(path, _numbered(text)))
    for _, value in found:
        if isinstance(value, InputError):
            raise value
    if not listed and len(found) == 1:
        return Document(path, kind, found[0][1])
    return Document(
        path, kind, [value for _, value in found], tuple(f"{path}, {place}" for place, _ in found)
    )


def _numbered(text: str) -> list[tuple[int, str]]:
    """Lines as JSON lines has them: nothing but a line feed ends one."""
    return list(enumerate(text.split("\n"), start=1))
