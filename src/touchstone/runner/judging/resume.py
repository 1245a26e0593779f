"""Going on with a run that was interrupted: only the units that are missing are done."""

import threading
from collections.abc import Iterator

from touchstone.domain.run import Event, RunInfo
from touchstone.errors import InputError
from touchstone.paths import Home
from touchstone.runner.judging.run import judge_events
from touchstone.runner.judging.setup import Setup, prepare
from touchstone.runner.models.formats import prompt_version
from touchstone.runner.models.kept import KeptModels
from touchstone.runner.rubrics.run import rubric_events, rubric_prompts
from touchstone.runner.work import StoredWork
from touchstone.store import Store, open_store


def resume(home: Home, ref: str, stop: threading.Event, kept: KeptModels | None = None) -> Iterator[Event]:
    """Does what is missing of a run (an id, a prefix of one, or "latest"); of a finished one, nothing.

    `kept` is as in `run_judge`.

    Raises InputError where the data or a model is no longer what the run began with.
    """
    with open_store(home.database) as store:
        run = store.find_run(ref)
        setup = prepare(home, store, run.spec, kept=kept)
        try:
            _require_same(store, run, setup)
            store.update_run(run.id, state="running")
            work = StoredWork(store, run, stop)
            yield from (judge_events if run.spec.kind == "judge" else rubric_events)(work, setup)
        finally:
            setup.close()


def _require_same(store: Store, run: RunInfo, setup: Setup) -> None:
    remedy = "Put the old one back, or start a new run: what is unchanged is answered from the cache."
    if setup.dataset.digest != store.dataset_digest(run.id):
        raise InputError(f"{run.spec.data} has changed since run {run.id} began", remedy)
    current = prompt_version(setup.judge) if setup.judge else rubric_prompts(setup)
    if run.prompt_version not in (None, current):
        raise InputError(
            f"run {run.id} asked by prompts {run.prompt_version}; this program asks by {current}",
            "Finish it with the touchstone that began it, or start a new run.",
        )
    for role, model in setup.models.items():
        if run.models.get(role) != model.settings.weights_hash:
            raise InputError(
                f"the model file of the run's {role} ({model.entry.name}) has changed since run {run.id} began",
                remedy,
            )
