"""The rubric of a row: {criteria, scores?} as one criterion, or Touchstone's own form; joining several."""

from collections.abc import Sequence
from typing import Any

from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel, Scale, ScaleLevel
from touchstone.files.fields import Fields
from touchstone.files.rubrics import FORM, rubric_from_json

_MOST_LEVELS = 11
"""A range of whole numbers no longer than this (0 to 10) is a scale of its own, without descriptions."""


def read_row_rubric(
    fields: Fields, value: dict[str, Any], span: tuple[float, float] | None, origin: str
) -> Rubric:
    """The rubric in a row. `span`: its score_min and score_max; `origin`: the file. Raises InputError."""
    if FORM in value:
        return rubric_from_json(value, fields.place)
    text, scores = value.get("criteria"), value.get("scores")
    unknown = [name for name in value if name not in ("criteria", "scores")]
    if not isinstance(text, str) or not text.strip() or unknown:
        what = f"unknown key {unknown[0]!r}" if unknown else "criteria must be a text"
        raise fields.refuse(
            f"in the rubric: {what}",
            'write it as {"criteria": "...", "scores": {"1": "..."}} or in Touchstone\'s form',
        )
    scale = _spanned(span) if scores is None else _described(fields, scores)
    criterion = Criterion(text=fields.valid("rubric", text), scale=scale)
    provenance = Provenance(source="file", origin=origin)
    return Rubric(level=RubricLevel.INSTANCE, criteria=(criterion,), provenance=provenance)


def _described(fields: Fields, scores: Any) -> Scale:
    """The scale whose levels `scores` describes: {"1": "...", "2": "..."}."""
    try:
        levels = [ScaleLevel(value=int(key), description=text) for key, text in scores.items()]
        return Scale(kind="ordinal", levels=tuple(sorted(levels, key=lambda level: level.value)))
    except (AttributeError, ValueError) as error:
        raise fields.refuse(
            "in the rubric: scores must describe at least two levels by whole numbers",
            'write them as {"1": "what level 1 means", "2": "..."}',
        ) from error


def _spanned(span: tuple[float, float] | None) -> Scale:
    """The scale of a criterion without descriptions: 0 to 1 is binary, few whole numbers are ordinal."""
    if span is None or not (span[0].is_integer() and span[1].is_integer()):
        return Scale()
    low, high = int(span[0]), int(span[1])
    if (low, high) == (0, 1) or high - low >= _MOST_LEVELS:
        return Scale()
    return Scale(kind="ordinal", levels=tuple(ScaleLevel(value=value) for value in range(low, high + 1)))


def join_rubrics(rubrics: Sequence[Rubric], prompt: str, origin: str) -> Rubric | None:
    """One rubric for the prompt with the criteria of all of them, each once, in order of appearance.

    A single rubric keeps its level and provenance.
    """
    if not rubrics:
        return None
    first = rubrics[0]
    if all(rubric.criteria == first.criteria for rubric in rubrics):
        level, provenance = first.level, first.provenance
    else:
        level, provenance = RubricLevel.INSTANCE, Provenance(source="file", origin=origin)
    criteria: dict[str, Criterion] = {}
    for rubric in rubrics:
        for criterion in rubric.criteria:
            criteria.setdefault(criterion.id, criterion)
    about = prompt if level is RubricLevel.INSTANCE else first.prompt
    return Rubric(level=level, criteria=tuple(criteria.values()), prompt=about, provenance=provenance)
