import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.domain.dataset import Sample
from touchstone.errors import InputError
from touchstone.refine.splitting import split_samples


def samples(groups):
    return [
        Sample(id=str(number), prompt=f"p{group}", group=f"g{group}") for number, group in enumerate(groups)
    ]


@given(st.lists(st.integers(0, 80), min_size=60, max_size=200), st.integers(1, 4), st.integers(0, 9))
def test_every_prompt_is_on_one_side_only(groups, rounds, seed):
    if len(set(groups)) < 25:
        return
    every = samples(groups)
    split = split_samples(every, rounds, seed)
    parts = [split.training, *split.gates, split.last]
    assert len(split.gates) == rounds
    assert sorted(each.id for part in parts for each in part) == sorted(each.id for each in every)
    owned = [{each.group for each in part} for part in parts]
    assert sum(map(len, owned)) == len(set().union(*owned))
    assert all(owned)


def test_the_order_of_the_file_has_no_say():
    every = samples(range(40))
    one, other = split_samples(every, 2, 0), split_samples(every[::-1], 2, 0)
    assert {each.id for each in one.last} == {each.id for each in other.last}
    assert one.last != split_samples(every, 2, 1).last


def test_too_few_prompts_are_refused_before_anything_is_computed():
    with pytest.raises(InputError, match="19 different prompts are too few"):
        split_samples(samples(range(19)), 1, 0)
