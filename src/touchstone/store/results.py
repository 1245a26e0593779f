"""Results: the units of a run, each saved whole in one transaction, and their lines in a fixed order."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from touchstone.domain.engine import Answer, Counters
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Rubric
from touchstone.errors import TouchstoneError
from touchstone.store.answers import insert_answers
from touchstone.store.connection import Connection
from touchstone.store.rubrics import insert_rubric

_SAME = (
    "sample_id, response_id, system, criterion_id, protocol, probabilities, score, preference, label_mass, "
    "entropy, reliability, rationale, unscored"
)
_SELECT = f"SELECT units.run AS run, {_SAME}, shown_order, lower_bound, upper_bound"
# CROSS JOIN fixes the order of the loops, so that a page comes straight from the indices, without sorting.
_FROM = "FROM units CROSS JOIN lines ON lines.unit = units.number WHERE units.run = :run"
_AGGREGATE = "(criterion_id IS NULL AND shown_order IS NULL)"


def place_of(unit: str) -> str:
    """A sort key that puts "judge/2" before "judge/10": the name with its numbers padded."""
    return re.sub(r"[0-9]+", lambda digits: digits.group().zfill(12), unit)


def _row(unit: int | None, position: int, line: ResultLine) -> dict[str, object]:
    values = line.model_dump(exclude={"run", "order", "bounds", "probabilities"})
    lower, upper = line.bounds or (None, None)
    return {
        "unit": unit,
        "position": position,
        **values,
        "shown_order": line.order,
        "lower_bound": lower,
        "upper_bound": upper,
        "probabilities": None if line.probabilities is None else json.dumps(line.probabilities),
    }


def _line(row: dict[str, Any]) -> ResultLine:
    lower, upper = row.pop("lower_bound"), row.pop("upper_bound")
    row["order"] = row.pop("shown_order")
    row["bounds"] = None if lower is None else (lower, upper)
    if row["probabilities"] is not None:
        row["probabilities"] = json.loads(row["probabilities"])
    return ResultLine.model_validate(row)


def _link(db: Database, run_id: str, sample_id: str, rubric_ids: Iterable[str]) -> None:
    rows = [{"run": run_id, "sample_id": sample_id, "rubric": rubric_id} for rubric_id in rubric_ids]
    db.table("run_rubrics").insert_all(rows, ignore=True)


class Results(Connection):
    """The units and lines of the database's runs."""

    def save_unit(
        self,
        run_id: str,
        unit: str,
        lines: Sequence[ResultLine] = (),
        *,
        answers: Mapping[str, Answer] | None = None,
        rubrics: Sequence[tuple[str | None, Rubric]] = (),
        counters: Counters | None = None,
    ) -> None:
        """Saves a unit whole, in one transaction: its lines, answers (by request key) and rubrics.

        `rubrics`: (request key, rubric) that the unit made; the run is linked to them. `counters`: those of
        the run so far. A unit saved again replaces what it had. Raises TouchstoneError when the run is gone.
        """
        with self.transaction() as db:
            if db.conn.execute("SELECT 1 FROM runs WHERE id = ?", (run_id,)).fetchone() is None:
                raise TouchstoneError(f"run {run_id} was deleted while it was running")
            db.conn.execute("DELETE FROM units WHERE run = ? AND name = ?", (run_id, unit))
            row = (run_id, unit, place_of(unit))
            number = db.conn.execute("INSERT INTO units (run, name, place) VALUES (?, ?, ?)", row).lastrowid
            db.table("lines").insert_all(
                [_row(number, position, line) for position, line in enumerate(lines)]
            )
            insert_answers(db, answers or {})
            _link(db, run_id, "", [insert_rubric(db, rubric, key) for key, rubric in rubrics])
            if counters is not None:
                counted = json.dumps(counters.as_dict())
                db.conn.execute("UPDATE runs SET counters = ? WHERE id = ?", (counted, run_id))

    def units_done(self, run_id: str) -> set[str]:
        """The names of the run's saved units."""
        return {row["name"] for row in self.rows("SELECT name FROM units WHERE run = ?", (run_id,))}

    def lines(
        self,
        run_id: str,
        *,
        aggregates: bool | None = None,
        sample_id: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[ResultLine]:
        """The run's lines in the natural order of its units' names, then as saved within each.

        `aggregates`: only those (True), only verdicts (False), or both (None).
        """
        condition, values = _condition(run_id, aggregates, sample_id)
        sql = f"{_SELECT} {_FROM} {condition} ORDER BY place, units.number, position "
        sql += "LIMIT :limit OFFSET :offset"
        values |= {"limit": -1 if limit is None else limit, "offset": offset}
        return [_line(row) for row in self.rows(sql, values)]

    def count_lines(
        self, run_id: str, aggregates: bool | None = None, *, sample_id: str | None = None
    ) -> int:
        """How many lines `lines` would give without a limit."""
        condition, values = _condition(run_id, aggregates, sample_id)
        return int(self.value(f"SELECT count(*) {_FROM} {condition}", values))

    def link_rubrics(self, run_id: str, sample_id: str, rubric_ids: Iterable[str]) -> None:
        """Records which rubrics judge the sample in this run."""
        with self.transaction() as db:
            _link(db, run_id, sample_id, rubric_ids)

    def run_rubrics(self, run_id: str, *, sample_id: str | None = None) -> list[str]:
        """The ids of the rubrics that the run made or used (for one sample where given), as linked."""
        condition = "" if sample_id is None else "AND sample_id = :sample_id"
        sql = f"SELECT rubric FROM run_rubrics WHERE run = :run {condition} "
        sql += "GROUP BY rubric ORDER BY min(number)"
        values = {"run": run_id, **({} if sample_id is None else {"sample_id": sample_id})}
        return [row["rubric"] for row in self.rows(sql, values)]


def _condition(run_id: str, aggregates: bool | None, sample_id: str | None) -> tuple[str, dict[str, object]]:
    """What is added to the WHERE condition of lines, and its values."""
    condition, values = "", dict[str, object](run=run_id)
    if aggregates is not None:
        condition += f" AND {'' if aggregates else 'NOT '}{_AGGREGATE}"
    if sample_id is not None:
        condition += " AND sample_id = :sample_id"
        values["sample_id"] = sample_id
    return condition, values
