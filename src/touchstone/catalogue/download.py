"""Downloading a model's file from the hub: resumed where it stopped, and kept only if its hash is right.

The hub's own `hf_hub_download` discards what an interrupted process had fetched; here the part file is kept.
The caller lets the network through (`offline.network_allowed`); nothing else in Touchstone opens a socket.
"""

import contextlib
import io
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from touchstone.catalogue.files import Progress, hash_file, place_of, record_hash, recorded_hash
from touchstone.catalogue.hub_errors import disk_error, hub_errors
from touchstone.domain.model import ModelEntry
from touchstone.errors import InputError, TouchstoneError
from touchstone.paths import Home

_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNSAFE = re.compile(r"[^0-9A-Za-z]")
_LARGEST = 50_000_000_000


@dataclass(frozen=True, slots=True)
class Pulled:
    """A downloaded file. `downloaded` is the bytes fetched this time (0: it was there already)."""

    path: Path
    sha256: str
    size: int
    downloaded: int


@dataclass(frozen=True, slots=True)
class _Remote:
    """The hub's file at one commit. `sha256` is None for the rare file that the hub keeps no such hash of."""

    url: str
    etag: str
    sha256: str | None
    size: int | None


def pull(entry: ModelEntry, home: Home, progress: Progress | None = None) -> Pulled:
    """Downloads the entry's file into the home folder, or finds it there whole; checks and records its hash.

    An interrupted download goes on where it stopped. InputError: not on the hub, no access, no space, or a
    home that cannot be written. TouchstoneError: no connection, or a wrong hash (the file is removed).
    """
    if entry.repo is None:
        raise InputError(
            f"the model {entry.name!r} is not downloaded from anywhere", "it is a file on this machine"
        )
    path = place_of(entry, home)
    try:
        with hub_errors(entry):
            remote = _ask(entry)
            expected = _expected(entry, remote)
            if path.is_file() and (there := _already(path, remote, expected, progress)):
                return there
            return _fetch(path, remote, expected, progress)
    except OSError as error:
        raise disk_error(error, path) from error


def _ask(entry: ModelEntry) -> _Remote:
    """Asks the hub which file the entry means today: its commit, hash and size."""
    from huggingface_hub import get_hf_file_metadata, hf_hub_url

    url = hf_hub_url(entry.repo, entry.file, revision=entry.revision)
    found = get_hf_file_metadata(url)
    if not found.commit_hash or not found.etag:
        raise TouchstoneError(
            f"{url} is not served by a model hub", "check HF_ENDPOINT and the proxy settings"
        )
    sha256 = found.etag if _SHA256.fullmatch(found.etag) else None
    fixed = hf_hub_url(entry.repo, entry.file, revision=found.commit_hash)
    return _Remote(fixed, found.etag, sha256, found.size)


def _expected(entry: ModelEntry, remote: _Remote) -> str | None:
    """The hash the file must have: the catalogue's, else the hub's. They must not differ."""
    if entry.sha256 and remote.sha256 and entry.sha256 != remote.sha256:
        raise TouchstoneError(
            f"the hub's file for {entry.name!r} is not the catalogue's: its SHA-256 is {remote.sha256}",
            "pin `revision` to the commit you want, or correct `sha256`",
        )
    return entry.sha256 or remote.sha256


def _already(path: Path, remote: _Remote, expected: str | None, progress: Progress | None) -> Pulled | None:
    """The file that is there, if it is the right one."""
    if remote.size is not None and path.stat().st_size != remote.size:
        return None
    sha256 = recorded_hash(path) or hash_file(path, progress)
    if expected is not None and sha256 != expected:
        return None
    record_hash(path, sha256)
    return Pulled(path, sha256, path.stat().st_size, 0)


def _fetch(path: Path, remote: _Remote, expected: str | None, progress: Progress | None) -> Pulled:
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{_UNSAFE.sub('', remote.etag)[:16]}.part")
    lock = FileLock(part.with_suffix(".lock"), timeout=0)
    try:
        with lock:
            before = part.stat().st_size if part.is_file() else 0
            if remote.size is not None and before > remote.size:
                part.unlink()
                before = 0
            _check_space(path.parent, remote.size, before)
            _download(remote, part, before, progress)
            sha256 = hash_file(part, progress)
            if expected is not None and sha256 != expected:
                part.unlink()
                raise TouchstoneError(
                    f"the downloaded file is damaged: its SHA-256 is {sha256}, not {expected}",
                    "it was removed; pull it again",
                )
            size = part.stat().st_size
            part.replace(path)
            record_hash(path, sha256)
    except Timeout:
        raise InputError(f"{path.name} is being downloaded by another process", "wait for that one") from None
    with contextlib.suppress(OSError):
        Path(lock.lock_file).unlink(missing_ok=True)
    return Pulled(path, sha256, size, size - before)


def _download(remote: _Remote, part: Path, before: int, progress: Progress | None) -> None:
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers, disable_progress_bars

    disable_progress_bars()
    with _Part(part, remote.size, progress) as file:
        http_get(
            remote.url,
            file,
            resume_size=before,
            headers=build_hf_headers(),
            expected_size=remote.size,
            displayed_filename=part.name,
        )


class _Part(io.BufferedRandom):
    """The part file, opened at its end; each write reports how far it is."""

    def __init__(self, path: Path, size: int | None, progress: Progress | None) -> None:
        super().__init__(io.FileIO(path, "a+"))
        self._size, self._progress = size, progress

    def write(self, data: Any) -> int:
        """Appends and reports."""
        written = super().write(data)
        if self._progress:
            self._progress("downloading", self.tell(), self._size)
        return written


def _check_space(folder: Path, size: int | None, have: int) -> None:
    if size is not None and size > _LARGEST:
        what = f"a file of {size / 1e9:.0f} GB is larger than the hub sends over plain HTTP"
        raise InputError(what, "download it by other means, then: touchstone models add NAME PATH")
    free = shutil.disk_usage(folder).free
    if size is not None and free < size - have:
        need = f"{(size - have) / 1e9:.1f} GB are needed and {free / 1e9:.1f} GB are free"
        raise InputError(f"not enough space in {folder}: {need}", "make room, or choose another --home")
