"""Labels out of a run into a file, and from a file into a run: all of the file, or nothing where a line is faulty."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from touchstone.domain.label import Item, Label, Sampled
from touchstone.errors import InputError
from touchstone.files.label_files import LabelRow, read_labels, write_labels, write_tasks
from touchstone.runner.labels.blind import BlindRun
from touchstone.runner.labels.labelling import Labelling
from touchstone.store import Store


@dataclass(frozen=True, slots=True)
class Imported:
    """How many labels a file gave, and how many of its rows had none."""

    run: str
    labels: int
    empty: int


def export_labels(store: Store, ref: str, path: Path, *, annotator: str | None = None) -> int:
    """Writes the run's labels (of one annotator where given) as JSON lines; gives their number. Raises InputError."""
    labels = store.labels(store.find_run(ref).id, annotator=annotator)
    write_labels(path, labels)
    return len(labels)


def export_tasks(labelling: Labelling, path: Path) -> int:
    """Writes what is still to be labelled as rows to be filled in; gives their number. Raises InputError."""
    tasks = labelling.left()
    write_tasks(path, tasks, labelling.annotator)
    return len(tasks)


def import_labels(store: Store, ref: str, path: Path, *, annotator: str) -> Imported:
    """Reads labels from a file; `annotator` is for rows that name none.

    A row names its item by the key that `export_tasks` gave it, or by its ids, also where it was labelled in another
    run of the same data. Raises InputError, with the line, for an unknown item and for a label that it cannot have.
    """
    blind = BlindRun(store, ref)
    blind.require_complete()
    reader = _Reader(blind, annotator)
    rows = list(read_labels(path))
    labels = [reader.label(row, row.label) for row in rows if row.label is not None]
    if not labels:
        raise InputError(f"{path} has no labels", "fill in the `label` of its rows")
    store.save_labels(labels)
    return Imported(blind.run.id, len(labels), len(rows) - len(labels))


class _Reader:
    """Makes rows into labels of the run."""

    def __init__(self, blind: BlindRun, annotator: str) -> None:
        self._blind, self._annotator = blind, annotator
        sample = blind.sample() if blind.plan else []
        self._drawn: dict[Item, Sampled] = {each.item: each for each in sample}

    @cached_property
    def _by_key(self) -> dict[str, Item]:
        return {self._blind.key(item): item for item in self._blind.items}

    def label(self, row: LabelRow, said: str) -> Label:
        """The row's label. Raises InputError."""
        item = row.item if row.key is None else self._by_key.get(row.key)
        if item is None or item not in self._blind.items:
            raise row.refuse(
                f"run {self._blind.run.id} has not judged {row.key or ', '.join(filter(None, row.item or ()))}",
                "labels are of one run, or of another one of the same data and criteria",
            )
        choices = self._blind.choices(item)
        chosen = {choice.casefold(): choice for choice in choices}.get(said.casefold())
        if chosen is None:
            raise row.refuse(f"the label {said!r} is none of {', '.join(choices)}", "correct that row")
        drawn = self._drawn.get(item)
        sample_id, response_id, criterion_id = item
        return Label(
            run=self._blind.run.id,
            sample_id=sample_id,
            response_id=response_id,
            criterion_id=criterion_id,
            annotator=row.annotator or self._annotator,
            label=chosen if row.key is None else self._blind.task(item).in_file_order(chosen),
            seen=row.seen,
            note=row.note,
            inclusion=drawn.inclusion if drawn else row.inclusion,
            stratum=drawn.stratum if drawn else row.stratum,
            created=row.created,
        )
