"""Runs: created, found by id, prefix or `latest`, listed, updated, deleted."""

import json
import secrets
import sqlite3
from collections.abc import Mapping
from typing import Any

from touchstone.domain.engine import Counters
from touchstone.domain.run import Layout, RunInfo, RunSpec, RunState
from touchstone.errors import InputError
from touchstone.store.connection import Connection, now
from touchstone.store.references import resolve

LATEST = "latest"
_COLUMNS = (
    "id, spec, state, created, finished, counters, costs, marks, models, layout, prompt_version, calibration"
)


def _info(row: Mapping[str, Any]) -> RunInfo:
    parsed = {name: json.loads(row[name]) for name in ("spec", "counters", "costs", "marks", "models")}
    return RunInfo.model_validate({**row, **parsed})


class Runs(Connection):
    """The runs of the database."""

    def create_run(
        self,
        spec: RunSpec,
        *,
        dataset_digest: str,
        marks: tuple[str, ...],
        models: Mapping[str, str],
        prompt_version: str | None = None,
    ) -> RunInfo:
        """A new run, in state running, under a short random id. `models`: role to file hash."""
        row = {
            "spec": spec.model_dump_json(),
            "dataset_digest": dataset_digest,
            "state": "running",
            "created": now(),
            "marks": json.dumps(marks),
            "models": json.dumps(dict(models)),
            "prompt_version": prompt_version,
        }
        while True:
            run_id = secrets.token_hex(4)
            try:
                with self.transaction() as db:
                    db.table("runs").insert({"id": run_id, **row})
            except sqlite3.IntegrityError:
                continue
            return self.run(run_id)

    def run(self, run_id: str) -> RunInfo:
        """The run of exactly that id. Raises InputError."""
        rows = self.rows(f"SELECT {_COLUMNS} FROM runs WHERE id = ?", (run_id,))
        if not rows:
            raise InputError(f"there is no run {run_id!r}", "see: touchstone runs list")
        return _info(rows[0])

    def find_run(self, ref: str) -> RunInfo:
        """The run that `ref` names: an id, the beginning of one, or `latest`. Raises InputError."""
        if ref.strip().lower() == LATEST and (newest := self.list_runs(limit=1)):
            return newest[0]
        return self.run(resolve(self, "run", ref))

    def list_runs(self, *, limit: int = 50, offset: int = 0) -> list[RunInfo]:
        """Runs, the newest first."""
        rows = self.rows(
            f"SELECT {_COLUMNS} FROM runs ORDER BY number DESC LIMIT ? OFFSET ?", (limit, offset)
        )
        return [_info(row) for row in rows]

    def unfinished_runs(self) -> list[RunInfo]:
        """The runs that are going on or were interrupted, the newest first."""
        rows = self.rows(
            f"SELECT {_COLUMNS} FROM runs WHERE state IN ('running', 'interrupted') ORDER BY number DESC"
        )
        return [_info(row) for row in rows]

    def count_runs(self) -> int:
        return int(self.value("SELECT count(*) FROM runs"))

    def dataset_digest(self, run_id: str) -> str:
        """The digest of the data that the run was made for. Raises InputError."""
        return str(self._known(run_id, "dataset_digest"))

    def update_run(
        self,
        run_id: str,
        *,
        state: RunState | None = None,
        counters: Counters | None = None,
        layout: Layout | None = None,
        marks: tuple[str, ...] | None = None,
    ) -> None:
        """Changes what is given and leaves the rest. A run that is finished or failed gets the time."""
        changes: dict[str, object] = {}
        if state is not None:
            changes |= {"state": state, "finished": now() if state in ("finished", "failed") else None}
        if counters is not None:
            changes["counters"] = json.dumps(counters.as_dict())
        if layout is not None:
            changes["layout"] = layout
        if marks is not None:
            changes["marks"] = json.dumps(marks)
        number = self._known(run_id, "number")
        if changes:
            with self.transaction() as db:
                db.table("runs").update(number, changes)

    def delete_run(self, run_id: str) -> None:
        """Deletes the run with its units and lines. Rubrics and cached answers stay. Raises InputError."""
        number = self._known(run_id, "number")
        with self.transaction() as db:
            db.table("runs").delete(number)

    def _known(self, run_id: str, column: str) -> Any:
        value = self.value(f"SELECT {column} FROM runs WHERE id = ?", (run_id,))
        if value is None:
            raise InputError(f"there is no run {run_id!r}", "see: touchstone runs list")
        return value
