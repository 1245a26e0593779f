"""Passes: a further model is asked about units that are saved, one by one, and they are revised by what it says.

A pass works like the judging phase: in the same units and windows, answered from the cache where that knows, each
unit saved by itself, so that a run can be stopped in the middle of it and go on.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from touchstone.domain.engine import Answer, Failure, Request
from touchstone.domain.results import ResultLine
from touchstone.domain.run import Event, Phase, UnitDone
from touchstone.errors import Interrupted
from touchstone.runner.judging.answers import Batch
from touchstone.runner.judging.asking import (
    Asked,
    Asking,
    Parts,
    lines_of,
    positions_of,
    protocol_of,
    verdicts_of,
)
from touchstone.runner.judging.phase import unit_name
from touchstone.runner.judging.plan import windows
from touchstone.runner.models.loading import load
from touchstone.runner.models.opening import OpenModel
from touchstone.runner.work import Revision, Work

NOT_ASKED = Failure("it was not asked")
"""Stands for the answers to those questions of a unit that a pass leaves out."""


@dataclass(frozen=True, slots=True)
class Asks:
    """What a pass asks about one unit, and what the answers, in the order of the requests, change of it."""

    requests: Sequence[Request]
    revision: Callable[[Sequence[Answer | Failure]], Revision]


class Pass(Protocol):
    """A further model's part in a run.

    `role`: its role, by which the pass is known in the store too. `title`: the phase that is reported. `checked`:
    whether the model has to prove itself as a judge.
    """

    role: str
    title: str
    model: OpenModel
    checked: bool

    @property
    def units(self) -> Sequence[int]:
        """The numbers of the units that it is asked about."""
        ...

    def count(self, number: int) -> int:
        """How many requests there are about a unit."""
        ...

    def open(self, number: int) -> Asks:
        """What is asked about a unit: always the same, whatever of the pass is done already."""
        ...


def run_pass(work: Work, one: Pass, asking: Asking, parts: Parts) -> Iterator[Event]:
    """Asks about the units that are not done yet, saves and reports each, and frees the model."""
    mine = set(one.units)
    every = [
        [number for number in window if number in mine] for window in windows(parts, protocol_of(asking.spec))
    ]
    left = [window for window in every if _todo(work, one, window)]
    if not left:
        return
    needed = _is_missing_some(work, one, left)
    yield from load(
        one.model, work.store, "judge", work.stop, needed=needed, check=one.checked, name=one.model.entry.name
    )
    todo = [number for window in left for number in _todo(work, one, window)]
    yield Phase(one.title, len(one.units), sum(map(one.count, todo)))
    done, read = len(one.units) - len(todo), 0
    for window in left:
        asks, batch = _open(work, one, window)
        with contextlib.closing(batch.answers(work.stop)) as answers:
            for number, answered in zip(_todo(work, one, window), answers, strict=True):
                revision = asks[number].revision(answered.answers)
                counters = work.revise(
                    unit_name(number), _done_name(one, number), answered, revision, one.role
                )
                done, read = done + 1, read + len(answered.answers)
                lines = tuple(revision.lines.values())
                yield UnitDone(one.title, done, len(one.units), counters, lines, read=read)
    one.model.set_aside()


def _open(work: Work, one: Pass, window: Sequence[int]) -> tuple[dict[int, Asks], Batch]:
    """What is asked about each of a window's units, and what of it is known."""
    asks = {number: one.open(number) for number in window}
    todo = _todo(work, one, window)
    done = {place for place, number in enumerate(window) if number not in todo}
    return asks, Batch(one.model, work.store, [asks[number].requests for number in window], done)


def _is_missing_some(work: Work, one: Pass, left: Sequence[Sequence[int]]) -> bool:
    """Whether the model has anything to compute. Mostly the first window tells."""
    for window in left:
        if work.stop.is_set():
            raise Interrupted
        if _open(work, one, window)[1].missing:
            return True
    return False


def _todo(work: Work, one: Pass, window: Sequence[int]) -> list[int]:
    """The window's units that the pass has not revised yet."""
    return [number for number in window if _done_name(one, number) not in work.done]


def _done_name(one: Pass, number: int) -> str:
    """What the revision of a unit is saved as."""
    return f"{one.role}-{number + 1}"


def matching(mine: Sequence[Asked], theirs: Sequence[Asked]) -> list[int]:
    """Of each question that one judge is asked about a unit, which one of another judge's questions is the same.

    Both are asked about the same things in the same order, but one of them may be asked for the direct verdict and
    the reasoned one, and the other for one of the two alone, which then stands for both.
    """
    found: list[int] = []
    before = 0
    for asked, others in zip(mine, theirs, strict=True):
        forms = len({question.reason for question in asked.questions})
        their_forms = len({question.reason for question in others.questions})
        for place, question in enumerate(asked.questions):
            thing = range(place // forms * their_forms, (place // forms + 1) * their_forms)
            same = [other for other in thing if others.questions[other].reason == question.reason]
            found.append(before + (same or thing)[0])
        before += len(others.questions)
    return found


def their_verdicts(
    run: str, asking: Asking, asked: Sequence[Asked], answers: Mapping[int, Answer | Failure]
) -> dict[int, ResultLine]:
    """The verdict lines of some of a unit's questions, by the question's place, as the answers alone give them."""
    total = sum(len(each.questions) for each in asked)
    every = [answers.get(place, NOT_ASKED) for place in range(total)]
    verdicts = verdicts_of(run, asking.spec, asked, every)
    return {place: verdicts[place] for place in answers}


def by_code(lines: Sequence[ResultLine]) -> list[ResultLine]:
    """Those of a unit's lines that code decided: no model has a say in them."""
    return [line for line in lines if line.checked is not None]


def changed_lines(
    work: Work, asking: Asking, number: int, asked: Sequence[Asked], verdicts: Mapping[int, ResultLine]
) -> dict[int, ResultLine]:
    """The lines of a unit, by position, that change with some of its verdicts: these and their aggregates.

    `verdicts`: by the place of their question among those of `asked`.
    """
    before = work.unit_lines(unit_name(number))
    positions = positions_of(asking.spec, asked)
    current = [verdicts.get(place, before[position]) for place, position in enumerate(positions)]
    after = lines_of(work.run.id, asking.spec, asked, current, by_code(before))
    pairs = zip(before, after, strict=True)
    return {position: line for position, (old, line) in enumerate(pairs) if line != old}
