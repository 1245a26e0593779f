"""The judging phase: window after window of units is asked about; each unit is saved and reported.

Only one window's questions are in memory, so that it does not grow with the run.
"""

import contextlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from touchstone.domain.dataset import Dataset
from touchstone.domain.engine import Answer
from touchstone.domain.results import JUDGE, ResultLine, Vote
from touchstone.domain.run import Event, Phase, RunSpec, UnitDone
from touchstone.errors import Interrupted
from touchstone.judging import Checker, unjudged, vote_of
from touchstone.runner.judging.answers import Answered, Batch
from touchstone.runner.judging.asking import (
    Asked,
    Asking,
    Parts,
    checks_of,
    find_layout,
    lines_of,
    positions_of,
    protocol_of,
    requests_of,
    verdicts_of,
)
from touchstone.runner.judging.plan import windows
from touchstone.runner.models.loading import load
from touchstone.runner.work import Work, Written

PHASE = "judging"
FAULTS = "faults"


def judge_units(work: Work, asking: Asking, dataset: Dataset, parts: Parts) -> Iterator[Event]:
    """Judges the units that are not done yet; what could not be read of the file becomes unscored first."""
    units = len(parts) + bool(dataset.faults)
    layout = work.run.layout or find_layout(asking, parts)
    work.settle(layout=layout)
    asking = replace(asking, layout=layout)
    every = windows(parts, protocol_of(asking.spec))
    left = [window for window in every if _todo(work, window)]
    needed = _is_missing_some(work, asking, parts, left)
    yield from load(asking.model, work.store, "judge", work.stop, needed=needed)
    todo = [number for window in left for number in _todo(work, window)]
    verdicts = sum(asking.count(parts[number]) for number in todo)
    yield Phase(PHASE, units, verdicts + len(dataset.faults))
    done = units - len(todo) - bool(dataset.faults)
    if dataset.faults:
        lines = fault_lines(work.run.id, asking.spec, dataset)
        done += 1
        yield UnitDone(PHASE, done, units, work.save(FAULTS, lines=lines), tuple(lines))
    with Checker() as checker:
        for window in left:
            done = yield from _judge_window(work, asking, parts, window, checker, (done, units))


def _judge_window(
    work: Work,
    asking: Asking,
    parts: Parts,
    window: range,
    checker: Checker,
    progress: tuple[int, int],
) -> Generator[Event, None, int]:
    """Judges a window's units that are not done; gives the number of the run's units that are done then."""
    done, units = progress
    asked, batch = _open(work, asking, parts, window)
    with contextlib.closing(batch.answers(work.stop)) as answers:
        for number, answered in zip(_todo(work, window), answers, strict=True):
            unit = asked[number - window.start]
            verdicts = verdicts_of(work.run.id, asking.spec, unit, answered.answers)
            checked = checks_of(work.run.id, unit, checker)
            lines = lines_of(work.run.id, asking.spec, unit, verdicts, checked)
            votes = _votes(asking, unit, verdicts, answered)
            links = {each.sample.id: list(each.chosen.rubrics) for each in unit}
            counters = work.save(unit_name(number), answered, lines, _used(unit), links, votes)
            done += 1
            yield UnitDone(PHASE, done, units, counters, tuple(lines))
    return done


def _open(work: Work, asking: Asking, parts: Parts, window: range) -> tuple[list[list[Asked]], Batch]:
    """What is asked about each of a window's units, and what of it is known."""
    asked = [asking.ask(parts[number]) for number in window]
    done = set(range(len(window))) - {number - window.start for number in _todo(work, window)}
    return asked, Batch(asking.model, work.store, [requests_of(unit) for unit in asked], done)


def _is_missing_some(work: Work, asking: Asking, parts: Parts, left: Sequence[range]) -> bool:
    """Whether the model has anything to compute. Mostly the first window tells."""
    for window in left:
        if work.stop.is_set():
            raise Interrupted
        if _open(work, asking, parts, window)[1].missing:
            return True
    return False


def _todo(work: Work, window: range) -> list[int]:
    """The window's units that no earlier process saved."""
    return [number for number in window if unit_name(number) not in work.done]


def unit_name(number: int) -> str:
    """What a unit is saved as."""
    return f"{PHASE}-{number + 1}"


def _votes(
    asking: Asking, unit: Sequence[Asked], verdicts: Sequence[ResultLine], answered: Answered
) -> dict[int, list[Vote]]:
    """What is kept of the judge's own say beside its lines: in a jury all of it, else what a written text adds."""
    name = asking.model.entry.name
    return {
        position: [vote_of(line, JUDGE, name, answer)]
        for position, line, answer in zip(
            positions_of(asking.spec, unit), verdicts, answered.answers, strict=True
        )
        if asking.spec.jury or (isinstance(answer, Answer) and answer.written_entropy is not None)
    }


def _used(unit: Sequence[Asked]) -> Written:
    """The rubrics that judge a unit, each once."""
    rubrics = {id: rubric for each in unit for id, rubric in each.chosen.rubrics.items()}
    return [(None, rubric) for rubric in rubrics.values()]


def fault_lines(run: str, spec: RunSpec, dataset: Dataset) -> list[ResultLine]:
    """The lines of rows whose text cannot be judged."""
    protocol = protocol_of(spec)
    return [line for row, reason in dataset.faults for line in unjudged(run, row, row, protocol, reason)]
