"""A run's results as tables show them: all of them in brief, to choose and sort by; and some of them in full."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from touchstone.domain.base import Value
from touchstone.domain.results import ResultLine
from touchstone.store.connection import Connection
from touchstone.store.results import COLUMNS, IS_AGGREGATE, LINES_OF_RUN, line_of

_BITS = 24
"""A unit has at most 2 ** 24 lines."""

# What a verdict comes to, as a word; null where it is unscored.
_OUTCOME = (
    "CASE WHEN unscored IS NOT NULL THEN NULL WHEN preference IS NOT NULL THEN preference "
    "WHEN score IS NULL THEN 'not applicable' WHEN score >= 0.5 THEN 'met' ELSE 'not met' END"
)
_DIRECT = f"rationale IS NULL AND NOT {IS_AGGREGATE}"
_SIGNS = {
    "missing": f"coalesce(sum({_DIRECT} AND unscored IS NOT NULL), 0)",
    "entropy": f"max(CASE WHEN {_DIRECT} THEN entropy END)",
    "label_mass": f"min(CASE WHEN {_DIRECT} THEN label_mass END)",
    "reliability": "min(reliability)",
    "orders_differ": f"count(DISTINCT CASE WHEN {_DIRECT} AND shown_order IS NOT NULL THEN preference END) > 1",
}
"""What the verdicts on one response or pair say together."""

# Of one criterion, or one order of a pair: the direct verdict and the one after a reason come to different things.
_CHANGED = (
    f"SELECT DISTINCT sample_id, response_id {LINES_OF_RUN} AND NOT {IS_AGGREGATE} "
    f"GROUP BY unit, sample_id, response_id, criterion_id, shown_order HAVING count(DISTINCT {_OUTCOME}) > 1"
)


class Brief(NamedTuple):
    """A result in brief. `key` names its aggregate's line in the database.

    Of the direct verdicts on it: how many are unscored (`missing`), the highest entropy (nats), the lowest label mass
    (0..1) and reliability. `orders_differ`: the two orders of a pair prefer different responses.
    """

    key: int
    sample_id: str
    response_id: str
    system: str | None
    score: float | None
    preference: str | None
    unscored: bool
    missing: int
    entropy: float | None
    label_mass: float | None
    reliability: float | None
    orders_differ: bool


class ResultRow(Value):
    """A result as a table's row: its aggregate, and what the verdicts on it say together, as in `Brief`.

    `reason_differs`: a verdict after a written reason comes to something else than the direct one.
    """

    key: int
    line: ResultLine
    missing: int
    entropy: float | None
    label_mass: float | None
    reliability: float | None
    orders_differ: bool
    reason_differs: bool


class CriterionCount(NamedTuple):
    """How the responses judged by a criterion came out, and one of the samples it judged."""

    criterion_id: str
    sample_id: str
    verdicts: int
    met: int
    not_met: int
    unscored: int


class ResultRows(Connection):
    """The results of the database's runs."""

    def result_briefs(self, run_id: str) -> list[Brief]:
        """All results in the run's order."""
        columns = [
            f"unit << {_BITS} | max(CASE WHEN {IS_AGGREGATE} THEN position END) AS key",
            "sample_id",
            "response_id",
            "max(system)",
            *(f"max(CASE WHEN {IS_AGGREGATE} THEN {name} END)" for name in ("score", "preference")),
            f"coalesce(max({IS_AGGREGATE} AND unscored IS NOT NULL), 0)",
            *_SIGNS.values(),
        ]
        sql = f"SELECT {', '.join(columns)} {LINES_OF_RUN} GROUP BY unit, sample_id, response_id "
        sql += "HAVING key IS NOT NULL ORDER BY place, unit, key"
        return [Brief(*row) for row in self.tuples(sql, {"run": run_id})]

    def places_where(self, run_id: str, criterion_id: str, outcome: str) -> set[tuple[str, str]]:
        """(sample id, response id) of the results whose direct verdict on a criterion is `outcome`.

        That is "met", "not met", "not applicable" or "unscored".
        """
        sql = f"SELECT sample_id, response_id {LINES_OF_RUN} AND {_DIRECT} AND criterion_id = :criterion "
        sql += f"AND coalesce({_OUTCOME}, 'unscored') = :outcome"
        return set(self.tuples(sql, {"run": run_id, "criterion": criterion_id, "outcome": outcome}))

    def criterion_scores(self, run_id: str) -> dict[tuple[str, str, str], float]:
        """The direct verdicts' scores (0..1), by sample, response and criterion id, where there are any."""
        sql = f"SELECT sample_id, response_id, criterion_id, score {LINES_OF_RUN} AND {_DIRECT} "
        sql += "AND criterion_id IS NOT NULL AND score IS NOT NULL"
        return {
            (sample, response, id): score for sample, response, id, score in self.tuples(sql, {"run": run_id})
        }

    def changed_by_reason(self, run_id: str) -> set[tuple[str, str]]:
        """(sample id, response id) of the results where a verdict after a reason differs from the direct one."""
        return set(self.tuples(_CHANGED, {"run": run_id}))

    def result_keys(self, run_id: str, *, limit: int, offset: int = 0) -> list[int]:
        """The keys of a page of the results in the run's order."""
        sql = f"SELECT unit << {_BITS} | position {LINES_OF_RUN} AND {IS_AGGREGATE} "
        sql += "ORDER BY place, units.number, position LIMIT :limit OFFSET :offset"
        return [key for (key,) in self.tuples(sql, {"run": run_id, "limit": limit, "offset": offset})]

    def result_rows(self, keys: Sequence[int]) -> list[ResultRow]:
        """The results of these keys, in their order; one that is gone is left out."""
        wanted = ", ".join(f"({number}, {key})" for number, key in enumerate(keys))
        if not wanted:
            return []
        mine = "FROM lines WHERE sample_id = line.sample_id AND unit = line.unit AND response_id = line.response_id"
        signs = ", ".join(f"(SELECT {sign} {mine}) AS _{name}" for name, sign in _SIGNS.items())
        changed = f"SELECT 1 {mine} AND NOT {IS_AGGREGATE} GROUP BY criterion_id, shown_order "
        changed += f"HAVING count(DISTINCT {_OUTCOME}) > 1"
        sql = f"WITH wanted (number, key) AS (VALUES {wanted}) "
        sql += f"SELECT key, units.run AS run, {', '.join(f'line.{name} AS {name}' for name in COLUMNS)}, {signs}, "
        sql += f"EXISTS ({changed}) AS _reason_differs FROM wanted "
        sql += (
            f"CROSS JOIN lines AS line ON line.unit = key >> {_BITS} AND position = key & {(1 << _BITS) - 1} "
        )
        sql += "CROSS JOIN units ON units.number = line.unit ORDER BY wanted.number"
        return [_row(row) for row in self.rows(sql)]

    def criterion_counts(self, run_id: str, *, limit: int) -> list[CriterionCount]:
        """The criteria that judged most responses, and how those came out; direct verdicts only."""
        counted = ", ".join(f"coalesce(sum({_OUTCOME} = '{outcome}'), 0)" for outcome in ("met", "not met"))
        sql = f"SELECT criterion_id, min(sample_id), count(*), {counted}, sum(unscored IS NOT NULL) "
        sql += f"{LINES_OF_RUN} AND {_DIRECT} AND criterion_id IS NOT NULL GROUP BY criterion_id "
        sql += "ORDER BY count(*) DESC, min(unit), min(position) LIMIT :limit"
        return [CriterionCount(*row) for row in self.tuples(sql, {"run": run_id, "limit": limit})]


def _row(row: dict[str, Any]) -> ResultRow:
    signs = {name.removeprefix("_"): row.pop(name) for name in [each for each in row if each[0] == "_"]}
    return ResultRow(key=row.pop("key"), line=line_of(row), **signs)
