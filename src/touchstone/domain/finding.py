"""Findings: what lint, an audit or labels say against a criterion, or against a rubric as a whole."""

from typing import Literal

from touchstone.domain.base import Value

FindingKind = Literal[
    "compound",
    "vague",
    "unverifiable",
    "duplicate",
    "asserts-answer",
    "contradictory",
    "uncovered",
    "constant",
    "redundant",
    "length",
    "formatting",
    "system",
    "padding",
    "confident-wrong",
    "misleading",
]
"""What is amiss, by name.

From the words alone: compound (asks two things), vague, unverifiable (not from the response), duplicate,
asserts-answer, contradictory, uncovered (the prompt asks for something that no criterion does). From verdicts:
constant (always or never met), redundant (goes with another one), length, formatting, system (goes with that rather
than with quality), padding and confident-wrong (such responses pass), misleading (goes against the labels).
"""


class Finding(Value):
    """One remark. `criteria`: the numbers (from 1) of the criteria it is about; none: the whole rubric.

    `message` says what was found, with the words or figures that show it; `remedy` what to do. `severity`: "harm"
    where verdicts are likely to be wrong because of it, else "remark".
    """

    kind: FindingKind
    criteria: tuple[int, ...] = ()
    message: str
    remedy: str
    severity: Literal["harm", "remark"] = "remark"
