"""Files in and out: datasets, rubrics in Touchstone's own form, result lines."""

from touchstone.files.appending import append_sample
from touchstone.files.datasets import read_dataset
from touchstone.files.results import line_to_json, write_lines
from touchstone.files.rubrics import (
    read_rubric,
    read_rubrics,
    rubric_from_json,
    rubric_to_json,
    write_rubrics,
)
from touchstone.files.survey import Survey, survey
from touchstone.files.text import MAX_CHARACTERS
from touchstone.files.writing import writing

__all__ = [
    "MAX_CHARACTERS",
    "Survey",
    "append_sample",
    "line_to_json",
    "read_dataset",
    "read_rubric",
    "read_rubrics",
    "rubric_from_json",
    "rubric_to_json",
    "survey",
    "write_lines",
    "write_rubrics",
    "writing",
]
