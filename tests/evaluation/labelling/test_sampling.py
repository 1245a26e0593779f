"""A sample is the same for the same seed, grows without changing, and draws every item of a stratum as often."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.domain.label import Item, SamplePlan
from touchstone.errors import InputError
from touchstone.evaluation.labelling.sampling import draw, shown_swapped

SIZES = st.lists(st.integers(1, 30), min_size=1, max_size=6)


def items(sizes: list[int]) -> dict[Item, str | None]:
    """Items of strata of these sizes."""
    return {(f"s{h}-{n}", "r", None): f"stratum {h}" for h, size in enumerate(sizes) for n in range(size)}


@given(SIZES, st.integers(1, 80), st.integers(0, 40), st.integers(0, 3))
def test_every_stratum_has_its_share_and_a_larger_sample_begins_with_a_smaller(
    sizes: list[int], size: int, more: int, seed: int
) -> None:
    population = items(sizes)
    size = max(size, len(sizes))
    sample = draw(population, SamplePlan(size=size, seed=seed), "run")
    assert len({each.item for each in sample}) == len(sample) == min(size, sum(sizes))
    drawn = Counter(each.stratum for each in sample)
    for h, of_stratum in enumerate(sizes):
        name = f"stratum {h}"
        assert drawn[name] >= 1
        fair = of_stratum * len(sample) / sum(sizes)
        assert drawn[name] <= fair + 1.5
        for each in sample:
            if each.stratum == name:
                assert each.inclusion == pytest.approx(drawn[name] / of_stratum)
    larger = draw(population, SamplePlan(size=size + more, seed=seed), "run")
    assert [each.item for each in larger[: len(sample)]] == [each.item for each in sample]


def test_the_sample_does_not_depend_on_the_order_of_the_items() -> None:
    population = items([20])
    turned = dict(reversed(population.items()))
    plan = SamplePlan(size=7)
    assert draw(population, plan, "run") == draw(turned, plan, "run")


def test_another_seed_or_run_draws_others() -> None:
    population = items([200])
    first = {each.item for each in draw(population, SamplePlan(size=20), "run")}
    assert first != {each.item for each in draw(population, SamplePlan(size=20, seed=1), "run")}
    assert first != {each.item for each in draw(population, SamplePlan(size=20), "other")}


def test_every_item_is_drawn_as_often_as_its_inclusion_probability_says() -> None:
    population = items([30, 6])
    counted: Counter[Item] = Counter()
    for seed in range(600):
        sample = draw(population, SamplePlan(size=12, seed=seed), "run")
        counted.update(each.item for each in sample)
        expected = {each.stratum: each.inclusion for each in sample}
    for item, stratum in population.items():
        assert counted[item] / 600 == pytest.approx(expected[stratum], abs=0.08)


def test_more_strata_than_items_are_refused_with_the_number_that_is_needed() -> None:
    with pytest.raises(InputError, match="3 items cannot be drawn from 4 subsets") as caught:
        draw(items([1, 2, 3, 4]), SamplePlan(size=3), "run")
    assert "-n 4" in caught.value.remedy


def test_which_response_is_shown_first_is_a_fair_coin_that_falls_the_same_way_again() -> None:
    pairs: list[Item] = [("s", f"pair{n}", None) for n in range(400)]
    swapped = [shown_swapped(pair, 0, "run") for pair in pairs]
    assert 150 < sum(swapped) < 250
    assert swapped == [shown_swapped(pair, 0, "run") for pair in pairs]
    assert swapped != [shown_swapped(pair, 1, "run") for pair in pairs]
