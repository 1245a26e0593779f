"""Rubrics in the forms of other projects: read, recognised, written, and what a form cannot carry."""

from touchstone.files.rubric_forms.document import KINDS
from touchstone.files.rubric_forms.registry import FORMS, ReadFile, read_rubric_file, rubric_text

RUBRIC_ENDINGS = tuple(KINDS)
"""What the names of rubric files end in."""

__all__ = ["FORMS", "RUBRIC_ENDINGS", "ReadFile", "read_rubric_file", "rubric_text"]
