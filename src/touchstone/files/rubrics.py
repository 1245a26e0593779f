"""Touchstone's own JSON form of a rubric, read strictly and written so that it reads back the same.

    {"touchstone": 1, "level": "dataset"|"instance", "prompt": TEXT, "criteria": [{"text",
     "weight", "guard", "scale": {"kind": "binary"|"ordinal", "levels": [{"value", "description"}]},
     "level", "check": {...}, "name", "tags"}], "provenance": {...}}

Only "touchstone" and "criteria" are required; a criterion may be its text alone. A criterion's level is its
rubric's unless it says otherwise.
"""

import json
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from touchstone.domain.check import CountCheck, PatternCheck, SchemaCheck, TextCheck
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel, Scale, ScaleLevel
from touchstone.errors import InputError
from touchstone.files.formats import read_rows
from touchstone.files.writing import writing

FORM = "touchstone"
"""The key that marks Touchstone's own form; its value is the form's number."""
FORM_NUMBER = 1
_SUFFIXES = (".json", ".jsonl", ".ndjson")
_MODELS: dict[str, type[BaseModel]] = {
    "": Rubric,
    "criteria": Criterion,
    "scale": Scale,
    "levels": ScaleLevel,
    "provenance": Provenance,
}
_CHECKS: dict[str, type[BaseModel]] = {
    "count": CountCheck,
    **dict.fromkeys(("contains", "starts", "ends"), TextCheck),
    "regex": PatternCheck,
    "json_schema": SchemaCheck,
}
"""The kinds of check, each with what holds its keys."""


def rubric_to_json(rubric: Rubric) -> dict[str, Any]:
    """The rubric in Touchstone's own form."""
    value: dict[str, Any] = {FORM: FORM_NUMBER, "level": rubric.level.value}
    if rubric.prompt is not None:
        value["prompt"] = rubric.prompt
    value["criteria"] = [
        {
            "text": criterion.text,
            "weight": criterion.weight,
            "guard": criterion.guard,
            "scale": criterion.scale.model_dump(mode="json", exclude_defaults=True)
            | {"kind": criterion.scale.kind},
            "level": criterion.level.value,
            **_added(criterion),
        }
        for criterion in rubric.criteria
    ]
    value["provenance"] = rubric.provenance.model_dump(mode="json", exclude_defaults=True)
    return value


def _added(criterion: Criterion) -> dict[str, Any]:
    """What a criterion has beside its question, where it has it."""
    added = criterion.model_dump(mode="json", include={"name", "tags"}, exclude_defaults=True)
    if criterion.check is not None:
        added["check"] = criterion.check.model_dump(mode="json", exclude_none=True)
    return added


def rubric_from_json(value: Any, where: str) -> Rubric:
    """The rubric that `value` is in Touchstone's own form. `where` (file and line) begins every message.

    Raises InputError: it names the place in the rubric and, for an unknown key, the nearest right one.
    """
    if not isinstance(value, dict) or value.get(FORM) != FORM_NUMBER:
        raise InputError(
            f"{where}: not a rubric in Touchstone's form",
            f'write it as {{"{FORM}": {FORM_NUMBER}, "criteria": [{{"text": "..."}}]}}',
        )
    form = {key: part for key, part in value.items() if key != FORM}
    form.setdefault("level", RubricLevel.INSTANCE.value)
    form.setdefault("provenance", {"source": "file", "origin": where})
    if isinstance(form.get("criteria"), list):
        form["criteria"] = [_criterion(item, form["level"]) for item in form["criteria"]]
    try:
        return Rubric.model_validate_json(json.dumps(form), strict=True)
    except ValidationError as error:
        raise _explain(error.errors()[0], where) from error


def _criterion(item: Any, level: Any) -> Any:
    if isinstance(item, str):
        return {"text": item, "level": level}
    return {"level": level, **item} if isinstance(item, dict) else item


def _explain(error: ErrorDetails, where: str) -> InputError:
    names = [part for part in error["loc"] if isinstance(part, str)]
    place = ", ".join(f"{part + 1}" if isinstance(part, int) else part for part in error["loc"])
    if error["type"] == "extra_forbidden":
        holder = names[-2] if len(names) > 1 else ""
        known = list((_CHECKS if "check" in names else _MODELS).get(holder, Rubric).model_fields)
        inside = f"in the rubric: {place}" if "check" in names else "in the rubric"
        return InputError(f"{where}: unknown key {names[-1]!r} {inside}", _nearest(names[-1], known))
    if error["type"] in ("union_tag_invalid", "union_tag_not_found") and names[-1:] == ["check"]:
        kind = (error.get("ctx") or {}).get("tag")
        said = f"unknown kind of check {kind!r}" if kind else 'a check needs its "kind"'
        return InputError(f"{where}: in the rubric: {place}: {said}", _nearest(kind or "", list(_CHECKS)))
    reason = error["msg"].removeprefix("Value error, ")
    return InputError(
        f"{where}: in the rubric{': ' + place if place else ''}: {reason}", "correct it and try again"
    )


def _nearest(name: str, known: Sequence[str]) -> str:
    """What may have been meant, and all there is."""
    nearest = get_close_matches(name, known, n=1, cutoff=0.5)
    return (f"did you mean {nearest[0]!r}? " if nearest else "") + f"known: {', '.join(known)}"


def read_rubrics(path: Path) -> list[Rubric]:
    """The rubrics of a .json (one, or a list) or .jsonl file in Touchstone's own form. Raises InputError."""
    if path.suffix.lower() not in _SUFFIXES:
        raise InputError(f"{path} is not a rubric file", "rubrics are read from .json and .jsonl files")
    return [rubric_from_json(row.fields, row.place) for row in read_rows(path)]


def read_rubric(path: Path) -> Rubric:
    """The one rubric of a file. Raises InputError, also when there are several."""
    rubrics = read_rubrics(path)
    if len(rubrics) > 1:
        raise InputError(
            f"{path} holds {len(rubrics)} rubrics, one is needed", "put that one into a file of its own"
        )
    return rubrics[0]


def write_rubrics(path: Path, rubrics: Sequence[Rubric]) -> None:
    """Writes rubrics: one to a line in .jsonl; else indented JSON, a single one bare, several as a list.

    Raises InputError when the file cannot be written.
    """
    with writing(path) as file:
        file.write(rubrics_text(rubrics, lines=path.suffix.lower() in (".jsonl", ".ndjson")))


def rubrics_text(rubrics: Sequence[Rubric], *, lines: bool) -> str:
    """The text of a file with the rubrics: one to a line, or indented JSON, a single one bare, several as a list."""
    values = [rubric_to_json(rubric) for rubric in rubrics]
    if lines:
        return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
    whole = values[0] if len(values) == 1 else values
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
