"""A threshold above which people agree with at least a given share of verdicts, with 95 % confidence.

Fixed-sequence testing (Bauer, "Multiple testing in clinical trials", Statistics in Medicine 10, 1991; for judges:
Jung, Brahman and Choi, "Trust or Escalate", arXiv 2407.18370; Angelopoulos et al., "Learn then Test", arXiv
2110.01052): the surest 5 % of verdicts are tested first, then the surest 10 %, ..., each at the full level, until a
test fails. To pass a share whose true agreement is too low, the first such share has to be passed, which happens with
at most the level's probability, however many shares there are. Which share is the first to be tested depends on how
many verdicts it holds, not on their labels.

The test. Rows of one group (prompt) are not independent; groups are. Take as given how many verdicts n of each
group lie above the threshold, in which no label has a part; M is the largest n. Of a group r are right, and Z = r -
X n. For a bet u in 0..1 the factor 1 + u Z / (X M) is never negative. The product of independent groups' factors
has the product of their means as its mean, which is at most the power of the mean of those (the geometric mean is
never above the arithmetic one), and so at most 1 where people agree with X of these verdicts or less, whatever the
rows of a group have in common and however groups differ. So has the mean of such products over several bets, and by
Markov's inequality it reaches 1 / 0.05 = 20 with a probability of at most 5 % (testing by betting: Waudby-Smith and
Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86, 2024). Where no group has two verdicts
above the threshold the exact binomial test needs fewer labels and is taken; it holds for unequal probabilities too
(Hoeffding, Annals of Mathematical Statistics 27, 1956). That new prompts are like the labelled ones (exchangeable
groups) carries this over to them.

The order of verdicts must not be fitted on the labels that are tested, which would be right more often above the
threshold than others are. -H alone is an order without labels. Where weights are fitted (lambda), each decision is
ranked by weights fitted without its own group, so that its label has no part in which side of a threshold it is on.
What is left is small (the deployed weights are those of all labels, and a fold's labels act on the ranks of the
others): `scripts/simulate_guarantee.py` measures how often the guarantee fails in the end.
"""

from collections.abc import Sequence
from math import ceil, log

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from touchstone.domain.calibration import Guarantee
from touchstone.errors import InputError
from touchstone.evaluation.reliability.ranking import SHARES
from touchstone.evaluation.statistics.basics import Codes, Numbers

LEVEL = 0.05
"""The probability with which a threshold may be wrong."""
_BETS = np.arange(1, 21) / 20
_HOPED = 0.5
"""The first share that is tested would pass if its agreement were half way from what is asked for to 1."""


def guarantee(right: Sequence[bool], sureness: Numbers, groups: Sequence[str], agreement: float) -> Guarantee:
    """The lowest threshold of `sureness` at or above which agreement is at least `agreement` (0..1, both excluded).

    `sureness`: each decision's rank by a fit that the decision's own group had no part in. Raises InputError for an
    agreement that is none.
    """
    if not 0 < agreement < 1:
        raise InputError(f"an agreement of {agreement:g} cannot be asked for", "give one between 0 and 1")
    rights = np.array(right, dtype=np.float64)
    codes: Codes = np.unique(np.array(groups, dtype=object), return_inverse=True)[1]
    count = int(codes.max()) + 1
    found = Guarantee(
        agreement=agreement, confidence=1 - LEVEL, needed=groups_needed(agreement), groups=count
    )
    thresholds = np.unique(np.quantile(sureness, [1 - share for share in SHARES], method="higher"))[::-1]
    tested = [_Share(rights, sureness >= threshold, codes, count) for threshold in thresholds]
    for number in range(_first(tested, agreement), len(tested)):
        share = tested[number]
        if share.p_value(share.agreed, agreement) > LEVEL:
            break
        found = found.model_copy(
            update={
                "threshold": float(thresholds[number]),
                "coverage": float(share.above.sum() / len(rights)),
                "kept": int(share.above.sum()),
                "accuracy": float(share.agreed.sum() / share.above.sum()),
            }
        )
    return found


class _Share:
    """The surest verdicts: of each group how many there are, and how many of them are right."""

    def __init__(self, rights: Numbers, kept: NDArray[np.bool_], codes: Codes, groups: int) -> None:
        self.above = np.bincount(codes[kept], minlength=groups).astype(np.float64)
        self.agreed = np.bincount(codes[kept], rights[kept], groups).astype(np.float64)

    def p_value(self, agreed: Numbers, agreement: float) -> float:
        """How improbable (at most) that so many are right if people agreed with `agreement` of them or less."""
        largest = float(self.above.max())
        if largest <= 1:
            return float(stats.binom.sf(np.ceil(agreed.sum() - 1e-9) - 1, int(self.above.sum()), agreement))
        lean = (agreed - agreement * self.above) / (agreement * largest)
        return float(min(1.0, 1 / max(_wealth(lean[self.above > 0]), 1e-300)))


def _first(tested: Sequence[_Share], agreement: float) -> int:
    """The number of the share to begin with: smaller ones would hardly pass. Labels have no part in it."""
    for hoped in (agreement + _HOPED * (1 - agreement), 1.0):
        for number, share in enumerate(tested):
            if share.p_value(hoped * share.above, agreement) <= LEVEL:
                return number
    return len(tested)


def groups_needed(agreement: float) -> int:
    """The least number of groups with a label above the threshold that could show it: all right, one each."""
    return ceil(log(LEVEL) / log(agreement) - 1e-9)


def _wealth(lean: Numbers) -> float:
    """The mean over bets of the product of 1 + bet * lean over groups; what is beyond 1e299 counts as that."""
    with np.errstate(divide="ignore"):
        logs = np.log1p(np.outer(_BETS, lean)).sum(axis=1)
    return float(np.exp(np.minimum(logs, 690.0)).mean())
