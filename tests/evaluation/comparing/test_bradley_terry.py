import math

import numpy as np
import pytest

from touchstone.evaluation.comparing.bradley_terry import strength_figures, strengths
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
