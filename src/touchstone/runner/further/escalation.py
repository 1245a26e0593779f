"""Escalation: the least reliable decisions of a run go to a second judge, whose verdicts replace the first's.

A decision is what one verdict is asked for: a criterion of a response, a response as a whole, a pair in both orders.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from touchstone.domain.engine import Answer, Failure, Request
from touchstone.domain.results import FIRST, JUDGE, ResultLine, Vote
from touchstone.domain.run import RunSpec
from touchstone.errors import Interrupted
from touchstone.judging import vote_of
from touchstone.runner.further.opening import SECOND
from touchstone.runner.further.passes import Asks, changed_lines, matching, their_verdicts
from touchstone.runner.judging.asking import (
    Asked,
    Asking,
    Parts,
    asked_by,
    positions_of,
    protocol_of,
    requests_of,
)
from touchstone.runner.judging.phase import unit_name
from touchstone.runner.judging.plan import windows
from touchstone.runner.models.opening import OpenModel
from touchstone.runner.work import Revision, Work
from touchstone.store import FirstVerdict


@dataclass(frozen=True, slots=True)
class Decision:
    """Something decided: the places of its questions in a unit, and its reliability, -inf without a verdict."""

    unit: int
    places: tuple[int, ...]
    reliability: float


def escalated(decisions: Sequence[Decision], spec: RunSpec) -> list[Decision]:
    """Those that go to the second judge: without a verdict first, then by reliability, ties in the run's order."""
    ordered = sorted(decisions, key=lambda decision: decision.reliability)
    if spec.escalate_share is not None:
        return ordered[: math.floor(spec.escalate_share * len(ordered) + 0.5)]
    below = spec.escalate_below
    assert below is not None
    return [decision for decision in ordered if decision.reliability < below]


def decisions_of(work: Work, asking: Asking, parts: Parts) -> Iterator[Decision]:
    """The run's decisions in its order, as the first judge left them; what could not be asked about is none."""
    found: dict[str, dict[int, FirstVerdict]] = {}
    for verdict in work.store.first_verdicts(work.run.id):
        found.setdefault(verdict.unit, {})[verdict.position] = verdict
    for number, part in enumerate(parts):
        if work.stop.is_set():
            raise Interrupted
        asked = asking.ask(part)
        verdicts = found.get(unit_name(number), {})
        yield from _decisions(number, asked, positions_of(asking.spec, asked), verdicts)


def _decisions(
    number: int, asked: Sequence[Asked], positions: Sequence[int], verdicts: dict[int, FirstVerdict]
) -> Iterator[Decision]:
    things: dict[tuple[str, str, str | None], list[tuple[int, bool]]] = {}
    questions = [question for each in asked for question in each.questions]
    for place, question in enumerate(questions):
        thing = (question.sample_id, question.response_id, question.criterion_id)
        things.setdefault(thing, []).append((place, question.reason))
    for forms in things.values():
        direct = [place for place, reason in forms if not reason] or [place for place, _ in forms]
        sure = [_reliability(verdicts[positions[place]]) for place in direct]
        yield Decision(number, tuple(place for place, _ in forms), min(sure))


def _reliability(verdict: FirstVerdict) -> float:
    return -math.inf if verdict.unscored or verdict.reliability is None else verdict.reliability


class Escalation:
    """The second judge's part in a run (runner.further.passes.Pass). `asking`: how the first judge was asked."""

    role, title, checked = SECOND, "escalating", True

    def __init__(self, work: Work, model: OpenModel, asking: Asking, parts: Parts) -> None:
        self.model = model
        self._work, self._asking, self._parts = work, asking, parts
        self._second = asked_by(asking, model, parts)
        self._ranks: dict[int, dict[int, int]] = {}
        """Of each unit: the places that are escalated, and how many decisions go before each."""
        for rank, decision in enumerate(escalated(list(decisions_of(work, asking, parts)), asking.spec)):
            self._ranks.setdefault(decision.unit, {}).update(dict.fromkeys(decision.places, rank))
        self.units = sorted(self._ranks)
        self._windows = {
            number: window for window in windows(parts, protocol_of(asking.spec)) for number in window
        }
        self._costs: tuple[range, dict[tuple[int, int], int]] = (range(0), {})
        """The tokens that each place of a window's units adds, in the order of the decisions."""

    def count(self, number: int) -> int:
        """How many requests there are about a unit."""
        return len(self._ranks[number])

    def open(self, number: int) -> Asks:
        """The second judge's requests about what is escalated of a unit."""
        asked = self._asking.ask(self._parts[number])
        theirs = self._second.ask(self._parts[number])
        same = matching(asked, theirs)
        places = sorted(self._ranks[number])
        requests = requests_of(theirs)

        def revision(answers: Sequence[Answer | Failure]) -> Revision:
            given = {same[place]: answer for place, answer in zip(places, answers, strict=True)}
            read = their_verdicts(self._work.run.id, self._second, theirs, given)
            lines = {place: read[same[place]] for place in places}
            said = {place: given[same[place]] for place in places}
            votes = self._votes(number, asked, lines, said, self._added(number))
            return Revision(votes, changed_lines(self._work, self._asking, number, asked, lines))

        return Asks([requests[same[place]] for place in places], revision)

    def _votes(
        self,
        number: int,
        asked: Sequence[Asked],
        lines: dict[int, ResultLine],
        answers: Mapping[int, Answer | Failure],
        added: Mapping[tuple[int, int], int],
    ) -> dict[int, list[Vote]]:
        """What both judges said about each line."""
        unit = unit_name(number)
        before, given = self._work.unit_lines(unit), self._work.unit_votes(unit)
        positions = positions_of(self._asking.spec, asked)
        votes: dict[int, list[Vote]] = {}
        for place, line in lines.items():
            position = positions[place]
            own = given.get(position, {}).get(JUDGE)
            first = vote_of(before[position], FIRST, self._asking.model.entry.name)
            first = first.model_copy(update={"written_entropy": own.written_entropy if own else None})
            second = vote_of(line, JUDGE, self.model.entry.name, answers[place])
            second = second.model_copy(update={"tokens": added[number, place]})
            votes[position] = [first, second]
        return votes

    def _added(self, number: int) -> Mapping[tuple[int, int], int]:
        """The prompt tokens that each escalated place (unit, place) of the unit's window adds to those before it."""
        window = self._windows[number]
        if self._costs[0] != window:
            asked: list[tuple[int, int, int, Request]] = []
            for unit in (each for each in window if each in self._ranks):
                theirs = self._second.ask(self._parts[unit])
                same = matching(self._asking.ask(self._parts[unit]), theirs)
                requests = requests_of(theirs)
                ranks = self._ranks[unit]
                asked += [(ranks[place], unit, place, requests[same[place]]) for place in sorted(ranks)]
            asked.sort(key=lambda each: each[:3])
            tokens = self.model.added([request for *_, request in asked])
            added = {(unit, place): new for (_, unit, place, _), new in zip(asked, tokens, strict=True)}
            self._costs = (window, added)
        return self._costs[1]
