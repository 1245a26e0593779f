"""Numbered lists by prompt: {"the prompt": "1. A criterion.\\n2. Another one."}.

The form of wang-zijie/generating_dynamic_rubric, outputs/rubrics/pairwise/*.json (arXiv 2605.30568).
"""

import re
from collections.abc import Sequence
from typing import Any

from touchstone.domain.rubric import Rubric
from touchstone.errors import InputError
from touchstone.files.rubric_forms.document import Document
from touchstone.files.rubric_forms.reading import Reading, brief, checked, criterion

_EXAMPLE = '{"the prompt": "1. A criterion.\\n2. Another one."}'
_NUMBERED = re.compile(r"\s*\(?[0-9]{1,3}[.):](?![0-9])\s*(.*)")


def fits(document: Document) -> bool:
    """Whether the document is a map of texts to texts, other than a score rubric."""
    value = document.value
    texts = isinstance(value, dict) and bool(value) and all(isinstance(each, str) for each in value.values())
    return texts and "score1_description" not in value


def read(document: Document) -> Reading:
    """A rubric for each prompt. Raises InputError with the prompt."""
    reading = Reading(document.path.name)
    if not isinstance(document.value, dict) or not document.value:
        raise InputError(f"{document.path}: expected prompts with their lists", f"write it as {_EXAMPLE}")
    for place, (prompt, listed) in enumerate(document.value.items(), start=1):
        where = f"{document.path}, prompt {place}"
        if not isinstance(prompt, str) or not isinstance(listed, str):
            raise InputError(
                f"{where}: expected a numbered list as one text, not {brief(listed)}",
                f"write it as {_EXAMPLE}",
            )
        checked(prompt, "prompt", where, optional=True)
        items = _items(reading, listed, where)
        criteria = [
            criterion(
                f"{where}, criterion {number}", checked(item, "the criterion", f"{where}, criterion {number}")
            )
            for number, item in enumerate(items, start=1)
        ]
        reading.add(criteria, prompt, where)
    return reading


def _items(reading: Reading, listed: str, where: str) -> list[str]:
    """The list's items, each on one line. What stands before the first one is left out."""
    items: list[str] = []
    for line in listed.split("\n"):
        if found := _NUMBERED.match(line):
            items.append(found.group(1).strip())
        elif items:
            items[-1] = f"{items[-1]} {' '.join(line.split())}".strip()
        elif line.strip():
            reading.note("text before the first numbered line is left out", where)
    if not items:
        raise InputError(f"{where}: no numbered criterion in {brief(listed)}", f"write it as {_EXAMPLE}")
    return items


def value_of(rubrics: Sequence[Rubric]) -> Any:
    """The rubrics by their prompts. Raises InputError where two are for one prompt."""
    found: dict[str, str] = {}
    for rubric in rubrics:
        prompt = rubric.prompt or ""
        if prompt in found:
            about = f"the prompt {brief(prompt)}" if prompt else "no prompt"
            raise InputError(
                f"two rubrics are for {about}: this form has one for each",
                "name rubrics by id, or choose another form",
            )
        lines = (
            f"{number}. {' '.join(each.text.split())}" for number, each in enumerate(rubric.criteria, start=1)
        )
        found[prompt] = "\n".join(lines)
    return found
