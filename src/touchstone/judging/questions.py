"""From a sample and its criteria to the questions that the judge is asked, in an order made for sharing."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from touchstone.domain.dataset import Pair, Sample
from touchstone.domain.engine import Request
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import OVERALL, JudgeProtocol, Order
from touchstone.domain.rubric import Criterion
from touchstone.domain.run import Layout
from touchstone.judging.prompts import Example, criterion_request, holistic_request, pairwise_request

Rubrics = Mapping[str, Sequence[Criterion]]
"""The criteria that judge each response, by response id; of a pair by pair id, else those of response A."""


@dataclass(frozen=True, slots=True)
class Question:
    """One request to the judge and what it is about. `reason`: the reason is written before the verdict."""

    request: Request
    sample_id: str
    response_id: str
    criterion_id: str | None
    order: Order | None
    reason: bool
    criterion: Criterion | None


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
) -> list[Question]:
    """All questions about one sample, with the `examples` shown before each.

    With `rationale` each direct question is followed by the one that writes its reason first; a judge that
    was tuned to write feedback (`reason_first`) is asked only the latter. Responses or pairs whose id is in
    `skip` are not asked about. Under "criteria" a response without criteria has no questions; the other
    protocols then show no rubric.
    """
    forms = _forms(rationale, reason_first)
    asked: list[Question] = []
    if protocol == "pairwise":
        for pair in pairs_of(sample):
            if pair.id not in skip:
                asked += _pair_questions(sample, pair, pair_rubric(pair, rubrics), forms, examples)
        return asked
    for response in sample.responses:
        if response.id not in skip:
            rubric = rubrics.get(response.id, ())
            ask = _criteria_questions if protocol == "criteria" else _holistic_questions
            asked += ask(sample, response.id, response.text, rubric, layout, forms, examples)
    return asked


def count_questions(
    sample: Sample,
    rubrics: Rubrics,
    protocol: JudgeProtocol,
    *,
    rationale: bool,
    reason_first: bool = False,
    skip: Container[str] = (),
) -> int:
    """How many questions `questions` makes, without making them."""
    forms = len(_forms(rationale, reason_first))
    if protocol == "pairwise":
        return 2 * forms * sum(pair.id not in skip for pair in pairs_of(sample))
    asked = [response.id for response in sample.responses if response.id not in skip]
    return forms * (sum(len(rubrics.get(id, ())) for id in asked) if protocol == "criteria" else len(asked))


def _forms(rationale: bool, reason_first: bool) -> tuple[bool, ...]:
    """Whether the reason is written before the verdict, in each of the ways a verdict is asked for."""
    return (True,) if reason_first else (False, True) if rationale else (False,)


def pair_rubric(pair: Pair, rubrics: Rubrics) -> Sequence[Criterion]:
    """The criteria that judge a pair."""
    return rubrics.get(pair.id, rubrics.get(pair.a, ()))


def _criteria_questions(
    sample: Sample,
    id: str,
    text: str,
    rubric: Sequence[Criterion],
    layout: Layout,
    forms: tuple[bool, ...],
    examples: Sequence[Example],
) -> Iterator[Question]:
    for number, criterion in enumerate(rubric, start=1):
        for reason in forms:
            request = criterion_request(
                sample, text, rubric, number, layout, reason=reason, examples=examples
            )
            yield Question(request, sample.id, id, criterion.id, None, reason, criterion)


def _holistic_questions(
    sample: Sample,
    id: str,
    text: str,
    rubric: Sequence[Criterion],
    _layout: Layout,
    forms: tuple[bool, ...],
    examples: Sequence[Example],
) -> Iterator[Question]:
    for reason in forms:
        request = holistic_request(sample, text, rubric, reason=reason, examples=examples)
        yield Question(request, sample.id, id, OVERALL, None, reason, None)


def _pair_questions(
    sample: Sample,
    pair: Pair,
    rubric: Sequence[Criterion],
    forms: tuple[bool, ...],
    examples: Sequence[Example],
) -> Iterator[Question]:
    a, b = sample.response(pair.a).text, sample.response(pair.b).text
    orders: tuple[tuple[Order, str, str], ...] = (("ab", a, b), ("ba", b, a))
    for order, first, second in orders:
        for reason in forms:
            request = pairwise_request(sample, first, second, rubric, reason=reason, examples=examples)
            yield Question(request, sample.id, pair.id, None, order, reason, None)
