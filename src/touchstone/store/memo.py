"""What is costly to find out again: the hashes of files, and the reports of model checks."""

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
            path = path.resolve(strict=True)
            status = path.stat()
            key = {
                "path": str(path),
                "size": status.st_size,
                "mtime_ns": status.st_mtime_ns,
                "inode": str(status.st_ino),
            }
            known = self.value(
                "SELECT sha256 FROM file_hashes WHERE path = :path AND size = :size AND mtime_ns = :mtime_ns "
                "AND inode = :inode",
                key,
            )
            if known is not None:
                return str(known)
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise InputError(
                f"{path} cannot be read: {error.strerror or error}", "check the path and its permissions"
            ) from error
        with self.transaction() as db:
            db.table("file_hashes").insert({**key, "sha256": digest}, replace=True)
        return digest

    def model_check(self, fingerprint: str) -> dict[str, Any] | None:
        """The report of the model's check under this engine fingerprint, if there was one."""
        report = self.value("SELECT report FROM model_checks WHERE fingerprint = ?", (fingerprint,))
        return None if report is None else dict(json.loads(report))

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
