"""What the aggregates of a run come to, added up by the database: the scores of each system, the preferences."""

from touchstone.domain.base import Value
from touchstone.store.connection import Connection
from touchstone.store.results import IS_AGGREGATE, LINES_OF_RUN


class SystemScore(Value):
    """A system's responses in a run: how many there are, how many have a score, and the mean of those."""

    system: str | None
    responses: int
    scored: int
    mean_score: float | None


class Summaries(Connection):
    """The sums over a run's aggregates."""

    def system_scores(self, run_id: str) -> list[SystemScore]:
        """Each system's scores, the best mean first; a system without a score last."""
        sql = "SELECT system, count(*) AS responses, count(score) AS scored, avg(score) AS mean_score "
        sql += (
            f"{LINES_OF_RUN} AND {IS_AGGREGATE} GROUP BY system ORDER BY mean_score DESC NULLS LAST, system"
        )
        return [SystemScore.model_validate(row) for row in self.rows(sql, {"run": run_id})]

    def preferences(self, run_id: str) -> dict[str, int]:
        """How many of the run's pairs have each preference; those without one are left out."""
        sql = f"SELECT preference, count(*) AS pairs {LINES_OF_RUN} AND {IS_AGGREGATE} "
        sql += "AND preference IS NOT NULL AND unscored IS NULL GROUP BY preference"
        return {row["preference"]: row["pairs"] for row in self.rows(sql, {"run": run_id})}
