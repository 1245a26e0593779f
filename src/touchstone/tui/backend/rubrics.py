"""Rubrics as the screens read and change them."""

from touchstone.domain.rubric import Criterion
from touchstone.tui.backend.base import HomeCalls


class RubricCalls(HomeCalls):
    """Everything about rubrics beyond what the store gives."""

    def no_rubric(self) -> Criterion:
        """The criterion that is asked where a run judges without a rubric."""
        from touchstone.rubrics import NO_RUBRIC

        return NO_RUBRIC
