"""The schema: numbered SQL files in schema/, each applied once, in a transaction. Nothing else makes tables.

The database's `user_version` is the number of its last migration; `application_id` says it is Touchstone's.
"""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from touchstone.errors import InputError

APPLICATION_ID = 0x546F7563  # "Touc"


def migrations() -> list[tuple[int, str]]:
    """(number, SQL) of every migration, in order."""
    folder = files("touchstone.store") / "schema"
    found = [
        (int(entry.name.split("_")[0]), entry.read_text("utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
    ]
    return sorted(found)


def _statements(script: str) -> Iterator[str]:
    """The script's single statements: `executescript` would commit after each of them."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _refuse_foreign(connection: sqlite3.Connection, path: Path, newest: int) -> None:
    """Raises InputError when the file is another program's database, or a later Touchstone's."""
    connection.execute("BEGIN")  # one snapshot: another program may be making the schema at this moment
    try:
        marked = _pragma(connection, "application_id") == APPLICATION_ID
        tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
        version = _pragma(connection, "user_version")
    finally:
        connection.execute("ROLLBACK")
    if tables and not marked:
        raise InputError(
            f"{path} is not a Touchstone database", "move it away, or choose another home with --home"
        )
    if version > newest:
        raise InputError(
            f"{path} was written by a newer Touchstone (schema {version}; this program knows {newest})",
            "update touchstone, or choose another home with --home",
        )


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Brings the database up to the newest schema. Safe when several programs open it at once.

    Raises InputError for another program's database and for one that is newer than this program.
    """
    steps = migrations()
    _refuse_foreign(connection, path, steps[-1][0])
    for number, script in steps:
        if _pragma(connection, "user_version") >= number:
            continue
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _pragma(connection, "user_version") < number:
                for statement in _statements(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
