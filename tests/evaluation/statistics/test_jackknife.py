import numpy as np
import pytest
from scipy import stats

from touchstone.evaluation.audit.association import partial, pearson, ratio
from touchstone.evaluation.statistics.basics import Undefined
from touchstone.evaluation.statistics.jackknife import mean


def test_the_mean_of_single_items_has_students_interval_and_p() -> None:
    values = np.random.default_rng(0).normal(0.3, 1, 25)
    found = mean(values, np.arange(25))
    known = stats.ttest_1samp(values, 0)
    interval = known.confidence_interval()
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.p() == pytest.approx(known.pvalue)
    assert found.p_above(0.0) == pytest.approx(stats.ttest_1samp(values, 0, alternative="greater").pvalue)


def test_correlations_are_those_of_scipy_and_of_residuals() -> None:
    random = np.random.default_rng(1)
    z = random.normal(size=60)
    x, y = z + random.normal(size=60), z - 0.5 * random.normal(size=60)
    codes = np.repeat(np.arange(20), 3)
    assert pearson(x, y, codes).value == pytest.approx(stats.pearsonr(x, y).statistic)
    left = [each - np.polyval(np.polyfit(z, each, 1), z) for each in (x, y)]
    assert partial(x, y, z, codes).value == pytest.approx(stats.pearsonr(*left).statistic)


def test_the_correlation_ratio_is_the_root_of_explained_variance() -> None:
    values, classes = np.array([1.0, 2, 3, 4, 10, 11]), np.array([0, 0, 1, 1, 2, 2])
    member = np.eye(3)[classes]
    between = sum(2 * (values[classes == c].mean() - values.mean()) ** 2 for c in range(3))
    found = ratio(values, member, np.arange(6))
    assert found.value == pytest.approx(np.sqrt(between / ((values - values.mean()) ** 2).sum()))


def test_intervals_hold_the_truth_where_rows_of_a_group_are_alike() -> None:
    held = 0
    for seed in range(300):
        random = np.random.default_rng(seed)
        group = np.repeat(random.normal(size=(2, 30)), 4, axis=1)
        own = random.normal(size=(2, 120))
        x, y = group[0] + own[0], group[1] + own[1] + 0.5 * (group[0] + own[0])
        found = pearson(x, y, np.repeat(np.arange(30), 4))
        held += found.low <= 1 / np.sqrt(5) <= found.high
    assert held >= 277  # of 300 at 95 %: fewer in one of 100 such tests


def test_what_has_no_value_says_why() -> None:
    with pytest.raises(Undefined, match="fewer than two groups"):
        mean(np.ones(3), np.zeros(3, dtype=np.int64))
    with pytest.raises(Undefined, match="does not vary"):
        pearson(np.ones(4), np.arange(4.0), np.arange(4))
    with pytest.raises(Undefined, match="hangs on a single group"):
        pearson(np.array([0.0, 0, 0, 1]), np.arange(4.0), np.arange(4))
    assert mean(np.ones(5), np.arange(5)).p(1.0) == 1.0
    assert mean(np.ones(5), np.arange(5)).p(0.0) == pytest.approx(2**-4)
