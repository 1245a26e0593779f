"""The evaluation of the generator: what of held-out prompts' constraints its rubrics ask for, and what else."""

import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.train.corpus.kinds import FALLBACKS, Constraint
from scripts.train.learning.trees import WRITTEN
from scripts.train.lessons.generating import dataset, rubric_request
from scripts.train.measuring.measures import Section, share
from touchstone.domain.engine import Request


@dataclass(frozen=True, slots=True)
class RubricCase:
    """A request for a rubric, the criteria that the prompts ask for, each with its kind, and the whole rubric."""

    request: Request
    asked: tuple[tuple[str, str], ...]
    expected: tuple[str, ...]


def instance_case(rng: random.Random) -> RubricCase:
    """A held-out prompt and what it asks for."""
    task, request, expected = rubric_request("test", rng)
    asked = tuple((constraint.canonical(), constraint.kind.name) for constraint in (task.topic, *task.asked))
    return RubricCase(request, asked, tuple(expected))


def dataset_case(rng: random.Random) -> RubricCase:
    """Several held-out prompts: what all of them ask for, and that each response be on its prompt's topic."""
    ((request, target),) = dataset("test", rng)
    expected = json.loads(next(text for text, mark in target.pieces if mark == WRITTEN))["criteria"]
    owed = {Constraint(kind, {}).canonical() for kind in FALLBACKS}
    return RubricCase(request, tuple((text, "") for text in expected if text not in owed), tuple(expected))


def rubric_cases(rows: int, seed: int, draw: str) -> list[RubricCase]:
    """The cases of a level, "instance" or "dataset"; fewer rows give the first ones."""
    rng = random.Random(f"check rubrics {seed} {draw}")
    return [(instance_case if draw == "instance" else dataset_case)(rng) for _ in range(rows)]


def criteria_of(text: str) -> list[str] | None:
    """The criteria of a written rubric; None where it does not parse."""
    try:
        criteria = json.loads(text)["criteria"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(criteria, list) or not all(isinstance(each, str) for each in criteria):
        return None
    return criteria


def rubric_section(cases: Sequence[RubricCase], texts: Sequence[str]) -> Section:
    """What parses, what was found, what nobody asked for, and what is there twice."""
    rows = list(range(len(cases)))
    read = [criteria_of(text) for text in texts]
    written = [criteria or [] for criteria in read]
    found = [sum(text in got for text, _ in case.asked) for case, got in zip(cases, written, strict=True)]
    strange = [
        sum(text not in case.expected for text in got) for case, got in zip(cases, written, strict=True)
    ]
    sizes = [len(got) for got in written]
    whole = [set(got) == set(case.expected) for case, got in zip(cases, written, strict=True)]
    return {
        "parses": share(rows, [criteria is not None for criteria in read]).held("at least", 1.0),
        "constraints found": share(rows, found, [len(case.asked) for case in cases]).held("at least", 0.95),
        "criteria not asked for": share(rows, strange, sizes).held("at most", 0.05),
        "duplicates": share(rows, [len(got) - len(set(got)) for got in written], sizes).held("at most", 0.0),
        "rubrics that are right as a whole": share(rows, whole),
    }


def kind_section(cases: Sequence[RubricCase], texts: Sequence[str]) -> Section:
    """The share of the constraints of each kind that was found."""
    hits: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for row, (case, text) in enumerate(zip(cases, texts, strict=True)):
        written = criteria_of(text) or []
        for criterion, kind in case.asked:
            hits[kind].append((row, criterion in written))
    return {
        kind: share([row for row, _ in group], [hit for _, hit in group])
        for kind, group in sorted(hits.items())
    }
