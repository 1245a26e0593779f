"""Labels out to files and in from them, and blind samples out as rows to be filled in by other means."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from touchstone.domain.label import Item, Label, LabelTask
from touchstone.errors import InputError
from touchstone.files.formats import RawRow, read_rows
from touchstone.files.writing import writing

_TEXTS = (
    "item",
    "sample_id",
    "response_id",
    "criterion_id",
    "annotator",
    "label",
    "note",
    "stratum",
    "created",
)


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A row of a file of labels. `label` is None where a row of a blind sample was not filled in.

    The item is named by `key`, as in such a row (whose A and B are those it shows), or by its ids in `item`.
    """

    place: str
    key: str | None
    item: Item | None
    label: str | None
    annotator: str | None
    seen: bool
    note: str
    inclusion: float | None
    stratum: str | None
    created: str

    def refuse(self, message: str, remedy: str) -> InputError:
        """The error to raise about this row."""
        return InputError(f"{self.place}: {message}", remedy)


def write_labels(path: Path, labels: Iterable[Label]) -> None:
    """Writes labels as JSON lines; the file appears whole or not at all. Raises InputError."""
    with writing(path) as file:
        for label in labels:
            file.write(json.dumps(label.model_dump(mode="json"), ensure_ascii=False) + "\n")


def write_tasks(path: Path, tasks: Iterable[tuple[str, LabelTask]], annotator: str) -> None:
    """Writes (key, task) as JSON lines with an empty label each, to be filled in and imported.

    What could tell the verdict or the system (ids may name it) is not in a row: its key stands for the item. Raises
    InputError, also where there is such a file: labels may have been filled in.
    """
    if path.is_file():
        raise InputError(f"{path} is there already", "it may hold labels: import it, or name another file")
    with writing(path) as file:
        for key, task in tasks:
            file.write(json.dumps(_task_row(key, task, annotator), ensure_ascii=False) + "\n")


def _task_row(key: str, task: LabelTask, annotator: str) -> dict[str, Any]:
    names = ("response",) if len(task.responses) == 1 else ("response_a", "response_b")
    row: dict[str, Any] = {"item": key, "annotator": annotator, "label": None, "choices": list(task.choices)}
    row |= {
        "note": "",
        "system_prompt": task.system_prompt,
        "prompt": task.prompt,
        "reference": task.reference,
    }
    row |= dict(zip(names, task.responses, strict=True))
    if task.rubric:
        row["rubric"] = list(task.rubric)
    if task.criterion is not None:
        row["criterion"] = task.criterion.text
        row["levels"] = {str(level.value): level.description for level in task.criterion.scale.levels}
    return {name: value for name, value in row.items() if name == "label" or value not in (None, {})}


def read_labels(path: Path) -> Iterator[LabelRow]:
    """The rows of a file of labels (.jsonl, .json or .csv) in order. Raises InputError, with the line of a fault."""
    for raw in read_rows(path):
        yield _label_row(raw)


def _label_row(raw: RawRow) -> LabelRow:
    texts = {name: _text(raw, name) for name in _TEXTS}
    key, sample, response = texts["item"], texts["sample_id"], texts["response_id"]
    if key is None and (sample is None or response is None):
        raise InputError(f"{raw.place}: no item", "give the row `item`, or `sample_id` and `response_id`")
    return LabelRow(
        place=raw.place,
        key=key,
        item=(sample, response, texts["criterion_id"]) if sample and response else None,
        label=(texts["label"] or "").strip() or None,
        annotator=_annotator(raw, texts["annotator"]),
        seen=_truth(raw, "seen"),
        note=texts["note"] or "",
        inclusion=_probability(raw, "inclusion"),
        stratum=texts["stratum"],
        created=texts["created"] or "",
    )


def _text(raw: RawRow, name: str) -> str | None:
    """A text, or a whole number as text; None where it is missing or empty."""
    value = raw.fields.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is not None and not isinstance(value, str):
        raise InputError(f"{raw.place}: {name} must be text, not {value!r}", "correct that row")
    if value and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise InputError(f"{raw.place}: {name} is not valid Unicode", "correct that row")
    return value or None


def _annotator(raw: RawRow, value: str | None) -> str | None:
    name = (value or "").strip() or None
    if name and not name.isprintable():
        raise InputError(f"{raw.place}: the annotator's name has control characters", "correct that row")
    return name


def _truth(raw: RawRow, name: str) -> bool:
    value = raw.fields.get(name)
    said = value.strip().lower() if isinstance(value, str) else value
    if said in (None, "", False, "false"):
        return False
    if said in (True, "true"):
        return True
    raise InputError(f"{raw.place}: {name} must be true or false, not {value!r}", "correct that row")


def _probability(raw: RawRow, name: str) -> float | None:
    value = raw.fields.get(name)
    if value is None or value == "":
        return None
    try:
        number = 0.0 if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = 0.0
    if not 0 < number <= 1:
        raise InputError(
            f"{raw.place}: {name} must be a probability above 0, not {value!r}", "correct it, or leave it out"
        )
    return number
