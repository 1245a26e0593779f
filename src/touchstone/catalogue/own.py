"""The user's own models.toml, changed in one place at a time: what else it says stays as it is written."""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from touchstone.catalogue.catalogue import load_catalogue
from touchstone.errors import InputError
from touchstone.paths import Home

_BOM = "\ufeff"
_TEXT = r'("(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')'


def read_own(home: Home) -> str:
    """The file's text, line ends and byte order mark as they are; "" where there is none. Raises InputError."""
    try:
        return home.catalogue.read_bytes().decode("utf-8") if home.catalogue.is_file() else ""
    except UnicodeDecodeError:
        raise InputError(f"{home.catalogue} is not UTF-8 text", "save it as UTF-8") from None
    except OSError as error:
        raise InputError(
            f"{home.catalogue} cannot be read: {error.strerror}", "check the file's permissions"
        ) from None


def write_own(home: Home, text: str) -> None:
    """Replaces the file by `text`, whole or not at all. InputError: a home that cannot be written."""
    try:
        home.root.mkdir(parents=True, exist_ok=True)
        target = home.catalogue.resolve()
        draft = target.with_name(f"{target.name}.{os.getpid()}.tmp")
        draft.write_bytes(text.encode("utf-8"))
        draft.replace(target)
    except UnicodeEncodeError:
        raise InputError("the path is not Unicode text", "rename the file or its folder") from None
    except OSError as error:
        raise InputError(
            f"{home.catalogue} cannot be written: {error.strerror}", "choose another --home"
        ) from None


def set_default(home: Home, role: Literal["judge", "generator"], name: str) -> Path:
    """Makes a model of the catalogue the role's default; gives the file that says so now.

    Every other line, comments included, stays as it is. InputError: no such model, one that is made for
    something else, or a file that must be changed by hand.
    """
    entry = load_catalogue(home).get(name)
    if entry.role not in (role, "any"):
        raise InputError(
            f"{entry.name} is made as a {entry.role}, not as a {role}",
            f"choose one whose role is {role} or any, or change its role in {home.catalogue}",
        )
    text = read_own(home)
    wanted = _parsed(text)
    defaults = wanted.get("defaults", {})
    if defaults.get(role) != entry.name:
        wanted["defaults"] = {**defaults, role: entry.name}
        write_own(home, _changed(home, text, role, entry.name, wanted))
    return home.catalogue


def _changed(home: Home, text: str, role: str, name: str, wanted: dict[str, Any]) -> str:
    """The first of the possible changes after which the file says what is wanted, and nothing else."""
    for changed in _candidates(text, role, toml_value(name)):
        try:
            if _parsed(changed) == wanted:
                return changed
        except tomllib.TOMLDecodeError:
            continue
    raise InputError(
        f"{home.catalogue} sets its defaults in a way that is not changed automatically",
        f"write there, under [defaults]: {role} = {toml_value(name)}",
    )


def _candidates(text: str, role: str, value: str) -> Iterator[str]:
    """The text with the role's value replaced where it may be set; else with a line more; else with a table more."""
    end = "\r\n" if "\r\n" in text else "\n"
    for match in re.finditer(rf"\b{role}[\"']?\s*=\s*{_TEXT}", text):
        yield text[: match.start(1)] + value + text[match.end(1) :]
    for match in re.finditer(r"^\ufeff?[ \t]*\[[ \t]*defaults[ \t]*\][^\n]*", text, re.MULTILINE):
        head = text[: match.end()].removesuffix("\r")
        rest = text[len(head) :] or end
        yield f"{head}{end}{role} = {value}{rest}"
    gap = "" if not text.removeprefix(_BOM) else end if text.endswith("\n") else 2 * end
    yield f"{text}{gap}[defaults]{end}{role} = {value}{end}"


def _parsed(text: str) -> dict[str, Any]:
    return tomllib.loads(text.removeprefix(_BOM))


def toml_value(value: object) -> str:
    """A string, number, truth value, or a mapping of names to them, as TOML writes it."""
    if isinstance(value, str):
        # JSON's string form is TOML's too, but for the one control character that JSON leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{toml_value(key)} = {toml_value(each)}" for key, each in value.items()) + " }"
        )
    return str(value).lower() if isinstance(value, bool) else str(value)
