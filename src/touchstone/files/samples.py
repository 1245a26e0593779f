"""Rows into samples: rows of one prompt are one sample, rows of one response are one response."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from touchstone.domain.base import content_hash
from touchstone.domain.dataset import Pair, Response, Sample, ScoreLabel
from touchstone.domain.rubric import Rubric
from touchstone.errors import InputError
from touchstone.files.criteria import join_rubrics
from touchstone.files.responses import RowResponse
from touchstone.files.rows import Row

Faults = list[tuple[str, str]]


@dataclass(slots=True)
class _Merged:
    """A response while its rows are gathered."""

    id: str
    text: str
    system: str | None
    rubrics: list[Rubric] = field(default_factory=list)
    labels: list[ScoreLabel] = field(default_factory=list)


class _Gathering:
    """A sample while its rows are gathered."""

    def __init__(self, first: Row, origin: str) -> None:
        self.first = first
        self.origin = origin
        self.rows: list[Row] = []
        self.group: str | None = None
        self.responses: dict[tuple[str, str | None, str | None], _Merged] = {}
        self.pairs: list[Pair] = []

    def add(self, row: Row, faults: Faults) -> None:
        self._check_group(row)
        self.rows.append(row)
        broken = [response for response in row.content.responses if response.fault]
        if row.content.pair is not None and broken:
            faults.append((row.id, broken[0].fault or ""))
            return
        faults += [(response.id, response.fault or "") for response in broken]
        merged = [self._merge(row, response) for response in row.content.responses if not response.fault]
        if row.content.pair is not None:
            pair_id = _free(row.id, {pair.id for pair in self.pairs})
            a, b = merged
            self.pairs.append(
                Pair(
                    id=pair_id,
                    a=a.id,
                    b=b.id,
                    label=row.content.pair.label,
                    annotators=row.content.pair.annotators,
                    subset=row.subset,
                )
            )

    def _check_group(self, row: Row) -> None:
        if row.group is not None and self.group not in (None, row.group):
            raise InputError(
                f"{row.place}: group {row.group!r}, but the same prompt has group {self.group!r} before",
                "give all rows of a prompt one group: statistics are split by it",
            )
        self.group = self.group or row.group

    def _merge(self, row: Row, response: RowResponse) -> _Merged:
        key = (response.text, response.system, response.own_id)
        merged = self.responses.get(key)
        if merged is None:
            taken = {other.id for other in self.responses.values()}
            if response.own_id in taken:
                raise InputError(
                    f"{row.place}: the response id {response.own_id!r} is another response's of this prompt",
                    "give every response of a prompt its own id",
                )
            merged = _Merged(_free(response.id, taken), response.text, response.system)
            self.responses[key] = merged
        if response.rubric is not None:
            merged.rubrics.append(response.rubric)
        if response.label is not None:
            merged.labels.append(response.label.model_copy(update={"subset": row.subset}))
        return merged

    def sample(self) -> Sample:
        """The sample of all rows that were added."""
        first = self.first
        given = [row.content.rubric for row in self.rows if row.content.rubric is not None]
        same = len(given) == len(self.rows) and all(rubric.criteria == given[0].criteria for rubric in given)
        shared = bool(given) and (same or not self.responses)
        if not shared:
            self._spread_rubrics()
        subsets = {row.subset for row in self.rows}
        return Sample(
            id=first.id,
            prompt=first.prompt,
            responses=tuple(
                Response(
                    id=merged.id,
                    text=merged.text,
                    system=merged.system,
                    rubric=join_rubrics(merged.rubrics, first.prompt, self.origin),
                    labels=tuple(merged.labels),
                )
                for merged in self.responses.values()
            ),
            pairs=tuple(self.pairs),
            reference=first.reference,
            system_prompt=first.system_prompt,
            group=self.group or content_hash(first.prompt, 10),
            subset=subsets.pop() if len(subsets) == 1 else None,
            rubric=join_rubrics(given, first.prompt, self.origin) if shared else None,
        )

    def _spread_rubrics(self) -> None:
        """Rubrics that are not the same for the whole sample go to the responses of their rows."""
        for row in self.rows:
            for response in row.content.responses:
                merged = self.responses.get((response.text, response.system, response.own_id))
                if merged is not None and row.content.rubric is not None:
                    merged.rubrics.append(row.content.rubric)


def _free(id: str, taken: set[str]) -> str:
    """The id, with a number where it is taken."""
    number, free = 1, id
    while free in taken:
        number += 1
        free = f"{id}/{number}"
    return free


def gather(rows: Iterable[Row], origin: str) -> tuple[tuple[Sample, ...], Faults]:
    """(samples in order of appearance, faults). A row with a fault is left out, a faulty response likewise.

    Raises InputError when an id is given to two prompts, a prompt two groups, a response id two responses.
    """
    gathered: dict[tuple[str | None, str, str | None], _Gathering] = {}
    owners: dict[str, tuple[_Gathering, str]] = {}
    faults: Faults = []
    for row in rows:
        if row.fault is not None:
            faults.append((row.id, row.fault))
            continue
        key = (row.system_prompt, row.prompt, row.reference)
        sample = gathered.setdefault(key, _Gathering(row, origin))
        owner, place = owners.setdefault(row.id, (sample, row.place))
        if owner is not sample:
            raise InputError(
                f"{row.place}: the id {row.id!r} is given to another prompt at {place}",
                "give every prompt its own id, or leave the ids out",
            )
        sample.add(row, faults)
    return tuple(sample.sample() for sample in gathered.values()), faults
