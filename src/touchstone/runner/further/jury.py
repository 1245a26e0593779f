"""A jury: each further member judges everything, in its own layout, and the lines become the members' average.

The lines are averaged anew with every member, from the votes alone, so that no stop of the run can change them. A
member whose probabilities were calibrated on labels, for just this data, rubric and way of asking, has the calibrated
ones in the average; its vote keeps what it said.
"""

from collections.abc import Mapping, Sequence

from touchstone.domain.calibration import Calibration
from touchstone.domain.engine import Answer, Failure
from touchstone.domain.results import JUDGE, ResultLine, Vote
from touchstone.judging import averaged, vote_of, with_vote
from touchstone.runner.further.opening import jury_role
from touchstone.runner.further.passes import Asks, by_code, changed_lines, matching, their_verdicts
from touchstone.runner.judging.asking import (
    Asked,
    Asking,
    Parts,
    asked_by,
    lines_of,
    positions_of,
    requests_of,
)
from touchstone.runner.judging.phase import unit_name
from touchstone.runner.models.formats import prompt_version
from touchstone.runner.models.opening import OpenModel
from touchstone.runner.results.calibration import calibration_of, ingredients_of
from touchstone.runner.work import Revision, Work


class Member:
    """A further member's part in a run (runner.further.passes.Pass). `number`: its place in the jury, from 2 on.

    `asking`: how the judge was asked.
    """

    checked = True

    def __init__(
        self,
        work: Work,
        number: int,
        model: OpenModel,
        asking: Asking,
        parts: Parts,
        calibrations: Mapping[str, Calibration],
    ) -> None:
        self.model = model
        self.role = jury_role(number)
        self.title = f"jury: {model.entry.name}"
        self.units = range(len(parts))
        self._voters = (JUDGE, *(jury_role(voter) for voter in range(2, number + 1)))
        self._calibrations = calibrations
        self._work, self._asking, self._parts = work, asking, parts
        self._mine = asked_by(asking, model, parts)

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
        said = {
            voter: [given[position][voter] for position in positions] if voter != self.role else list(votes)
            for voter in self._voters
        }
        verdicts = [lines[position] for position in positions]
        checked = by_code(lines)
        heard = [self._heard(voter, asked, verdicts, said[voter], checked) for voter in self._voters]
        questions = [question for each in asked for question in each.questions]
        averages = {
            place: averaged(line, question, [member[place] for member in heard])
            for place, (line, question) in enumerate(zip(verdicts, questions, strict=True))
        }
        kept = {position: [vote] for position, vote in zip(positions, votes, strict=True)}
        return Revision(kept, changed_lines(self._work, self._asking, number, asked, averages))

    def _heard(
        self,
        voter: str,
        asked: Sequence[Asked],
        verdicts: Sequence[ResultLine],
        said: Sequence[Vote],
        checked: Sequence[ResultLine],
    ) -> Sequence[Vote]:
        """A member's votes on a unit as they count: with calibrated probabilities where it is calibrated."""
        calibration = self._calibrations.get(voter)
        if calibration is None:
            return said
        # SciPy takes a second to load: only a calibrated jury waits for it.
        from touchstone.evaluation.reliability.applying import calibrated_lines
        from touchstone.evaluation.reliability.calibration import calibrated_probabilities
        from touchstone.evaluation.reliability.signals import Judged

        own = [with_vote(line, vote) for line, vote in zip(verdicts, said, strict=True)]
        every = lines_of(self._work.run.id, self._asking.spec, asked, own, checked)
        voted = [(line, {JUDGE: vote}) for line, vote in zip(own, said, strict=True)]
        judged = Judged(voted, [line for line in every if line.is_aggregate])
        right = {id(line): probability for line, probability in calibrated_lines(judged, calibration)}
        return [
            vote
            if vote.probabilities is None or id(line) not in right
            else vote.model_copy(
                update={"probabilities": calibrated_probabilities(vote.probabilities, right[id(line)])}
            )
            for line, vote in zip(own, said, strict=True)
        ]


def jury_calibrations(
    work: Work, members: Sequence[OpenModel], asking: Asking, parts: Parts
) -> dict[str, Calibration]:
    """The calibrations that hold for members of a stored run's jury, by voter; the judge is the first member."""
    found: dict[str, Calibration] = {}
    for number, model in enumerate(members, start=1):
        alone = work.run.model_copy(
            update={
                "spec": work.run.spec.model_copy(update={"jury": ()}),
                "models": {JUDGE: model.settings.weights_hash},
                "prompt_version": prompt_version(model),
                "layout": asking.layout if number == 1 else asked_by(asking, model, parts).layout,
            }
        )
        calibration = calibration_of(work.store, ingredients_of(work.store, alone))
        if calibration is not None:
            found[JUDGE if number == 1 else jury_role(number)] = calibration
    return found


def on_calibrations(members: Sequence[OpenModel], calibrations: Mapping[str, Calibration]) -> str:
    """In words: which members of a jury are calibrated, and which are averaged as they are."""
    voters = [JUDGE, *(jury_role(number) for number in range(2, len(members) + 1))]
    named = dict(zip(voters, (model.entry.name for model in members), strict=True))
    as_they_are = [name for voter, name in named.items() if voter not in calibrations]
    told = [f"{named[voter]} by version {each.id}" for voter, each in calibrations.items()]
    if not told:
        return f"the jury is averaged as it is: no calibration holds for {', '.join(as_they_are)}"
    rest = f"; as they are: {', '.join(as_they_are)}" if as_they_are else ""
    return f"calibrated members of the jury: {', '.join(told)}{rest}"
