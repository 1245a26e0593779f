"""Thresholds with a guarantee: the tests by hand, and how often they fail where the truth is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scripts.simulate_guarantee import MOST, Setting, held
from touchstone.errors import InputError
from touchstone.evaluation.reliability.threshold import groups_needed, guarantee


def test_the_least_number_of_labels_by_hand() -> None:
    # 0.9 ** 28 = 0.052, 0.9 ** 29 = 0.047.
    assert [groups_needed(each) for each in (0.5, 0.8, 0.9, 0.95, 0.99)] == [5, 14, 29, 59, 299]


@pytest.mark.parametrize(("count", "found"), [(28, False), (29, True)])
def test_agreement_with_every_verdict_shows_it_from_the_least_number_on(count: int, found: bool) -> None:
    made = guarantee([True] * count, np.zeros(count), [str(place) for place in range(count)], 0.9)
    assert (made.threshold is not None) is found
    assert (made.needed, made.groups) == (29, count)
    if found:
        assert (made.coverage, made.kept, made.accuracy) == (1.0, 29, 1.0)


def test_the_exact_binomial_decides_where_groups_have_one_verdict() -> None:
    for wrong in range(12):
        right = [False] * wrong + [True] * (100 - wrong)
        made = guarantee(right, np.zeros(100), [str(place) for place in range(100)], 0.9)
        assert (made.threshold is not None) is bool(stats.binom.sf(99 - wrong, 100, 0.9) <= 0.05)


def test_rows_of_one_group_are_not_taken_for_many() -> None:
    right, sureness = [True] * 300, np.zeros(300)
    alone = guarantee(right, sureness, [str(place) for place in range(300)], 0.95)
    together = guarantee(right, sureness, [str(place // 30) for place in range(300)], 0.95)
    assert alone.threshold is not None
    assert together.threshold is None
    assert together.groups == 10 < together.needed


def test_betting_by_hand() -> None:
    # Three rows in each of n groups, all right: 1 + u (1 - 0.8) / 0.8 for each, the mean over u = 0.05, 0.1, ..., 1.
    def wealth(count: int) -> float:
        return float(np.mean([(1 + u / 20 * 0.25) ** count for u in range(1, 21)]))

    least = next(count for count in range(1, 100) if wealth(count) >= 20)
    assert least == 20
    for count in (least - 1, least):
        groups = [str(place // 3) for place in range(3 * count)]
        made = guarantee([True] * (3 * count), np.zeros(3 * count), groups, 0.8)
        assert (made.threshold is not None) is (count == least)


def test_the_sure_half_is_kept_where_the_other_half_is_a_coin() -> None:
    random = np.random.default_rng(0)
    sureness = np.linspace(1, 0, 400)
    right = [bool(random.random() < (0.98 if sure > 0.5 else 0.5)) for sure in sureness]
    made = guarantee(right, sureness, [str(place) for place in range(400)], 0.9)
    assert made.threshold is not None
    assert 0.35 <= made.coverage <= 0.6
    assert made.accuracy is not None
    assert made.accuracy > 0.9
    assert guarantee(right, -sureness, [str(place) for place in range(400)], 0.9).threshold is None


def test_a_guarantee_of_everything_is_refused() -> None:
    for asked in (0.0, 1.0, 1.5, float("nan")):
        with pytest.raises(InputError, match="cannot be asked for"):
            guarantee([True], np.zeros(1), ["a"], asked)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(0, 20)), min_size=1, max_size=80),
    st.floats(0.05, 0.95),
)
def test_what_is_kept_is_what_is_at_or_above_the_threshold(
    rows: list[tuple[bool, int, int]], agreement: float
) -> None:
    right, sureness = [row[0] for row in rows], np.array([float(row[1]) for row in rows])
    made = guarantee(right, sureness, [str(row[2]) for row in rows], agreement)
    kept = [
        each
        for each, sure in zip(right, sureness, strict=True)
        if made.threshold is not None and sure >= made.threshold
    ]
    assert made.kept == len(kept)
    if kept:
        assert made.accuracy == pytest.approx(np.mean(kept))
        assert np.mean(kept) > agreement


@pytest.mark.parametrize("uneven", [False, True])
def test_the_guarantee_fails_no_more_often_than_it_may(uneven: bool) -> None:
    setting = Setting("drawn", 120, uneven=uneven, alike=float(uneven))
    # 40 draws are off by more than the script's 1,000 are.
    for each in held(setting, 40, 5):
        assert each.failed <= MOST + 0.1
        assert each.agreement is None or each.agreement > each.asked - 0.05
