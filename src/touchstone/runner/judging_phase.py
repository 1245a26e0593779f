"""The judging phase: the layout is chosen by counting, then unit after unit is answered and saved."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence

from touchstone.domain.dataset import Dataset, Sample
from touchstone.domain.results import JudgeProtocol, ResultLine
from touchstone.domain.run import Event, Layout, Phase, RunSpec, UnitDone
from touchstone.judging import Question, choose_layout, questions, result_lines, unjudged
from touchstone.runner.answers import Answered, Batch
from touchstone.runner.choosing import Chosen
from touchstone.runner.models import OpenModel
from touchstone.runner.work import Work, Written

PHASE = "judging"
FAULTS = "faults"

Parts = Sequence[tuple[Sample, ...]]
"""The run's units: samples, or parts of one."""


def judge_units(
    work: Work, spec: RunSpec, model: OpenModel, dataset: Dataset, parts: Parts, chosen: Mapping[str, Chosen]
) -> Iterator[Event]:
    """Judges the units that are not done yet; what could not be read of the file becomes unscored first."""
    units = len(parts) + bool(dataset.faults)
    layout = work.run.layout or find_layout(spec, model, parts, chosen)
    work.settle(layout=layout)
    names = {f"{PHASE}-{number}": part for number, part in enumerate(parts, start=1)}
    todo = {name: part for name, part in names.items() if name not in work.done}
    asked = {name: ask(spec, model, part, chosen, layout) for name, part in names.items()}
    requests = {name: [q.request for each in unit for q in each] for name, unit in asked.items()}
    answered_before = [unit for name, unit in requests.items() if name not in todo]
    batch = Batch(model, work.store, [requests[name] for name in todo], also=answered_before)
    yield from batch.load("judge", work.stop)
    yield Phase(PHASE, units, sum(len(requests[name]) for name in todo) + len(dataset.faults))
    done = units - len(todo) - bool(dataset.faults)
    if dataset.faults:
        lines = fault_lines(work.run.id, spec, dataset)
        done += 1
        yield UnitDone(PHASE, done, units, work.save(FAULTS, lines=lines), tuple(lines))
    with contextlib.closing(batch.answers(work.stop)) as answers:
        for (name, part), answered in zip(todo.items(), answers, strict=True):
            lines = lines_of(work.run.id, spec, part, asked[name], answered, chosen)
            rubrics = {id: rubric for sample in part for id, rubric in chosen[sample.id].rubrics.items()}
            used: Written = [(None, rubric) for rubric in rubrics.values()]
            counters = work.save(name, answered, lines, used)
            for sample in part:
                if used_for := list(chosen[sample.id].rubrics):
                    work.link(sample.id, used_for)
            done += 1
            yield UnitDone(PHASE, done, units, counters, tuple(lines))


def find_layout(spec: RunSpec, model: OpenModel, parts: Parts, chosen: Mapping[str, Chosen]) -> Layout:
    """The layout that was asked for, else the model's own, else the one with fewer distinct tokens over the run."""
    for asked in (spec.layout, model.entry.layout):
        if asked != "auto":
            return asked

    def build(layout: Layout) -> list[Question]:
        return [q for part in parts for each in ask(spec, model, part, chosen, layout) for q in each]

    return choose_layout(model.count, protocol_of(spec), build)


def ask(
    spec: RunSpec, model: OpenModel, part: Sequence[Sample], chosen: Mapping[str, Chosen], layout: Layout
) -> list[list[Question]]:
    """The questions about each sample of a unit."""
    return [
        questions(
            sample,
            chosen[sample.id].criteria,
            protocol_of(spec),
            layout,
            rationale=spec.rationale,
            reason_first=model.entry.answer_format == "reason_first",
            skip=chosen[sample.id].failures,
        )
        for sample in part
    ]


def lines_of(
    run: str,
    spec: RunSpec,
    part: Sequence[Sample],
    asked: Sequence[Sequence[Question]],
    answered: Answered,
    chosen: Mapping[str, Chosen],
) -> list[ResultLine]:
    """The result lines of a unit."""
    lines: list[ResultLine] = []
    start = 0
    for sample, about in zip(part, asked, strict=True):
        answers = answered.answers[start : start + len(about)]
        start += len(about)
        lines += result_lines(
            run,
            sample,
            about,
            answers,
            rubrics=chosen[sample.id].criteria,
            protocol=protocol_of(spec),
            min_label_mass=spec.min_label_mass,
            failures=chosen[sample.id].failures,
        )
    return lines


def fault_lines(run: str, spec: RunSpec, dataset: Dataset) -> list[ResultLine]:
    """The lines of rows whose text cannot be judged."""
    protocol = protocol_of(spec)
    return [line for row, reason in dataset.faults for line in unjudged(run, row, row, protocol, reason)]


def protocol_of(spec: RunSpec) -> JudgeProtocol:
    """The run's protocol; criteria by default."""
    return spec.protocol or "criteria"
