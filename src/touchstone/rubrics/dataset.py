"""Dataset-level rubrics: a development sample, criteria proposed from its parts, a compact set of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from touchstone.domain.base import content_hash
from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Answer, Failure, Request
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.rubrics.instance import rubric_writing
from touchstone.rubrics.parse import parse_criteria
from touchstone.rubrics.prompts import MAX_CRITERIA, dataset_content
from touchstone.rubrics.similarity import NEAR_DUPLICATE, similarities

MAX_PROMPTS = 24
MAX_SHARE = 0.2
PROMPTS_PER_PART = 4
MIN_CRITERIA = 3
MIN_GAIN = 0.03
"""A criterion beyond the third must add this share of what all proposals ask for."""


def development_sample(samples: Sequence[Sample], seed: int) -> list[Sample]:
    """The samples that a dataset-level rubric is made from: whole groups, spread over the subsets, seeded.

    At most a fifth of the groups, but at least one, and at most 24 prompts; each subset gives in proportion
    to its groups. What is drawn depends on the seed and the groups' names only, not on responses, systems or
    file order.
    """
    groups: dict[str, list[Sample]] = {}
    for sample in samples:
        groups.setdefault(sample.group, []).append(sample)
    by_subset: dict[str, list[str]] = {}
    for group, members in groups.items():
        by_subset.setdefault(members[0].subset or "", []).append(group)
    places: list[tuple[float, str, str]] = []
    for names in by_subset.values():
        drawn = sorted(names, key=lambda name: content_hash([seed, name]))
        places += [
            ((place + 0.5) / len(drawn), content_hash([seed, name]), name) for place, name in enumerate(drawn)
        ]
    wanted = max(1, int(len(groups) * MAX_SHARE))
    chosen: list[Sample] = []
    for _, _, name in sorted(places)[:wanted]:
        members = groups[name]
        if chosen and len(_prompts([*chosen, *members])) > MAX_PROMPTS:
            break
        chosen += members
    return chosen


def dataset_requests(development: Sequence[Sample], seed: int) -> list[Request]:
    """One request for each part of four prompts. Prompts only: blind to responses and systems."""
    prompts = _prompts(development)[:MAX_PROMPTS]
    requests = []
    for start in range(0, len(prompts), PROMPTS_PER_PART):
        part = prompts[start : start + PROMPTS_PER_PART]
        longest = max(range(len(part)), key=lambda index: len(part[index]))
        # The prompts are pieces 2, 5, 8, ... of the content.
        requests.append(Request(dataset_content(part), writing=rubric_writing(seed), cut=2 + 3 * longest))
    return requests


def dataset_rubric(
    development: Sequence[Sample], answers: Sequence[Answer | Failure], provenance: Provenance
) -> Rubric | Failure:
    """The rubric chosen from the parts' proposals; its provenance names the groups it was made from.

    A part that failed is left out; where all failed, the first reason is the Failure's.
    """
    parsed = [parse_criteria(answer) for answer in answers]
    proposals = [
        (part, text) for part, texts in enumerate(parsed) if isinstance(texts, list) for text in texts
    ]
    if not proposals:
        failures = [each for each in parsed if isinstance(each, Failure)]
        return (
            failures[0] if failures else Failure("there are no prompts to make a dataset-level rubric from")
        )
    chosen = _choose([part for part, _ in proposals], similarities([text for _, text in proposals]))
    criteria = tuple(Criterion(text=proposals[index][1], level=RubricLevel.DATASET) for index in chosen)
    groups = tuple(sorted({sample.group for sample in development}))
    return Rubric(
        level=RubricLevel.DATASET,
        criteria=criteria,
        provenance=provenance.model_copy(update={"groups": groups}),
    )


def _choose(parts: Sequence[int], alike: NDArray[np.float64]) -> list[int]:
    """Indexes of 3 to 8 proposals (fewer where there are fewer), the one that adds most coverage first.

    A set covers a proposal as far as its member most like it does; every part weighs the same. This
    facility-location objective rewards what many parts ask for and gives little for what is already covered
    (Lin and Bilmes, "A class of submodular functions for document summarization", ACL 2011); greedy choice is
    near its optimum. A near-duplicate of a chosen proposal is never added. Ties go to the earlier proposal.
    """
    sizes = np.bincount(parts)
    weights = np.array([1.0 / sizes[part] for part in parts]) / np.count_nonzero(sizes)
    covered = np.zeros(len(parts))
    chosen: list[int] = []
    while len(chosen) < MAX_CRITERIA:
        gains = np.maximum(alike - covered, 0.0) @ weights
        if chosen:
            gains[alike[:, chosen].max(axis=1) >= NEAR_DUPLICATE] = -1.0
        best = int(np.argmax(np.round(gains, 9)))
        if gains[best] < 0 or (len(chosen) >= MIN_CRITERIA and gains[best] < MIN_GAIN):
            break
        chosen.append(best)
        covered = np.maximum(covered, alike[best])
    return chosen


def _prompts(samples: Sequence[Sample]) -> list[str]:
    """The distinct prompts in order."""
    return list(dict.fromkeys(sample.prompt for sample in samples))
