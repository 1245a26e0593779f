"""A judging run: rubrics where they are missing, then the judge's verdicts, unit after unit."""

import threading
from collections.abc import Generator, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

from touchstone.domain.dataset import Dataset
from touchstone.domain.rubric import Rubric
from touchstone.domain.run import Event, Notice, RunSpec, Started
from touchstone.files import write_lines
from touchstone.paths import Home
from touchstone.runner.further.base_pass import BasePass
from touchstone.runner.further.escalation import Escalation
from touchstone.runner.further.jury import Member, jury_calibrations, on_calibrations
from touchstone.runner.further.passes import run_pass
from touchstone.runner.judging.asking import Asking, Parts, protocol_of
from touchstone.runner.judging.choosing import Choice, choose, require_approval
from touchstone.runner.judging.marks import marks_for
from touchstone.runner.judging.phase import FAULTS, PHASE, judge_units
from touchstone.runner.judging.plan import judging_units
from touchstone.runner.judging.setup import Setup, generation_level, prepare, to_generate
from touchstone.runner.judging.summary import finished
from touchstone.runner.models.formats import prompt_version
from touchstone.runner.models.kept import KeptModels
from touchstone.runner.models.opening import OpenModel
from touchstone.runner.results.pages import stored_lines
from touchstone.runner.rubrics.generated import Generated
from touchstone.runner.rubrics.writing import write_rubrics
from touchstone.runner.work import StoredWork, Work
from touchstone.store import Store, open_store


def run_judge(
    home: Home, spec: RunSpec, stop: threading.Event, kept: KeptModels | None = None
) -> Iterator[Event]:
    """Judges a file. Every unit is saved, then reported. `kept` lends models that stay loaded afterwards.

    Raises InputError before anything is saved for what is wrong with the spec, and Interrupted after `stop`.
    """
    with open_store(home.database) as store:
        setup = prepare(home, store, spec, kept=kept)
        try:
            assert setup.judge is not None
            yield from judge_events(start(store, setup, stop, prompt_version(setup.judge)), setup)
        finally:
            setup.close()


def start(store: Store, setup: Setup, stop: threading.Event, prompt_version: str) -> StoredWork:
    """Makes the run in the store."""
    models = setup.models
    run = store.create_run(
        setup.spec,
        dataset_digest=setup.dataset.digest,
        marks=marks_for(store, Path(setup.spec.data), [model.entry for model in models.values()]),
        models={role: model.settings.weights_hash for role, model in models.items()},
        prompt_version=prompt_version,
    )
    return StoredWork(store, run, stop)


def judge_events(work: Work, setup: Setup) -> Iterator[Event]:
    """The events of a judging run from its beginning, or from where it was left."""
    spec, dataset = setup.spec, setup.dataset
    assert setup.judge is not None
    parts = judging_units(dataset.samples, protocol_of(spec))
    already = sum(unit.startswith((PHASE, FAULTS)) for unit in work.done)
    yield Started(work.run.id, len(parts) + bool(dataset.faults), already, 0, work.run.marks, work.counted())
    if dataset.unknown_fields:
        yield Notice(f"fields that are kept but not used: {', '.join(dataset.unknown_fields)}")
    yield from map(Notice, setup.notices)
    with work.recorded():
        generated = yield from _generate(work, setup)
        choice = partial(choose, spec=spec, given=setup.given, generated=generated)
        yield from _settle(work, setup, choice)
        asking = Asking(spec, setup.judge, choice)
        yield from judge_units(work, asking, dataset, parts)
        yield from _further(work, setup, replace(asking, layout=work.run.layout or "leaf"), parts)
    if spec.out:
        out = Path(spec.out)
        form: Literal["csv", "jsonl"] = "csv" if out.suffix.lower() == ".csv" else "jsonl"
        lines, checked = stored_lines(work.store, work.run.id), work.store.has_checked(work.run.id)
        write_lines(out, lines, form=form, checked=checked, marks=work.run.marks)
    yield finished(work, spec)


def _further(work: Work, setup: Setup, asking: Asking, parts: Parts) -> Iterator[Event]:
    """What further models have to say about the judge's verdicts, one model after the other."""
    further = setup.further
    if further.by_role:
        asking.model.set_aside()
    if further.base is not None:
        yield from run_pass(work, BasePass(work, further.base, asking, parts), asking, parts)
    if further.second is not None:
        escalation = Escalation(work, further.second, asking, parts)
        if not escalation.units:
            yield Notice(f"nothing was to be escalated to {further.second.entry.name}")
        yield from run_pass(work, escalation, asking, parts)
    if further.jury:
        yield from _jury(work, (asking.model, *further.jury), asking, parts)


def _jury(work: Work, members: tuple[OpenModel, ...], asking: Asking, parts: Parts) -> Iterator[Event]:
    """What the members of a jury beside the judge, who is the first of them, have to say."""
    calibrations = {}
    if isinstance(work, StoredWork):
        calibrations = jury_calibrations(work, members, asking, parts)
        yield Notice(on_calibrations(members, calibrations))
    for number, model in enumerate(members[1:], start=2):
        member = Member(work, number, model, asking, parts, calibrations)
        yield from run_pass(work, member, asking, parts)


def _generate(work: Work, setup: Setup) -> Generator[Event, None, Generated]:
    """The rubrics that the run's choice has to be generated, if any. Frees the generator."""
    level = generation_level(setup.spec, setup.dataset)
    if level is None or setup.generator is None:
        return Generated(work.store.rubric)
    samples = to_generate(setup.spec, setup.dataset)
    generated = yield from write_rubrics(work, setup.generator, samples, level, setup.spec.seed)
    if setup.generator is not setup.judge:
        setup.generator.set_aside()
    return generated


def _settle(work: Work, setup: Setup, choice: Choice) -> Iterator[Event]:
    """Before anything is judged: approval where it is demanded, the marks that rubrics bring."""
    if setup.spec.approved_only:
        require_approval(work.store, _in_use(setup.dataset, choice))
    made_from: set[str] = set()
    by_demo_model: list[Rubric] = []
    for rubric in _in_use(setup.dataset, choice):
        made_from.update(rubric.provenance.groups)
        if rubric.provenance.demo_model and not by_demo_model:
            by_demo_model.append(rubric)
    if not work.run.marks and (marks := marks_for(work.store, Path(setup.spec.data), (), by_demo_model)):
        work.settle(marks=marks)
        yield Notice(f"a rubric in use was made by a bundled model: {', '.join(marks)}")
    groups = {sample.group for sample in setup.dataset.samples}
    if made_from & groups:
        yield Notice(
            f"prompts that the dataset-level rubric was made from: {len(made_from & groups)} of {len(groups)}; "
            "they are judged, but belong in no comparison"
        )


def _in_use(dataset: Dataset, choice: Choice) -> Iterator[Rubric]:
    """The rubrics that judge the data, each once."""
    seen: set[str] = set()
    for sample in dataset.samples:
        for id, rubric in choice(sample).rubrics.items():
            if id not in seen:
                seen.add(id)
                yield rubric
