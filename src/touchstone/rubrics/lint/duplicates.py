"""Criteria that say the same."""

import re
from collections.abc import Iterator

from touchstone.domain.finding import Finding
from touchstone.domain.rubric import Rubric
from touchstone.rubrics.similarity import similarities

_SAME = 0.7
"""From this cosine on two criteria of one rubric are said to be the same: above where proposals are merged, since
here a person is told."""
_APART = re.compile(r"\b(?:\w*\d\w*|[a-z]|first|second|third|fourth|fifth|last|both|before|after)\b")
"""Words by which texts that are otherwise alike are about different things: numbers, variables, places in a row."""


def find(rubric: Rubric, reference: str | None) -> Iterator[Finding]:
    """A finding for each pair of criteria whose words are near-duplicates, unless code checks different things."""
    criteria = rubric.criteria
    if len(criteria) < 2:
        return
    alike = similarities([criterion.text for criterion in criteria])
    for first in range(len(criteria)):
        for second in range(first + 1, len(criteria)):
            if alike[first, second] < _SAME or _about_others(criteria[first].text, criteria[second].text):
                continue
            checks = criteria[first].check, criteria[second].check
            if None not in checks and checks[0] != checks[1]:
                continue
            yield Finding(
                kind="duplicate",
                criteria=(first + 1, second + 1),
                message=f"say nearly the same, which then counts twice (similarity {alike[first, second]:.2f})",
                remedy="keep one of them; give it a higher weight where it is meant to count more",
            )


def _about_others(one: str, other: str) -> bool:
    """Whether the texts differ in a number, a variable or a place in a row, or have these in another order."""
    return _APART.findall(one.casefold()) != _APART.findall(other.casefold())
