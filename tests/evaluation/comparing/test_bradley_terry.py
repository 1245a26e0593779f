import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.evaluation.comparing.bradley_terry import strength_errors, strength_figures, strengths
from touchstone.evaluation.comparing.meetings import Game


def test_two_systems_worked_by_hand() -> None:
    """Three wins to one, and a tie each against the average: 4 / (1 + exp(-2s)) + 1 / (1 + exp(-s)) = 3.5."""
    first, second = strengths(np.array([[0.0, 3.0], [1.0, 0.0]]))
    assert first == pytest.approx(-second)
    assert 4 / (1 + math.exp(-2 * first)) + 1 / (1 + math.exp(-first)) == pytest.approx(3.5, abs=1e-5)


def test_many_games_give_the_log_odds() -> None:
    first, second = strengths(np.array([[0.0, 3000.0], [1000.0, 0.0]]))
    assert first - second == pytest.approx(math.log(3), abs=0.01)


def test_a_system_that_won_everything_has_a_finite_strength() -> None:
    found = strengths(np.array([[0.0, 5.0, 5.0], [0.0, 0.0, 3.0], [0.0, 2.0, 0.0]]))
    assert np.isfinite(found).all()
    assert found[0] > found[1] > found[2]
    assert found.sum() == pytest.approx(0.0, abs=1e-9)


def _game(prompt: int, a: str, b: str, outcome: float) -> Game:
    return Game((a, b), f"p{prompt}", ("r", f"s{prompt}", f"{a}|{b}"), outcome)


def test_strengths_have_intervals_from_whole_groups() -> None:
    games = [_game(n, "x", "y", 1.0 if n % 4 else -1.0) for n in range(40)]
    figures = strength_figures(games, ["x", "y"], [game.prompt for game in games], 0)
    assert figures["x"].value is not None
    assert figures["x"].low is not None
    assert figures["x"].high is not None
    assert 0 < figures["x"].low < figures["x"].value < figures["x"].high
    assert figures["x"].value == pytest.approx(-(figures["y"].value or 0.0))
    in_few = strength_figures(games, ["x", "y"], [str(n % 4) for n in range(40)], 0)
    assert (in_few["x"].high or 0) - (in_few["x"].low or 0) > figures["x"].high - figures["x"].low


def test_one_group_gives_no_interval() -> None:
    figures = strength_figures([_game(0, "x", "y", 1.0)], ["x", "y"], ["g"], 0)
    assert figures["x"].low is None
    assert "no interval" in figures["x"].note


@pytest.mark.parametrize(("count", "games", "spread"), [(8, 1, 1.0), (8, 1, 2.0), (3, 1, 1.0), (6, 6, 1.0)])
def test_intervals_of_the_strengths_of_few_competitors_cover_the_true_ones(
    count: int, games: int, spread: float
) -> None:
    random = np.random.default_rng(count)
    covered = []
    for _ in range(200):
        true = random.normal(0.0, spread, count)
        true -= true.mean()
        likely = 1 / (1 + np.exp(true[None, :] - true[:, None]))
        wins = np.triu(random.binomial(games, likely).astype(float), 1)
        wins += np.tril(games - wins.T, -1)
        found = strengths(wins)
        covered.append(np.abs(found - true) <= 1.96 * strength_errors(wins, found))
    assert 0.93 <= np.mean(covered) <= 0.995


@given(st.lists(st.floats(0, 5), min_size=16, max_size=16))
def test_strengths_and_errors_are_finite_whatever_was_won(won: list[float]) -> None:
    wins = np.array(won).reshape(4, 4) * (1 - np.eye(4))
    found = strengths(wins)
    errors = strength_errors(wins, found)
    assert np.isfinite(found).all()
    assert np.isfinite(errors).all()
    assert (errors > 0).all()
    assert found.sum() == pytest.approx(0, abs=1e-6)
