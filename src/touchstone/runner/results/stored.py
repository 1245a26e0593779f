"""A judging run as it is stored, with its data: what agreement, comparison, labels and reports start from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from touchstone.domain.dataset import Dataset
from touchstone.domain.label import Label
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Rubric
from touchstone.domain.run import RunInfo
from touchstone.errors import InputError
from touchstone.files import read_dataset
from touchstone.store import Store


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run with its data as it is now. `digest`: that of the data when the run began."""

    run: RunInfo
    dataset: Dataset
    digest: str
    lines: Sequence[ResultLine]
    rubrics: Sequence[Rubric]
    labels: Sequence[Label]

    @property
    def changed(self) -> bool:
        """Whether the data is no longer what the run began with."""
        return self.dataset.digest != self.digest


def judging_run(store: Store, ref: str) -> RunInfo:
    """The run that `ref` names (an id, the beginning of one, or "latest"). InputError: it judged nothing."""
    run = store.find_run(ref)
    if run.spec.kind != "judge":
        raise InputError(f"run {run.id} judged nothing", "name a run of `touchstone judge`")
    return run


def judging_runs(store: Store, refs: Sequence[str]) -> list[RunInfo]:
    """The runs that `refs` name, each once. Raises InputError as `judging_run` does."""
    return list({run.id: run for run in (judging_run(store, ref) for ref in refs)}.values())


def read_stored(store: Store, run: RunInfo) -> StoredRun:
    """All that is stored of the run, and its data. Raises InputError for data that can no longer be read."""
    return StoredRun(
        run=run,
        dataset=read_dataset(Path(run.spec.data), limit=run.spec.limit),
        digest=store.dataset_digest(run.id),
        lines=store.lines(run.id),
        rubrics=rubrics_of(store, run),
        labels=store.labels(run.id),
    )


def judges_of(run: RunInfo) -> dict[str, str]:
    """What decided the run's verdicts: the judges' files by their role, and what was escalated."""
    judges = {role: digest for role, digest in run.models.items() if role not in ("generator", "base")}
    spec = run.spec
    if spec.escalate_to is None:
        return judges
    by = "escalated of" if spec.escalate_share is not None else "escalated under"
    limit = spec.escalate_below if spec.escalate_share is None else spec.escalate_share
    # What is escalated under a threshold depends on whether it is a rank beside a base model.
    return judges | {by: f"{limit:g}", "reliability": "beside a base model" if spec.base else "by itself"}


def rubrics_of(store: Store, run: RunInfo) -> list[Rubric]:
    """The rubrics that the run made or used."""
    return [store.rubric(id) for id in store.run_rubrics(run.id)]


def on_labels(run: RunInfo, *, changed: bool) -> list[str]:
    """What to know before trusting how a run stands against labels."""
    notices = []
    if changed:
        notices.append(f"{run.spec.data} has changed since the run: labels are matched by its rows' ids")
    if run.state != "finished":
        notices.append(f"the run is {run.state}: only what it has judged so far is compared")
    return notices
