"""Rubrics: asking a generator for criteria, instance-level and dataset-level, and reading what it wrote."""

from touchstone.rubrics.builtin import NO_RUBRIC
from touchstone.rubrics.dataset import dataset_requests, dataset_rubric, development_sample
from touchstone.rubrics.difference import CriterionChange, RubricDifference, compared, difference
from touchstone.rubrics.draft import CriterionDraft, Fault, draft_of, redrafted
from touchstone.rubrics.instance import combined, generated_by, instance_request, instance_rubric
from touchstone.rubrics.lint import findings
from touchstone.rubrics.parse import parse_criteria
from touchstone.rubrics.prompts import PROMPT_VERSION
from touchstone.rubrics.similarity import redundancy
from touchstone.rubrics.wording import criterion_lines, rubric_text

__all__ = [
    "NO_RUBRIC",
    "PROMPT_VERSION",
    "CriterionChange",
    "CriterionDraft",
    "Fault",
    "RubricDifference",
    "combined",
    "compared",
    "criterion_lines",
    "dataset_requests",
    "dataset_rubric",
    "development_sample",
    "difference",
    "draft_of",
    "findings",
    "generated_by",
    "instance_request",
    "instance_rubric",
    "parse_criteria",
    "redrafted",
    "redundancy",
    "rubric_text",
]
