"""Calibrations: each fit is kept as a version; one can be applied to a run, and taken back."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from touchstone.domain.calibration import Calibration
from touchstone.domain.results import ResultLine
from touchstone.errors import InputError
from touchstone.store.connection import Connection, now
from touchstone.store.results import COLUMNS, LINES_OF_RUN, line_of

_OF_RUN = "unit IN (SELECT number FROM units WHERE run = :run)"


class PlacedLine(NamedTuple):
    """A line and where it is stored; its reliability is the rank, also where a calibration is applied."""

    unit: int
    position: int
    line: ResultLine


class Calibrations(Connection):
    """The calibrations of the database, and what they make of its runs."""

    def save_calibration(self, calibration: Calibration) -> Calibration:
        """Keeps a calibration as a new version; gives it with its number and the time."""
        made = calibration.model_copy(update={"created": now()})
        row = {
            "run": made.run,
            "ingredients": made.key,
            "body": made.model_dump_json(exclude={"id", "created"}),
            "created": made.created,
        }
        with self.transaction() as db:
            id = int(str(db.table("calibrations").insert(row).last_pk))
        return made.model_copy(update={"id": id})

    def calibrations(self, ingredients: str | None = None) -> list[Calibration]:
        """All versions, or those kept under a hash of ingredients, the newest first."""
        where = "" if ingredients is None else "WHERE ingredients = :ingredients "
        values = {} if ingredients is None else {"ingredients": ingredients}
        return [_calibration(row) for row in self.rows(f"{_SELECT} {where}ORDER BY id DESC", values)]

    def calibration(self, id: int) -> Calibration:
        """The version of that number. Raises InputError."""
        rows = self.rows(f"{_SELECT} WHERE id = ?", (id,))
        if not rows:
            raise InputError(f"there is no calibration version {id}", "see: touchstone calibrate RUN --list")
        return _calibration(rows[0])

    def placed_lines(self, run_id: str) -> Iterator[PlacedLine]:
        """All lines of a run in their order, with their ranks."""
        applied = self.value("SELECT calibration FROM runs WHERE id = ?", (run_id,)) is not None
        named = ", ".join(
            "rank AS reliability" if applied and name == "reliability" else name for name in COLUMNS
        )
        sql = f"SELECT unit, position, units.run AS run, {named} {LINES_OF_RUN} "
        sql += "ORDER BY place, units.number, position"
        for row in self.rows(sql, {"run": run_id}):
            unit, position = row.pop("unit"), row.pop("position")
            yield PlacedLine(unit, position, line_of(row))

    def apply_calibration(
        self, run_id: str, id: int, reliabilities: Iterable[tuple[int, int, float | None]]
    ) -> None:
        """Puts (unit, position, probability) in the place of the ranks of a run's lines; ranks are kept aside.

        In one transaction. A line that is not named has no reliability until the calibration is taken back.
        """
        with self.transaction() as db:
            self._take_back(db.conn, run_id)
            db.conn.execute(
                f"UPDATE lines SET rank = reliability, reliability = NULL WHERE {_OF_RUN}", {"run": run_id}
            )
            db.conn.executemany(
                "UPDATE lines SET reliability = ? WHERE unit = ? AND position = ?",
                [(probability, unit, position) for unit, position, probability in reliabilities],
            )
            db.conn.execute("UPDATE runs SET calibration = ? WHERE id = ?", (id, run_id))

    def take_back_calibration(self, run_id: str) -> None:
        """Puts the ranks of a run back."""
        with self.transaction() as db:
            self._take_back(db.conn, run_id)

    def _take_back(self, connection: Any, run_id: str) -> None:
        applied = connection.execute("SELECT calibration FROM runs WHERE id = ?", (run_id,)).fetchone()
        if applied is not None and applied[0] is not None:
            connection.execute(
                f"UPDATE lines SET reliability = rank, rank = NULL WHERE {_OF_RUN}", {"run": run_id}
            )
            connection.execute("UPDATE runs SET calibration = NULL WHERE id = ?", (run_id,))


_SELECT = "SELECT id, created, body FROM calibrations"


def _calibration(row: dict[str, Any]) -> Calibration:
    body = Calibration.model_validate_json(row["body"])
    return body.model_copy(update={"id": row["id"], "created": row["created"]})
