"""Labels: what people said about a run's items, and how the run's blind sample is drawn."""

from collections.abc import Sequence
from typing import Any

from touchstone.domain.label import Item, Label, Sampled, SamplePlan
from touchstone.domain.results import ResultLine
from touchstone.errors import InputError
from touchstone.store.connection import Connection, now
from touchstone.store.results import COLUMNS, line_of

_COLUMNS = tuple(Label.model_fields)
_SAVE = f"INSERT OR REPLACE INTO labels ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_OF_ITEM = "run = ? AND sample_id = ? AND response_id = ? AND criterion_id = ?"


class Labels(Connection):
    """The labels of the database's runs."""

    def save_label(self, label: Label) -> None:
        """Saves a label; it replaces the annotator's earlier one of the same item. Raises InputError."""
        self.save_labels([label])

    def save_labels(self, labels: Sequence[Label]) -> None:
        """Saves labels in one transaction: all, or none. Raises InputError when their run is gone."""
        with self.transaction() as db:
            for run in {label.run for label in labels}:
                if db.conn.execute("SELECT 1 FROM runs WHERE id = ?", (run,)).fetchone() is None:
                    raise InputError(f"run {run} was deleted: its labels cannot be saved")
            db.conn.executemany(_SAVE, [_row(label) for label in labels])

    def delete_label(self, label: Label) -> None:
        """Takes back what the label's annotator said about its item."""
        with self.transaction() as db:
            values = (*_place(label.run, label.item), label.annotator)
            db.conn.execute(f"DELETE FROM labels WHERE {_OF_ITEM} AND annotator = ?", values)

    def labels(self, run_id: str, *, annotator: str | None = None) -> list[Label]:
        """The run's labels in the order in which they were saved; of one annotator where given."""
        condition = "" if annotator is None else "AND annotator = :annotator"
        sql = f"SELECT {', '.join(_COLUMNS)} FROM labels WHERE run = :run {condition} ORDER BY number"
        values = {"run": run_id, **({} if annotator is None else {"annotator": annotator})}
        return [_label(row) for row in self.rows(sql, values)]

    def labelled_lines(self, run_id: str) -> list[tuple[Label, ResultLine]]:
        """The run's labels, each with the line it is about: the direct verdict on its criterion, else the aggregate.

        Labels of what the run has not judged are left out.
        """
        sql = f"SELECT {', '.join(f'label.{name} AS label_{name}' for name in _COLUMNS)}, units.run AS run, "
        sql += f"{', '.join(f'lines.{name} AS {name}' for name in COLUMNS)} FROM labels AS label "
        sql += "CROSS JOIN lines USING (sample_id, response_id) "
        sql += (
            "CROSS JOIN units ON units.number = lines.unit AND units.run = label.run WHERE label.run = :run "
        )
        sql += "AND coalesce(lines.criterion_id, '') = label.criterion_id AND shown_order IS NULL "
        sql += "AND rationale IS NULL ORDER BY label.number"
        found = []
        for row in self.rows(sql, {"run": run_id}):
            label = _label({name: row.pop(f"label_{name}") for name in _COLUMNS})
            found.append((label, line_of(row)))
        return found

    def sample_plan(self, run_id: str) -> SamplePlan | None:
        """How the run's blind sample is drawn; None before there is one."""
        rows = self.rows("SELECT size, seed, by_subset FROM label_samples WHERE run = ?", (run_id,))
        return SamplePlan.model_validate(rows[0]) if rows else None

    def save_sample(self, run_id: str, plan: SamplePlan, sample: Sequence[Sampled]) -> None:
        """Keeps how the sample is drawn, and gives the labels of its items their inclusion probabilities anew.

        A sample that grows makes the items drawn before more probable too.
        """
        weights = [(each.inclusion, each.stratum, *_place(run_id, each.item)) for each in sample]
        with self.transaction() as db:
            row = (run_id, plan.size, plan.seed, plan.by_subset)
            db.conn.execute("INSERT OR REPLACE INTO label_samples VALUES (?, ?, ?, ?)", row)
            db.conn.executemany(f"UPDATE labels SET inclusion = ?, stratum = ? WHERE {_OF_ITEM}", weights)


def _place(run_id: str, item: Item) -> tuple[str, str, str, str]:
    sample_id, response_id, criterion_id = item
    return (run_id, sample_id, response_id, criterion_id or "")


def _row(label: Label) -> tuple[object, ...]:
    values = {
        **label.model_dump(),
        "criterion_id": label.criterion_id or "",
        "created": label.created or now(),
    }
    return tuple(values[column] for column in _COLUMNS)


def _label(row: dict[str, Any]) -> Label:
    return Label.model_validate(
        {**row, "criterion_id": row["criterion_id"] or None, "seen": bool(row["seen"])}
    )
