"""A stored run against the labels in its data, beside runs of the same data by other rubrics."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.domain.dataset import Dataset
from touchstone.domain.run import RunInfo
from touchstone.errors import InputError
from touchstone.paths import Home
from touchstone.runner.results.cascade import cascade_of
from touchstone.runner.results.jury_report import jury_report_of
from touchstone.runner.results.stored import (
    StoredRun,
    judges_of,
    judging_run,
    on_labels,
    read_stored,
    rubrics_of,
)
from touchstone.store import Store, open_store

if TYPE_CHECKING:
    from touchstone.evaluation import AgreementReport, OtherRun, Row
    from touchstone.evaluation.reliability.cascade import Cascade
    from touchstone.evaluation.reliability.jury import JuryReport

_BASELINES = {"none": "without a rubric", "own": "by the file's rubrics"}
"""The rubric choices that every other one is to be compared with."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A run, how it agrees with its labels, and what to know before trusting that.

    `cascade`: what its escalation came to, and `jury`: how the members of its jury stand, where it has one.
    """

    run: RunInfo
    report: "AgreementReport"
    notices: tuple[str, ...]
    cascade: "Cascade | None" = None
    jury: "JuryReport | None" = None

    def rows(self) -> "list[Row]":
        """All figures as rows of a table."""
        return [
            row for each in (self.report, self.cascade, self.jury) if each is not None for row in each.rows()
        ]

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know of the figures."""
        return tuple(
            note for each in (self.report, self.cascade, self.jury) if each is not None for note in each.notes
        )


def evaluate_run(home: Home, ref: str, *, seed: int = 0, beside: Sequence[str] = ()) -> Agreement:
    """Agreement of a run (an id, the beginning of one, or "latest") with its labels.

    They are those in its data, and those that `touchstone label` gave to its verdicts. `beside`: runs of the same
    data to compare it with. Finished runs by the same judge and protocol without a rubric, or by the file's own, are
    found without being named. Raises InputError for a run that judged nothing, one beside it that judged other data,
    and for data that can no longer be read.
    """
    with open_store(home.database) as store:
        stored = read_stored(store, judging_run(store, ref))
        return agreement_of(store, stored, seed=seed, beside=beside)


def agreement_of(store: Store, stored: StoredRun, *, seed: int, beside: Sequence[str] = ()) -> Agreement:
    """As `evaluate_run`, of a run that was read already."""
    # SciPy takes a second to load: no other command waits for it.
    from touchstone.evaluation import evaluate

    run = stored.run
    named = [_named(store, run, other) for other in beside]
    found = [] if named else list(_found(store, run))
    others = {other.id: _other(store, other) for other in (*named, *found)}
    report = evaluate(
        stored.dataset,
        stored.lines,
        rubrics=stored.rubrics,
        seed=seed,
        beside=list(others.values()),
        labels=stored.labels,
    )
    if any(section.compared for section in report.sections):
        told = (*report.notes, *_on_baselines(run, stored.dataset, named, found))
        report = report.model_copy(update={"notes": told})
    return Agreement(
        run,
        report,
        tuple(on_labels(run, changed=stored.changed)),
        cascade_of(store, stored, seed=seed),
        jury_report_of(store, stored, seed=seed),
    )


def _named(store: Store, run: RunInfo, ref: str) -> RunInfo:
    """The run that is asked for beside the other one."""
    other = judging_run(store, ref)
    if other.id == run.id:
        raise InputError(f"run {run.id} cannot stand beside itself", "name another run of the same data")
    same = other.spec.data == run.spec.data or store.dataset_digest(other.id) == store.dataset_digest(run.id)
    if not same:
        raise InputError(
            f"run {other.id} judged {other.spec.data}, not {run.spec.data}",
            "name a run of the same data; see: touchstone runs list",
        )
    return other


def _found(store: Store, run: RunInfo) -> Iterator[RunInfo]:
    """The newest finished run of each baseline that differs from this one in its rubrics alone."""
    wanted = [choice for choice in _BASELINES if choice != _choice(run)]
    for other in store.list_runs(limit=max(1, store.count_runs())):
        if _choice(other) in wanted and _is_alike(store, run, other):
            wanted.remove(_choice(other))
            yield other


def _choice(run: RunInfo) -> str:
    """The run's choice of rubrics. Without one, and without a generator, it was the file's own."""
    if run.spec.rubric is None and "generator" not in run.models:
        return "own"
    return run.spec.rubric or "instance"


def _is_alike(store: Store, run: RunInfo, other: RunInfo) -> bool:
    return (
        other.id != run.id
        and other.state == "finished"
        and other.spec.kind == "judge"
        and other.spec.protocol == run.spec.protocol
        and judges_of(other) == judges_of(run)
        and other.prompt_version == run.prompt_version
        and store.dataset_digest(other.id) == store.dataset_digest(run.id)
    )


def _other(store: Store, run: RunInfo) -> "OtherRun":
    from touchstone.evaluation import OtherRun

    choice = _choice(run)
    title = f"run {run.id} {_BASELINES.get(choice, f'(--rubric {choice})')}"
    return OtherRun(run.id, title, store.lines(run.id), rubrics_of(store, run))


def _on_baselines(
    run: RunInfo, dataset: Dataset, named: Sequence[RunInfo], found: Sequence[RunInfo]
) -> Iterator[str]:
    """Which runs were taken without being named; how to make those that could have been."""
    if named:
        return
    for other in found:
        yield f"beside it: run {other.id}, which judged the same data {_BASELINES[_choice(other)]}"
    there = {_choice(run), *map(_choice, found)}
    has_own = any(
        sample.rubric or any(each.rubric for each in sample.responses) for sample in dataset.samples
    )
    for choice, how in _BASELINES.items():
        if choice not in there and (choice == "none" or has_own):
            yield f"to see it beside the same judge {how}: {_command(run, choice)}"


def _command(run: RunInfo, choice: str) -> str:
    spec = run.spec
    words = ["touchstone", "judge", spec.data, "--protocol", str(spec.protocol), "--rubric", choice]
    words += ["--judge", str(spec.judge)] + ([] if spec.limit is None else ["--limit", str(spec.limit)])
    return shlex.join(words)
