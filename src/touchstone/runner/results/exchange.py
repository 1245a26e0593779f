"""A run's results out in the forms that other evaluation tools read."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from touchstone.domain.dataset import Sample
from touchstone.domain.results import OVERALL
from touchstone.domain.rubric import Criterion
from touchstone.domain.run import RunInfo
from touchstone.errors import InputError
from touchstone.files import read_dataset
from touchstone.files.inspect_scores import inspect_records
from touchstone.files.outcomes import Outcome, outcomes
from touchstone.files.promptfoo_eval import promptfoo_eval
from touchstone.rubrics import NO_RUBRIC
from touchstone.runner.results.pages import stored_lines
from touchstone.store import Store

ResultForm = Literal["inspect", "promptfoo"]


def results_text(
    store: Store, run: RunInfo, form: ResultForm, system: str | None = None
) -> tuple[str, list[str]]:
    """(the text of a file with the run's results in that form, what the user should know). `system`: only this one's.

    Raises InputError for a run of pairs, for several systems where the form has one, and for data that is gone.
    """
    if run.spec.kind != "judge" or run.spec.protocol == "pairwise":
        what = "compares responses" if run.spec.kind == "judge" else "judged nothing"
        raise InputError(
            f"run {run.id} {what}: the form {form} has a score for each response",
            "export it with --format jsonl or csv",
        )
    found = list(outcomes(stored_lines(store, run.id), _criteria(store, run)))
    systems = sorted({outcome.line.system or "" for outcome in found})
    if system is not None:
        if system not in systems:
            raise InputError(f"run {run.id} has no system {system!r}", f"use one of {', '.join(systems)}")
        found = [outcome for outcome in found if outcome.line.system == system]
    notices = _on_unscored(found, form)
    if form == "promptfoo":
        value = promptfoo_eval(run, found, _samples(store, run))
        return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n", notices
    if system is None and len(systems) > 1:
        raise InputError(
            f"run {run.id} has {len(systems)} systems: Inspect's file has one score for each sample",
            f"choose one with --system: {', '.join(systems)}",
        )
    several = sum(count > 1 for count in Counter(outcome.line.sample_id for outcome in found).values())
    if several:
        notices.append(
            f"{several} samples have several responses: they are written as epochs, in the data's order"
        )
    records = inspect_records(found, run.marks)
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), notices


def _on_unscored(found: list[Outcome], form: ResultForm) -> list[str]:
    unscored = sum(outcome.line.score is None for outcome in found)
    if not unscored:
        return []
    how = "left out" if form == "promptfoo" else "written as NaN, which Inspect leaves out of its metrics"
    return [f"{unscored} of {len(found)} results are unscored: {how}"]


def _criteria(store: Store, run: RunInfo) -> Callable[[str], Mapping[str, Criterion]]:
    """What gives the criteria of a sample's rubrics, by their id."""
    common = {NO_RUBRIC.id: NO_RUBRIC, OVERALL: Criterion(text="The response as a whole, from 1 to 5.")}
    rubrics = {id: store.rubric(id) for id in store.run_rubrics(run.id)}
    by_sample = {
        sample: common | {each.id: each for id in ids for each in rubrics[id].criteria}
        for sample, ids in store.rubric_links(run.id).items()
    }
    return lambda sample: by_sample.get(sample, common)


def _samples(store: Store, run: RunInfo) -> Mapping[str, Sample]:
    """The run's data by the samples' ids. Raises InputError where it is gone, or has changed."""
    dataset = read_dataset(Path(run.spec.data), limit=run.spec.limit)
    if dataset.digest != store.dataset_digest(run.id):
        raise InputError(
            f"{run.spec.data} has changed since the run: its texts may be others",
            "put the old one back, or export with --format jsonl or inspect",
        )
    return {sample.id: sample for sample in dataset.samples}
