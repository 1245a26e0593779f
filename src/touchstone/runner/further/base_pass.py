"""The base pass: the model that the judge was tuned from reads the same, to calibrate the judge's entropy by its own.

It is asked the judge's own requests, in the same template. A reason is not written again: the base model reads the
judge's, and its distribution after it. What it says decides nothing; it changes a verdict's reliability alone.
"""

from collections.abc import Sequence
from dataclasses import replace

from touchstone.domain.engine import Answer, Failure, Request
from touchstone.domain.results import Vote
from touchstone.engine import request_key
from touchstone.judging import Question, reliability_of, vote_of
from touchstone.runner.further.opening import BASE
from touchstone.runner.further.passes import Asks, changed_lines, their_verdicts
from touchstone.runner.judging.asking import Asked, Asking, Parts, positions_of
from touchstone.runner.judging.phase import unit_name
from touchstone.runner.models.opening import OpenModel
from touchstone.runner.work import Revision, Work


class BasePass:
    """The base model's part in a run (runner.further.passes.Pass). `asking`: how the judge was asked."""

    role, title, checked = BASE, BASE, False

    def __init__(self, work: Work, model: OpenModel, asking: Asking, parts: Parts) -> None:
        self.model = model
        self.units = range(len(parts))
        self._work, self._asking, self._parts = work, asking, parts

    def count(self, number: int) -> int:
        """How many requests there are about a unit."""
        return self._asking.count(self._parts[number])

    def open(self, number: int) -> Asks:
        """The judge's requests about a unit, its reasons given; one whose reason is not known is left out."""
        asked = self._asking.ask(self._parts[number])
        questions = [question for each in asked for question in each.questions]
        texts = self._judged_texts(asked, questions)
        places = [
            place for place, question in enumerate(questions) if not question.reason or texts.get(place)
        ]
        requests = [_request(questions[place], asked, texts.get(place, "")) for place in places]

        def revision(answers: Sequence[Answer | Failure]) -> Revision:
            return self._revision(number, asked, dict(zip(places, answers, strict=True)))

        return Asks(requests, revision)

    def _judged_texts(self, asked: Sequence[Asked], questions: Sequence[Question]) -> dict[int, str]:
        """What the judge wrote before a verdict, by the question's place, to the letter: from the cache."""
        fingerprint = self._asking.model.fingerprint
        keys = {
            place: request_key(fingerprint, question.request)
            for place, question in enumerate(questions)
            if question.reason
        }
        known = self._work.store.cached_answers(list(keys.values()))
        return {
            place: known[key].text or ""
            for place, key in keys.items()
            if key in known and known[key].distribution is not None
        }

    def _revision(
        self, number: int, asked: Sequence[Asked], answers: dict[int, Answer | Failure]
    ) -> Revision:
        work, asking = self._work, self._asking
        name = self.model.entry.name
        read = their_verdicts(work.run.id, asking, asked, answers)
        votes = {
            place: vote_of(line.model_copy(update={"reliability": None}), "base", name, answers[place])
            for place, line in read.items()
        }
        positions = positions_of(asking.spec, asked)
        before = work.unit_lines(unit_name(number))
        lines = {
            place: before[positions[place]].model_copy(
                update={"reliability": reliability_of(before[positions[place]], vote)}
            )
            for place, vote in votes.items()
        }
        kept: dict[int, list[Vote]] = {positions[place]: [vote] for place, vote in votes.items()}
        return Revision(kept, changed_lines(work, asking, number, asked, lines))


def _request(question: Question, asked: Sequence[Asked], written: str) -> Request:
    """The judge's request, with its text given, and the response's own tokens to be predicted."""
    request = question.request
    texts = {
        response.text
        for each in asked
        if each.sample.id == question.sample_id
        for response in each.sample.responses
    }
    scored = tuple(
        place
        for place, piece in enumerate(request.content)
        if piece in texts or piece.removeprefix(" ") in texts  # a format may put a space before it
    )
    return replace(request, written=written, scored=scored)
