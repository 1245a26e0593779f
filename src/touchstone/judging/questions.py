"""From a sample and its criteria to the questions that the judge is asked, in an order made for sharing."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from touchstone.domain.dataset import Pair, Sample
from touchstone.domain.engine import Request
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import OVERALL, JudgeProtocol, Order
from touchstone.domain.rubric import Criterion
from touchstone.domain.run import Layout
from touchstone.judging.formats import Format, Outcomes, told
from touchstone.judging.prompts import Example
from touchstone.judging.wording import OwnWording

Rubrics = Mapping[str, Sequence[Criterion]]
"""The criteria that judge each response, by response id; of a pair by pair id, else those of response A."""

_Wordings = Sequence[tuple[Format | OwnWording, bool]]
"""The ways in which a question is put, each with whether the reason is written before the verdict."""


@dataclass(frozen=True, slots=True)
class Question:
    """One request to the judge and what it is about. `reason`: the reason is written before the verdict.

    `outcomes`: what the labels mean, where they are those of a format.
    """

    request: Request
    sample_id: str
    response_id: str
    criterion_id: str | None
    order: Order | None
    reason: bool
    criterion: Criterion | None
    outcomes: Outcomes | None = None

    def told(self, probabilities: Mapping[str, float]) -> dict[str, float]:
        """The probabilities of Touchstone's labels from those of the request's."""
        return dict(probabilities) if self.outcomes is None else told(probabilities, self.outcomes)


def questions(
    sample: Sample,
    rubrics: Rubrics,
    protocol: JudgeProtocol,
    layout: Layout,
    *,
    rationale: bool,
    reason_first: bool = False,
    skip: Container[str] = (),
    examples: Sequence[Example] = (),
    form: Format | None = None,
) -> list[Question]:
    """All questions about one sample, with the `examples` shown before each.

    With `rationale` each direct question is followed by the one that writes its reason first; a judge that
    was tuned to write feedback (`reason_first`) is asked only the latter. A judge with a format of its own (`form`)
    is asked in that alone: layout, rationale and examples have no place in it. Responses or pairs whose id is in
    `skip` are not asked about. Under "criteria" a response without criteria has no questions, and those that code
    checks are neither asked about nor shown; the other protocols show every criterion, and no rubric where there is
    none.
    """
    wordings: _Wordings = [
        (form or OwnWording(layout, tuple(examples), reason=reason), reason)
        for reason in _forms(protocol, rationale, reason_first, form)
    ]
    asked: list[Question] = []
    if protocol == "pairwise":
        for pair in pairs_of(sample):
            if pair.id not in skip:
                asked += _pair_questions(sample, pair, pair_rubric(pair, rubrics), wordings)
        return asked
    for response in sample.responses:
        if response.id not in skip:
            rubric = rubrics.get(response.id, ())
            ask = _criteria_questions if protocol == "criteria" else _holistic_questions
            asked += ask(sample, response.id, response.text, rubric, wordings)
    return asked


def count_questions(
    sample: Sample,
    rubrics: Rubrics,
    protocol: JudgeProtocol,
    *,
    rationale: bool,
    reason_first: bool = False,
    skip: Container[str] = (),
    form: Format | None = None,
) -> int:
    """How many questions `questions` makes, without making them."""
    forms = len(_forms(protocol, rationale, reason_first, form))
    if protocol == "pairwise":
        return 2 * forms * sum(pair.id not in skip for pair in pairs_of(sample))
    asked = [response.id for response in sample.responses if response.id not in skip]
    if protocol != "criteria":
        return forms * len(asked)
    return forms * sum(len(_judged(rubrics.get(id, ()))) for id in asked)


def _forms(
    protocol: JudgeProtocol, rationale: bool, reason_first: bool, form: Format | None
) -> tuple[bool, ...]:
    """Whether the reason is written before the verdict, in each of the ways a verdict is asked for."""
    if form:
        return (form.writes_first(protocol),)
    return (True,) if reason_first else (False, True) if rationale else (False,)


def pair_rubric(pair: Pair, rubrics: Rubrics) -> Sequence[Criterion]:
    """The criteria that judge a pair."""
    return rubrics.get(pair.id, rubrics.get(pair.a, ()))


def _judged(rubric: Sequence[Criterion]) -> list[Criterion]:
    """The criteria that the judge decides, not code."""
    return [criterion for criterion in rubric if criterion.check is None]


def _criteria_questions(
    sample: Sample, id: str, text: str, rubric: Sequence[Criterion], wordings: _Wordings
) -> Iterator[Question]:
    left = _judged(rubric)
    for number, criterion in enumerate(left, start=1):
        for wording, reason in wordings:
            asked = wording.criterion(sample, text, left, number)
            yield Question(
                asked.request, sample.id, id, criterion.id, None, reason, criterion, asked.outcomes
            )


def _holistic_questions(
    sample: Sample, id: str, text: str, rubric: Sequence[Criterion], wordings: _Wordings
) -> Iterator[Question]:
    for wording, reason in wordings:
        asked = wording.holistic(sample, text, rubric)
        yield Question(asked.request, sample.id, id, OVERALL, None, reason, None, asked.outcomes)


def _pair_questions(
    sample: Sample, pair: Pair, rubric: Sequence[Criterion], wordings: _Wordings
) -> Iterator[Question]:
    a, b = sample.response(pair.a).text, sample.response(pair.b).text
    orders: tuple[tuple[Order, str, str], ...] = (("ab", a, b), ("ba", b, a))
    for order, first, second in orders:
        for wording, reason in wordings:
            asked = wording.pairwise(sample, first, second, rubric)
            yield Question(asked.request, sample.id, pair.id, None, order, reason, None, asked.outcomes)
