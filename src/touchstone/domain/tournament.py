"""A tournament: the meetings of a prompt's rubrics, and how strong each of them came out."""

from functools import cached_property

from touchstone.domain.base import Value
from touchstone.domain.meeting import Meeting


class Tournament(Value):
    """The rubrics of one sample (their ids, in the order they were drawn) after their meetings.

    `strengths`: Bradley-Terry log-strengths, their mean 0, in the rubrics' order; `errors`: their standard errors.
    A rubric is better than another one with the odds of e to the difference of their strengths.
    """

    sample_id: str
    rubric_ids: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    strengths: tuple[float, ...]
    errors: tuple[float, ...]

    @cached_property
    def ranking(self) -> tuple[int, ...]:
        """The rubrics' places in `rubric_ids`, the strongest first; of equally strong ones the one drawn first."""
        return tuple(sorted(range(len(self.strengths)), key=lambda place: -self.strengths[place]))

    @property
    def best(self) -> str:
        """The id of the strongest rubric; where all are equal, of the one drawn first."""
        return self.rubric_ids[self.ranking[0]]

    @property
    def scored(self) -> int:
        """The meetings with a valid verdict in both orders."""
        return sum(meeting.outcome is not None for meeting in self.meetings)

    @property
    def order_agreement(self) -> float | None:
        """The share of scored meetings in which both orders gave the same outcome; None where none was scored."""
        agreed = [meeting.agrees for meeting in self.meetings if meeting.agrees is not None]
        return sum(agreed) / len(agreed) if agreed else None

    @property
    def undecided(self) -> bool:
        """Whether the strongest rubric is so only because it was drawn first: all are equally strong."""
        return max(self.strengths) == min(self.strengths)
