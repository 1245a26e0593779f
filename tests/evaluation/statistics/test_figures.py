from dataclasses import dataclass

import numpy as np
import pytest

from touchstone.evaluation.statistics import measures
from touchstone.evaluation.statistics.figures import MAX_PARTS, Figures, parts_of
from touchstone.evaluation.statistics.measures import Totals


def test_groups_stay_together() -> None:
    """Ten rows that are alike within their group tell no more than the two groups do."""
    values = np.array([0.0] * 5 + [1.0] * 5)
    two = Figures(["a"] * 5 + ["b"] * 5, 0).make("m", "mean", measures.mean(values))
    ten = Figures([str(n) for n in range(10)], 0).make("m", "mean", measures.mean(values))
    assert (two.low, two.value, two.high) == (0.0, 0.5, 1.0)
    assert ten.low is not None
    assert ten.high is not None
    assert 0.0 < ten.low < 0.5 < ten.high < 1.0


def test_figures_of_some_items_use_the_same_resamples() -> None:
    """Items 0 to 9 twice say what they say once; the other groups do not matter."""
    values = np.random.default_rng(1).random(20)
    figures = Figures([str(n) for n in range(20)], 0)
    rows = np.arange(10)
    once = figures.on(rows).make("m", "mean", measures.mean(values[rows]))
    twice = figures.on(np.tile(rows, 2)).make("m", "mean", measures.mean(np.tile(values[rows], 2)))
    assert (once.value, once.low, once.high) == (
        pytest.approx(twice.value),
        pytest.approx(twice.low),
        pytest.approx(twice.high),
    )
    assert (once.n, twice.n) == (10, 20)


def test_the_seed_fixes_the_interval() -> None:
    values = np.random.default_rng(0).random(20)
    made = [
        Figures([str(n) for n in range(20)], seed).make("m", "mean", measures.mean(values))
        for seed in (0, 0, 1)
    ]
    assert made[0] == made[1] != made[2]


def test_without_a_value_or_an_interval_there_is_a_reason() -> None:
    never = Totals(np.eye(4), lambda totals: np.full(len(totals), np.nan), "never")
    rare = Totals(np.eye(4), lambda totals: np.where((totals > 0).all(axis=1), 1.5, np.nan), "rare")
    values = np.arange(4.0)
    four = Figures(["a", "b", "c", "d"], 0)
    made = [
        four.make("m", "mean", never, "a note"),
        four.make("m", "mean", rare),
        four.make("m", "mean", measures.mean(np.ones(4))),
        Figures(["a"] * 4, 0).make("m", "mean", measures.mean(values)),
        Figures([], 0).make("m", "mean", measures.mean(values[:0])),
    ]
    assert [(figure.value, figure.low, figure.note) for figure in made] == [
        (None, None, "a note; never"),
        (1.5, None, "undefined in most resamples: no interval"),
        (1.0, None, "the same in every resample: no interval"),
        (1.5, None, "fewer than two groups: no interval"),
        (None, None, "nothing to compare"),
    ]


def test_an_interval_of_few_groups_among_many_is_called_a_rough_guide() -> None:
    values = np.random.default_rng(2).random(30)
    figures = Figures([str(n) for n in range(30)], 0)
    assert figures.make("m", "mean", measures.mean(values)).note == ""
    some = figures.on(range(19)).make("m", "mean", measures.mean(values[:19]))
    assert some.note == "only 19 groups: the interval is a rough guide"


@dataclass(frozen=True)
class Item:
    names: tuple[str, ...]


def test_parts_may_share_items_and_the_rest_is_one_part() -> None:
    items = [Item(("x", "y")), Item(("y",)), Item(()), Item(("x", "x"))]
    found = [
        (name, label, rows.tolist()) for name, label, rows in parts_of(items, "system", lambda i: i.names)
    ]
    assert found == [
        ("system:x", "system x", [0, 3]),
        ("system:y", "system y", [0, 1]),
        ("system:", "no single system", [2]),
    ]


@pytest.mark.parametrize("count", [1, MAX_PARTS + 1])
def test_one_part_and_very_many_are_not_listed(count: int) -> None:
    items = [Item((str(n),)) for n in range(count)]
    assert list(parts_of(items, "subset", lambda item: item.names)) == []


def test_the_interval_covers_a_known_mean_about_as_often_as_it_says() -> None:
    """Of 200 intervals of a skewed mean over 30 groups of uneven size, 95 % would be 190."""
    random = np.random.default_rng(1)
    covered = 0
    for trial in range(200):
        groups = np.repeat(np.arange(30), random.choice([1, 2, 6], 30))
        values = random.exponential(size=30)[groups] + random.normal(size=len(groups))
        figure = Figures([str(group) for group in groups], trial).make("m", "mean", measures.mean(values))
        assert figure.low is not None
        assert figure.high is not None
        covered += figure.low <= 1.0 <= figure.high
    assert 178 <= covered <= 199
