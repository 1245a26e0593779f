"""Calibration error, Brier score and skill: by hand, by scikit-learn, and over many samples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss

from touchstone.evaluation.reliability.quality import (
    BINS,
    CalibrationError,
    bins_of,
    brier_skill,
    diagram,
    quality_figures,
)
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import Measure

ROWS = st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=60)


def once(measure: Measure, codes: np.ndarray) -> float:
    return float(measure.over(codes, np.ones((1, codes.max() + 1), dtype=np.int32))[0])


def test_one_bin_by_hand() -> None:
    # Four rows of 0.5 in groups of their own, three right: the squared gap is 1/16, of which chance has
    # (3/4)(1/4)/3 = 1/16; nothing is left. All four right: 1/4 less nothing.
    half = np.full(4, 0.5)
    assert once(CalibrationError(np.array([1.0, 1.0, 1.0, 0.0]), half), np.arange(4)) == 0.0
    assert once(CalibrationError(np.ones(4), half), np.arange(4)) == pytest.approx(0.5)


def test_rows_of_one_group_are_one_observation() -> None:
    # Two groups, each of one opinion: what they differ in is chance.
    right, half = np.array([1.0] * 10 + [0.0] * 10), np.full(20, 0.5)
    assert once(CalibrationError(right, half), np.repeat([0, 1], 10)) == 0.0
    assert once(CalibrationError(np.ones(20), half), np.repeat([0, 1], 10)) == pytest.approx(0.5)


def test_the_squared_error_is_unbiased_where_probabilities_hold() -> None:
    random = np.random.default_rng(0)
    plain, debiased = [], []
    for _ in range(300):
        probability = random.random(200)
        right = (random.random(200) < probability).astype(float)
        debiased.append(once(CalibrationError(right, probability), np.arange(200)) ** 2)
        bins = bins_of(probability)
        gaps = np.bincount(bins, right - probability) / np.bincount(bins)
        plain.append(np.mean(gaps**2))
    # What is negative is given as 0, so that a little is left.
    assert np.mean(debiased) < 0.4 * np.mean(plain)


@settings(max_examples=30)
@given(ROWS)
def test_brier_is_scikit_learns_and_skill_is_relative_to_the_base_rate(
    rows: list[tuple[bool, float]],
) -> None:
    right = [row[0] for row in rows]
    probability = np.array([row[1] for row in rows])
    error, brier, skill = quality_figures(
        Figures([str(place) for place in range(len(rows))], 0), right, probability
    )
    assert brier.value == pytest.approx(brier_score_loss(right, probability), abs=1e-9)
    assert error.value is None or 0 <= error.value <= 1
    rate = np.mean(right)
    if 0 < rate < 1:
        reference = brier_score_loss(right, np.full(len(rows), rate))
        assert skill.value == pytest.approx(1 - brier_score_loss(right, probability) / reference, abs=1e-9)
    else:
        assert skill.value is None


def test_the_base_rate_has_no_skill() -> None:
    right = np.array([1.0, 0.0, 1.0, 1.0])
    assert once(brier_skill(right, np.full(4, 0.75)), np.arange(4)) == pytest.approx(0)


@settings(max_examples=30)
@given(ROWS)
def test_every_decision_is_in_one_bar_of_the_diagram(rows: list[tuple[bool, float]]) -> None:
    right = [row[0] for row in rows]
    probability = np.array([row[1] for row in rows])
    bars = diagram(Figures(["a"] * len(rows), 0), right, probability)
    assert sum(bar.right.n for bar in bars) == len(rows)
    assert len(bars) <= BINS
    assert [bar.probability for bar in bars] == sorted(bar.probability for bar in bars)
