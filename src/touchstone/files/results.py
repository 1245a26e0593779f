"""Result lines out to files: JSON lines in the promised form, or CSV."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from touchstone.domain.results import ResultLine
from touchstone.files.writing import writing

FIELDS = tuple(ResultLine.model_fields)
"""The keys of a line, in the order in which they are promised and written."""
MARK = "mark"
"""The last key of a marked line: why its verdict is not to be relied on."""


def line_to_json(line: ResultLine, marks: Sequence[str] = ()) -> dict[str, Any]:
    """The line as it is written: the promised keys in their order, then the run's marks, where it has any."""
    values = line.model_dump(mode="json")
    return {**values, MARK: "; ".join(marks)} if marks else values


def write_lines(
    path: Path,
    lines: Iterable[ResultLine],
    *,
    form: Literal["jsonl", "csv"] = "jsonl",
    marks: Sequence[str] = (),
) -> None:
    """Writes the lines to a file, which appears whole or not at all. In CSV nested values are JSON text.

    Raises InputError when it cannot be written.
    """
    with writing(path) as file:
        if form == "jsonl":
            for line in lines:
                file.write(json.dumps(line_to_json(line, marks), ensure_ascii=False) + "\n")
            return
        table = csv.DictWriter(file, [*FIELDS, MARK] if marks else FIELDS)
        table.writeheader()
        for line in lines:
            table.writerow({name: _cell(value) for name, value in line_to_json(line, marks).items()})


def _cell(value: Any) -> Any:
    """A CSV cell: nested values as JSON text, null as an empty cell."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
