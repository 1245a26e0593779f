"""What a rubric did in the runs that used it: counted by the database, criterion by criterion."""

from touchstone.domain.base import Value
from touchstone.store.connection import Connection
from touchstone.store.results import IS_AGGREGATE


class CriterionUse(Value):
    """The direct verdicts on a criterion of a rubric in one run.

    `scored` of them have a score (0..1), `met` one of at least a half; `lowest`, `highest` and `mean_score` are of
    those. `mean_mass`: the mean label mass (0..1) of the verdicts that have one. What is neither scored nor unscored
    does not apply.
    """

    criterion_id: str
    verdicts: int
    scored: int
    met: int
    unscored: int
    mean_score: float | None
    lowest: float | None
    highest: float | None
    mean_mass: float | None


_FIGURES = (
    "criterion_id, count(*) AS verdicts, count(score) AS scored, coalesce(sum(score >= 0.5), 0) AS met, "
    "sum(unscored IS NOT NULL) AS unscored, avg(score) AS mean_score, min(score) AS lowest, "
    "max(score) AS highest, avg(label_mass) AS mean_mass"
)
# The numbers of a run's units lie close together: their range finds a sample's lines of this run by the index, among
# those of all runs over the same data.
_LINES = (
    "FROM run_rubrics CROSS JOIN lines ON lines.sample_id = run_rubrics.sample_id "
    "AND lines.unit BETWEEN (SELECT min(number) FROM units WHERE run = :run) "
    "AND (SELECT max(number) FROM units WHERE run = :run) "
    "CROSS JOIN units ON units.number = lines.unit AND units.run = :run "
    "WHERE run_rubrics.rubric = :rubric AND run_rubrics.run = :run"
)


class RubricUses(Connection):
    """The uses of the database's rubrics."""

    def runs_with(self, rubric_id: str, *, limit: int) -> list[str]:
        """The ids of the runs that made or used the rubric, the newest first."""
        sql = "SELECT id FROM runs WHERE id IN (SELECT run FROM run_rubrics WHERE rubric = :rubric) "
        sql += "ORDER BY number DESC LIMIT :limit"
        return [row["id"] for row in self.rows(sql, {"rubric": rubric_id, "limit": limit})]

    def count_runs_with(self, rubric_id: str) -> int:
        """How many runs made or used the rubric."""
        sql = "SELECT count(DISTINCT run) FROM run_rubrics WHERE rubric = ?"
        return int(self.value(sql, (rubric_id,)))

    def criterion_uses(self, run_id: str, rubric_id: str) -> dict[str, CriterionUse]:
        """How each criterion of the rubric came out in the run, by its id; those without verdicts are left out."""
        sql = f"SELECT {_FIGURES} {_LINES} AND criterion_id IS NOT NULL AND rationale IS NULL "
        sql += f"AND NOT {IS_AGGREGATE} GROUP BY criterion_id"
        found = self.rows(sql, {"run": run_id, "rubric": rubric_id})
        return {row["criterion_id"]: CriterionUse.model_validate(row) for row in found}
