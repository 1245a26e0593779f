"""One annotator's way through a run's blind sample: each label is saved at once, and can be taken back."""

from collections import deque

from touchstone.domain.label import Label, LabelTask
from touchstone.domain.run import RunInfo
from touchstone.runner.labels.blind import BlindRun
from touchstone.store import Store


class Labelling:
    """What the annotator has not labelled yet, in the sample's order. To be used in the store's thread."""

    def __init__(
        self,
        store: Store,
        ref: str,
        annotator: str,
        *,
        size: int | None = None,
        seed: int | None = None,
        by_subset: bool = False,
    ) -> None:
        """Draws the sample, or goes on with the one there is. Raises InputError as `BlindRun` and its `sample` do."""
        self._blind = BlindRun(store, ref)
        self._blind.require_complete()
        sample = self._blind.sample(size, seed=seed, by_subset=by_subset)
        self._store = store
        self._sample = {each.item: each for each in sample}
        self.annotator = annotator
        done = {label.item for label in self._labels()}
        self._left = deque(item for item in self._sample if item not in done)

    def use(self, store: Store) -> None:
        """Goes on with another store of the same home: that of the thread which labels from now on."""
        self._store = self._blind.store = store

    @property
    def run(self) -> RunInfo:
        """The run that is labelled."""
        return self._blind.run

    @property
    def store(self) -> Store:
        """The store that labels are saved to."""
        return self._store

    @property
    def total(self) -> int:
        """The size of the sample."""
        return len(self._sample)

    @property
    def done(self) -> int:
        """How many of the sample's items the annotator has labelled."""
        return self.total - len(self._left)

    @property
    def task(self) -> LabelTask | None:
        """What is to be labelled now; None when all is done."""
        return self._blind.task(self._left[0]) if self._left else None

    def left(self) -> list[tuple[str, LabelTask]]:
        """All that is to be labelled yet, each with its key."""
        return [(self._blind.key(item), self._blind.task(item)) for item in self._left]

    def give(self, choice: str, note: str = "") -> None:
        """Saves a label of the task, as chosen on the screen, and goes on to the next one."""
        task = self.task
        assert task is not None
        drawn = self._sample[task.item]
        sample_id, response_id, criterion_id = task.item
        self._store.save_label(
            Label(
                run=self.run.id,
                sample_id=sample_id,
                response_id=response_id,
                criterion_id=criterion_id,
                annotator=self.annotator,
                label=task.in_file_order(choice),
                note=note,
                inclusion=drawn.inclusion,
                stratum=drawn.stratum,
            )
        )
        self._left.popleft()

    def skip(self) -> None:
        """Puts the task off until all others are done."""
        self._left.rotate(-1)

    def undo(self) -> Label | None:
        """Takes back the last label that was given blind, also in an earlier session, and returns to its task."""
        given = (label for label in reversed(self._labels()) if label.item in self._sample and not label.seen)
        last = next(given, None)
        if last is not None:
            self._store.delete_label(last)
            self._left.appendleft(last.item)
        return last

    def _labels(self) -> list[Label]:
        return self._store.labels(self.run.id, annotator=self.annotator)
