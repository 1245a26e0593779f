"""Rows of labelled JSON-lines files, drawn from as many prompts as there are."""

import json
import random
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def read_rows(path: Path) -> list[Json]:
    """The rows of a JSON-lines file. Raises ValueError for a line that is not JSON."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def drawn(rows: Sequence[Json], limit: int | None, seed: str) -> list[Json]:
    """At most `limit` rows, from as many groups as there are: a row of each in turn. None: all rows."""
    if limit is None:
        return list(rows)
    groups: dict[str, list[Json]] = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(row)
    rng, order = random.Random(seed), list(groups.values())
    rng.shuffle(order)
    for group in order:
        rng.shuffle(group)
    return [row for turn in zip_longest(*order) for row in turn if row is not None][:limit]
