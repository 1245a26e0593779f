"""What is costly to find out again: the hashes of files, and the reports of model checks."""

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

from touchstone.errors import InputError
from touchstone.store.connection import Connection, now


class Memo(Connection):
    """The memos of the database."""

    def file_hash(self, path: Path) -> str:
        """The hex SHA-256 of a file, read again only when size, time or inode changed. Raises InputError."""
        try:
            key = _file_key(path)
            if (known := self._hash_of(key)) is not None:
                return known
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise InputError(
                f"{path} cannot be read: {error.strerror or error}", "check the path and its permissions"
            ) from error
        self._save_hash(key, digest)
        return digest

    def known_file_hash(self, path: Path) -> str | None:
        """The hash of a file that has not changed since `file_hash` read it; None where it was never read."""
        try:
            key = _file_key(path)
        except OSError:
            return None
        return self._hash_of(key)

    def save_file_hash(self, path: Path, sha256: str) -> None:
        """Keeps a hash of the file that was found out elsewhere just now. A file that is gone is left out."""
        with contextlib.suppress(OSError):
            self._save_hash(_file_key(path), sha256)

    def _hash_of(self, key: dict[str, object]) -> str | None:
        known = self.value(
            "SELECT sha256 FROM file_hashes WHERE path = :path AND size = :size AND mtime_ns = :mtime_ns "
            "AND inode = :inode",
            key,
        )
        return None if known is None else str(known)

    def _save_hash(self, key: dict[str, object], sha256: str) -> None:
        with self.transaction() as db:
            db.table("file_hashes").insert({**key, "sha256": sha256}, replace=True)

    def model_check(self, fingerprint: str) -> dict[str, Any] | None:
        """The report of the model's check under this engine fingerprint, if there was one."""
        report = self.value("SELECT report FROM model_checks WHERE fingerprint = ?", (fingerprint,))
        return None if report is None else dict(json.loads(report))

    def model_checks(self, model_name: str) -> list[tuple[dict[str, Any], str]]:
        """(report, when) of all checks of models of that name, the newest first."""
        rows = self.rows(
            "SELECT report, checked FROM model_checks WHERE model = ? ORDER BY checked DESC", (model_name,)
        )
        return [(dict(json.loads(row["report"])), str(row["checked"])) for row in rows]

    def save_model_check(self, fingerprint: str, model_name: str, report: dict[str, Any]) -> None:
        """Keeps the report of a model's check; a later one replaces it."""
        row = {
            "fingerprint": fingerprint,
            "model": model_name,
            "report": json.dumps(report),
            "checked": now(),
        }
        with self.transaction() as db:
            db.table("model_checks").insert(row, replace=True)


def _file_key(path: Path) -> dict[str, object]:
    """What a file's hash is kept under. Raises OSError."""
    path = path.resolve(strict=True)
    status = path.stat()
    return {
        "path": str(path),
        "size": status.st_size,
        "mtime_ns": status.st_mtime_ns,
        "inode": str(status.st_ino),
    }
