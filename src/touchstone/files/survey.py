"""What a data file holds, and everything that is wrong with it, before anything is run on it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from touchstone.domain.dataset import Sample
from touchstone.domain.pairs import pairs_of
from touchstone.errors import InputError, Interrupted
from touchstone.files.fields import read_fields
from touchstone.files.formats import each_row
from touchstone.files.rows import Row, read_row
from touchstone.files.samples import gather

KEPT = 200
"""How many errors, and how many texts that cannot be judged, are kept in words; all are counted."""


@dataclass(slots=True)
class Survey:
    """A data file looked at.

    `fields`: the file's names to the project's, None for those that are kept aside. `errors`: what must be mended
    before the file can be judged, each with place and remedy. `unjudgeable`: (row id, reason) of texts that will be
    unscored. `first`: the first sample.
    """

    path: Path
    rows: int = 0
    fields: dict[str, str | None] = field(default_factory=dict)
    errors: list[InputError] = field(default_factory=list)
    error_count: int = 0
    unjudgeable: list[tuple[str, str]] = field(default_factory=list)
    unjudgeable_count: int = 0
    samples: int = 0
    responses: int = 0
    pairs: int = 0
    labelled: int = 0
    own_rubrics: int = 0
    references: int = 0
    systems: tuple[str, ...] = ()
    subsets: tuple[str, ...] = ()
    first: Sample | None = None

    @property
    def is_sound(self) -> bool:
        """Whether the file can be judged."""
        return not self.error_count and bool(self.samples)

    def refuse(self, error: InputError) -> None:
        """Counts an error, and keeps it while there are few."""
        self.error_count += 1
        if len(self.errors) < KEPT:
            self.errors.append(error)


def survey(path: Path, *, limit: int | None = None, stop: threading.Event | None = None) -> Survey:
    """Looks at the first `limit` rows (or all) of a data file; faults are listed instead of raised.

    Raises Interrupted once `stop` is set.
    """
    found = Survey(path)
    try:
        samples, faults = gather(_sound_rows(found, limit, stop or threading.Event()), path.name)
    except InputError as error:
        found.refuse(error)
        return found
    found.unjudgeable, found.unjudgeable_count = faults[:KEPT], len(faults)
    _count(found, samples)
    return found


def _sound_rows(found: Survey, limit: int | None, stop: threading.Event) -> Iterator[Row]:
    """The rows that can be understood; the others' errors are noted."""
    for raw in each_row(found.path, limit):
        if stop.is_set():
            raise Interrupted
        found.rows += 1
        if isinstance(raw, InputError):
            found.refuse(raw)
            continue
        try:
            names = read_fields(raw.place, raw.fields).names
            row = read_row(raw, found.path.name)
        except InputError as error:
            found.refuse(error)
            continue
        found.fields |= {given: name for name, given in names.items()} | dict.fromkeys(row.unknown)
        yield row


def _count(found: Survey, samples: tuple[Sample, ...]) -> None:
    found.samples = len(samples)
    found.first = samples[0] if samples else None
    systems: dict[str, None] = {}
    subsets: dict[str, None] = {}
    for sample in samples:
        found.responses += len(sample.responses)
        pairs = pairs_of(sample)
        found.pairs += len(pairs)
        found.labelled += sum(bool(response.labels) for response in sample.responses)
        found.labelled += sum(pair.label is not None for pair in sample.pairs)
        found.own_rubrics += bool(sample.rubric or any(response.rubric for response in sample.responses))
        found.references += bool(sample.reference)
        systems |= {response.system: None for response in sample.responses if response.system}
        subsets |= {sample.subset: None} if sample.subset else {}
    found.systems, found.subsets = tuple(systems), tuple(subsets)
