"""What a comparison promises, on data whose truth is known; scripts/simulate_comparisons.py does it 1,000 times."""

import pytest

from scripts.simulate_comparisons import check_games, check_scores

SIMULATIONS = 120


@pytest.mark.long
@pytest.mark.parametrize("groups", [40, 100])
def test_a_system_seldom_differs_from_itself_and_a_detectable_difference_is_found(groups: int) -> None:
    for check in check_scores(groups, SIMULATIONS):
        assert check.holds, check


@pytest.mark.long
def test_strengths_are_covered() -> None:
    for check in check_games(60, SIMULATIONS):
        assert check.holds, check
