import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from touchstone.evaluation.statistics.measures import Measure
from touchstone.evaluation.statistics.ranks import Concordance, Kendall, Spearman, within

CLOSE = {"rel": 1e-9, "abs": 1e-9}
LEVELS = st.integers(0, 4)
FINE = st.integers(0, 40)
ROWS = st.lists(
    st.tuples(st.one_of(LEVELS, FINE), FINE, st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40
)


def once(measure: Measure, count: int) -> float:
    return float(measure.over(np.arange(count), np.ones((1, count), dtype=np.int32))[0])


@given(ROWS)
def test_weighted_items_correlate_as_scipy_says_of_repeated_ones(
    rows: list[tuple[int, int, int, int]],
) -> None:
    """Items of four groups; each row of counts says how often every group is there."""
    x, y = (np.array([row[place] for row in rows], dtype=np.float64) for place in (0, 1))
    codes = np.array([row[3] for row in rows])
    counts = np.array([[1, 1, 1, 1], [0, 2, 1, 1], [3, 0, 0, 2], [0, 0, 1, 0]], dtype=np.int32)
    spearman, kendall = Spearman(x, y).over(codes, counts), Kendall(x, y).over(codes, counts)
    for place, times in enumerate(counts):
        a, b = np.repeat(x, times[codes]), np.repeat(y, times[codes])
        if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
            assert np.isnan(spearman[place])
            assert np.isnan(kendall[place])
            continue
        assert spearman[place] == pytest.approx(stats.spearmanr(a, b).statistic, **CLOSE)
        assert kendall[place] == pytest.approx(stats.kendalltau(a, b).statistic, **CLOSE)


@given(ROWS)
def test_inside_cells_it_is_scipys_too(rows: list[tuple[int, int, int, int]]) -> None:
    x, y = (np.array([row[place] for row in rows], dtype=np.float64) for place in (0, 1))
    _, cells = np.unique([row[3] for row in rows], return_inverse=True)
    spearman, kendall = within(x, y, cells)
    for cell in range(cells.max() + 1):
        a, b = x[cells == cell], y[cells == cell]
        if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
            assert np.isnan(spearman[cell])
            assert np.isnan(kendall[cell])
            continue
        assert spearman[cell] == pytest.approx(stats.spearmanr(a, b).statistic, **CLOSE)
        assert kendall[cell] == pytest.approx(stats.kendalltau(a, b).statistic, **CLOSE)


def test_by_hand() -> None:
    """One of six pairs is discordant: (5 - 1) / 6; the ranks differ by 0, 1, 1, 0: 1 - 6 * 2 / (4 * 15)."""
    x, y = np.array([1.0, 2, 3, 4]), np.array([0.1, 0.3, 0.2, 0.4])
    assert once(Kendall(x, y), 4) == pytest.approx(4 / 6)
    assert once(Spearman(x, y), 4) == pytest.approx(0.8)


def test_ties_by_hand() -> None:
    """Two pairs are concordant and one is tied in x: 2 / root(2 * 3). Ranks in x are 1.5, 1.5 and 3."""
    x, y = np.array([1.0, 1, 2]), np.array([0.1, 0.2, 0.3])
    assert once(Kendall(x, y), 3) == pytest.approx(2 / 6**0.5)
    assert once(Spearman(x, y), 3) == pytest.approx(1.5 / (1.5 * 2) ** 0.5)


@pytest.mark.parametrize("kind", [Spearman, Kendall])
def test_what_does_not_vary_has_no_correlation(kind: type[Spearman] | type[Kendall]) -> None:
    one, varied = np.ones(3), np.arange(3.0)
    assert kind(one, varied).reason == "all labels are equal"
    assert kind(varied, one).reason == "all judged values are equal"
    assert np.isnan(once(kind(one, varied), 3))
    assert np.isnan(once(kind(varied, one), 3))


def test_long_data_is_worked_on_in_parts() -> None:
    random = np.random.default_rng(0)
    x, y = random.integers(0, 5, 30_000).astype(np.float64), random.random(30_000)
    y += x / 10
    counts = np.ones((20, 30_000), dtype=np.int32)
    counts[7, :15_000] = 0
    for kind, scipys in ((Spearman, stats.spearmanr), (Kendall, stats.kendalltau)):
        found = kind(x, y).over(np.arange(30_000), counts)
        assert found[0] == found[19] == pytest.approx(scipys(x, y).statistic, **CLOSE)
        assert found[7] == pytest.approx(scipys(x[15_000:], y[15_000:]).statistic, **CLOSE)


@given(ROWS)
def test_concordance_counts_the_pairs_that_are_judged_in_the_labels_order(
    rows: list[tuple[int, int, int, int]],
) -> None:
    labels, judged = (np.array([row[place] for row in rows], dtype=np.float64) for place in (0, 1))
    above = labels[:, None] > labels[None, :]
    value = once(Concordance(labels, judged), len(rows))
    if not above.any():
        assert np.isnan(value)
        return
    gap = judged[:, None] - judged[None, :]
    assert value == pytest.approx(float(np.mean((gap[above] > 0) + (gap[above] == 0) / 2)), **CLOSE)
