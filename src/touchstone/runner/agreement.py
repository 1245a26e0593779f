"""A stored run against the labels in its data."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from touchstone.domain.run import RunInfo
from touchstone.errors import InputError
from touchstone.files import read_dataset
from touchstone.paths import Home
from touchstone.store import open_store

if TYPE_CHECKING:
    from touchstone.evaluation import AgreementReport


@dataclass(frozen=True, slots=True)
class Agreement:
    """A run, how it agrees with its labels, and what to know before trusting that."""

    run: RunInfo
    report: "AgreementReport"
    notices: tuple[str, ...]


def evaluate_run(home: Home, ref: str, *, seed: int = 0) -> Agreement:
    """Agreement of a run (an id, the beginning of one, or "latest") with the labels in its data.

    Raises InputError for a run that judged nothing and for data that can no longer be read.
    """
    # SciPy and scikit-learn take a second to load: no other command waits for them.
    from touchstone.evaluation import evaluate

    with open_store(home.database) as store:
        run = store.find_run(ref)
        if run.spec.kind != "judge":
            raise InputError(f"run {run.id} judged nothing", "name a run of `touchstone judge`")
        dataset = read_dataset(Path(run.spec.data), limit=run.spec.limit)
        changed = dataset.digest != store.dataset_digest(run.id)
        lines = store.lines(run.id)
        rubrics = [store.rubric(id) for id in store.run_rubrics(run.id)]
    notices = []
    if changed:
        notices.append(f"{run.spec.data} has changed since the run: labels are matched by its rows' ids")
    if run.state != "finished":
        notices.append(f"the run is {run.state}: only what it has judged so far is compared")
    return Agreement(run, evaluate(dataset, lines, rubrics=rubrics, seed=seed), tuple(notices))
