"""One connection to the database: opening it, reading, transactions, and errors a user can act on."""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from touchstone.errors import InputError
from touchstone.store.database import Database
from touchstone.store.migrations import migrate

BUSY_SECONDS = 30.0

_TROUBLE = {
    sqlite3.SQLITE_FULL: (
        "the disk is full: {path} cannot grow",
        "free some space, then continue with: touchstone runs resume latest (what was saved is kept)",
    ),
    sqlite3.SQLITE_READONLY: (
        "{path} cannot be written",
        "make it and its folder writable, or choose another home with --home",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "{path} cannot be opened",
        "make its folder readable and writable, or choose another home with --home",
    ),
    sqlite3.SQLITE_BUSY: (
        "{path} is locked by another program",
        "wait until the other touchstone has finished, or stop it, and try again",
    ),
    sqlite3.SQLITE_NOTADB: (
        "{path} is not a Touchstone database",
        "move it away, or choose another home with --home",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "{path} is damaged",
        "restore it from a backup, or move it away to begin anew",
    ),
    sqlite3.SQLITE_IOERR: (
        "{path} cannot be read or written: the disk reports an error",
        "check the disk, or choose another home with --home",
    ),
}
_TROUBLE[sqlite3.SQLITE_PERM] = _TROUBLE[sqlite3.SQLITE_READONLY]
_TROUBLE[sqlite3.SQLITE_LOCKED] = _TROUBLE[sqlite3.SQLITE_BUSY]


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turns SQLite's errors that a user can cure into InputError; any other stays what it is."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in _TROUBLE:
            raise
        message, remedy = _TROUBLE[code]
        raise InputError(message.format(path=path), remedy) from error


def connect(path: Path) -> Database:
    """Opens and migrates the database, making its folder where needed. Raises InputError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"the home folder {path.parent} cannot be made: {error.strerror or error}",
            "choose a folder that can be written with --home",
        ) from error
    with _explained(path):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            _use_wal(connection)
            migrate(connection, path)
        except BaseException:
            connection.close()
            raise
    return Database(connection)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switches a new database to WAL. SQLite does not wait by itself where others do the same at once."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
        time.sleep(0.01)


def insert_new(db: Database, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Inserts rows of equal columns, but for those whose key is taken.

    For what every unit saves: sqlite-utils inspects the table and the rows each time, which costs more than SQLite.
    """
    if rows:
        columns = list(rows[0])
        values = ", ".join(f":{column}" for column in columns)
        db.conn.executemany(f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({values})", rows)


class Connection:
    """What the parts of the store share. Of one thread: SQLite refuses its use from another."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = connect(path)

    def close(self) -> None:
        """Closes the database; the store cannot be used after that."""
        self.db.conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def rows(
        self, sql: str, parameters: tuple[object, ...] | Mapping[str, object] = ()
    ) -> list[dict[str, Any]]:
        """The rows of a query, by column name."""
        with _explained(self.path):
            cursor = self.db.conn.execute(sql, parameters)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def tuples(
        self, sql: str, parameters: tuple[object, ...] | Mapping[str, object] = ()
    ) -> list[tuple[Any, ...]]:
        """The rows of a query, by position: for queries of many rows."""
        with _explained(self.path):
            return self.db.conn.execute(sql, parameters).fetchall()

    def value(self, sql: str, parameters: tuple[object, ...] | Mapping[str, object] = ()) -> Any:
        """The first column of a query's first row, or None."""
        with _explained(self.path):
            row = self.db.conn.execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """One transaction: all that is written inside is saved, or nothing. The write lock is taken first."""
        with _explained(self.path):
            self.db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
                self.db.conn.execute("COMMIT")
            except BaseException:
                if self.db.conn.in_transaction:
                    self.db.conn.execute("ROLLBACK")
                raise


def now() -> str:
    """The time as the store writes it: ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
