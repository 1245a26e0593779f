"""What the rubric phase gave. Instance-level rubrics stay in the store: those of a long run would fill memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from touchstone.domain.engine import Failure
from touchstone.domain.rubric import Rubric

_KEPT = 64
"""Rubrics that are kept: all responses to a prompt ask for its own one after the other."""


@dataclass(slots=True)
class Generated:
    """The rubrics that were generated: the dataset-level one, and instance-level ones by sample id.

    `special` holds the ids that `find` gives the rubrics for. `covered` are the samples for which the generator had
    nothing to add to the dataset-level rubric.
    """

    find: Callable[[str], Rubric]
    common: Rubric | Failure | None = None
    special: dict[str, str | Failure] = field(default_factory=dict)
    covered: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.find = lru_cache(_KEPT)(self.find)

    def special_of(self, sample_id: str) -> Rubric | Failure | None:
        """The sample's own rubric, or why it has none."""
        found = self.special.get(sample_id)
        return self.find(found) if isinstance(found, str) else found

    @property
    def made(self) -> int:
        """How many different rubrics there are."""
        special = {each for each in self.special.values() if isinstance(each, str)}
        return len(special) + isinstance(self.common, Rubric)

    @property
    def failures(self) -> list[tuple[str, str]]:
        """(sample id, or "dataset-level"; reason) of those that failed."""
        named = [("dataset-level", self.common), *self.special.items()]
        return [(name, each.reason) for name, each in named if isinstance(each, Failure)]
