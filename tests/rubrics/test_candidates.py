"""Candidates for one prompt: their seeds, what is asked, and the distinct rubrics of the answers."""

import json

from hypothesis import given
from hypothesis import strategies as st

from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Answer, Failure
from touchstone.domain.rubric import Rubric
from touchstone.rubrics import generated_by
from touchstone.rubrics.candidates import candidate_requests, candidate_rubrics, candidate_seeds, distinct

SAMPLE = Sample(id="s", prompt="Write a poem about rain.", group="g")
ORIGIN = generated_by("generator", "hash", 0, demo_model=True)


def wrote(*criteria: str) -> Answer:
    return Answer(text=json.dumps({"criteria": criteria}), finish="stop")


@given(seed=st.integers(), count=st.integers(1, 64))
def test_seeds_are_valid_differ_and_begin_alike_for_every_count(seed: int, count: int) -> None:
    seeds = candidate_seeds(count, seed)
    assert len(set(seeds)) == count
    assert all(0 <= each < 2**32 for each in seeds)
    assert candidate_seeds(count + 1, seed)[:count] == seeds
    assert not set(seeds) & set(candidate_seeds(count, seed + 1))


def test_candidates_are_asked_alike_but_for_the_seed() -> None:
    requests = candidate_requests(SAMPLE, count=3, seed=0, covered=["The response is polite."])
    assert len(set(requests)) == 3
    assert len({request.content for request in requests}) == 1
    assert [request.writing.seed for request in requests if request.writing] == [1, 2, 3]
    assert {request.writing.temperature for request in requests if request.writing} == {0.8}


def test_each_rubric_says_how_it_was_drawn_and_failures_stay_in_their_place() -> None:
    requests = candidate_requests(SAMPLE, count=3, seed=2)
    found = candidate_rubrics(SAMPLE, requests, [wrote("It rhymes."), Failure("no"), Answer(text="")], ORIGIN)
    assert isinstance(found[0], Rubric)
    assert (found[0].provenance.seed, found[0].provenance.temperature) == (2001, 0.8)
    assert found[0].provenance.generator == "generator"
    assert [type(each) for each in found[1:]] == [Failure, Failure]


def test_what_asks_the_same_in_another_order_is_one_candidate_the_first() -> None:
    requests = candidate_requests(SAMPLE, count=4, seed=0)
    answers = [wrote("It rhymes.", "It rains."), wrote("It rains.", "It rhymes."), wrote("It rains.")]
    found = candidate_rubrics(SAMPLE, requests, [*answers, Failure("no")], ORIGIN)
    assert [each.provenance.seed for each in distinct(found)] == [1, 3]
