"""Criteria that tell nothing apart, and criteria that repeat each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from touchstone.evaluation.audit.association import MIN_GROUPS, pearson
from touchstone.evaluation.audit.material import Material, there
from touchstone.evaluation.statistics.basics import Undefined
from touchstone.evaluation.statistics.jackknife import Estimate

REPEATS = 0.8
"""From a correlation above this on, two criteria ask the same of these responses: they share two thirds of what
varies in them."""

ENOUGH_GROUPS = 20
"""So many prompts are needed before "always" and "never" are said."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A criterion (`about`, from 0) that credits every response, or none. `differing`: the share of prompts in which
    it could still come out otherwise, with 95 % confidence: 1 - 0.05^(1/groups)."""

    about: int
    always: bool
    n: int
    groups: int

    @property
    def differing(self) -> float:
        """The upper bound of the share of prompts on which it would differ."""
        return 1 - float(0.05 ** (1 / self.groups))


@dataclass(frozen=True, slots=True)
class Repetition:
    """How the verdicts of two criteria go together. `p`: of their true correlation being no more than REPEATS."""

    pair: tuple[int, int]
    estimate: Estimate
    p: float


def constants(material: Material) -> Iterator[Constant]:
    """The criteria whose verdicts are all on the same side of one half, over enough prompts to say so."""
    for about in range(len(material.criteria)):
        rows = np.flatnonzero(there(material.credit[:, about]))
        values = material.credit[rows, about]
        groups = len({material.groups[row] for row in rows})
        if groups >= ENOUGH_GROUPS and ((values >= 0.5).all() or (values < 0.5).all()):
            yield Constant(about, bool(values[0] >= 0.5), len(values), groups)


def repetitions(material: Material) -> Iterator[Repetition]:
    """Every two criteria that judged the same responses of enough prompts, and vary on them."""
    codes = material.codes
    for one, other in combinations(range(len(material.criteria)), 2):
        a, b = material.credit[:, one], material.credit[:, other]
        rows = np.flatnonzero(there(a) & there(b))
        if len({material.groups[row] for row in rows}) < MIN_GROUPS:
            continue
        try:
            found = pearson(a[rows], b[rows], codes[rows])
        except Undefined:
            continue
        yield Repetition((one, other), found, found.p_above(float(np.arctanh(REPEATS))))
