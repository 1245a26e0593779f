"""Prometheus's score rubrics (prometheus-eval/prometheus-eval): a criterion with five described scores.

    {"criteria", "score1_description", ..., "score5_description"}

Alone, in a list, or as "score_rubric" of BiGGen-Bench's rows beside their "input", also by row id. Fields and their
meaning: libs/prometheus-eval/prometheus_eval/prompts.py (SCORE_RUBRIC_TEMPLATE), BiGGen-Bench/tasks/*/*/data.json.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from touchstone.domain.rubric import Criterion, Rubric, Scale, ScaleLevel
from touchstone.errors import InputError
from touchstone.files.rubric_forms.document import Document
from touchstone.files.rubric_forms.reading import Reading, brief, criterion, mapping, text

EXAMPLE = '{"criteria": "...", "score1_description": "...", ..., "score5_description": "..."}'
NOT_MET, MET = "The criterion is not met.", "The criterion is met."
"""How the two outcomes of a criterion without levels are written, as scores 1 and 5."""
_KEYS = tuple(f"score{number}_description" for number in range(1, 6))
_SPREAD = {2: (1, 5), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
"""The scores on which a scale with that many levels is laid."""


def fits(document: Document) -> bool:
    """Whether the document looks like this form."""
    first = document.first
    if isinstance(first, dict) and first and all(isinstance(value, dict) for value in first.values()):
        first = next(iter(first.values()))
    return isinstance(first, dict) and (
        isinstance(first.get("score_rubric"), dict) or any(key in first for key in _KEYS)
    )


def read(document: Document) -> Reading:
    """The rubrics of the document: criteria for one prompt together are one rubric. Raises InputError."""
    reading = Reading(document.path.name)
    gathered: dict[str, tuple[str, list[Criterion]]] = {}
    for where, found in _rows(document):
        row = mapping(found, where, EXAMPLE)
        prompt, score_rubric = "", row
        if "score_rubric" in row:
            prompt = text(row, "input", where, optional=True)
            score_rubric = mapping(row["score_rubric"], f"{where}, score_rubric", EXAMPLE)
            reading.known(row, ("id", "input", "score_rubric"), where)
        said = text(score_rubric, "criteria", where)
        reading.known(score_rubric, ("criteria", *_KEYS), where)
        scale = _scale(reading, score_rubric, where)
        gathered.setdefault(prompt, (where, []))[1].append(criterion(where, said, scale=scale))
    for prompt, (where, criteria) in gathered.items():
        reading.add(criteria, prompt, where)
    if not gathered:
        raise InputError(f"{document.path} has no rubrics", f"write one as {EXAMPLE}")
    return reading


def _rows(document: Document) -> Iterator[tuple[str, Any]]:
    value = document.value
    if isinstance(value, list):
        yield from ((document.place(place, "rubric"), item) for place, item in enumerate(value))
    elif isinstance(value, dict) and "criteria" not in value and "score_rubric" not in value:
        yield from ((f"{document.path}, {brief(key)}", item) for key, item in value.items())
    else:
        yield str(document.path), value


def _scale(reading: Reading, item: dict[str, Any], where: str) -> Scale:
    """Levels 1 to 5, or those of them that are described; the two outcomes of a criterion without levels."""
    for key in _KEYS:
        if key not in item:
            raise InputError(f"{where}: no {key}", f"describe all of {_KEYS[0]} to {_KEYS[-1]}")
    described = {number: text(item, key, where, optional=True) for number, key in enumerate(_KEYS, start=1)}
    given = {number: said for number, said in described.items() if said.strip()}
    if given == {1: NOT_MET, 5: MET}:
        return Scale()
    if 2 <= len(given) < len(described):
        reading.note("scores without a description are left out of the levels", where)
        described = given
    levels = tuple(ScaleLevel(value=number, description=said) for number, said in described.items())
    return Scale(kind="ordinal", levels=levels)


def value_of(rubrics: Sequence[Rubric]) -> Any:
    """Each criterion as a score rubric, with its prompt as a row of BiGGen-Bench.

    Raises InputError for a scale of more than five levels.
    """
    found = []
    for rubric in rubrics:
        for place, each in enumerate(rubric.criteria, start=1):
            said = _score_rubric(each, f"rubric {rubric.id}, criterion {place}")
            found.append(
                {"id": f"{rubric.id}-{place}", "input": rubric.prompt, "score_rubric": said}
                if rubric.prompt
                else said
            )
    return found[0] if len(found) == 1 else found


def _score_rubric(given: Criterion, where: str) -> dict[str, str]:
    levels = given.scale.levels
    described = dict.fromkeys(_KEYS, "")
    if not levels:
        described |= {_KEYS[0]: NOT_MET, _KEYS[-1]: MET}
    elif len(levels) not in _SPREAD:
        raise InputError(
            f"{where} has {len(levels)} levels: a score rubric has five",
            "choose --format autorubric or touchstone",
        )
    for number, level in zip(_SPREAD.get(len(levels), ()), levels, strict=True):
        described[_KEYS[number - 1]] = level.description
    return {"criteria": given.text, **described}
