"""What a judging run asks: a unit's questions, their number, the layout they are asked in, and their lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Answer, Failure, Request
from touchstone.domain.results import JudgeProtocol, ResultLine
from touchstone.domain.run import Layout, RunSpec
from touchstone.judging import (
    Checker,
    Checking,
    Example,
    Question,
    checked_lines,
    checkings,
    choose_layout,
    count_questions,
    questions,
    summed_lines,
    verdict_lines,
)
from touchstone.runner.judging.choosing import Choice, Chosen
from touchstone.runner.judging.plan import targets, windows
from touchstone.runner.models.opening import OpenModel

LAYOUT_WINDOWS = 8
"""The windows whose tokens decide the layout, spread evenly over a run: counting more would hold it up."""

T = TypeVar("T")

Parts = Sequence[tuple[Sample, ...]]
"""The run's units: samples, or parts of one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A sample of a unit, what judges it, the questions about it, and what code checks instead."""

    sample: Sample
    chosen: Chosen
    questions: list[Question]
    checkings: list[Checking] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asking:
    """How a run's samples are asked about. `examples` are shown before every question.

    `reasoned`: the reason is written first even by a judge that could do without, and there is no other verdict.
    """

    spec: RunSpec
    model: OpenModel
    choice: Choice
    layout: Layout = "leaf"
    examples: tuple[Example, ...] = ()
    reasoned: bool = False

    def ask(self, part: Sequence[Sample]) -> list[Asked]:
        """The questions about each sample of a unit."""
        found = []
        for sample in part:
            chosen = self.choice(sample)
            asked = questions(
                sample,
                chosen.criteria,
                protocol_of(self.spec),
                self.layout,
                rationale=self.spec.rationale,
                reason_first=self._reason_first,
                skip=chosen.failures,
                examples=self.examples,
                form=self.model.form,
            )
            checked = checkings(sample, chosen.criteria, protocol_of(self.spec), chosen.failures)
            found.append(Asked(sample, chosen, asked, checked))
        return found

    def count(self, part: Sequence[Sample]) -> int:
        """How many questions `ask` makes, without making them."""
        return sum(
            count_questions(
                sample,
                chosen.criteria,
                protocol_of(self.spec),
                rationale=self.spec.rationale,
                reason_first=self._reason_first,
                skip=chosen.failures,
                form=self.model.form,
            )
            for sample, chosen in ((sample, self.choice(sample)) for sample in part)
        )

    @property
    def _reason_first(self) -> bool:
        return self.reasoned or self.model.entry.answer_format == "reason_first"


def find_layout(asking: Asking, parts: Parts) -> Layout:
    """The layout that was asked for, else the model's own, else the one with fewer distinct tokens.

    A judge's own format has but one.
    """
    if asking.model.form:
        return "leaf"
    for asked in (asking.spec.layout, asking.model.entry.layout):
        if asked != "auto":
            return asked
    protocol = protocol_of(asking.spec)

    def build(window: range, layout: Layout) -> list[Question]:
        laid_out = replace(asking, layout=layout)
        return [q for number in window for each in laid_out.ask(parts[number]) for q in each.questions]

    every = windows(parts, protocol)
    taken = min(LAYOUT_WINDOWS, len(every))
    spread = [every[number * len(every) // taken] for number in range(taken)]
    return choose_layout(asking.model.count, protocol, [partial(build, window) for window in spread])


def asked_by(asking: Asking, model: OpenModel, parts: Parts) -> Asking:
    """How another model is asked the same: in the layout that suits it."""
    theirs = replace(asking, model=model)
    return replace(theirs, layout=find_layout(theirs, parts))


def requests_of(asked: Sequence[Asked]) -> list[Request]:
    """The requests of a unit in their order."""
    return [question.request for each in asked for question in each.questions]


def verdicts_of(
    run: str, spec: RunSpec, asked: Sequence[Asked], answers: Sequence[Answer | Failure]
) -> list[ResultLine]:
    """A unit's verdict lines, one for each of its questions in their order."""
    return [
        line
        for each, its_answers in zip(asked, _parts(answers, _questions_of(asked)), strict=True)
        for line in verdict_lines(
            run, each.sample, each.questions, its_answers, protocol_of(spec), spec.min_label_mass
        )
    ]


def checks_of(run: str, asked: Sequence[Asked], checker: Checker) -> list[ResultLine]:
    """The lines of what code checks of a unit, in their order."""
    return [line for each in asked for line in checked_lines(run, each.sample, each.checkings, checker)]


def lines_of(
    run: str,
    spec: RunSpec,
    asked: Sequence[Asked],
    verdicts: Sequence[ResultLine],
    checked: Sequence[ResultLine],
) -> list[ResultLine]:
    """All result lines of a unit, from its verdict lines: those with what they come to after each sample's.

    `verdicts` are of its questions, `checked` of what code checks of it.
    """
    of_questions = _parts(verdicts, _questions_of(asked))
    of_code = _parts(checked, [len(each.checkings) for each in asked])
    return [
        line
        for each, its_verdicts, its_checked in zip(asked, of_questions, of_code, strict=True)
        for line in summed_lines(
            run,
            each.sample,
            each.questions,
            its_verdicts,
            each.chosen.criteria,
            protocol_of(spec),
            each.chosen.failures,
            its_checked,
        )
    ]


def positions_of(spec: RunSpec, asked: Sequence[Asked]) -> list[int]:
    """Where the verdict line of each of a unit's questions stands among the unit's lines."""
    positions: list[int] = []
    start = 0
    for each in asked:
        count, judged = len(each.questions), {question.response_id for question in each.questions}
        judged |= {checking.response.id for checking in each.checkings}
        positions += range(start, start + count)
        # An aggregate for each target; one that was not asked about has an unscored verdict line too.
        start += count + len(each.checkings)
        start += sum(1 if target.id in judged else 2 for target in targets(each.sample, protocol_of(spec)))
    return positions


def _questions_of(asked: Sequence[Asked]) -> list[int]:
    """How many questions there are about each sample of a unit."""
    return [len(each.questions) for each in asked]


def _parts(items: Sequence[T], counts: Sequence[int]) -> Iterator[Sequence[T]]:
    """What belongs to each sample of what a unit has for all of them: the `counts` are the samples'."""
    start = 0
    for count in counts:
        yield items[start : start + count]
        start += count


def protocol_of(spec: RunSpec) -> JudgeProtocol:
    """The run's protocol; criteria by default."""
    return spec.protocol or "criteria"
