"""A data file in: rows read, understood and gathered into a Dataset."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from touchstone.domain.dataset import Dataset
from touchstone.errors import InputError
from touchstone.files.formats import read_rows
from touchstone.files.rows import Row, read_row
from touchstone.files.samples import gather


def read_dataset(path: Path, *, limit: int | None = None) -> Dataset:
    """The first `limit` rows (or all) of a JSONL, JSON, CSV, TSV or Parquet file as samples.

    Texts that cannot be judged become `faults`. Raises InputError, with file, line and remedy, for everything
    structural: what cannot be read, a missing or malformed field, ids that clash; and when no row is left.
    """
    digest = hashlib.sha256()
    unknown: dict[str, None] = {}
    count = 0

    def understood() -> Iterator[Row]:
        nonlocal count
        for raw in read_rows(path, limit):
            text = json.dumps(raw.fields, sort_keys=True, ensure_ascii=True, default=str)
            digest.update(text.encode("ascii") + b"\n")
            row = read_row(raw, path.name)
            unknown.update(dict.fromkeys(row.unknown))
            count += 1
            yield row

    samples, faults = gather(understood(), path.name)
    if not samples:
        row_id, reason = faults[0]
        raise InputError(
            f"{path}: no row can be judged; {row_id}: {reason}", "correct the texts and try again"
        )
    return Dataset(
        path=str(path),
        digest=digest.hexdigest(),
        samples=samples,
        rows=count,
        unknown_fields=tuple(unknown),
        faults=tuple(faults),
    )
