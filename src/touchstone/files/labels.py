"""The labels of a row: a preference between two responses, a score of one, and who gave them."""

from math import isfinite
from typing import Any

from touchstone.domain.dataset import Preference, ScoreLabel
from touchstone.domain.rubric import Rubric
from touchstone.files.fields import Fields

_PREFERENCES: dict[str, Preference] = {
    "a": "A",
    "model_a": "A",
    "response_a": "A",
    "b": "B",
    "model_b": "B",
    "response_b": "B",
    "tie": "tie",
    "tie (bothbad)": "tie",
}


def as_preference(value: Any) -> Preference | None:
    """The preference that the value spells, or None."""
    return _PREFERENCES.get(value.strip().lower()) if isinstance(value, str) else None


def read_preference(fields: Fields) -> Preference | None:
    """The row's preference, from `label` or `winner`. Raises InputError for anything but A, B and tie."""
    found: set[Preference] = set()
    for name in ("label", "winner"):
        if fields.filled(name):
            value = fields.value(name)
            preference = as_preference(value)
            if preference is None:
                raise fields.refuse(
                    f"the {name} {value!r} is none of A, B and tie", f"correct it, or leave {name} out"
                )
            found.add(preference)
    if len(found) > 1:
        raise fields.refuse("label and winner say different things", "keep the right one")
    return found.pop() if found else None


def read_annotators(fields: Fields, *, preferences: bool) -> tuple[str, ...]:
    """What each annotator said, as text; `preferences` writes theirs as A, B and tie."""
    said = fields.nested("annotators", list) or []
    for item in said:
        if not isinstance(item, str | int | float):
            raise fields.refuse("annotators must be a list of labels", 'write it as ["A", "B"] or [4, 5]')
    return tuple(
        (as_preference(item) if preferences else None) or fields.valid("annotators", str(item))
        for item in said
    )


def read_span(fields: Fields) -> tuple[float, float] | None:
    """The row's score_min and score_max, where it has any (0 and 1 for the one that is missing)."""
    low, high = fields.number("score_min"), fields.number("score_max")
    if low is None and high is None:
        return None
    span = (0.0 if low is None else low, 1.0 if high is None else high)
    if span[0] >= span[1]:
        raise fields.refuse(
            f"score_min {span[0]:g} is not below score_max {span[1]:g}", "give the ends of the scale"
        )
    return span


def read_score(
    fields: Fields, rubric: Rubric | None, span: tuple[float, float] | None, row_id: str
) -> ScoreLabel | None:
    """The row's score of its response, on `span`, else its criterion's levels, else 0 to 1.

    A number in `label` counts as the score where there is none. Raises InputError when outside the scale.
    """
    name = "score" if fields.filled("score") or not _is_number(fields.values.get("label")) else "label"
    score = fields.number(name)
    if score is None:
        return None
    criterion = rubric.criteria[0] if rubric is not None and len(rubric.criteria) == 1 else None
    if span is None and criterion is not None and criterion.scale.levels:
        span = (float(criterion.scale.levels[0].value), float(criterion.scale.levels[-1].value))
    low, high = span or (0.0, 1.0)
    if not low <= score <= high:
        raise fields.refuse(
            f"the {name} {score:g} is outside {low:g} to {high:g}",
            "give the scale as score_min and score_max",
        )
    return ScoreLabel(
        score=score,
        score_min=low,
        score_max=high,
        criterion_id=None if criterion is None else criterion.id,
        row_id=row_id,
        annotators=read_annotators(fields, preferences=False),
        text=None if _is_number(fields.values.get("label")) else fields.name("label"),
    )


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, int | float | str) and isfinite(float(value))
    except (ValueError, OverflowError):
        return False
