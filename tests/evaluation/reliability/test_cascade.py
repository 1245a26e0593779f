"""The curve of a cascade against what follows by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.evaluation.reliability.cascade import CascadePoint, curve, shares_of


def points(
    first: list[bool], second: list[bool | None], added: list[int], decisions: int | None = None
) -> tuple[CascadePoint, ...]:
    """Every decision is labelled, and they stand in the order of escalation."""
    return curve(
        ranks=np.arange(len(first)),
        first=np.array(first, dtype=np.float64),
        second=np.array([np.nan if each is None else float(each) for each in second]),
        groups=[f"g{place // 2}" for place in range(len(first))],
        added=np.array(added, dtype=np.int64),
        decisions=decisions or len(first),
        base_cost=(100, 2.0),
        second_seconds=10.0,
    )


def test_each_point_takes_the_second_judge_for_the_least_reliable_and_the_first_for_the_rest() -> None:
    first = [False] * 5 + [True] * 15
    second = [True] * 19 + [False]
    curve = points(first, second, [10] * 20)
    assert [point.share for point in curve] == pytest.approx([place / 10 for place in range(11)])
    assert [point.accuracy.value for point in curve[:4]] == pytest.approx([0.75, 0.85, 0.95, 1.0])
    assert curve[-1].accuracy.value == pytest.approx(0.95)
    chance = [point.random.value if point.random else None for point in curve]
    assert chance == pytest.approx([0.75 + 0.02 * place for place in range(11)])
    assert [point.tokens for point in curve] == [100 + 20 * place for place in range(11)]
    assert [point.seconds for point in curve] == pytest.approx([2 + place for place in range(11)])
    low, high = curve[2].accuracy.low, curve[2].accuracy.high
    assert low is not None
    assert high is not None
    assert low < 0.95 < high or high == pytest.approx(1.0)


def test_a_curve_ends_where_the_escalation_did_and_has_no_random_one_beside_it() -> None:
    curve = points([False, True, False, True] * 5, [True] * 5 + [None] * 15, [7, 1, 1, 1, 1])
    assert [point.escalated for point in curve] == [0, 2, 4, 5]
    assert all(point.random is None for point in curve)
    assert [point.tokens for point in curve] == [100, 108, 110, 111]


@given(st.integers(1, 300), st.integers(0, 300))
def test_a_curve_begins_at_none_and_ends_at_all_that_was_escalated(decisions: int, escalated: int) -> None:
    escalated = min(decisions, escalated)
    found = shares_of(decisions, escalated)
    assert found[0] == 0
    assert found[-1] == escalated
    assert found == sorted(set(found))
    assert len(found) <= 12
