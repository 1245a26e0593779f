"""Vague criteria: a quality is named and nothing says when it is there."""

import re
from collections.abc import Iterator

from touchstone.domain.finding import Finding
from touchstone.domain.rubric import Criterion, Rubric
from touchstone.rubrics.lint.vocabulary import EMPTY, VAGUE, words

_CONCRETE = re.compile(
    r"\d|[\"“”]|\b(?:e\.g|i\.e|such as|for example|including|like|by|because|without|avoid\w*|no|not|never|"
    r"at (?:least|most)|one|two|three|four|five|each|every)\b",
    re.IGNORECASE,
)
"""What makes a criterion more than a quality: a number, a quotation, an example, a way, a prohibition."""
_REST = 1
"""A criterion with more telling words than this says what the quality is of."""


def find(rubric: Rubric, reference: str | None) -> Iterator[Finding]:
    """A finding for each criterion that says hardly more than a quality. Described levels say when it is there."""
    for number, criterion in enumerate(rubric.criteria, start=1):
        if criterion.check is not None or any(level.description for level in criterion.scale.levels):
            continue
        if named := _vague(criterion):
            said = ", ".join(f"“{word}”" for word in named)
            yield Finding(
                kind="vague",
                criteria=(number,),
                message=f"names a quality and not what shows it: {said}",
                remedy="say what a response has or does that shows it, or describe levels",
            )


def _vague(criterion: Criterion) -> list[str]:
    if _CONCRETE.search(criterion.text):
        return []
    said = words(criterion.text)
    named = list(dict.fromkeys(word for word in said if word in VAGUE))
    rest = {word for word in said if word not in VAGUE and word not in EMPTY}
    return named if named and len(rest) <= _REST else []
