"""Rubrics: asking a generator for criteria, instance-level and dataset-level, and reading what it wrote."""

from touchstone.rubrics.builtin import NO_RUBRIC
from touchstone.rubrics.dataset import dataset_requests, dataset_rubric, development_sample
from touchstone.rubrics.instance import combined, generated_by, instance_request, instance_rubric
from touchstone.rubrics.lint import remarks
from touchstone.rubrics.parse import parse_criteria
from touchstone.rubrics.prompts import PROMPT_VERSION

__all__ = [
    "NO_RUBRIC",
    "PROMPT_VERSION",
    "combined",
    "dataset_requests",
    "dataset_rubric",
    "development_sample",
    "generated_by",
    "instance_request",
    "instance_rubric",
    "parse_criteria",
    "remarks",
]
