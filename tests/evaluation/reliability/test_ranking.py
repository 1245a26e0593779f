"""AUROC, the surest verdicts and the area under their curve: by hand, by scikit-learn, and in resamples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from touchstone.evaluation.reliability.ranking import (
    CoverageArea,
    SurestAccuracy,
    area_figure,
    auroc_figure,
    coverage_figures,
    half_figure,
    has_signal,
)
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import Measure

ROWS = st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=30)


def once(measure: Measure, items: int) -> float:
    return float(measure.over(np.arange(items), np.ones((1, items), dtype=np.int32))[0])


def test_the_surest_by_hand() -> None:
    right = np.array([1.0, 0.0, 1.0, 1.0])
    indicator = np.array([0.9, 0.8, 0.8, 0.1])
    assert once(SurestAccuracy(right, indicator, 0.25), 4) == 1.0
    # Of the two that are equally sure one is kept, which is right as often as not.
    assert once(SurestAccuracy(right, indicator, 0.5), 4) == 0.75
    assert once(SurestAccuracy(right, indicator, 1.0), 4) == 0.75


def test_the_area_by_hand() -> None:
    # All right up to a half, then falling to a half: 1/2 + the integral of (1/2) / x from 1/2 to 1.
    area = once(CoverageArea(np.array([1.0, 0.0]), np.array([2.0, 1.0])), 2)
    assert area == pytest.approx(0.5 + 0.5 * np.log(2))
    assert once(CoverageArea(np.array([1.0, 0.0]), np.array([1.0, 1.0])), 2) == pytest.approx(0.5)


@settings(max_examples=30)
@given(ROWS)
def test_auroc_is_scikit_learns(rows: list[tuple[bool, int, int]]) -> None:
    right = [row[0] for row in rows]
    indicator = np.array([float(row[1]) for row in rows])
    figure = auroc_figure(Figures([str(row[2]) for row in rows], 0), right, indicator)
    if len(set(right)) < 2:
        assert figure.value is None
        assert not has_signal(figure)
    else:
        assert figure.value == pytest.approx(roc_auc_score(right, indicator), abs=1e-9)


@settings(max_examples=30)
@given(ROWS, st.floats(0.05, 1.0))
def test_a_group_drawn_twice_counts_as_two(rows: list[tuple[bool, int, int]], share: float) -> None:
    right = np.array([float(row[0]) for row in rows])
    indicator = np.array([float(row[1]) for row in rows])
    codes = np.array([row[2] for row in rows])
    counts = np.array([[2, 0, 1, 3]], dtype=np.int32)
    drawn = np.repeat(np.arange(len(rows)), counts[0][codes])
    for kind in (lambda r, i: SurestAccuracy(r, i, share), CoverageArea):
        if len(drawn):
            expected = once(kind(right[drawn], indicator[drawn]), len(drawn))
            assert kind(right, indicator).over(codes, counts)[0] == pytest.approx(expected, abs=1e-9)


def test_noise_has_no_signal_and_a_good_rank_has() -> None:
    random = np.random.default_rng(3)
    right = (random.random(400) < 0.7).tolist()
    figures = Figures([str(number // 2) for number in range(400)], 0)
    noise, good = random.random(400), np.array(right) + random.normal(0, 1, 400)
    assert not has_signal(auroc_figure(figures, right, noise))
    assert not has_signal(auroc_figure(figures, right, -good))
    assert has_signal(auroc_figure(figures, right, good))
    gain = half_figure(figures, right, good)
    assert gain.low is not None
    assert gain.low > 0
    curve = coverage_figures(figures, right, good)
    assert curve[0].value is not None
    assert curve[0].value > 0.9
    assert curve[-1].value == pytest.approx(np.mean(right))
    area = area_figure(figures, right, good)
    assert area.value is not None
    assert np.mean(right) < area.value < 1
