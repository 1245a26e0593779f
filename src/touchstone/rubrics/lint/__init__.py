"""Lint: what is amiss with a rubric, from its words and its prompt alone. Findings are shown; nothing is dropped."""

from touchstone.domain.finding import Finding
from touchstone.domain.rubric import Rubric
from touchstone.rubrics.lint import (
    answers,
    compound,
    contradictory,
    duplicates,
    uncovered,
    unverifiable,
    vague,
)

_FAMILIES = (compound, vague, unverifiable, duplicates, answers, contradictory, uncovered)

__all__ = ["findings"]


def findings(rubric: Rubric, *, reference: str | None = None) -> list[Finding]:
    """All findings, family by family; each names its criteria and the words that show it.

    `reference`: the prompt's reference answer, where the rubric's author had one: criteria may then state it.
    Precision goes before recall: what is not found may still be amiss. docs/lint.md says what each finding means.
    """
    return [finding for family in _FAMILIES for finding in family.find(rubric, reference)]
