"""What an audit starts from: the verdicts on criteria beside what the responses look like and what people said."""

import math
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchstone.domain.rubric import Criterion
from touchstone.evaluation.statistics.basics import Codes, Numbers

_FORMATTING = re.compile(
    r"^\s*(?:[-*•+]|\d+[.)])\s|^\s*#{1,6}\s|\*\*[^*\n]+\*\*|__[^_\n]+__|```|`[^`\n]+`|^\s*\|.*\|\s*$",
    re.MULTILINE,
)


@dataclass(frozen=True, eq=False)
class Material:
    """n responses, in groups (prompts), and the verdicts of k criteria on them. NaN stands for what is not there.

    `numbers`: what each criterion is called in its rubric (from 1); `rubrics`: the ids of those. `credit` (n, k):
    what the verdict gives the response, 0..1: the score, or 1 less it where the weight is negative. `scores` (n,):
    the response's score, `without` (n, k): the same without the criterion. `lengths` (n,): log of words,
    `formatting` (n,): log of one more than its marks. `quality` (n,): what people said of the response as a whole,
    0..1; `own` (n, k): of this very criterion, as credit. `pairs` (m, 2): responses by number, the preferred first.
    """

    criteria: tuple[Criterion, ...]
    rubrics: tuple[str, ...]
    numbers: tuple[int, ...]
    groups: tuple[str, ...]
    systems: tuple[str | None, ...]
    lengths: Numbers
    formatting: Numbers
    credit: Numbers
    scores: Numbers
    without: Numbers
    quality: Numbers
    own: Numbers
    pairs: Codes

    @property
    def codes(self) -> Codes:
        """The number of each response's group."""
        return np.unique(np.array(self.groups, dtype=object), return_inverse=True)[1].astype(np.int64)

    @property
    def labelled(self) -> int:
        """How many of the responses people said anything of."""
        return int((there(self.quality) | there(self.own).any(axis=1)).sum())


def there(values: Numbers) -> NDArray[np.bool_]:
    """Which values there are."""
    return ~np.isnan(values)


def log_words(text: str) -> float:
    """The natural logarithm of the number of words, of one at least."""
    return math.log(max(1, len(text.split())))


def log_marks(text: str) -> float:
    """The natural logarithm of one more than its list items, headings, table rows and bold or code passages."""
    return math.log1p(len(_FORMATTING.findall(text)))
