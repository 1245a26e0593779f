"""File formats: JSON lines, JSON, CSV and Parquet read into rows, each with its place for messages."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from touchstone.errors import InputError
from touchstone.files import tables
from touchstone.files.text import decoded_lines

_BLANK = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as the file has it: its number from 1, its place ("data.jsonl, line 7"), its fields by name."""

    number: int
    place: str
    fields: dict[str, Any]


def read_rows(path: Path, limit: int | None = None) -> Iterator[RawRow]:
    """The file's rows in order, at most `limit`. The format follows from the file's ending.

    Raises InputError, with file and line, for what cannot be read, and for a file without rows.
    """
    for row in each_row(path, limit):
        if isinstance(row, InputError):
            raise row
        yield row


def each_row(path: Path, limit: int | None = None) -> Iterator[RawRow | InputError]:
    """Like `read_rows`, but a row that cannot be read comes as its error, and reading goes on where it can."""
    reader = _READERS.get(path.suffix.lower())
    if path.is_dir():
        raise InputError(f"{path} is a folder", "name a data file in it")
    if reader is None:
        raise InputError(f"{path}: unknown kind of file", f"use one of {', '.join(_READERS)}")
    number = 0
    try:
        for number, (place, fields) in enumerate(islice(reader(path), limit), start=1):
            if isinstance(fields, InputError):
                yield fields
            elif not isinstance(fields, dict):
                yield InputError(
                    f"{path}, {place}: expected an object with named fields",
                    'write rows as {"prompt": "...", ...}',
                )
            else:
                yield RawRow(number, f"{path}, {place}", fields)
    except FileNotFoundError as error:
        raise InputError(f"there is no file {path}", "check the path") from error
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}", "check the path and its permissions"
        ) from error
    if number == 0:
        raise InputError(f"{path} has no rows", "give it at least one row with a prompt")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


@contextmanager
def _explained(path: Path, line: int) -> Iterator[None]:
    """Turns a JSON error into InputError. `line`: of the text that is decoded."""
    try:
        yield
    except json.JSONDecodeError as error:
        place = f"{path}, line {line + error.lineno - 1}"
        raise InputError(
            f"{place}: broken JSON: {error.msg} (column {error.colno})", "correct that line and try again"
        ) from error
    except RecursionError as error:
        raise InputError(
            f"{path}, line {line}: JSON nested too deeply", "flatten it and try again"
        ) from error
    except ValueError as error:
        raise InputError(
            f"{path}, line {line}: broken JSON: {error}", "correct that line and try again"
        ) from error


def _json_lines(path: Path) -> Iterator[tuple[str, Any]]:
    """Each line's value; a line that is not JSON comes as its InputError."""
    return json_lines(path, decoded_lines(path))


def json_lines(path: Path, lines: Iterable[tuple[int, str]]) -> Iterator[tuple[str, Any]]:
    """(place, value) of each line of JSON lines; a line that is not JSON comes as its InputError."""
    for number, line in lines:
        if line.strip():
            value: Any
            try:
                with _explained(path, number):
                    value = _DECODER.decode(line.rstrip())
            except InputError as error:
                value = error
            yield f"line {number}", value


def _json(path: Path) -> Iterator[tuple[str, Any]]:
    return json_values(path, "".join(line for _, line in decoded_lines(path)))


def json_values(path: Path, text: str) -> Iterator[tuple[str, Any]]:
    """(place, value) of a list's items, or of values one after the other (JSON lines under the name .json).

    Raises InputError, with the line, for what is not JSON.
    """
    line, counted = 1, 0
    items = _items(text)
    while True:
        with _explained(path, 1):
            found = next(items, None)
        if found is None:
            return
        line, counted = line + text.count("\n", counted, found[0]), found[0]
        yield f"line {line}", found[1]


def _items(text: str) -> Iterator[tuple[int, Any]]:
    """(position, value) of the items of a JSON list, or of values that follow each other."""

    def after_blank(position: int) -> int:
        found = _BLANK.match(text, position)
        return found.end() if found else position

    position = after_blank(0)
    is_list = text[position : position + 1] == "["
    if is_list:
        position = after_blank(position + 1)
    closed = is_list and text[position : position + 1] == "]"
    while not closed and (is_list or position < len(text)):
        value, end = _DECODER.raw_decode(text, position)
        yield position, value
        position = after_blank(end)
        closed = is_list and text[position : position + 1] == "]"
        if is_list and not closed:
            if text[position : position + 1] != ",":
                raise json.JSONDecodeError("Expecting ',' delimiter", text, position)
            position = after_blank(position + 1)
    if closed and after_blank(position + 1) < len(text):
        raise json.JSONDecodeError("Extra data", text, after_blank(position + 1))


_READERS: dict[str, Callable[[Path], Iterator[tuple[str, Any]]]] = {
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".json": _json,
    ".csv": tables.read_csv,
    ".tsv": tables.read_csv,
    ".parquet": tables.read_parquet,
}
