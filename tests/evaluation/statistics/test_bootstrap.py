import numpy as np
import pytest
from scipy import stats

from touchstone.evaluation.statistics.bootstrap import RESAMPLES, draw, interval


def test_as_many_groups_as_there_are_are_drawn() -> None:
    counts = draw(7, 0)
    assert counts.shape == (RESAMPLES, 7)
    assert (counts.sum(axis=1) == 7).all()
    assert counts.mean(axis=0) == pytest.approx(np.ones(7), abs=0.15)


def test_the_seed_fixes_what_is_drawn() -> None:
    assert (draw(20, 0) == draw(20, 0)).all()
    assert (draw(20, 0) != draw(20, 1)).any()


def test_by_hand_of_many_groups_the_interval_is_that_of_the_percentiles() -> None:
    low, high = interval(np.linspace(0, 1, 1001), np.full(1_000_000, 3))
    assert (low, high) == (pytest.approx(0.025, abs=1e-6), pytest.approx(0.975, abs=1e-6))


def test_by_hand_few_groups_have_a_wider_interval() -> None:
    """Five groups: root(5/4) times Student's 2.776 is 3.104; 0.000954 of the normal distribution is below -3.104."""
    low, high = interval(np.linspace(0, 1, 1001), np.full(5, 7))
    assert (low, high) == (pytest.approx(0.000954, abs=1e-5), pytest.approx(1 - 0.000954, abs=1e-5))


def test_by_hand_groups_of_uneven_size_count_as_fewer() -> None:
    """Sizes 1, 1, 1, 1, 6: 10 squared over 40 is 2.5 groups."""
    uneven = interval(np.linspace(0, 1, 1001), np.array([1, 1, 1, 1, 6]))
    z = (2.5 / 1.5) ** 0.5 * stats.t.ppf(0.975, 1.5)
    assert uneven == (pytest.approx(stats.norm.cdf(-z), abs=1e-9), pytest.approx(stats.norm.cdf(z), abs=1e-9))


def test_of_many_single_rows_it_is_scipys_interval() -> None:
    """SciPy's percentile interval of a skewed mean; the same up to the draws and the small widening of 400 groups."""
    values = np.random.default_rng(3).exponential(size=400)
    low, high = interval(draw(400, 0) @ values / 400, np.ones(400, dtype=np.int64))
    known = stats.bootstrap(
        (values,), np.mean, n_resamples=20_000, method="percentile", random_state=0
    ).confidence_interval
    near = 0.05 * (known.high - known.low)
    assert (low, high) == (pytest.approx(known.low, abs=near), pytest.approx(known.high, abs=near))
