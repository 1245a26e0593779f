"""A report card: its parts, and what it is asked for."""

from typing import Literal

from pydantic import Field

from touchstone.domain.base import Value

PartName = Literal["generalisability", "fairness", "aspects", "scalability"]
PARTS: tuple[PartName, ...] = ("generalisability", "fairness", "aspects", "scalability")
PROBED = 100
"""How many responses or pairs of each set are changed, and judged with help, unless another number is asked for."""


class CardSpec(Value):
    """A judge and the labelled files it is measured on.

    `own`: files of the kind that the judge was tuned on. `limit`: the first rows of each file that are read.
    `probed`: how many responses or pairs of each set are changed, and judged with help, drawn by `seed`. `jury`:
    judges whose mean with this one is measured.
    """

    judge: str | None = None
    data: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    limit: int | None = None
    seed: int = 0
    probed: int = Field(default=PROBED, gt=0)
    parts: tuple[PartName, ...] = PARTS
    jury: tuple[str, ...] = ()
