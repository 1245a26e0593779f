"""Formats of judges declared in TOML: read, and every fault reported with its file and line."""

import re
import tomllib
from pathlib import Path

from pydantic import ValidationError

from touchstone.catalogue.hints import nearest
from touchstone.domain.format import KINDS, DeclaredFormat, DeclaredTask
from touchstone.errors import InputError

REMEDY = "docs/judge-formats.md says what a format declares"


def read_format(path: Path) -> DeclaredFormat:
    """The format that a file declares. InputError names the file and the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return DeclaredFormat.model_validate(tomllib.loads(text))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", "check the model's `format`") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is not valid TOML: {error}", REMEDY) from None
    except ValidationError as error:
        place, message = fault(error)
        line = _line_of(text, place)
        where = f"{path}, line {line}" if line else str(path)
        raise InputError(f"{where}: {'.'.join(place)}{': ' if place else ''}{message}", REMEDY) from None


def fault(error: ValidationError) -> tuple[list[str], str]:
    """(the keys that lead to the fault, what it is): an unknown key before what may be missing because of it."""
    faults = error.errors(include_url=False)
    first = next((each for each in faults if each["type"] == "extra_forbidden"), faults[0])
    place = [str(part) for part in first["loc"] if not isinstance(part, int)]
    if first["type"] != "extra_forbidden":
        return place, first["msg"].removeprefix("Value error, ")
    known = DeclaredFormat.model_fields if len(place) == 1 else DeclaredTask.model_fields
    return place, f"unknown key; {nearest(place[-1], known)}"


def _line_of(text: str, place: list[str]) -> int | None:
    """The line that sets the key at `place`, else the one that opens its table; None where neither is as written."""
    table, found = "", None
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[\s*([\w-]+)\s*\]", line):
            table = header[1]
            found = number if place[:1] == [table] and found is None else found
        elif (key := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*=", line)) and (table in ("", *KINDS)):
            found = number if [*filter(None, [table]), key[1]] == place[:2] else found
    return found
