"""Result lines out to files: JSON lines in the promised form, or CSV."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from touchstone.domain.calibration import Calibration
from touchstone.domain.results import ResultLine
from touchstone.files.writing import writing

CHECKED = "checked"
"""The key, on the lines that code decided instead of the judge alone, of what it found."""
FIELDS = tuple(name for name in ResultLine.model_fields if name != CHECKED)
"""The keys of every line, in the order in which they are promised and written."""
ABSTAINS = "abstains"
"""The key, in calibrated runs alone, of whether the verdict's reliability is under the threshold with a guarantee."""
MARK = "mark"
"""The last key of a marked line: why its verdict is not to be relied on."""


def line_to_json(
    line: ResultLine, marks: Sequence[str] = (), calibration: Calibration | None = None
) -> dict[str, Any]:
    """The line as it is written: the promised keys in their order, then what its run adds.

    That is whether the verdict abstains, where a calibration is applied to the run, and the run's marks, where it has
    any.
    """
    values = line.model_dump(mode="json")
    checked = values.pop(CHECKED)
    if checked is not None:
        values[CHECKED] = checked
    if calibration is not None:
        values[ABSTAINS] = calibration.abstains(line.reliability)
    return {**values, MARK: "; ".join(marks)} if marks else values


def write_lines(
    path: Path,
    lines: Iterable[ResultLine],
    *,
    form: Literal["jsonl", "csv"] = "jsonl",
    checked: bool = False,
    marks: Sequence[str] = (),
    calibration: Calibration | None = None,
) -> None:
    """Writes the lines to a file, which appears whole or not at all. In CSV nested values are JSON text.

    `checked`: code decided some of the lines, so that CSV has a column for what it found. Raises InputError when it
    cannot be written.
    """
    with writing(path) as file:
        if form == "jsonl":
            for line in lines:
                file.write(json.dumps(line_to_json(line, marks, calibration), ensure_ascii=False) + "\n")
            return
        added = {CHECKED: checked, ABSTAINS: calibration is not None, MARK: bool(marks)}
        table = csv.DictWriter(file, [*FIELDS, *(name for name, there in added.items() if there)])
        table.writeheader()
        for line in lines:
            table.writerow(
                {name: _cell(value) for name, value in line_to_json(line, marks, calibration).items()}
            )


def _cell(value: Any) -> Any:
    """A CSV cell: nested values as JSON text, null as an empty cell."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
