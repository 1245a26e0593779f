"""Votes: what single models said about verdict lines, and the revision of a unit's lines by them."""

from collections.abc import Mapping
from typing import NamedTuple

from touchstone.domain.engine import Answer, Counters
from touchstone.domain.results import ResultLine, Vote
from touchstone.errors import TouchstoneError
from touchstone.store.answers import insert_answers
from touchstone.store.connection import Connection
from touchstone.store.results import (
    COLUMNS,
    IS_AGGREGATE,
    LINES_OF_RUN,
    Costs,
    VotesAt,
    insert_votes,
    line_of,
    place_of,
    source_of,
    update_counters,
    values_of,
)

_CHANGE = f"UPDATE lines SET {', '.join(f'{name} = ?' for name in COLUMNS)} WHERE unit = ? AND position = ?"


class FirstVerdict(NamedTuple):
    """Where a verdict line is, what it is about, and how sure the run's first judge was of it.

    `reasoned`: a reason was written first. `unscored`: the judge came to no verdict.
    """

    unit: str
    position: int
    sample_id: str
    response_id: str
    criterion_id: str | None
    reasoned: bool
    unscored: bool
    reliability: float | None


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
        votes: VotesAt,
        lines: Mapping[int, ResultLine],
        answers: Mapping[str, Answer],
        counters: Counters,
        costs: Costs,
    ) -> None:
        """Saves votes on a unit's lines and the lines that they change, both by position, in one transaction.

        `done`: a name among `units_done` under which this revision counts as done. Raises
        TouchstoneError when the run or the unit is gone.
        """
        with self.transaction() as db:
            select = "SELECT number FROM units WHERE run = ? AND name = ?"
            found = db.conn.execute(select, (run_id, unit)).fetchone()
            if found is None:
                raise TouchstoneError(f"run {run_id} was deleted while it was running")
            insert_votes(db, found[0], votes)
            db.conn.executemany(
                _CHANGE, [(*values_of(line), found[0], position) for position, line in lines.items()]
            )
            insert_answers(db, answers)
            db.conn.execute(
                "INSERT OR IGNORE INTO units (run, name, place) VALUES (?, ?, ?)",
                (run_id, done, place_of(done)),
            )
            update_counters(db, run_id, counters, costs)

    def unit_votes(self, run_id: str, unit: str) -> dict[int, dict[str, Vote]]:
        """The votes on one unit's lines, by position and voter."""
        found: dict[int, dict[str, Vote]] = {}
        sql = "SELECT position, body FROM units CROSS JOIN votes ON votes.unit = units.number "
        for position, body in self.tuples(sql + "WHERE run = ? AND name = ?", (run_id, unit)):
            vote = Vote.model_validate_json(body)
            found.setdefault(position, {})[vote.voter] = vote
        return found

    def first_verdicts(self, run_id: str) -> list[FirstVerdict]:
        """All verdict lines in the run's order as the first judge left them, also those that were escalated."""
        sql = (
            "SELECT units.name, lines.position, sample_id, response_id, criterion_id, rationale IS NOT NULL, "
        )
        sql += "unscored IS NOT NULL, reliability, votes.body FROM units "
        sql += "CROSS JOIN lines ON lines.unit = units.number LEFT JOIN votes "
        sql += "ON votes.unit = lines.unit AND votes.position = lines.position AND voter = 'first' "
        sql += f"WHERE units.run = ? AND NOT {IS_AGGREGATE} ORDER BY place, units.number, lines.position"
        return [_first(*row) for row in self.tuples(sql, (run_id,))]

    def voted_lines(
        self, run_id: str, sample_id: str | None = None
    ) -> list[tuple[ResultLine, dict[str, Vote]]]:
        """The run's verdict lines (or those of one sample) in their order, each with the votes on it by voter."""
        source, values = source_of(run_id, False, sample_id)
        columns = f"unit, position, units.run AS run, {', '.join(COLUMNS)}"
        rows = self.rows(f"SELECT {columns} {source} ORDER BY place, units.number, position", values)
        given: dict[tuple[int, int], dict[str, Vote]] = {}
        sql = "SELECT unit, position, body FROM units CROSS JOIN votes ON votes.unit = units.number WHERE run = :run"
        if sample_id is not None:
            sql += " AND unit IN (SELECT unit FROM lines WHERE sample_id = :sample_id)"
        for unit, position, body in self.tuples(sql, values):
            vote = Vote.model_validate_json(body)
            given.setdefault((unit, position), {})[vote.voter] = vote
        return [
            (line_of(row), given.get(place, {}))
            for row in rows
            for place in [(row.pop("unit"), row.pop("position"))]
        ]


def _first(
    unit: str,
    position: int,
    sample_id: str,
    response_id: str,
    criterion_id: str | None,
    reasoned: int,
    unscored: int,
    reliability: float | None,
    body: str | None,
) -> FirstVerdict:
    place = (unit, position, sample_id, response_id, criterion_id)
    if body is None:
        return FirstVerdict(*place, bool(reasoned), bool(unscored), reliability)
    vote = Vote.model_validate_json(body)
    return FirstVerdict(*place, vote.rationale is not None, vote.unscored is not None, vote.reliability)
