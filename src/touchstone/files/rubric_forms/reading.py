"""What the readers of foreign forms share: values with their type, rubrics gathered, and what was left out."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from math import isfinite
from typing import Any

from pydantic import ValidationError

from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel, Scale
from touchstone.errors import InputError
from touchstone.files.text import text_fault

_SHOWN = 60


class Reading:
    """Rubrics while they are gathered from a file, with notes on what does not come along. `origin`: the file."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.rubrics: list[Rubric] = []
        self._notes: dict[str, tuple[int, str]] = {}

    def note(self, text: str, where: str) -> None:
        """Remembers something that the user should know; the same again is counted."""
        count, first = self._notes.get(text, (0, where))
        self._notes[text] = (count + 1, first)

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes in the order in which they came up, each with its first place."""
        return tuple(
            f"{text} ({f'{count} times, first: ' if count > 1 else ''}{where})"
            for text, (count, where) in self._notes.items()
        )

    def known(self, item: Mapping[str, Any], keys: Iterable[str], where: str) -> None:
        """Notes the keys that the form has no use for. Raises InputError for one that looks like a typing error."""
        expected = tuple(keys)
        for key in item:
            if key in expected:
                continue
            near = get_close_matches(
                str(key), [each for each in expected if each not in item], n=1, cutoff=0.75
            )
            if near:
                raise InputError(f"{where}: unknown key {brief(key)}", f"did you mean {near[0]!r}?")
            if item[key] not in (None, "", [], {}):
                self.note(f"what the file says under {brief(key)} is left out", where)

    def add(self, criteria: Sequence[Criterion], prompt: str | None, where: str) -> None:
        """Adds the rubric of these criteria: instance-level where there is a prompt, else dataset-level.

        A criterion that comes again is kept once, with the weights added, which leaves every score as it was.
        Raises InputError where there is none, or all weights are zero.
        """
        level = RubricLevel.INSTANCE if prompt else RubricLevel.DATASET
        merged: dict[str, Criterion] = {}
        for criterion in criteria:
            if (before := merged.get(criterion.id)) is None:
                merged[criterion.id] = criterion.model_copy(update={"level": level})
                continue
            tags = tuple(dict.fromkeys((*before.tags, *criterion.tags)))
            weight = before.weight + criterion.weight
            merged[criterion.id] = before.model_copy(
                update={"weight": weight, "tags": tags, "name": before.name or criterion.name}
            )
            self.note("a criterion that a rubric has twice is kept once, with the weights added", where)
        try:
            rubric = Rubric(
                level=level,
                criteria=tuple(merged.values()),
                prompt=prompt or None,
                provenance=Provenance(source="imported", origin=self.origin),
            )
        except ValidationError as error:
            reason = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise InputError(
                f"{where}: {reason if merged else 'no criteria'}", "correct the rubric and try again"
            ) from error
        self.rubrics.append(rubric)


def brief(value: Any) -> str:
    """A value for a message, on one line and short."""
    said = " ".join(repr(value).split())
    return said if len(said) <= _SHOWN else said[: _SHOWN - 1] + "…"


def mapping(value: Any, where: str, example: str) -> dict[str, Any]:
    """The value as an object with named fields. Raises InputError."""
    if not isinstance(value, dict) or any(not isinstance(key, str) for key in value):
        raise InputError(
            f"{where}: expected an object with named fields, not {brief(value)}", f"write it as {example}"
        )
    return value


def listing(value: Any, where: str, name: str) -> list[Any]:
    """The value as a list with something in it. Raises InputError."""
    if not isinstance(value, list) or not value:
        raise InputError(
            f"{where}: {name} must be a list with at least one item, not {brief(value)}", "correct it"
        )
    return value


def text(item: Mapping[str, Any], key: str, where: str, *, optional: bool = False) -> str:
    """The text under `key`; an optional one may be absent, null or empty. Raises InputError."""
    value = item.get(key)
    if optional and value is None:
        return ""
    if not isinstance(value, str):
        what = f"{key} must be a text, not {brief(value)}" if key in item else f"no {key}"
        raise InputError(f"{where}: {what}", f'give it a "{key}" (a text, in quotes)')
    return checked(value, key, where, optional=optional)


def checked(value: str, name: str, where: str, *, optional: bool = False) -> str:
    """The text, where it can be judged with. Raises InputError."""
    if not value.strip() and not optional:
        raise InputError(f"{where}: {name} is empty", "give it a text, or take it out")
    if fault := text_fault(name, value):
        raise InputError(f"{where}: {fault}", "correct the text and try again")
    return value


def number(item: Mapping[str, Any], key: str, where: str, default: float | None = None) -> float:
    """The finite number under `key`. Raises InputError."""
    value = item.get(key)
    if value is None and default is not None:
        return default
    try:
        found = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    except OverflowError:
        found = None
    if found is None or not isfinite(found):
        what = f"{key} must be a number, not {brief(value)}" if key in item else f"no {key}"
        raise InputError(f"{where}: {what}", f'give it a "{key}", such as 1')
    return found


def criterion(
    where: str,
    said: str,
    *,
    weight: float = 1.0,
    scale: Scale | None = None,
    name: str = "",
    tags: tuple[str, ...] = (),
) -> Criterion:
    """A criterion of these parts. Raises InputError for parts that do not go together."""
    try:
        return Criterion(text=said, weight=weight, scale=scale or Scale(), name=name, tags=tags)
    except ValidationError as error:
        reason = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise InputError(f"{where}: {reason}", "correct it and try again") from error
