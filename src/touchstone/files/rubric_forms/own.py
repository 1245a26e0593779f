"""Touchstone's own form among the others: one rubric, a list of them, or one to a line."""

from collections.abc import Sequence

from touchstone.domain.rubric import Rubric
from touchstone.errors import InputError
from touchstone.files.rubric_forms.document import Document
from touchstone.files.rubric_forms.reading import Reading
from touchstone.files.rubrics import FORM, rubric_from_json, rubrics_text


def fits(document: Document) -> bool:
    """Whether the document is marked as this form."""
    return isinstance(document.first, dict) and not isinstance(document.first.get(FORM, ""), str)


def read(document: Document) -> Reading:
    """The rubrics of the document. Raises InputError with the place."""
    reading = Reading(document.path.name)
    if isinstance(document.value, list):
        found = [
            rubric_from_json(value, document.place(place, "rubric"))
            for place, value in enumerate(document.value)
        ]
    else:
        found = [rubric_from_json(document.value, str(document.path))]
    if not found:
        raise InputError(f"{document.path} has no rubrics", "give it at least one")
    reading.rubrics = found
    return reading


def text_of(rubrics: Sequence[Rubric], ending: str) -> str:
    """The text of a file with these rubrics."""
    return rubrics_text(rubrics, lines=ending == ".jsonl")
