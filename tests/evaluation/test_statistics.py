import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from touchstone.evaluation.bootstrap import interval
from touchstone.evaluation.statistics import Undefined, accuracy, kappa, kendall, mean, spearman

CODES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40)


@given(CODES)
def test_kappa_is_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    labels, judged = (np.array(each, dtype=np.int64) for each in zip(*pairs, strict=True))
    try:
        value = kappa(labels, judged, 3)
    except Undefined:
        assert len(set(labels.tolist()) | set(judged.tolist())) == 1
        return
    assert value == pytest.approx(cohen_kappa_score(labels, judged, labels=[0, 1, 2]))


@pytest.mark.parametrize("statistic", [spearman, kendall])
def test_correlations_of_what_does_not_vary_are_undefined_not_zero(statistic: object) -> None:
    one, varied = np.ones(3), np.arange(3.0)
    for labels, judged, reason in (
        (one, varied, "all labels are equal"),
        (varied, one, "all judged values are equal"),
        (one[:1], one[:1], "fewer than two to compare"),
    ):
        with pytest.raises(Undefined, match=reason):
            statistic(labels, judged)  # type: ignore[operator]


def test_nothing_to_compare_is_undefined() -> None:
    none = np.array([], dtype=np.int64)
    with pytest.raises(Undefined, match="nothing to compare"):
        accuracy(none, none)
    with pytest.raises(Undefined, match="nothing to compare"):
        kappa(none, none, 2)
    with pytest.raises(Undefined, match="nothing to compare"):
        mean(np.array([]))


def test_groups_stay_together() -> None:
    """Ten rows that agree fully within their group tell no more than the two groups do."""
    values = np.array([0.0] * 5 + [1.0] * 5)
    assert interval(["a"] * 5 + ["b"] * 5, lambda rows: mean(values[rows]), 0) == (0.0, 1.0)
    low, high = interval([str(n) for n in range(10)], lambda rows: mean(values[rows]), 0)
    assert 0.0 < low < 0.5 < high < 1.0


def test_a_resample_holds_each_drawn_group_whole() -> None:
    groups = ["a", "b", "a", "c", "b", "a"]
    seen: list[list[int]] = []

    def keep(rows: np.ndarray) -> float:
        seen.append(rows.tolist())
        return 0.0

    interval(groups, keep, 3)
    for rows in seen:
        counts = {row: rows.count(row) for row in range(6)}
        assert counts[0] == counts[2] == counts[5]
        assert counts[1] == counts[4]
        assert counts[0] + counts[1] + counts[3] == 3


def test_the_interval_covers_a_known_mean_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(1)
    covered = 0
    for trial in range(60):
        values = random.random(40)
        low, high = interval([str(n) for n in range(40)], lambda rows, v=values: mean(v[rows]), trial)  # type: ignore[misc]
        covered += low <= 0.5 <= high
    assert covered >= 51


def test_the_seed_fixes_the_interval() -> None:
    values = np.random.default_rng(0).random(20)
    groups = [str(n) for n in range(20)]
    first, again, other = (interval(groups, lambda rows: mean(values[rows]), seed) for seed in (0, 0, 1))
    assert first == again != other


def test_one_group_and_rare_values_have_no_interval() -> None:
    with pytest.raises(Undefined, match="fewer than two groups"):
        interval(["a", "a"], lambda _: 1.0, 0)

    def rare(rows: np.ndarray) -> float:
        raise Undefined("never")

    with pytest.raises(Undefined, match="most resamples"):
        interval(["a", "b"], rare, 0)
