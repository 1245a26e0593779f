import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from touchstone.evaluation.statistics.basics import Undefined
from touchstone.evaluation.statistics.means import grouped_mean, holm, noncentrality


def test_a_mean_of_four_groups_worked_by_hand() -> None:
    """Group sums 0.3, 0.1, 0.4, 0.0 of sizes 2, 1, 2, 1: mean 0.8 / 6, residuals 1/30, -1/30, 4/30, -4/30."""
    values = np.array([0.1, 0.2, 0.1, 0.3, 0.1, 0.0])
    found = grouped_mean(values, ["a", "a", "b", "c", "c", "d"], seed=0)
    assert found.value == pytest.approx(0.8 / 6)
    error = math.sqrt(4 / 3 * (1 + 1 + 16 + 16) / 900) / 6
    # Interval and detectable mean are both in units of this standard error, the latter the farther away.
    reach = (found.high - found.value) / error
    assert reach == pytest.approx((found.value - found.low) / error)
    assert reach > stats.t.ppf(0.975, 3) / 2
    assert found.detectable > reach * error


def test_many_equal_groups_give_students_interval_and_p() -> None:
    values = np.random.default_rng(0).normal(0.05, 0.3, 400)
    found = grouped_mean(values, [str(n) for n in range(400)], seed=1)
    exact = stats.ttest_1samp(values, 0.0)
    low, high = exact.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.1 * (high - low))
    assert found.p == pytest.approx(exact.pvalue, abs=0.02)


def test_rows_of_one_group_count_once() -> None:
    """Five times the same rows in the same groups are no more evidence."""
    values = np.random.default_rng(2).normal(0.1, 0.3, 30)
    names = [str(n) for n in range(30)]
    once, often = grouped_mean(values, names, 0), grouped_mean(np.tile(values, 5), names * 5, 0)
    assert (often.low, often.high, often.p) == pytest.approx((once.low, once.high, once.p))


@given(st.lists(st.tuples(st.floats(-1, 1), st.integers(0, 8)), min_size=2, max_size=30))
def test_the_interval_holds_zero_exactly_when_p_says_so(rows: list[tuple[float, int]]) -> None:
    values, groups = np.array([value for value, _ in rows]), [str(group) for _, group in rows]
    if len(set(groups)) < 2:
        with pytest.raises(Undefined, match="fewer than two groups"):
            grouped_mean(values, groups, 0)
        return
    found = grouped_mean(values, groups, 0)
    assert found.low <= found.value <= found.high
    assert 0 < found.p <= 1
    touches = min(abs(found.low), abs(found.high)) < 1e-9 * (found.high - found.low)
    if found.detectable > 0 and abs(found.p - 0.05) > 0.001 and not touches:
        assert (found.low <= 0 <= found.high) == (found.p > 0.05)


def test_nearly_no_spread_in_most_resamples_has_a_detectable_mean() -> None:
    """Resamples whose groups all but agree are millions of their own errors away from the mean."""
    found = grouped_mean(np.array([0.5, 0.5 + 2e-7, 0.5, 0.9]), ["0", "1", "2", "3"], 0)
    again = grouped_mean(np.array([0.5, 0.5 + 2e-3, 0.5, 0.9]), ["0", "1", "2", "3"], 0)
    assert found.detectable > again.detectable > 0
    assert np.isfinite(found.detectable)


@pytest.mark.parametrize("degrees", [1, 2, 5, 30])
def test_the_detectable_mean_has_no_step_where_it_is_computed_in_another_way(degrees: int) -> None:
    near, far = noncentrality(degrees, 999.0), noncentrality(degrees, 1001.0)
    assert far / near == pytest.approx(1001 / 999, rel=1e-3)


def test_groups_that_all_say_the_same_leave_the_sign_test() -> None:
    same = grouped_mean(np.full(6, 0.25), [str(n) for n in range(6)], 0)
    assert (same.value, same.low, same.high, same.p) == (0.25, 0.25, 0.25, 2**-5)
    assert grouped_mean(np.zeros(6), [str(n) for n in range(6)], 0).p == 1.0


def test_holm_worked_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.6]) == [1.0, 1.0]
    assert holm([]) == []


def test_a_lopsided_result_is_told_though_many_resamples_have_no_losses() -> None:
    found = grouped_mean(np.array([1.0] * 34 + [-1.0] * 2), [str(n) for n in range(36)], 0)
    assert found.p < 0.01
    assert 0.7 < found.low < found.value < found.high <= 1.01
