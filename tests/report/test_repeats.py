import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.report.repeats import SAME, SHARED, repeats

COLUMN = st.dictionaries(st.integers(0, 30), st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=1)


@given(COLUMN, COLUMN)
def test_a_repetition_is_a_correlation_over_the_responses_in_common(
    first: dict[int, float], second: dict[int, float]
) -> None:
    both = sorted(first.keys() & second.keys())
    one, two = np.array([first[place] for place in both]), np.array([second[place] for place in both])
    enough = len(both) >= SHARED and np.ptp(one) > 0 and np.ptp(two) > 0
    expected = float(np.corrcoef(one, two)[0, 1]) if enough else 0.0
    found = list(repeats({"one": list(first.items()), "two": list(second.items())}, ()))
    if abs(expected - SAME) < 1e-9:
        return
    assert bool(found) == (expected > SAME)
    for criterion, other, correlation, shared in found:
        assert (criterion, other, shared) == ("two", "one", len(both))
        assert correlation == pytest.approx(expected)


def column(*, flip: bool = False) -> list[tuple[int, float]]:
    return [(place, float((place % 3 == 0) != flip)) for place in range(12)]


def test_the_later_one_repeats_the_earlier_and_is_named_once() -> None:
    found = list(repeats({"a": column(), "b": column(), "c": column(), "d": column(flip=True)}, ()))
    assert [each[:2] for each in found] == [("b", "a"), ("c", "a")]


def test_a_guard_is_never_the_one_that_repeats() -> None:
    assert [each[:2] for each in repeats({"a": column(), "b": column()}, {"b"})] == [("a", "b")]
    assert not list(repeats({"a": column(), "b": column()}, {"a", "b"}))
