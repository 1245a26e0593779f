"""Calibrations: what is fitted is found again, held-out groups have no part in their own, ranks stay as they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import roc_auc_score

from touchstone.domain.calibration import Calibrator
from touchstone.evaluation.reliability.calibration import (
    ISOTONIC_FROM,
    calibrated_probabilities,
    feature_rows,
    fit,
    out_of_fold,
    probabilities,
    usual_features,
)
from touchstone.evaluation.reliability.signals import Signals

BOTH = ("entropy", "base_entropy")


def signals(entropy: float, base: float | None = None) -> Signals:
    return Signals(entropy, 0.9, 0.8, base, None, None, 10, None, True, -entropy)


def world(count: int, seed: int = 0, weight: float = 0.5) -> tuple[np.ndarray, list[bool]]:
    random = np.random.default_rng(seed)
    rows = np.stack([-random.gamma(1.5, 0.4, count), random.gamma(2, 0.5, count)], axis=1)
    chance = 1 / (1 + np.exp(-(1 + 3 * (rows[:, 0] + weight * rows[:, 1]))))
    return rows, (random.random(count) < chance).tolist()


def test_features_are_oriented_and_a_missing_one_is_no_number() -> None:
    rows = feature_rows([signals(0.5, 1.0), signals(0.25)], BOTH)
    assert rows.tolist()[0] == [-0.5, 1.0]
    assert np.isnan(rows[1, 1])
    assert usual_features([signals(0.5, 1.0), signals(0.25)]) == ("verdict",)
    assert usual_features([signals(0.5, 1.0)]) == BOTH
    assert feature_rows([signals(0.1)], ("orders", "max_probability")).tolist() == [[1.0, 0.8]]


def test_platt_is_the_maximum_of_its_likelihood() -> None:
    rows, right = world(300)
    found = fit(rows, right, BOTH)
    agreed = sum(right)
    targets = np.where(right, (agreed + 1) / (agreed + 2), 1 / (len(right) - agreed + 2))

    def loss(values: np.ndarray) -> float:
        logits = rows @ values[:2] + values[2]
        return float(np.sum(np.logaddexp(0, logits) - targets * logits))

    best = optimize.minimize(loss, np.zeros(3), method="BFGS", options={"gtol": 1e-10}).x
    assert (found.scale * np.array(found.weights)).tolist() == pytest.approx(best[:2].tolist(), abs=1e-4)
    assert found.intercept == pytest.approx(best[2], abs=1e-4)
    assert found.weights[0] == 1


def test_lambda_is_found_again() -> None:
    for weight in (0.0, 0.5, 1.0):
        found = fit(*world(20_000, weight=weight), BOTH)
        assert found.weights == pytest.approx((1, weight), abs=0.1)


def test_separated_labels_have_a_finite_fit() -> None:
    rows = np.array([[-3.0], [-2.0], [-0.2], [-0.1]])
    found = probabilities(fit(rows, [False, False, True, True], ("entropy",)), rows)
    assert found.tolist() == sorted(found)
    assert 0 < found[0] < 0.5 < found[-1] < 1
    same = probabilities(fit(rows, [True] * 4, ("entropy",)), rows)
    assert same.tolist() == pytest.approx([5 / 6] * 4, abs=1e-6)


def test_isotonic_from_a_thousand_labels_on_is_scikit_learns() -> None:
    rows, right = world(ISOTONIC_FROM)
    assert fit(rows[:-1], right[:-1], BOTH).steps == ()
    found = fit(rows, right, BOTH)
    ranks = rows @ np.array(found.weights)
    reference = IsotonicRegression(y_min=1 / 1002, y_max=1001 / 1002, out_of_bounds="clip").fit(ranks, right)
    expected = reference.predict(np.array([-9.0, -1.0, 0.0, 0.3, 9.0]))
    steps = Calibrator(features=("x",), weights=(1.0,), scale=1, intercept=0, steps=found.steps)
    given = probabilities(steps, np.array([[-9.0], [-1.0], [0.0], [0.3], [9.0]]))
    # All but a thousandth, which keeps equal ones in the order of their ranks.
    logistic = 1 / (1 + np.exp(-np.array([-9.0, -1.0, 0.0, 0.3, 9.0])))
    assert given.tolist() == pytest.approx((0.999 * expected + 0.001 * logistic).tolist(), abs=1e-9)
    assert given.tolist() == sorted(set(given.tolist()))


def test_a_group_has_no_part_in_its_own_probabilities() -> None:
    rows, right = world(60)
    groups = [str(place // 3) for place in range(60)]
    before = out_of_fold(rows, right, groups, BOTH)
    turned = [not each if group == "7" else each for each, group in zip(right, groups, strict=True)]
    after = out_of_fold(rows, turned, groups, BOTH)
    own = [group == "7" for group in groups]
    for one, other in ((before.probabilities, after.probabilities), (before.ranks, after.ranks)):
        assert one[own].tolist() == other[own].tolist()
        assert not np.isnan(one).any()
        assert one.tolist() != other.tolist()


def test_the_rank_of_a_single_signal_is_the_signal_in_every_fold() -> None:
    rows, right = world(100)
    found = out_of_fold(rows[:, :1], right, [str(place) for place in range(100)], ("entropy",))
    assert found.ranks.tolist() == pytest.approx((rows[:, 0] - rows[:, 0].mean()).tolist())


@given(st.integers(0, 50))
def test_a_single_signal_keeps_its_rank(seed: int) -> None:
    rows, right = world(80, seed)
    rank = rows[:, :1]
    found = fit(rank, right, ("entropy",))
    if found.weights[0] > 0 and len(set(right)) == 2:
        assert roc_auc_score(right, probabilities(found, rank)) == pytest.approx(
            roc_auc_score(right, rank[:, 0])
        )


SHARES = st.dictionaries(st.sampled_from("ABCDE"), st.floats(0, 1), min_size=2).filter(
    lambda d: sum(d.values()) > 0
)


@given(SHARES, st.floats(0, 1))
def test_calibrated_probabilities_sum_to_one_and_keep_the_others_proportions(
    shares: dict[str, float], right: float
) -> None:
    total = sum(shares.values())
    before = {label: value / total for label, value in shares.items()}
    after = calibrated_probabilities(before, right)
    first = max(before, key=lambda label: before[label])
    assert sum(after.values()) == pytest.approx(1)
    assert after[first] == right
    rest = 1 - before[first]
    if rest > 1e-6:
        assert all(
            after[label] == pytest.approx((1 - right) * before[label] / rest, abs=1e-6)
            for label in before
            if label != first
        )


def test_calibrated_probabilities_by_hand() -> None:
    assert calibrated_probabilities({"A": 0.5, "B": 0.3, "tie": 0.2}, 0.75) == pytest.approx(
        {"A": 0.75, "B": 0.15, "tie": 0.1}
    )
    assert calibrated_probabilities({"A": 1.0, "B": 0.0, "tie": 0.0}, 0.8) == pytest.approx(
        {"A": 0.8, "B": 0.1, "tie": 0.1}
    )
