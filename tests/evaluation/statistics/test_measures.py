from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import accuracy_score, cohen_kappa_score, mean_absolute_error

from touchstone.evaluation.statistics import measures
from touchstone.evaluation.statistics.basics import Numbers
from touchstone.evaluation.statistics.measures import Difference, Measure

PAIRS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40)
CLOSE = {"rel": 1e-9, "abs": 1e-9}


def value(measure: Measure, times: list[int] | None = None) -> float:
    """The measure of items that count so often each; all once by default."""
    count = len(times or range(len(measure.columns)))  # type: ignore[attr-defined]
    weights = np.array([times or [1] * count], dtype=np.int32)
    return float(measure.over(np.arange(count), weights)[0])


@given(PAIRS)
def test_accuracy_and_kappa_are_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    labels, judged = (np.array(each, dtype=np.int64) for each in zip(*pairs, strict=True))
    assert value(measures.accuracy(labels, judged)) == pytest.approx(accuracy_score(labels, judged), **CLOSE)
    found = value(measures.kappa(labels, judged, 3))
    if np.isnan(found):
        assert len(set(labels.tolist()) | set(judged.tolist())) == 1
        return
    assert found == pytest.approx(cohen_kappa_score(labels, judged, labels=[0, 1, 2]), **CLOSE)


NUMBERS = st.lists(
    st.tuples(st.floats(-1e3, 1e3), st.floats(0, 1), st.integers(0, 3)), min_size=3, max_size=30
)


@given(NUMBERS)
def test_pearson_and_absolute_error_are_those_of_scipy_and_scikit_learn_in_every_resample(
    rows: list[tuple[float, float, int]],
) -> None:
    x, y = np.array([round(a, 2) for a, _, _ in rows]), np.array([round(b, 2) for _, b, _ in rows])
    times = [n for *_, n in rows]
    taken = np.repeat(np.arange(len(rows)), times)
    if len(taken):
        assert value(measures.mean_absolute_error(x, y), times) == pytest.approx(
            mean_absolute_error(x[taken], y[taken]), **CLOSE
        )
    found = value(measures.pearson(x, y), times)
    if len(taken) < 2 or np.ptp(x[taken]) == 0 or np.ptp(y[taken]) == 0:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(stats.pearsonr(x[taken], y[taken]).statistic, **CLOSE)


def test_kappa_by_hand() -> None:
    """Four of six agree; both say A in half of the cases, so that chance gives one half: (4/6 - 1/2) / (1/2)."""
    labels, judged = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 1, 0])
    assert value(measures.kappa(labels, judged, 2)) == pytest.approx(1 / 3)
    assert value(measures.expected_agreement(labels, judged, 2)) == pytest.approx(1 / 2)
    # The first item three times: six of eight agree, both say A five times of eight.
    assert value(measures.kappa(labels, judged, 2), [3, 1, 1, 1, 1, 1]) == pytest.approx(
        (6 / 8 - 34 / 64) / (1 - 34 / 64)
    )


def test_pearson_by_hand() -> None:
    """Deviations -4/3, -1/3, 5/3 and -1/10, 1/10, 0: 1/10 over the root of 42/9 times 2/100."""
    x, y = np.array([1.0, 2.0, 4.0]), np.array([0.1, 0.3, 0.2])
    assert value(measures.pearson(x, y)) == pytest.approx(0.1 / (42 / 9 * 0.02) ** 0.5)


def test_pearson_of_large_numbers_keeps_its_digits() -> None:
    x, y = np.array([1e9, 1e9 + 1, 1e9 + 2, 1e9 + 4]), np.array([0.1, 0.4, 0.2, 0.7])
    assert value(measures.pearson(x, y)) == pytest.approx(stats.pearsonr(x - 1e9, y).statistic)


@pytest.mark.parametrize(
    "make", [measures.pearson, lambda x, y: Difference(measures.pearson(x, y), measures.mean(x))]
)
def test_correlations_of_what_does_not_vary_are_undefined_not_zero(
    make: Callable[[Numbers, Numbers], Measure],
) -> None:
    one, varied = np.ones(3), np.arange(3.0)
    for labels, judged, reason in (
        (one, varied, "all labels are equal"),
        (varied, one, "all judged values are equal"),
        (one[:1], one[:1], "fewer than two to compare"),
    ):
        measure = make(labels, judged)
        weights = np.ones((1, len(labels)), dtype=np.int32)
        assert np.isnan(measure.over(np.arange(len(labels)), weights)).all()
        assert measure.reason == reason


def test_a_difference_is_of_the_same_items() -> None:
    one, other = measures.mean(np.array([1.0, 0.0, 1.0])), measures.mean(np.array([0.0, 0.0, 1.0]))
    weights = np.array([[1, 1, 1], [0, 2, 1], [3, 0, 0]], dtype=np.int32)
    assert Difference(one, other).over(np.arange(3), weights).tolist() == pytest.approx([1 / 3, 0.0, 1.0])
