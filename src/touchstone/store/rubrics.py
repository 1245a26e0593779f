"""Rubrics: saved under their content id, found by id, by the request that made them, or by their words."""

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from touchstone.domain.base import Value
from touchstone.domain.rubric import Rubric, RubricLevel
from touchstone.store.connection import Connection, now
from touchstone.store.references import resolve


class RubricInfo(Value):
    """A rubric as a list shows it. `criteria` counts them, `first` is the first one's text."""

    id: str
    level: RubricLevel
    criteria: int
    first: str
    prompt: str | None
    source: str
    generator: str | None
    demo_model: bool
    created: str
    approved_by: str | None
    approved_at: str | None


_COLUMNS = ", ".join(RubricInfo.model_fields)


def insert_rubric(db: Database, rubric: Rubric, request_key: str | None) -> str:
    """Saves a rubric inside the caller's transaction; gives its id. One that is there already stays."""
    provenance = rubric.provenance
    known = db.conn.execute("SELECT 1 FROM rubrics WHERE id = ?", (rubric.id,)).fetchone()
    if known is None:
        row = {
            "id": rubric.id,
            "body": rubric.model_dump_json(),
            "level": rubric.level.value,
            "criteria": len(rubric.criteria),
            "first": rubric.criteria[0].text,
            "prompt": rubric.prompt,
            "source": provenance.source,
            "generator": provenance.generator,
            "demo_model": provenance.demo_model,
            "created": now(),
        }
        table = db.table("rubrics").insert(row)
        texts = "\n".join(criterion.text for criterion in rubric.criteria)
        db.conn.execute(
            "INSERT INTO rubrics_text (rowid, criteria, prompt) VALUES (?, ?, ?)",
            (table.last_pk, texts, rubric.prompt),
        )
    if request_key is not None:
        db.table("rubric_requests").insert({"request_key": request_key, "rubric": rubric.id}, replace=True)
    return rubric.id


def match_expression(search: str) -> str:
    """A user's words as an FTS5 query: each word, or its beginning, must occur. Never a syntax error."""
    words = search.replace("\x00", " ").split()
    return " ".join('"' + word.replace('"', '""') + '"*' for word in words)


class Rubrics(Connection):
    """The rubrics of the database."""

    def save_rubric(self, rubric: Rubric, *, request_key: str | None = None) -> str:
        """Saves the rubric, under the request that made it where given; gives its id."""
        with self.transaction() as db:
            return insert_rubric(db, rubric, request_key)

    def rubric(self, ref: str) -> Rubric:
        """The rubric that `ref` names: an id or the beginning of one. Raises InputError."""
        return Rubric.model_validate_json(
            self.value("SELECT body FROM rubrics WHERE id = ?", (resolve(self, "rubric", ref),))
        )

    def rubric_for(self, request_key: str) -> Rubric | None:
        """The rubric that came of this request, if it was made before."""
        body = self.value(
            "SELECT body FROM rubric_requests JOIN rubrics ON rubrics.id = rubric WHERE request_key = ?",
            (request_key,),
        )
        return None if body is None else Rubric.model_validate_json(body)

    def list_rubrics(
        self,
        *,
        search: str | None = None,
        level: RubricLevel | None = None,
        run: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> list[RubricInfo]:
        """Rubrics, the newest first. `search`: words of the criteria or the prompt; `run`: a run id."""
        condition, values = _condition(search, level, run)
        # The rows before the page are passed over by number alone, without reading them.
        page = (
            f"SELECT number FROM rubrics WHERE {condition} ORDER BY number DESC LIMIT :limit OFFSET :offset"
        )
        sql = f"SELECT {_COLUMNS} FROM rubrics WHERE number IN ({page}) ORDER BY number DESC"
        return [
            RubricInfo.model_validate(row)
            for row in self.rows(sql, {**values, "limit": limit, "offset": offset})
        ]

    def count_rubrics(
        self, search: str | None = None, *, level: RubricLevel | None = None, run: str | None = None
    ) -> int:
        """How many rubrics `list_rubrics` would give without a limit."""
        condition, values = _condition(search, level, run)
        return int(self.value(f"SELECT count(*) FROM rubrics WHERE {condition}", values))

    def approve(self, rubric_id: str, who: str) -> None:
        """Records that `who` approved the rubric now. Raises InputError."""
        found = resolve(self, "rubric", rubric_id)
        with self.transaction() as db:
            db.conn.execute(
                "UPDATE rubrics SET approved_by = ?, approved_at = ? WHERE id = ?", (who, now(), found)
            )

    def approval(self, rubric_id: str) -> tuple[str, str] | None:
        """Who approved the rubric, and when (ISO 8601). Raises InputError for an unknown rubric."""
        found = resolve(self, "rubric", rubric_id)
        row: Mapping[str, Any] = self.rows(
            "SELECT approved_by, approved_at FROM rubrics WHERE id = ?", (found,)
        )[0]
        return None if row["approved_by"] is None else (row["approved_by"], row["approved_at"])


def _condition(
    search: str | None, level: RubricLevel | None, run: str | None
) -> tuple[str, dict[str, object]]:
    """The WHERE condition of a list, and its values."""
    conditions, values = ["true"], dict[str, object]()
    if search and (expression := match_expression(search)):
        conditions.append("number IN (SELECT rowid FROM rubrics_text WHERE rubrics_text MATCH :search)")
        values["search"] = expression
    if level is not None:
        conditions.append("level = :level")
        values["level"] = RubricLevel(level).value
    if run is not None:
        conditions.append("id IN (SELECT rubric FROM run_rubrics WHERE run = :run)")
        values["run"] = run
    return " AND ".join(conditions), values
