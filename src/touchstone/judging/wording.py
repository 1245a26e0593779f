"""Touchstone's own prompts as a way to put every question, beside the formats of published judges."""

from collections.abc import Sequence
from dataclasses import dataclass

from touchstone.domain.dataset import Sample
from touchstone.domain.rubric import Criterion
from touchstone.domain.run import Layout
from touchstone.judging.formats import Asked
from touchstone.judging.prompts import Example, criterion_request, holistic_request, pairwise_request


@dataclass(frozen=True, slots=True)
class OwnWording:
    """Touchstone's prompts in one layout, with examples; `reason`: the reason is written first."""

    layout: Layout
    examples: tuple[Example, ...] = ()
    reason: bool = False

    def criterion(self, sample: Sample, response: str, rubric: Sequence[Criterion], number: int) -> Asked:
        """The question whether `response` meets criterion `number` (from 1) of the rubric."""
        return Asked(
            criterion_request(
                sample, response, rubric, number, self.layout, reason=self.reason, examples=self.examples
            )
        )

    def holistic(self, sample: Sample, response: str, rubric: Sequence[Criterion]) -> Asked:
        """The question how good `response` is as a whole."""
        return Asked(holistic_request(sample, response, rubric, reason=self.reason, examples=self.examples))

    def pairwise(self, sample: Sample, first: str, second: str, rubric: Sequence[Criterion]) -> Asked:
        """The question which of two responses is better."""
        return Asked(
            pairwise_request(sample, first, second, rubric, reason=self.reason, examples=self.examples)
        )
