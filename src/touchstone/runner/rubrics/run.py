"""A run that only generates rubrics for a file of prompts."""

import threading
from collections.abc import Iterator

from touchstone.domain.engine import Failure
from touchstone.domain.run import Event, Finished, Notice, RunSpec, Started
from touchstone.paths import Home
from touchstone.rubrics import PROMPT_VERSION
from touchstone.rubrics.meta_prompts import meta_wording
from touchstone.runner.judging.run import start
from touchstone.runner.judging.setup import Setup, prepare
from touchstone.runner.models.kept import KeptModels
from touchstone.runner.rubrics.best_of import write_best
from touchstone.runner.rubrics.writing import write_rubrics
from touchstone.runner.work import Work
from touchstone.store import open_store


def run_rubrics(
    home: Home, spec: RunSpec, stop: threading.Event, kept: KeptModels | None = None
) -> Iterator[Event]:
    """Generates the rubrics of a file's prompts at `spec.level`. `kept` and errors are as in `run_judge`."""
    with open_store(home.database) as store:
        setup = prepare(home, store, spec, kept=kept)
        try:
            yield from rubric_events(start(store, setup, stop, rubric_prompts(setup)), setup)
        finally:
            setup.close()


def rubric_prompts(setup: Setup) -> str:
    """What names the wording of the questions in a rubrics run: the generator's, and the meta-judge's."""
    judge = setup.meta_judge
    return f"{PROMPT_VERSION}, {meta_wording(judge.entry)}" if judge else PROMPT_VERSION


def rubric_events(work: Work, setup: Setup) -> Iterator[Event]:
    """The events of a rubrics run from its beginning, or from where it was left.

    In the last event `unscored_share` is the share of rubrics that failed, `summary` counts both.
    """
    spec, dataset = setup.spec, setup.dataset
    assert setup.generator is not None
    yield Started(work.run.id, 0, len(work.done), 0, work.run.marks, work.counted())
    if dataset.faults:
        row, reason = dataset.faults[0]
        yield Notice(f"rows that cannot be used: {len(dataset.faults)}; the first, {row}: {reason}")
    tournaments: dict[str, int] = {}
    with work.recorded():
        if setup.meta_judge is not None:
            generated, held = yield from write_best(work, setup.generator, setup.meta_judge, dataset.samples)
            tournaments = held.summary
        else:
            level = spec.level or "instance"
            generated = yield from write_rubrics(work, setup.generator, dataset.samples, level, spec.seed)
        found = generated.special.items()
        work.link({id: [rubric] for id, rubric in found if not isinstance(rubric, Failure)})
    failed, made = len(generated.failures), generated.made
    share = failed / (failed + made) if failed + made else 0.0
    summary = {
        "rubrics": made,
        "failed": failed,
        "samples": len(dataset.samples),
        "covered": len(generated.covered),
        **tournaments,
    }
    yield Finished(work.run.id, work.counted(), share, share <= spec.allow_unscored, dict(summary))
