"""Report cards: what was measured of a judge, kept as it was."""

import json
from typing import Any, NamedTuple

from touchstone.errors import InputError
from touchstone.store.connection import Connection, now


class CardRow(NamedTuple):
    """A stored card as lists show it. `body` is all of it; `created` is ISO 8601."""

    id: int
    judge: str
    model_hash: str
    created: str
    body: dict[str, Any]


class Cards(Connection):
    """The report cards of the database."""

    def save_card(self, judge: str, model_hash: str, body: dict[str, Any]) -> int:
        """Keeps a card; gives its id."""
        row = {"judge": judge, "model_hash": model_hash, "body": json.dumps(body), "created": now()}
        with self.transaction() as db:
            return int(str(db.table("cards").insert(row).last_pk))

    def cards(self, judge: str | None = None) -> list[CardRow]:
        """All cards, or those of one judge, the newest first."""
        where = "" if judge is None else "WHERE judge = :judge "
        rows = self.rows(
            f"SELECT * FROM cards {where}ORDER BY id DESC", {} if judge is None else {"judge": judge}
        )
        return [_row(row) for row in rows]

    def card(self, id: int) -> CardRow:
        """The card of that id. Raises InputError."""
        rows = self.rows("SELECT * FROM cards WHERE id = ?", (id,))
        if not rows:
            raise InputError(f"there is no card {id}", "see: touchstone card --list")
        return _row(rows[0])


def _row(row: dict[str, Any]) -> CardRow:
    return CardRow(row["id"], row["judge"], row["model_hash"], row["created"], json.loads(row["body"]))
