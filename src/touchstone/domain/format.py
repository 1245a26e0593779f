"""A judge's format as it is declared in TOML: wordings with places for data, labels, and how the judge answers."""

import re
from string import Formatter
from typing import Annotated, Literal, Self, cast, get_args

from pydantic import Field, ValidationInfo, field_validator, model_validator

from touchstone.domain.base import Value
from touchstone.domain.engine import PAIR_LABELS

TaskKind = Literal["binary", "ordinal", "holistic", "pairwise"]
KINDS: tuple[TaskKind, ...] = get_args(TaskKind)

LEVEL = "Score {value}: {description}"
"""The line for one of a scale's levels, unless a format has its own."""

LABELS: dict[TaskKind, tuple[str, ...]] = {
    "pairwise": tuple(label.name for label in PAIR_LABELS),
    "binary": ("met", "not met", "cannot tell", "not applicable"),
}
"""What the labels of these tasks can mean; a format has the first two at least. The other tasks have a scale."""

_PLACES: dict[TaskKind, frozenset[str]] = {
    "binary": frozenset({"instruction", "response", "criterion"}),
    "ordinal": frozenset({"instruction", "response", "criterion", "levels"}),
    "holistic": frozenset({"instruction", "response"}),
    "pairwise": frozenset({"instruction", "response_a", "response_b"}),
}
"""What must have a place in a wording. A criterion (or a whole rubric) may have one in any."""

_Text = Annotated[str, Field(min_length=1)]


def parts(wording: str) -> list[tuple[str, str]]:
    """The wording's own text and its places, in turns: (text, the place after it or ""). A place is {name}; a
    brace itself is doubled. ValueError: what is no place.
    """
    found = []
    for text, place, form, conversion in Formatter().parse(wording):
        if form or conversion or place == "":
            raise ValueError("a place is a name in braces, and a brace itself is doubled: {{")
        found.append((text, place or ""))
    return found


class DeclaredTask(Value):
    """One thing a judge can be asked: the wording, its labels or scale, and the form of the answer.

    `start` is put before the answer; the judge writes until it first says `until` (nothing where that is empty);
    `then` is put after that; then the verdict is read, at once or after `gap`. `pattern` finds it in a whole answer,
    in its groups.
    """

    prompt: _Text
    prompt_with_reference: _Text | None = None
    labels: dict[str, _Text] | None = None
    scale: tuple[int, int] | None = None
    level: str = LEVEL
    start: str = ""
    until: str = ""
    then: str = ""
    max_tokens: int = Field(default=1024, ge=1)
    gap: str = ""
    pattern: str

    @field_validator("prompt", "prompt_with_reference")
    @classmethod
    def _check_prompt(cls, text: str) -> str:
        parts(text)
        return text.strip("\n")

    @field_validator("pattern")
    @classmethod
    def _check_pattern(cls, text: str) -> str:
        try:
            groups = re.compile(text).groups
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
        if not groups:
            raise ValueError("a group in it, (...), must hold the verdict")
        return text

    @field_validator("level")
    @classmethod
    def _check_level(cls, text: str) -> str:
        if {place for _, place in parts(text)} - {"", "value", "description"}:
            raise ValueError("its places are {value} and {description}")
        return text

    @field_validator("labels")
    @classmethod
    def _check_labels(cls, labels: dict[str, str] | None) -> dict[str, str] | None:
        spelled = [spelling.strip().casefold() for spelling in (labels or {}).values()]
        if "" in spelled or len(set(spelled)) < len(spelled):
            raise ValueError("each label needs a spelling of its own")
        return labels

    @field_validator("scale")
    @classmethod
    def _check_scale(cls, scale: tuple[int, int] | None) -> tuple[int, int] | None:
        if scale and not 1 <= scale[1] - scale[0] <= 99:
            raise ValueError("give the lowest and the highest number, at most 99 apart")
        return scale

    @model_validator(mode="after")
    def _check_answer(self) -> Self:
        if self.then and not self.until:
            raise ValueError("`then` follows a text, which `until` ends")
        return self

    def check(self, kind: TaskKind) -> None:
        """ValueError where it lacks what a task of its kind needs, or has what the kind has no use for."""
        _check_places(kind, self.prompt, frozenset())
        if self.prompt_with_reference:
            _check_places(kind, self.prompt_with_reference, frozenset({"reference"}))
        if kind not in LABELS:
            if self.labels:
                raise ValueError(f"{kind} has a scale, and no labels")
            if kind == "holistic" and self.scale is None:
                raise ValueError("holistic needs a scale: the lowest and the highest number")
            return
        names = LABELS[kind]
        labels = set(self.labels or ())
        if self.scale or not set(names[:2]) <= labels <= set(names):
            raise ValueError(
                f"{kind} has labels ({', '.join(names)}; the first two are needed), and no scale"
            )


def _check_places(kind: TaskKind, wording: str, also: frozenset[str]) -> None:
    needed = _PLACES[kind] | also
    places = {place for _, place in parts(wording) if place}
    if missing := needed - places:
        raise ValueError(f"the prompt has no place {{{min(missing)}}}")
    if extra := places - needed - {"criterion"}:
        raise ValueError(f"a prompt for {kind} has no use for {{{min(extra)}}}")


class DeclaredFormat(Value):
    """A whole format: its tasks, and the chat template (`frame`) that goes with them, if not the model file's own."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    frame: str | None = None
    binary: DeclaredTask | None = None
    ordinal: DeclaredTask | None = None
    holistic: DeclaredTask | None = None
    pairwise: DeclaredTask | None = None

    @model_validator(mode="after")
    def _check_tasks(self) -> Self:
        if not self.tasks:
            raise ValueError(f"it declares none of {', '.join(KINDS)}")
        if self.binary and self.ordinal and bool(self.binary.until) != bool(self.ordinal.until):
            raise ValueError(
                "binary and ordinal are asked in one run: both write until something, or neither"
            )
        return self

    @field_validator(*KINDS)
    @classmethod
    def _check_task(cls, task: DeclaredTask | None, info: ValidationInfo) -> DeclaredTask | None:
        if task is not None:
            task.check(cast(TaskKind, info.field_name))
        return task

    @property
    def tasks(self) -> dict[TaskKind, DeclaredTask]:
        """The tasks that it declares."""
        return {kind: task for kind in KINDS if (task := getattr(self, kind)) is not None}
