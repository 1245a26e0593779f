"""Candidates: several rubrics drawn for the same prompt, of which a meta-judge or labels choose one."""

from collections.abc import Iterable, Sequence

from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Answer, Failure, Request
from touchstone.domain.rubric import Provenance, Rubric
from touchstone.rubrics.instance import instance_request, instance_rubric

CANDIDATE_TEMPERATURE = 0.8
"""The temperature that candidates are drawn at (arXiv 2605.30568)."""

_SEEDS_APART = 1000


def candidate_seeds(count: int, seed: int) -> list[int]:
    """What the candidates are drawn with: 32-bit seeds, those of another `seed` none of them.

    The first ones are the same for every count, so that best of 8 goes on where best of 4 ended.
    """
    return [(seed * _SEEDS_APART + number) % 2**32 for number in range(1, count + 1)]


def candidate_requests(
    sample: Sample,
    *,
    count: int,
    seed: int,
    temperature: float = CANDIDATE_TEMPERATURE,
    covered: Sequence[str] = (),
) -> list[Request]:
    """Asks `count` times for the rubric of the sample's prompt, each time with a sampling seed of its own.

    `covered`: dataset-level criteria that need not be repeated.
    """
    return [
        instance_request(sample, seed=each, temperature=temperature, covered=covered)
        for each in candidate_seeds(count, seed)
    ]


def candidate_rubrics(
    sample: Sample,
    requests: Sequence[Request],
    answers: Sequence[Answer | Failure],
    origin: Provenance,
    *,
    covered: Sequence[str] = (),
) -> list[Rubric | Failure]:
    """The rubric in each answer, or why there is none. `origin` is of the generator (`generated_by`).

    Each rubric's provenance gets the seed and the temperature that it was drawn with.
    """
    found = []
    for request, answer in zip(requests, answers, strict=True):
        assert request.writing is not None
        drawn = {"seed": request.writing.seed, "temperature": request.writing.temperature}
        found.append(instance_rubric(sample, answer, origin.model_copy(update=drawn), covered=covered))
    return found


def distinct(candidates: Iterable[Rubric | Failure]) -> list[Rubric]:
    """The rubrics that differ, the first of equal ones: what asks the same in another order is no other rubric."""
    found: dict[frozenset[str], Rubric] = {}
    for rubric in candidates:
        if isinstance(rubric, Rubric):
            found.setdefault(frozenset(criterion.id for criterion in rubric.criteria), rubric)
    return list(found.values())
