"""Intervals from resampled groups: rows of one prompt are not independent and stay together.

The cluster bootstrap (Field and Welsh, "Bootstrapping clustered data", JRSS B 69, 2007) with percentiles that are
widened as Student's t is for few groups (Hesterberg, "What Teachers Should Know About the Bootstrap", The American
Statistician 69, 2015). Groups of uneven size count as fewer (Kish's effective number, as in Carter, Schnepel and
Steigerwald, "Asymptotic Behavior of a t-Test Robust to Cluster Heterogeneity", Review of Economics and Statistics 99,
2017).
"""

import numpy as np
from scipy import special

from touchstone.evaluation.statistics.basics import Codes, Numbers
from touchstone.evaluation.statistics.measures import Counts

RESAMPLES = 1000
LEVEL = 0.95
FEW_GROUPS = 20
"""With fewer groups than this an interval is a rough guide."""


def draw(groups: int, seed: int) -> Counts:
    """How often each group is in each resample, (RESAMPLES, groups): as many draws as groups, with replacement."""
    random = np.random.default_rng(seed)
    counts = np.zeros((RESAMPLES, groups), dtype=np.int32)
    for times in counts if groups else ():
        times[:] = np.bincount(random.integers(0, groups, groups), minlength=groups)
    return counts


def interval(resampled: Numbers, sizes: Codes) -> tuple[float, float]:
    """The 95 % interval of a figure from its values in the resamples; `sizes`: how many items each group has.

    Its percentiles are those of the normal distribution at -z and z, with z = sqrt(G / (G - 1)) t(G - 1): plain ones
    are too close together by as much as the bootstrap's variance and the normal distribution are too small. G is how
    many groups of one size tell as much as these do, (sum of sizes) squared over the sum of squared sizes.
    """
    groups = float(sizes.sum()) ** 2 / float((sizes**2).sum())
    z = np.sqrt(groups / (groups - 1)) * special.stdtrit(groups - 1, (1 + LEVEL) / 2)
    low, high = np.quantile(resampled, special.ndtr(np.array([-z, z])))
    return float(low), float(high)
