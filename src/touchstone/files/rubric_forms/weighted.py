"""Weighted requirements (The-LLM-Data-Company/rubric), in the containers that autorubric has too.

    [{"weight", "requirement"}]

Fields and their meaning: src/rubric/types.py (Criterion) and src/rubric/rubric.py (validate_and_create_criteria) of
that project. Its files hold one rubric, without a prompt.
"""

from collections.abc import Sequence
from typing import Any

from touchstone.domain.rubric import Rubric
from touchstone.errors import InputError
from touchstone.files.rubric_forms.autorubric import criteria_of
from touchstone.files.rubric_forms.document import Document
from touchstone.files.rubric_forms.reading import Reading


def fits(document: Document) -> bool:
    """Whether the document is a list of exactly weights and requirements; autorubric's has more to say."""
    return (
        isinstance(document.value, list)
        and bool(document.value)
        and all(
            isinstance(item, dict) and item.keys() == {"weight", "requirement"} for item in document.value
        )
    )


def read(document: Document) -> Reading:
    """The rubric of the document. Raises InputError with the place."""
    reading = Reading(document.path.name)
    reading.add(criteria_of(reading, document.value, document), None, str(document.path))
    return reading


def value_of(rubrics: Sequence[Rubric]) -> Any:
    """The one rubric as this form has it. Raises InputError where there are several."""
    if len(rubrics) > 1:
        raise InputError(
            f"a file of this form holds one rubric, not {len(rubrics)}",
            "name one rubric by its id, or choose --format autorubric, healthbench or lists",
        )
    return [{"weight": each.weight, "requirement": each.text} for each in rubrics[0].criteria]
