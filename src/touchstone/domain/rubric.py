"""Rubrics: criteria with their scales and weights, their content id, and where they came from."""

from enum import StrEnum
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from touchstone.domain.base import Value, content_hash
from touchstone.domain.check import Check


class RubricLevel(StrEnum):
    """What a rubric is for: every sample of a dataset, or one prompt."""

    DATASET = "dataset"
    INSTANCE = "instance"


class ScaleLevel(Value):
    """One level of an ordinal scale: its number, what it means, and its `score` (0..1) where not spread evenly."""

    value: int
    description: str = ""
    score: float | None = Field(default=None, ge=0, le=1)


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
        if len({level.score is None for level in self.levels}) > 1:
            raise ValueError("either every level of a scale has a score of its own, or none")
        return self

    def scores(self) -> list[float]:
        """The score (0..1) of each level in turn: its own, or by its number between the lowest and the highest."""
        low, high = self.levels[0].value, self.levels[-1].value
        return [
            (level.value - low) / (high - low) if level.score is None else level.score
            for level in self.levels
        ]


class Criterion(Value):
    """One requirement that a response meets or not (binary), or to a level (ordinal).

    A negative weight marks a fault: meeting the criterion lowers the score. A guard is kept though it rarely fails.
    `check`: code decides it, exactly, instead of the judge. `name` and `tags` are what another tool calls it.
    """

    text: str = Field(min_length=1)
    scale: Scale = Scale()
    weight: float = Field(default=1.0, allow_inf_nan=False)
    guard: bool = False
    level: RubricLevel = RubricLevel.INSTANCE
    check: Check | None = None
    name: str = ""
    tags: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _check_is_binary(self) -> Self:
        if self.check is not None and self.scale.kind != "binary":
            raise ValueError("a criterion that code checks is met or not: it has no levels")
        return self

    @field_validator("text")
    @classmethod
    def _strip(cls, text: str) -> str:
        if not (text := text.strip()):
            raise ValueError("a criterion needs a text")
        return text

    @cached_property
    def id(self) -> str:
        """A short content id: the same text, scale and check have the same id in every rubric."""
        said = self.said()
        return content_hash([said["text"], said["scale"], *([said["check"]] if self.check else [])], 10)

    def said(self) -> dict[str, Any]:
        """The criterion as plain values for a content id. What came later is left out where it is not set."""
        said = self.model_dump(mode="json")
        for name in ("check", "name", "tags"):
            if not said[name]:
                del said[name]
        for level in said["scale"]["levels"]:
            if level["score"] is None:
                del level["score"]
        return said


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
    best_of: int | None = None
    """Of a rubric that `meta_judge` chose: among how many candidates."""
    meta_judge: str | None = None
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
        criteria = [criterion.said() for criterion in self.criteria]
        return content_hash([self.level, criteria, self.prompt], 16)
