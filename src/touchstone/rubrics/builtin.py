"""The one built-in criterion: what `--rubric none` asks under the protocol "criteria"."""

from touchstone.domain.rubric import Criterion, RubricLevel

NO_RUBRIC = Criterion(
    text="The response does what the prompt asks, fully and correctly.", level=RubricLevel.DATASET
)
