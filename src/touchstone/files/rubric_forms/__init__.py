"""Rubrics in the forms of other projects: read, recognised, written, and what a form cannot carry."""

from touchstone.files.rubric_forms.registry import FORMS, ReadFile, read_rubric_file, rubric_text

__all__ = ["FORMS", "ReadFile", "read_rubric_file", "rubric_text"]
