"""Remarks on criteria that are likely to judge badly. They are shown; nothing is dropped because of them."""

import re
from collections.abc import Sequence

from touchstone.domain.rubric import Criterion

_SECOND_REQUIREMENT = re.compile(
    r"\b(?:and|as well as|while)\s+(?:also\s+)?"
    r"(?:must|should|is|are|has|have|does|do|avoids?|gives?|names?|explains?|states?|uses|includes?|provides?"
    r"|contains?|mentions?|describes?|keeps?|ends?|starts?|follows?|addresses|\w{3,}s\s+(?:the|a|an|at|all|no|each|its))\b",
    re.IGNORECASE,
)


def remarks(criteria: Sequence[Criterion]) -> list[tuple[int, str]]:
    """(number of the criterion from 1, remark): so far, that it seems to ask for two things at once."""
    return [
        (number, "seems to ask for two things at once; split it")
        for number, criterion in enumerate(criteria, start=1)
        if _SECOND_REQUIREMENT.search(criterion.text)
    ]
