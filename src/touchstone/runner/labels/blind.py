"""A run as annotators see it: what was judged, and a random sample of it, without what the judge said."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from touchstone.domain.base import content_hash
from touchstone.domain.label import Item, LabelTask, Sampled, SamplePlan
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import JudgeProtocol, ResultLine
from touchstone.domain.rubric import Criterion
from touchstone.domain.run import RunInfo
from touchstone.errors import InputError
from touchstone.files import read_dataset
from touchstone.rubrics import NO_RUBRIC
from touchstone.runner.judging.plan import targets
from touchstone.runner.labels.choices import label_choices
from touchstone.runner.results.pages import stored_lines
from touchstone.runner.results.stored import judging_run, rubrics_of
from touchstone.store import Store

SIZE = 60
"""The items of a sample where nothing else is asked for."""

NO_SUBSET = "no single subset"
"""The stratum of what belongs to none of the subsets."""


def require_finished(run: RunInfo) -> None:
    """Raises InputError where a sample of what was judged would not be one of the whole run."""
    if run.state != "finished":
        raise InputError(
            f"run {run.id} is {run.state}: a sample of it would not be one of the whole run",
            f"finish it first: touchstone runs resume {run.id}",
        )


class BlindRun:
    """A judge run's items: one for each criterion of a response; under other protocols each response or pair.

    Left out are criteria that code decided, texts that cannot be judged, and the groups that a dataset-level rubric
    was made from: they are not compared either. Raises InputError for a run that judged nothing, and for data that
    can no longer be read.
    """

    def __init__(self, store: Store, ref: str) -> None:
        self.store = store
        self.run = judging_run(store, ref)
        self.protocol: JudgeProtocol = self.run.spec.protocol or "criteria"
        self.plan = store.sample_plan(self.run.id)
        dataset = read_dataset(Path(self.run.spec.data), limit=self.run.spec.limit)
        self.changed = dataset.digest != store.dataset_digest(self.run.id)
        rubrics = rubrics_of(store, self.run)
        out = {group for rubric in rubrics for group in rubric.provenance.groups}
        self.samples = {sample.id: sample for sample in dataset.samples if sample.group not in out}
        self._criteria = {NO_RUBRIC.id: NO_RUBRIC}
        self._criteria |= {each.id: each for rubric in rubrics for each in rubric.criteria}

    def require_complete(self) -> None:
        """Raises InputError where labels could not be about what the finished run judged."""
        require_finished(self.run)
        if self.changed:
            raise InputError(
                f"{self.run.spec.data} has changed since run {self.run.id}",
                "labels are about what was judged: put the file back as it was, or judge it anew",
            )

    @cached_property
    def items(self) -> dict[Item, str | None]:
        """What can be labelled, with its subset, in the run's order."""
        return {
            (line.sample_id, line.response_id, line.criterion_id): self.samples[line.sample_id].subset
            for line in self._judged()
        }

    def _judged(self) -> Iterator[ResultLine]:
        ids = {
            sample.id: {target.id for target in targets(sample, self.protocol)}
            for sample in self.samples.values()
        }
        by_criterion = self.protocol == "criteria"
        for line in stored_lines(self.store, self.run.id, aggregates=not by_criterion):
            known = not by_criterion or line.criterion_id in self._criteria
            if known and line.checked is None and line.response_id in ids.get(line.sample_id, ()):
                yield line

    def sample(
        self, size: int | None = None, *, seed: int | None = None, by_subset: bool = False
    ) -> list[Sampled]:
        """The run's one sample, in the order in which it is labelled; the first call settles how it is drawn.

        Later ones may ask for more items, which come after those there are. Raises InputError for another seed or
        way of drawing, and where there is nothing to draw.
        """
        from touchstone.evaluation.labelling.sampling import draw

        if not self.items:
            raise InputError(f"run {self.run.id} has nothing to label", "its responses could not be judged")
        plan = self._plan(size, seed, by_subset)
        strata = {
            item: (subset or NO_SUBSET) if plan.by_subset else None for item, subset in self.items.items()
        }
        sample = draw(strata, plan, self.run.id)
        if plan != self.plan:
            self.store.save_sample(self.run.id, plan, sample)
            self.plan = plan
        return sample

    def _plan(self, size: int | None, seed: int | None, by_subset: bool) -> SamplePlan:
        known = self.plan
        if known is None:
            if by_subset and not any(self.items.values()):
                raise InputError(f"{self.run.spec.data} has no subsets", "leave --by out")
            return SamplePlan(size=size or SIZE, seed=seed or 0, by_subset=by_subset)
        if seed not in (None, known.seed) or (by_subset and not known.by_subset):
            how = f"by seed {known.seed}" + (", from each subset" if known.by_subset else "")
            raise InputError(
                f"the sample of run {self.run.id} was drawn {how}: it may grow, but not become another one",
                "leave --seed and --by out",
            )
        return known.model_copy(update={"size": max(known.size, size or 0)})

    def key(self, item: Item) -> str:
        """A name of the item that says nothing about it."""
        return content_hash([self.run.id, *item], 16)

    def choices(self, item: Item) -> tuple[str, ...]:
        """The labels that the item can have."""
        criterion = self._criterion(item) if self.protocol == "criteria" else None
        return label_choices(self.protocol, criterion)

    def task(self, item: Item) -> LabelTask:
        """What an annotator is shown of an item."""
        from touchstone.evaluation.labelling.sampling import shown_swapped

        sample = self.samples[item[0]]
        swapped = False
        texts = [item[1]]
        if self.protocol == "pairwise":
            pair = next(pair for pair in pairs_of(sample) if pair.id == item[1])
            swapped = shown_swapped(item, self.plan.seed if self.plan else 0, self.run.id)
            texts = [pair.b, pair.a] if swapped else [pair.a, pair.b]
        return LabelTask(
            item=item,
            protocol=self.protocol,
            prompt=sample.prompt,
            system_prompt=sample.system_prompt,
            reference=sample.reference,
            responses=tuple(sample.response(id).text for id in texts),
            criterion=self._criterion(item) if self.protocol == "criteria" else None,
            rubric=() if self.protocol == "criteria" else self._rubric(item[0]),
            swapped=swapped,
            choices=self.choices(item),
        )

    def _rubric(self, sample_id: str) -> tuple[str, ...]:
        ids = self.store.run_rubrics(self.run.id, sample_id=sample_id)
        return tuple(criterion.text for id in ids for criterion in self.store.rubric(id).criteria)

    def _criterion(self, item: Item) -> Criterion:
        return self._criteria[item[2] or ""]
