"""A jury: each further member judges everything, in its own layout, and the lines become the members' average.

The lines are averaged anew with every member, from the votes alone, so that no stop of the run can change them.
"""

from collections.abc import Sequence
from dataclasses import replace

from touchstone.domain.engine import Answer, Failure
from touchstone.domain.results import Vote
from touchstone.judging import averaged, vote_of
from touchstone.runner.asking import Asked, Asking, Parts, find_layout, positions_of, requests_of
from touchstone.runner.further import jury_role
from touchstone.runner.judging_phase import unit_name
from touchstone.runner.models import OpenModel
from touchstone.runner.passes import Asks, changed_lines, matching, their_verdicts
from touchstone.runner.work import Revision, Work

JUDGE = "judge"
"""The voter that is a jury's first member: the run's judge."""


class Member:
    """A further member's part in a run (runner.passes.Pass). `number`: its place in the jury, from 2 on.

    `asking`: how the judge was asked.
    """

    checked = True

    def __init__(self, work: Work, number: int, model: OpenModel, asking: Asking, parts: Parts) -> None:
        self.model = model
        self.role = jury_role(number)
        self.title = f"jury: {model.entry.name}"
        self.units = range(len(parts))
        self._voters = (JUDGE, *(jury_role(earlier) for earlier in range(2, number)))
        self._work, self._asking, self._parts = work, asking, parts
        self._mine = replace(asking, model=model, layout=find_layout(replace(asking, model=model), parts))

    def count(self, number: int) -> int:
        """How many requests there are about a unit."""
        return self._asking.count(self._parts[number])

    def open(self, number: int) -> Asks:
        """The member's requests about a unit: one for each of the judge's questions."""
        asked = self._asking.ask(self._parts[number])
        mine = self._mine.ask(self._parts[number])
        same = matching(asked, mine)
        requests = requests_of(mine)

        def revision(answers: Sequence[Answer | Failure]) -> Revision:
            given = dict(zip(same, answers, strict=True))
            read = their_verdicts(self._work.run.id, self._mine, mine, given)
            votes = [vote_of(read[place], self.role, self.model.entry.name, given[place]) for place in same]
            return self._revision(number, asked, votes)

        return Asks([requests[place] for place in same], revision)

    def _revision(self, number: int, asked: Sequence[Asked], votes: Sequence[Vote]) -> Revision:
        """`votes`: the member's own, in the order of the judge's questions."""
        unit = unit_name(number)
        lines, given = self._work.unit_lines(unit), self._work.unit_votes(unit)
        positions = positions_of(self._asking.spec, asked)
        questions = [question for each in asked for question in each.questions]
        averages = {
            place: averaged(
                lines[position], question, [*(given[position][voter] for voter in self._voters), vote]
            )
            for place, (position, question, vote) in enumerate(zip(positions, questions, votes, strict=True))
        }
        kept = {position: [vote] for position, vote in zip(positions, votes, strict=True)}
        return Revision(kept, changed_lines(self._work, self._asking, number, asked, averages))
