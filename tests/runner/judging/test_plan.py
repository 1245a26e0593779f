"""Units: every response or pair once, whatever the data, and the same for the same data."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from touchstone.domain.dataset import Response, Sample
from touchstone.runner.judging.plan import UNIT_CHARS, judging_units, targets

LENGTHS = st.lists(st.lists(st.integers(1, 9000), max_size=5), max_size=6)


def _samples(lengths: list[list[int]], prompts: int) -> list[Sample]:
    return [
        Sample(
            id=f"s{i}",
            prompt=f"prompt {i % prompts}",
            responses=tuple(Response(id=f"s{i}-{j}", text="x" * n) for j, n in enumerate(each)),
            group="g",
        )
        for i, each in enumerate(lengths)
    ]


@given(LENGTHS, st.integers(1, 4), st.sampled_from(["criteria", "pairwise"]))
def test_units_hold_everything_once(lengths: list[list[int]], prompts: int, protocol: str) -> None:
    samples = _samples(lengths, prompts)
    units = judging_units(samples, protocol)
    judged = [(s.id, t.id) for unit in units for s in unit for t in targets(s, protocol)]
    assert sorted(judged) == sorted((s.id, t.id) for s in samples for t in targets(s, protocol))
    assert all(units)
    assert units == judging_units(samples, protocol)


@given(LENGTHS)
def test_equal_prompts_are_adjacent_and_units_are_filled(lengths: list[list[int]]) -> None:
    units = judging_units(_samples(lengths, 2), "criteria")
    prompts = [sample.prompt for unit in units for sample in unit]
    changes = sum(a != b for a, b in pairwise(prompts))
    assert changes <= 1
    for unit in units[:-1]:
        assert sum(len(s.prompt) + sum(len(r.text) for r in s.responses) for s in unit) >= UNIT_CHARS
