"""The file behind an entry: where it lies, whether it is there, whether it is still what was downloaded."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from touchstone.catalogue.catalogue import BUNDLED
from touchstone.domain.model import ModelEntry
from touchstone.errors import InputError
from touchstone.paths import Home

Progress = Callable[[str, int, int | None], None]
"""Called with what is done ("downloading", "hashing"), the bytes done and, where known, the bytes in all."""

_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` found. `expected` comes from the catalogue or the download; None when neither knows."""

    name: str
    path: Path
    sha256: str
    expected: str | None
    source: Literal["catalogue", "download", "nothing"]

    @property
    def ok(self) -> bool | None:
        """Whether the file is the expected one; None when there is nothing to compare it with."""
        return None if self.expected is None else self.sha256 == self.expected


def place_of(entry: ModelEntry, home: Home) -> Path:
    """Where the entry's file is, or will be once it is downloaded."""
    if entry.bundled is not None:
        if Path(entry.bundled).name != entry.bundled:
            raise InputError(
                f"{entry.name}: bundled is a file name, not a path", "use `path` for a file of your own"
            )
        return BUNDLED / entry.bundled
    if entry.path is not None:
        return Path(entry.path)
    assert entry.repo is not None
    assert entry.file is not None
    if any(part in ("", ".", "..") for part in (*entry.file.split("/"), *entry.repo.split("/"))):
        raise InputError(
            f"{entry.name}: no file of a hub repository: {entry.repo} {entry.file}", "check both"
        )
    folder = entry.repo.replace("/", "--") + (f"@{entry.revision}" if entry.revision else "")
    return home.models / folder / entry.file


def locate(entry: ModelEntry, home: Home) -> Path:
    """The entry's file. InputError with the remedy when it is not there."""
    path = place_of(entry, home)
    if path.is_file():
        return path
    if entry.repo is not None:
        raise InputError(
            f"the model {entry.name!r} is not here yet", f"get it: touchstone models pull {entry.name}"
        )
    if entry.bundled is not None:
        raise InputError(
            f"the bundled model {entry.name!r} is missing from this installation", "install it again"
        )
    raise InputError(f"the file of model {entry.name!r} is gone: {path}", "put it back, or change its entry")


def hash_file(path: Path, progress: Progress | None = None) -> str:
    """The hex SHA-256 of a file. InputError when it cannot be read."""
    digest = hashlib.sha256()
    done = 0
    try:
        total = path.stat().st_size
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                done += len(chunk)
                if progress:
                    progress("hashing", done, total)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", "check the file's permissions") from None
    return digest.hexdigest()


def _sidecar(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def record_hash(path: Path, sha256: str) -> None:
    """Writes a downloaded file's hash beside it, in the form that `sha256sum -c` reads."""
    _sidecar(path).write_text(f"{sha256}  {path.name}\n", encoding="utf-8")


def recorded_hash(path: Path) -> str | None:
    """The hash that was recorded when the file was downloaded, or None."""
    try:
        word = _sidecar(path).read_text(encoding="utf-8").split(maxsplit=1)[0]
    except (OSError, UnicodeDecodeError, IndexError):
        return None
    return word if len(word) == 64 else None


def verify(entry: ModelEntry, home: Home, progress: Progress | None = None) -> Verified:
    """Hashes the entry's file again and compares it with the catalogue's hash, or the one of its download."""
    path = locate(entry, home)
    recorded = recorded_hash(path) if entry.repo else None
    source: Literal["catalogue", "download", "nothing"] = "nothing"
    if entry.sha256:
        source = "catalogue"
    elif recorded:
        source = "download"
    return Verified(entry.name, path, hash_file(path, progress), entry.sha256 or recorded, source)
