"""Rubrics: saved under their content id, found by id or by the request that made them, and approved."""

from collections.abc import Mapping, Sequence
from typing import Any

from touchstone.domain.rubric import Rubric
from touchstone.store.connection import Connection, insert_new, now
from touchstone.store.database import Database
from touchstone.store.references import resolve


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
            "parent": provenance.parent,
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


class Rubrics(Connection):
    """The rubrics of the database."""

    def save_rubric(self, rubric: Rubric, *, request_key: str | None = None) -> str:
        """Saves the rubric, under the request that made it where given; gives its id."""
        with self.transaction() as db:
            return insert_rubric(db, rubric, request_key)

    def import_rubrics(self, file: str, rubrics: Sequence[Rubric]) -> int:
        """Saves rubrics as imported from the file of that name, all or none; gives how many were new."""
        with self.transaction() as db:
            before = db.table("rubrics").count
            for rubric in rubrics:
                insert_rubric(db, rubric, None)
            insert_new(db, "imports", [{"file": file, "rubric": rubric.id} for rubric in rubrics])
            return int(db.table("rubrics").count - before)

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
