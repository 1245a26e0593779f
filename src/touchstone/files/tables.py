"""Tables: CSV and Parquet files read into rows by column name."""

import csv
from collections.abc import Iterator
from math import isnan
from pathlib import Path
from typing import Any

from touchstone.errors import InputError
from touchstone.files.text import decoded_lines

_MAX_CELL = 2**31 - 1
"""CSV cells may be long: how long a text may be is checked later, for each by itself."""
_ROWS_A_BATCH = 1024


def read_csv(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(place, cells by column name) of a comma-separated file with a header, or a tab-separated one (.tsv).

    Raises InputError for a row that does not fit the header.
    """
    csv.field_size_limit(_MAX_CELL)
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    table = csv.reader((line for _, line in decoded_lines(path)), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    line = 1
    while True:
        line = table.line_num + 1
        try:
            cells = next(table, None)
        except csv.Error as error:
            raise InputError(
                f"{path}, line {line}: broken CSV: {error}",
                "check the quotes of that row: a quote inside is doubled",
            ) from error
        if cells is None:
            return
        if not cells:
            continue
        if header is None:
            header = _header(path, cells)
        elif len(cells) != len(header):
            raise InputError(
                f"{path}, line {line}: {len(cells)} cells under a header of {len(header)}",
                "put cells with a comma or a line break into quotes",
            )
        else:
            yield f"line {line}", {name: cell for name, cell in zip(header, cells, strict=True) if name}


def _header(path: Path, cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    for name in names:
        if name and names.count(name) > 1:
            raise InputError(f"{path}: the header names {name!r} twice", "rename one of these columns")
    return names


def read_parquet(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(place, values by column name) of a Parquet file. Raises InputError for a file that is none."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    number = 0
    try:
        with ParquetFile(path) as table:
            for batch in table.iter_batches(_ROWS_A_BATCH):
                for row in batch.to_pylist():
                    number += 1
                    yield f"row {number}", {name: _without_nan(value) for name, value in row.items()}
    except ArrowException as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"{path} cannot be read as Parquet: {reason}", "write the file again") from error


def _without_nan(value: Any) -> Any:
    """Tables from pandas write a missing number as NaN."""
    return None if isinstance(value, float) and isnan(value) else value
