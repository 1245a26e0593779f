"""Rubrics: criteria with their scales and weights, their content id, and where they came from."""

from enum import StrEnum
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from touchstone.domain.base import Value, content_hash


class RubricLevel(StrEnum):
    """What a rubric is for: every sample of a dataset, or one prompt."""

    DATASET = "dataset"
    INSTANCE = "instance"


class ScaleLevel(Value):
    """One level of an ordinal scale: its number and what it means."""

    value: int
    description: str = ""


class Scale(Value):
    """`binary`: met or not met, no levels. `ordinal`: two or more levels in rising order."""

    kind: Literal["binary", "ordinal"] = "binary"
    levels: tuple[ScaleLevel, ...] = ()

    @model_validator(mode="after")
    def _check_levels(self) -> Self:
        values = [level.value for level in self.levels]
        if self.kind == "binary" and values:
            raise ValueError("a binary scale has no levels")
        if self.kind == "ordinal" and (len(values) < 2 or values != sorted(set(values))):
            raise ValueError("an ordinal scale needs at least two levels in rising order, each once")
        return self


class Criterion(Value):
    """One requirement that a response meets or not (binary), or to a level (ordinal).

    A negative weight marks a fault: meeting the criterion lowers the score. A guard is kept though it rarely fails.
    """

    text: str = Field(min_length=1)
    scale: Scale = Scale()
    weight: float = Field(default=1.0, allow_inf_nan=False)
    guard: bool = False
    level: RubricLevel = RubricLevel.INSTANCE

    @field_validator("text")
    @classmethod
    def _strip(cls, text: str) -> str:
        if not (text := text.strip()):
            raise ValueError("a criterion needs a text")
        return text

    @cached_property
    def id(self) -> str:
        """A short content id: the same text and scale have the same id in every rubric."""
        return content_hash([self.text, self.scale.model_dump(mode="json")], 10)


class Provenance(Value):
    """How a rubric came to be. A generated one names all that would have changed it."""

    source: Literal["generated", "imported", "edited", "file", "built-in"]
    generator: str | None = None
    generator_hash: str | None = None
    prompt_version: str | None = None
    seed: int | None = None
    temperature: float | None = None
    parent: str | None = None
    """The rubric that this one was edited from, or generated again for."""
    origin: str | None = None
    groups: tuple[str, ...] = ()
    """Of a dataset-level rubric: the groups it was made from, which must stay out of comparisons."""
    demo_model: bool = False


class Rubric(Value):
    """An ordered, weighted set of criteria. Frozen before it judges; an edit makes another rubric."""

    level: RubricLevel
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    prompt: str | None = None
    """Of an instance-level rubric: the prompt it is for."""
    provenance: Provenance

    @model_validator(mode="after")
    def _check_criteria(self) -> Self:
        ids = [criterion.id for criterion in self.criteria]
        if len(set(ids)) != len(ids):
            raise ValueError("a rubric has the same criterion twice")
        if all(criterion.weight == 0 for criterion in self.criteria):
            raise ValueError("all weights are zero: give at least one criterion a weight")
        return self

    @cached_property
    def id(self) -> str:
        """The content id: what the rubric says and for which prompt, whoever wrote it."""
        criteria = [criterion.model_dump(mode="json") for criterion in self.criteria]
        return content_hash([self.level, criteria, self.prompt], 16)
