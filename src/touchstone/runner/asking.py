"""What a judging run asks: a unit's questions, their number, the layout they are asked in, and their lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Request
from touchstone.domain.results import JudgeProtocol, ResultLine
from touchstone.domain.run import Layout, RunSpec
from touchstone.judging import Example, Question, choose_layout, count_questions, questions, result_lines
from touchstone.runner.answers import Answered
from touchstone.runner.choosing import Choice, Chosen
from touchstone.runner.models import OpenModel
from touchstone.runner.plan import windows

LAYOUT_WINDOWS = 8
"""The windows whose tokens decide the layout, spread evenly over a run: counting more would hold it up."""

Parts = Sequence[tuple[Sample, ...]]
"""The run's units: samples, or parts of one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A sample of a unit, what judges it, and the questions about it."""

    sample: Sample
    chosen: Chosen
    questions: list[Question]


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
            )
            found.append(Asked(sample, chosen, asked))
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
            )
            for sample, chosen in ((sample, self.choice(sample)) for sample in part)
        )

    @property
    def _reason_first(self) -> bool:
        return self.reasoned or self.model.entry.answer_format == "reason_first"


def find_layout(asking: Asking, parts: Parts) -> Layout:
    """The layout that was asked for, else the model's own, else the one with fewer distinct tokens."""
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


def requests_of(asked: Sequence[Asked]) -> list[Request]:
    """The requests of a unit in their order."""
    return [question.request for each in asked for question in each.questions]


def lines_of(run: str, spec: RunSpec, asked: Sequence[Asked], answered: Answered) -> list[ResultLine]:
    """The result lines of a unit."""
    lines: list[ResultLine] = []
    start = 0
    for each in asked:
        answers = answered.answers[start : start + len(each.questions)]
        start += len(each.questions)
        lines += result_lines(
            run,
            each.sample,
            each.questions,
            answers,
            rubrics=each.chosen.criteria,
            protocol=protocol_of(spec),
            min_label_mass=spec.min_label_mass,
            failures=each.chosen.failures,
        )
    return lines


def protocol_of(spec: RunSpec) -> JudgeProtocol:
    """The run's protocol; criteria by default."""
    return spec.protocol or "criteria"
