"""HealthBench's rows (openai/simple-evals): a conversation and weighted, tagged criteria.

    {"prompt": [{"role", "content"}], "rubrics": [{"criterion", "points", "tags"}]}

Fields and their meaning: healthbench_eval.py of that project (RubricItem, HealthBenchEval). Points below zero mark a
fault, as negative weights do here.
"""

import json
from collections.abc import Sequence
from typing import Any

from touchstone.domain.rubric import Rubric
from touchstone.errors import InputError
from touchstone.files.fields import Fields, read_fields
from touchstone.files.messages import read_messages
from touchstone.files.rubric_forms.document import Document
from touchstone.files.rubric_forms.reading import (
    Reading,
    brief,
    checked,
    criterion,
    listing,
    mapping,
    number,
    text,
)

_ITEM = '{"criterion": "...", "points": 5, "tags": []}'
EXAMPLE = f'{{"prompt": [{{"role": "user", "content": "..."}}], "rubrics": [{_ITEM}]}}'


def fits(document: Document) -> bool:
    """Whether the document looks like this form."""
    first = document.first
    return isinstance(first, dict) and not isinstance(first.get("rubrics", ""), str)


def read(document: Document) -> Reading:
    """The rubrics of the rows. Raises InputError with the place."""
    reading = Reading(document.path.name)
    rows = document.value if isinstance(document.value, list) else [document.value]
    for place, found in enumerate(rows):
        where = document.place(place, "row")
        row = mapping(found, where, EXAMPLE)
        reading.known(row, ("prompt_id", "prompt", "rubrics"), where)
        criteria = []
        for item_place, each in enumerate(listing(row.get("rubrics"), where, "rubrics"), start=1):
            at = f"{where}, criterion {item_place}"
            item = mapping(each, at, _ITEM)
            said = text(item, "criterion", at)
            reading.known(item, ("criterion", "points", "tags"), at)
            criteria.append(criterion(at, said, weight=number(item, "points", at), tags=_tags(item, at)))
        reading.add(criteria, _prompt(reading, row, where), where)
    return reading


def _tags(item: dict[str, Any], where: str) -> tuple[str, ...]:
    tags = item.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise InputError(f"{where}: tags must be a list of texts, not {brief(tags)}", 'write them as ["..."]')
    return tuple(checked(tag, "a tag", where) for tag in tags)


def _prompt(reading: Reading, row: dict[str, Any], where: str) -> str:
    """The conversation as a data file's reader has it, so that the rubric is found for its prompt."""
    messages = row.get("prompt") or []
    if isinstance(messages, str):
        return checked(messages, "prompt", where)
    if not isinstance(messages, list):
        raise InputError(f"{where}: prompt must be a list of messages, not {brief(messages)}", EXAMPLE)
    if not messages:
        return ""
    fields: Fields = read_fields(where, {"messages": messages})
    conversation = read_messages(fields, "prompt", messages)
    if conversation.system_prompt:
        reading.note("a system message is left out: a rubric is for a prompt", where)
    if conversation.response is not None:
        reading.note("the assistant's message that closes a prompt is left out", where)
    if len(messages) > 1:
        reading.note("a prompt of several messages is kept as one text, as a data file's would be", where)
    return checked(conversation.prompt, "prompt", where)


def rows_of(rubrics: Sequence[Rubric]) -> str:
    """The rubrics as JSON lines. `prompt_id` is the rubric's id."""
    rows = (
        {
            "prompt_id": rubric.id,
            "prompt": [{"role": "user", "content": rubric.prompt}] if rubric.prompt else [],
            "rubrics": [
                {"criterion": each.text, "points": _points(each.weight), "tags": list(each.tags)}
                for each in rubric.criteria
            ],
            "example_tags": [],
        }
        for rubric in rubrics
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _points(weight: float) -> float | int:
    return int(weight) if weight.is_integer() else weight
