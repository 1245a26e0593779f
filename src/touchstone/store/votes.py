"""Votes: what single models said about verdict lines, and the revision of a unit's lines by them."""

import json
from collections.abc import Mapping, Sequence

from touchstone.domain.engine import Answer, Counters
from touchstone.domain.results import ResultLine, Vote
from touchstone.errors import TouchstoneError
from touchstone.store.answers import insert_answers
from touchstone.store.connection import Connection
from touchstone.store.results import COLUMNS, LINES_OF_RUN, line_of, place_of, values_of

_CHANGE = f"UPDATE lines SET {', '.join(f'{name} = ?' for name in COLUMNS)} WHERE unit = ? AND position = ?"


class Votes(Connection):
    """The votes on the lines of the database's runs."""

    def unit_lines(self, run_id: str, unit: str) -> list[ResultLine]:
        """The lines of one unit, in the order in which they were saved: the position of each is its place here."""
        sql = f"SELECT units.run AS run, {', '.join(COLUMNS)} {LINES_OF_RUN} AND units.name = :unit "
        return [line_of(row) for row in self.rows(sql + "ORDER BY position", {"run": run_id, "unit": unit})]

    def revise_unit(
        self,
        run_id: str,
        unit: str,
        done: str,
        *,
        votes: Mapping[int, Sequence[Vote]],
        lines: Mapping[int, ResultLine],
        answers: Mapping[str, Answer],
        counters: Counters,
    ) -> None:
        """Saves votes on a unit's lines and the lines that they change, both by position, in one transaction.

        `done`: a name among `units_done` under which this revision counts as done. A vote replaces the voter's
        earlier one. Raises TouchstoneError when the run or the unit is gone.
        """
        with self.transaction() as db:
            select = "SELECT number FROM units WHERE run = ? AND name = ?"
            found = db.conn.execute(select, (run_id, unit)).fetchone()
            if found is None:
                raise TouchstoneError(f"run {run_id} was deleted while it was running")
            rows = [
                (found[0], position, vote.voter, vote.model_dump_json(exclude_none=True))
                for position, given in votes.items()
                for vote in given
            ]
            db.conn.executemany("INSERT OR REPLACE INTO votes VALUES (?, ?, ?, ?)", rows)
            db.conn.executemany(
                _CHANGE, [(*values_of(line), found[0], position) for position, line in lines.items()]
            )
            insert_answers(db, answers)
            db.conn.execute(
                "INSERT OR IGNORE INTO units (run, name, place) VALUES (?, ?, ?)",
                (run_id, done, place_of(done)),
            )
            db.conn.execute(
                "UPDATE runs SET counters = ? WHERE id = ?", (json.dumps(counters.as_dict()), run_id)
            )

    def voted_lines(self, run_id: str) -> list[tuple[ResultLine, dict[str, Vote]]]:
        """The run's verdict lines in their order, each with the votes on it by voter."""
        columns = f"unit, position, units.run AS run, {', '.join(COLUMNS)}"
        sql = f"SELECT {columns} {LINES_OF_RUN} AND NOT (criterion_id IS NULL AND shown_order IS NULL) "
        rows = self.rows(sql + "ORDER BY place, units.number, position", {"run": run_id})
        given: dict[tuple[int, int], dict[str, Vote]] = {}
        sql = "SELECT unit, position, body FROM units CROSS JOIN votes ON votes.unit = units.number WHERE run = :run"
        for unit, position, body in self.tuples(sql, {"run": run_id}):
            vote = Vote.model_validate_json(body)
            given.setdefault((unit, position), {})[vote.voter] = vote
        return [
            (line_of(row), given.get(place, {}))
            for row in rows
            for place in [(row.pop("unit"), row.pop("position"))]
        ]
