"""Results: the units of a run, each saved whole in one transaction, and their lines in a fixed order."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from touchstone.domain.engine import Answer, Counters
from touchstone.domain.results import ResultLine, Vote
from touchstone.domain.rubric import Rubric
from touchstone.errors import TouchstoneError
from touchstone.store.answers import insert_answers
from touchstone.store.connection import Connection, insert_new
from touchstone.store.database import Database
from touchstone.store.rubrics import insert_rubric

Links = Mapping[str, Iterable[str]]
"""The ids of the rubrics that judge each sample, by the sample's id."""

Costs = Mapping[str, Counters]
"""The counters of each model of a run, by its role."""

VotesAt = Mapping[int, Sequence[Vote]]
"""Votes on a unit's lines, by the position of the line in the unit."""

_SAME = (
    "sample_id",
    "response_id",
    "system",
    "criterion_id",
    "protocol",
    "score",
    "preference",
    "label_mass",
    "entropy",
    "reliability",
    "rationale",
    "checked",
    "unscored",
)
COLUMNS = (*_SAME, "shown_order", "lower_bound", "upper_bound", "probabilities")
_same = attrgetter(*_SAME)
_INSERT = f"INSERT INTO lines (unit, position, {', '.join(COLUMNS)}) VALUES (?, ?{', ?' * len(COLUMNS)})"
_SELECT = f"SELECT page.run AS run, {', '.join(COLUMNS)}"
# In these words `IS_AGGREGATE` is the condition of the index on aggregates.
IS_AGGREGATE = "(criterion_id IS NULL AND shown_order IS NULL)"
# CROSS JOIN fixes the order of the loops, so that lines come straight from the indices: those of a run unit by
# unit in their order, those of a sample by its name.
LINES_OF_RUN = "FROM units CROSS JOIN lines ON lines.unit = units.number WHERE units.run = :run"
_LINES_OF_SAMPLE = (
    "FROM lines CROSS JOIN units ON units.number = lines.unit "
    "WHERE lines.sample_id = :sample_id AND units.run = :run"
)


def place_of(unit: str) -> str:
    """A sort key that puts "judge/2" before "judge/10": the name with its numbers padded."""
    return re.sub(r"[0-9]+", lambda digits: digits.group().zfill(12), unit)


def values_of(line: ResultLine) -> tuple[object, ...]:
    """What a line is stored as, in the order of COLUMNS."""
    lower, upper = line.bounds or (None, None)
    probabilities = None if line.probabilities is None else json.dumps(line.probabilities)
    return (*_same(line), line.order, lower, upper, probabilities)


def line_of(row: dict[str, Any]) -> ResultLine:
    """The line of a row with the run's id and all COLUMNS; the row is used up."""
    lower, upper = row.pop("lower_bound"), row.pop("upper_bound")
    row["order"] = row.pop("shown_order")
    row["bounds"] = None if lower is None else (lower, upper)
    if row["probabilities"] is not None:
        row["probabilities"] = json.loads(row["probabilities"])
    return ResultLine.model_validate(row)


def insert_votes(db: Database, unit: int, votes: VotesAt) -> None:
    """Adds votes on a unit's lines, inside the caller's transaction. A vote replaces the voter's earlier one."""
    rows = [
        (unit, position, vote.voter, vote.model_dump_json(exclude_none=True))
        for position, given in votes.items()
        for vote in given
    ]
    if rows:
        db.conn.executemany("INSERT OR REPLACE INTO votes VALUES (?, ?, ?, ?)", rows)


def update_counters(db: Database, run_id: str, counters: Counters, costs: Costs) -> None:
    """Stores what the run has cost so far, inside the caller's transaction."""
    by_role = {role: cost.as_dict() for role, cost in costs.items()}
    values = (json.dumps(counters.as_dict()), json.dumps(by_role), run_id)
    db.conn.execute("UPDATE runs SET counters = ?, costs = ? WHERE id = ?", values)


