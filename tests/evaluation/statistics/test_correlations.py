from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats

from touchstone.evaluation.statistics.correlations import between_systems, within_prompts
from touchstone.evaluation.statistics.figures import Figures


def figures(count: int) -> Figures:
    return Figures([str(n) for n in range(count)], 0)


def test_between_systems_by_hand() -> None:
    """Means 1, 2, 4 and 0.1, 0.3, 0.2: 0.1 over the root of 42/9 times 0.02. What has no system does not count."""
    systems: Sequence[str | None] = ["x", "y", "y", "z", None]
    labels, judged = np.array([1.0, 1, 3, 4, 9]), np.array([0.1, 0.2, 0.4, 0.2, 9])
    (figure,) = between_systems(figures(5), systems, labels, judged)
    assert figure.value == pytest.approx(0.1 / (42 / 9 * 0.02) ** 0.5)
    assert figure.n == 4
    assert figure.note.startswith("3 systems: says little")


def test_a_system_that_a_resample_lacks_is_left_out_of_it() -> None:
    random = np.random.default_rng(0)
    systems = [f"system {n % 12}" for n in range(36)]
    labels = random.random(36)
    judged = labels + random.random(36)
    (figure,) = between_systems(figures(36), systems, labels, judged)
    means = [[values[n::12].mean() for n in range(12)] for values in (labels, judged)]
    assert figure.value == pytest.approx(stats.pearsonr(*means).statistic, rel=1e-9)
    assert figure.low is not None
    assert figure.note == "12 systems"


@pytest.mark.parametrize(
    ("systems", "told"),
    [
        ([None] * 4, []),
        (["x"] * 4, []),
        (["x", "y"] * 2, ["2 systems; fewer than three"]),
        ([str(n) for n in range(101)], ["101 systems; over 100: too many to compare"]),
        (["x", "y", "z"], ["3 systems: says little; all systems have the same mean"]),
    ],
)
def test_too_few_too_many_and_equal_systems_have_none(systems: Sequence[str | None], told: list[str]) -> None:
    values = np.ones(len(systems))
    found = between_systems(figures(len(systems)), systems, values, values)
    assert [figure.note for figure in found] == told
    assert all(figure.value is None for figure in found)


def test_inside_prompts_what_does_not_vary_is_left_out_and_said() -> None:
    """Of the prompts p (1), q (-1), r (all labels equal) and s (one score), two have a correlation."""
    prompts = ["p", "p", "q", "q", "r", "r", "s"]
    labels, judged = np.array([1.0, 2, 1, 2, 3, 3, 1]), np.array([0.1, 0.2, 0.2, 0.1, 0.1, 0.2, 0.5])
    spearman, kendall = within_prompts(figures(7), labels, judged, prompts)
    assert (spearman.value, spearman.n) == (kendall.value, kendall.n) == (pytest.approx(0.0), 2)
    assert spearman.note.startswith("the mean of 2 prompts; 1 more have several scores")
