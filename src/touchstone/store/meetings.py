"""Meetings of rubrics: what meta-judges said, saved with the rubrics that met and found by them."""

from collections.abc import Iterable, Mapping, Sequence

from touchstone.domain.engine import Answer
from touchstone.domain.meeting import Meeting
from touchstone.domain.rubric import Rubric
from touchstone.store.answers import insert_answers
from touchstone.store.connection import Connection, now
from touchstone.store.rubrics import insert_rubric

_INSERT = "INSERT OR REPLACE INTO meetings (first, second, fingerprint, body, created) VALUES (?, ?, ?, ?, ?)"


class Meetings(Connection):
    """The meetings of the database's rubrics."""

    def save_meetings(
        self,
        meetings: Sequence[Meeting],
        rubrics: Iterable[Rubric] = (),
        answers: Mapping[str, Answer] | None = None,
    ) -> None:
        """Saves meetings in one transaction, with the rubrics that met and the answers (by request key).

        A meeting that was held before, with all that could change it alike, is replaced.
        """
        with self.transaction() as db:
            for rubric in rubrics:
                insert_rubric(db, rubric, None)
            insert_answers(db, answers or {})
            moment = now()
            rows = [(m.first, m.second, m.fingerprint, m.model_dump_json(), moment) for m in meetings]
            db.conn.executemany(_INSERT, rows)

    def meetings_of(self, rubric_id: str) -> list[Meeting]:
        """The meetings that the rubric took part in, by fingerprint, those of the latest one first."""
        sql = "SELECT body FROM meetings WHERE first = :id OR second = :id ORDER BY created DESC, fingerprint"
        return self._read(sql, {"id": rubric_id})

    def meetings_around(self, rubric_id: str, fingerprint: str) -> list[Meeting]:
        """The meetings under this fingerprint of all rubrics that the rubric met, directly or over others."""
        met = (
            "WITH RECURSIVE met (id) AS (SELECT :id UNION SELECT iif(first = met.id, second, first) FROM met "
        )
        met += "JOIN meetings ON (first = met.id OR second = met.id) AND fingerprint = :print) "
        sql = f"{met} SELECT body FROM meetings WHERE fingerprint = :print AND first IN (SELECT id FROM met)"
        return self._read(sql, {"id": rubric_id, "print": fingerprint})

    def _read(self, sql: str, values: Mapping[str, object]) -> list[Meeting]:
        return [Meeting.model_validate_json(row[0]) for row in self.tuples(sql, values)]