def _link(db: Database, run_id: str, links: Links) -> None:
    rows = [
        {"run": run_id, "sample_id": sample_id, "rubric": rubric_id}
        for sample_id, rubric_ids in links.items()
        for rubric_id in rubric_ids
    ]
    insert_new(db, "run_rubrics", rows)


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
        costs: Costs | None = None,
        links: Links | None = None,
        votes: VotesAt | None = None,
    ) -> None:
        """Saves a unit whole, in one transaction: its lines, answers (by request key), rubrics and links.

        `rubrics`: (request key, rubric) that the unit made; the run is linked to them. `counters`: those of
        the run so far; `costs`: of each of its models. `votes`: by their lines' places. A unit saved again
        replaces what it had. Raises TouchstoneError when the run is gone.
        """
        with self.transaction() as db:
            if db.conn.execute("SELECT 1 FROM runs WHERE id = ?", (run_id,)).fetchone() is None:
                raise TouchstoneError(f"run {run_id} was deleted while it was running")
            db.conn.execute("DELETE FROM units WHERE run = ? AND name = ?", (run_id, unit))
            row = (run_id, unit, place_of(unit))
            number = db.conn.execute("INSERT INTO units (run, name, place) VALUES (?, ?, ?)", row).lastrowid
            assert number is not None
            db.conn.executemany(
                _INSERT, [(number, position, *values_of(line)) for position, line in enumerate(lines)]
            )
            insert_votes(db, number, votes or {})
            insert_answers(db, answers or {})
            made = [insert_rubric(db, rubric, key) for key, rubric in rubrics]
            _link(db, run_id, {"": made, **(links or {})})
            if counters is not None:
                update_counters(db, run_id, counters, costs or {})

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
        source, values = source_of(run_id, aggregates, sample_id)
        # The lines before the page are passed over in the indices, without reading them.
        page = (
            f"SELECT units.run AS run, place, unit, position {source} ORDER BY place, units.number, position "
        )
        page += "LIMIT :limit OFFSET :offset"
        sql = f"{_SELECT} FROM ({page}) AS page CROSS JOIN lines USING (unit, position) "
        sql += "ORDER BY page.place, page.unit, page.position"
        values |= {"limit": -1 if limit is None else limit, "offset": offset}
        return [line_of(row) for row in self.rows(sql, values)]

    def count_lines(
        self, run_id: str, aggregates: bool | None = None, *, sample_id: str | None = None
    ) -> int:
        """How many lines `lines` would give without a limit."""
        source, values = source_of(run_id, aggregates, sample_id)
        return int(self.value(f"SELECT count(*) {source}", values))

    def has_checked(self, run_id: str) -> bool:
        """Whether code decided any of the run's lines."""
        return bool(
            self.value(f"SELECT EXISTS (SELECT 1 {LINES_OF_RUN} AND checked IS NOT NULL)", {"run": run_id})
        )

    def link_rubrics(self, run_id: str, links: Links) -> None:
        """Records which rubrics judge which samples in this run."""
        with self.transaction() as db:
            _link(db, run_id, links)

    def run_rubrics(self, run_id: str, *, sample_id: str | None = None) -> list[str]:
        """The ids of the rubrics that the run made or used (for one sample where given), as linked."""
        condition = "" if sample_id is None else "AND sample_id = :sample_id"
        sql = f"SELECT rubric FROM run_rubrics WHERE run = :run {condition} "
        sql += "GROUP BY rubric ORDER BY min(number)"
        values = {"run": run_id, **({} if sample_id is None else {"sample_id": sample_id})}
        return [row["rubric"] for row in self.rows(sql, values)]

    def rubric_links(self, run_id: str) -> dict[str, frozenset[str]]:
        """The ids of the rubrics that judge each sample of the run, by the sample's id."""
        sql = "SELECT sample_id, rubric FROM run_rubrics WHERE run = ? AND sample_id <> ''"
        found: dict[str, set[str]] = {}
        for row in self.rows(sql, (run_id,)):
            found.setdefault(row["sample_id"], set()).add(row["rubric"])
        return {sample: frozenset(rubrics) for sample, rubrics in found.items()}


def source_of(run_id: str, aggregates: bool | None, sample_id: str | None) -> tuple[str, dict[str, object]]:
    """FROM and WHERE of the lines that are asked for, and the values in them."""
    source, values = LINES_OF_RUN, dict[str, object](run=run_id)
    if sample_id is not None:
        source = _LINES_OF_SAMPLE
        values["sample_id"] = sample_id
    if aggregates is not None:
        source += f" AND {'' if aggregates else 'NOT '}{IS_AGGREGATE}"
    return source, values
