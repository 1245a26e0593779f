"""What a report is made of: runs with their data, and each judged response or pair with all its lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from touchstone.domain.dataset import Dataset, Pair, Response, Sample
from touchstone.domain.label import Label
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import ResultLine, direct_first
from touchstone.domain.rubric import Criterion, Rubric
from touchstone.domain.run import RunInfo
from touchstone.evaluation.comparing.meetings import Place


@dataclass(frozen=True, slots=True)
class RunData:
    """A run with all that is known of it.

    `systems`: what each system is called, by the `system` field. `criteria`: by id, all that the run asked.
    `digest`: that of the data when the run began. `labels`: what people said of the run itself.
    """

    run: RunInfo
    dataset: Dataset
    digest: str
    systems: Mapping[str | None, str]
    lines: Sequence[ResultLine]
    rubrics: Sequence[Rubric]
    criteria: Mapping[str, Criterion]
    labels: Sequence[Label] = ()

    @property
    def pairwise(self) -> bool:
        """Whether pairs were judged."""
        return self.run.spec.protocol == "pairwise"


@dataclass(frozen=True, slots=True)
class Item:
    """A judged response or pair. `line` sums up `verdicts`. Without `sample` and `target`: the data lost them."""

    data: RunData
    line: ResultLine
    verdicts: tuple[ResultLine, ...]
    sample: Sample | None
    target: Response | Pair | None

    @property
    def place(self) -> Place:
        return (self.data.run.id, self.line.sample_id, self.line.response_id)

    @property
    def group(self) -> str:
        """What statistics resample by: the prompt."""
        return self.sample.group if self.sample else self.line.sample_id

    @property
    def system(self) -> str:
        """What the system that wrote the response is called."""
        return self.data.systems.get(self.line.system) or self.line.system or "no system"

    @property
    def subset(self) -> str | None:
        """The one subset that the item belongs to."""
        if self.sample is None or self.target is None:
            return None
        if isinstance(self.target, Pair):
            return self.target.subset or self.sample.subset
        named = {label.subset for label in self.target.labels}
        return self.sample.subset or (named.pop() if len(named) == 1 else None)

    @property
    def direct(self) -> tuple[ResultLine, ...]:
        """One verdict for each question: the direct one, and one after a reason only where it is alone."""
        kept: dict[str | None, ResultLine] = {}
        for line in direct_first(self.verdicts):
            kept.setdefault(line.order or line.criterion_id, line)
        return tuple(kept.values())

    def response(self, response_id: str) -> Response | None:
        """The sample's response of that id, if the data still has it."""
        found = [each for each in self.sample.responses if each.id == response_id] if self.sample else []
        return found[0] if found else None


def items_of(data: RunData) -> list[Item]:
    """The judged responses or pairs of a run, in the order of its lines."""
    aggregates: dict[tuple[str, str], ResultLine] = {}
    verdicts: dict[tuple[str, str], list[ResultLine]] = {}
    for line in data.lines:
        place = (line.sample_id, line.response_id)
        if line.is_aggregate:
            aggregates[place] = line
        else:
            verdicts.setdefault(place, []).append(line)
    samples = {sample.id: sample for sample in data.dataset.samples}
    targets: dict[tuple[str, str], Response | Pair] = {
        (sample.id, each.id): each
        for sample in data.dataset.samples
        for each in (pairs_of(sample) if data.pairwise else sample.responses)
    }
    return [
        Item(
            data,
            line,
            tuple(verdicts.get(place, ())),
            samples.get(place[0]) if place in targets else None,
            targets.get(place),
        )
        for place, line in aggregates.items()
    ]
