"""A run's results as its screens show them: filtered, ordered, with the texts and labels of the data."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from touchstone.domain.dataset import Sample
from touchstone.domain.label import Item, Label, LabelTask
from touchstone.domain.result_choice import Choice
from touchstone.domain.results import JudgeProtocol
from touchstone.domain.rubric import Criterion
from touchstone.errors import TouchstoneError
from touchstone.tui.backend.runs import RunCalls

if TYPE_CHECKING:
    from touchstone.runner.results.view import Chosen, RunResults
    from touchstone.store import CriterionCount, ResultRow, Store

CHANGED = "the file has changed since this run: its texts and labels are not shown"
CRITERIA = 100
"""How many criteria a filter offers: those that judged most responses."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The results that a table shows. Before `results` and `chosen` are read, all of the run's, in its order.

    `reason`: why the data's texts and labels are not known.
    """

    run_id: str
    choice: Choice = field(default_factory=Choice)
    results: "RunResults | None" = None
    chosen: "Chosen | None" = None
    reason: str = ""

    def count(self, store: "Store") -> int:
        """How many results there are."""
        if self.chosen is None or self.choice.usual:
            return store.count_lines(self.run_id, aggregates=True)
        return len(self.chosen.keys)

    def page(self, store: "Store", limit: int, offset: int) -> "list[ResultRow]":
        """Some of the results. All of a run come straight from the database, also those saved a moment ago."""
        if self.chosen is None or self.choice.usual:
            return store.result_rows(store.result_keys(self.run_id, limit=limit, offset=offset))
        return store.result_rows(self.chosen.keys[offset : offset + limit])

    def sample(self, sample_id: str) -> Sample | None:
        """The sample, where the data is known."""
        return None if self.results is None else self.results.samples.get(sample_id)

    def trust(self, row: "ResultRow") -> str:
        """In a calibrated run how probably a person agrees with a result, in words, as far as it is known."""
        return "" if self.results is None else self.results.trust(row)

    def disagreement(self, row: "ResultRow") -> str:
        """What a result disagrees with, in words, as far as it is known; empty where it is with nothing."""
        return "" if self.results is None else self.results.disagreement(row)


class ResultCalls(RunCalls):
    """Everything about the results of stored runs. Those that take no store are for a worker."""

    def shown(self, run_id: str, choice: Choice, known: Shown | None = None) -> Shown:
        """The results that `choice` asks for. `known`: what was read before, where that still holds."""
        from touchstone.runner.results.view import choose, read_results

        with self.open_store() as store:
            if known is not None and known.results is not None:
                results, reason = known.results, known.reason
            else:
                dataset, reason = None, ""
                try:
                    dataset = self.dataset(store.run(run_id).spec)
                    if dataset.digest != store.dataset_digest(run_id):
                        dataset, reason = None, CHANGED
                except TouchstoneError as error:
                    reason = str(error)
                results = read_results(store, run_id, dataset)
            return Shown(run_id, choice, results, choose(store, run_id, results, choice), reason)

    def criteria_to_filter(self, run_id: str) -> "list[tuple[CriterionCount, Criterion | None]]":
        """The criteria that judged most responses, and how those came out."""
        with self.open_store() as store:
            counts = store.criterion_counts(run_id, limit=CRITERIA)
            known: dict[str, Criterion] = {}
            for count in counts:
                if count.criterion_id not in known:
                    known |= self.criteria(store, run_id, count.sample_id)
            return [(count, known.get(count.criterion_id)) for count in counts]

    def criteria(self, store: "Store", run_id: str, sample_id: str) -> dict[str, Criterion]:
        """The criteria that judged a sample in a run, by id; without a rubric the built-in one."""
        from touchstone.rubrics import NO_RUBRIC

        if store.run(run_id).spec.rubric == "none":
            return {NO_RUBRIC.id: NO_RUBRIC}
        rubrics = [store.rubric(ref) for ref in store.run_rubrics(run_id, sample_id=sample_id)]
        return {criterion.id: criterion for rubric in rubrics for criterion in rubric.criteria}

    def seen_task(
        self,
        sample: Sample,
        item: Item,
        protocol: JudgeProtocol,
        criterion: Criterion | None,
        rubric: Sequence[str],
    ) -> LabelTask:
        """What is asked of a person who has the verdict in sight."""
        from touchstone.runner.labels.seen import seen_task

        return seen_task(sample, item, protocol, criterion, rubric)

    def annotator(self) -> str:
        """The name that labels are kept under. Raises InputError."""
        from touchstone.runner import annotator_name

        return annotator_name(None)

    def give_seen(self, store: "Store", run_id: str, item: Item, choice: str) -> Label:
        """Saves a label that was given with the verdict in sight. Raises InputError."""
        from touchstone.runner.labels.seen import give_seen

        return give_seen(store, run_id, item, self.annotator(), choice)

    def take_back_seen(self, store: "Store", run_id: str, item: Item) -> Label | None:
        """Takes such a label back."""
        from touchstone.runner.labels.seen import take_back_seen

        return take_back_seen(store, run_id, item, self.annotator())
