"""Where a refinement's data lies: one folder, with a file for each stage that can be looked at and read again.

    refine/ID/spec.json             what was asked, and the state of each round
    refine/ID/round-1/candidates.jsonl, rewards.jsonl, choices.jsonl, pairs.jsonl (TRL's form), tokens.jsonl,
                      training.jsonl, adapter/ (PEFT), adapter.gguf, sft/..., gate.json

A stage's file appears whole or not at all: a refinement that was killed goes on with the first that is missing.
"""

import json
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from touchstone.domain.base import Value
from touchstone.errors import InputError
from touchstone.files import writing
from touchstone.paths import Home
from touchstone.refine.settings import RefineSpec

SPEC = "spec.json"
LATEST = "latest"


class Begun(Value):
    """A refinement as it was begun. `hashes`: role to the SHA-256 of the model's file; `digest`: that of the data.

    `marks`: why nothing that comes of it is to be relied on, where that is so.
    """

    id: str
    created: str
    spec: RefineSpec
    digest: str
    hashes: dict[str, str]
    marks: tuple[str, ...] = ()


class Folder:
    """The folder of one refinement."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begun(self) -> Begun:
        """What it was begun with. Raises InputError for a file that cannot be read."""
        try:
            return Begun.model_validate_json((self.path / SPEC).read_text(encoding="utf-8"))
        except (OSError, ValidationError) as error:
            raise InputError(
                f"{self.path / SPEC} cannot be read: {error}", "start again: touchstone refine DATA"
            ) from None

    def stage(self, round_number: int | None, name: str) -> Path:
        """The path of a stage's file in a round; in the refinement as a whole where that is None."""
        return (self.path if round_number is None else self.path / f"round-{round_number}") / name

    def has(self, round_number: int | None, name: str) -> bool:
        """Whether a stage's file is there."""
        return self.stage(round_number, name).exists()

    def write_rows(self, round_number: int, name: str, rows: Iterable[dict[str, Any]]) -> None:
        """Writes a stage's rows as JSON lines. Raises InputError where the disk takes nothing more."""
        path = self.stage(round_number, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with writing(path) as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)

    def rows(self, round_number: int, name: str) -> Iterator[dict[str, Any]]:
        """A stage's rows. Raises InputError where it is not there or was damaged."""
        path = self.stage(round_number, name)
        try:
            with path.open(encoding="utf-8") as file:
                for line in file:
                    yield json.loads(line)
        except (OSError, ValueError) as error:
            raise InputError(
                f"{path} cannot be read: {error}", "delete it and resume: it is made again"
            ) from None

    def write_value(self, round_number: int | None, name: str, value: Value) -> None:
        """Writes a stage's one value as JSON."""
        path = self.stage(round_number, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with writing(path) as file:
            file.write(value.model_dump_json(indent=2) + "\n")


def new_id() -> str:
    """A short random id for a refinement."""
    return secrets.token_hex(4)


def new_folder(home: Home, begun: Begun) -> Folder:
    """The folder of a new refinement. Raises InputError for a home that cannot be written."""
    folder = Folder(home.refinements / begun.id)
    try:
        folder.path.mkdir(parents=True)
    except OSError as error:
        raise InputError(f"{folder.path} cannot be made: {error.strerror}", "choose another --home") from None
    folder.write_value(None, SPEC, begun)
    return folder


def folders(home: Home) -> list[Folder]:
    """All refinements, the newest first."""
    if not home.refinements.is_dir():
        return []
    found = [Folder(path) for path in home.refinements.iterdir() if (path / SPEC).is_file()]
    return sorted(found, key=lambda folder: folder.begun().created, reverse=True)


def find_folder(home: Home, ref: str) -> Folder:
    """The refinement that `ref` names: an id, the beginning of one, or "latest". Raises InputError."""
    every = folders(home)
    if ref == LATEST and every:
        return every[0]
    found = [folder for folder in every if folder.path.name.startswith(ref)]
    if len(found) == 1:
        return found[0]
    what = "no refinement is" if not found else f"{len(found)} refinements are"
    known = ", ".join(folder.path.name for folder in every[:5]) or "none yet: touchstone refine DATA"
    raise InputError(f"{what} called {ref!r}", f"known: {known}")
