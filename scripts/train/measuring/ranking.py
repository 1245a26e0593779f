"""The evaluation of judge and generator together: four responses of known quality, ranked by rubrics' scores."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from scripts.train.corpus.tasks import Task, new_task, respond
from scripts.train.lessons.generating import instance_criteria
from scripts.train.lessons.judging import Pairs, direct, sample_of
from scripts.train.measuring.measures import Section, mean
from scripts.train.measuring.verdicts import Answers, Reader
from touchstone.domain.engine import Answer, Failure, Request
from touchstone.domain.rubric import Criterion
from touchstone.judging.prompts import criterion_request
from touchstone.rubrics.parse import parse_criteria
from touchstone.rubrics.prompts import instance_content

COUNTS = (3, 4, 5)
TRIES = 20
"""How often a response is tried for before another prompt is drawn: edits can undo each other."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A prompt with four responses and the shares of its constraints that they meet, from 1 down to 0."""

    task: Task
    responses: tuple[str, ...]
    shares: tuple[float, ...]


def _response(task: Task, met: int, rng: random.Random) -> str | None:
    """A response that meets that many of the constraints, or None where none was found."""
    for _ in range(TRIES):
        wanted = [place < met for place in range(len(task.asked))]
        rng.shuffle(wanted)
        response = respond(task, wanted)
        if sum(constraint.check(response) for constraint in task.asked) == met:
            return response
    return None


def ranked_cases(prompts: int, seed: int) -> list[Ranked]:
    """Held-out prompts, each with responses that meet all, most, some and none of what it asks for."""
    rng = random.Random(f"check ranking {seed}")
    cases: list[Ranked] = []
    while len(cases) < prompts:
        task = new_task("test", rng, COUNTS)
        size = len(task.asked)
        if size < min(COUNTS):
            continue
        counts = (size, round(size * 2 / 3), round(size / 3), 0)
        found = [response for met in counts if (response := _response(task, met, rng)) is not None]
        if len(found) == len(counts):
            cases.append(Ranked(task, tuple(found), tuple(met / size for met in counts)))
    return cases


def _questions(case: Ranked, criteria: Sequence[str]) -> list[Pairs]:
    """Each response's questions."""
    sample, rubric = sample_of(case.task), [Criterion(text=text) for text in criteria]
    return [
        [
            (criterion_request(sample, response, rubric, number, "leaf"), direct("Yes", ""))
            for number in range(1, len(rubric) + 1)
        ]
        for response in case.responses
    ]


def agreement(shares: Sequence[float], responses: Sequence[Answers]) -> float:
    """Kendall's tau-b between shares and scores: a score is the mean probability of Yes beside No.

    It is 0 where all scores are equal.
    """
    scores = [np.mean([a["Yes"] / (a["Yes"] + a["No"]) for a in answers]) for answers in responses]
    if np.ptp(shares) == 0 or np.ptp(scores) == 0:
        return 0.0
    return float(stats.kendalltau(shares, scores, variant="b").statistic)


def _agreements(cases: Sequence[Ranked], rubrics: Sequence[Sequence[str]], judge: Reader) -> list[float]:
    """The agreement of each case with its rubric's scores; 0 without a rubric."""
    asked = [_questions(case, rubric) if rubric else [] for case, rubric in zip(cases, rubrics, strict=True)]
    answers = iter(judge.verdicts([questions for case in asked for questions in case]))
    return [
        agreement(case.shares, [next(answers) for _ in questions]) if questions else 0.0
        for case, questions in zip(cases, asked, strict=True)
    ]


def ranking_section(cases: Sequence[Ranked], generator: Reader, judge: Reader) -> Section:
    """The mean agreement with generated rubrics, read as the product reads them, and with the true ones."""
    texts = generator.write([Request(instance_content(sample_of(case.task))) for case in cases])
    read = [parse_criteria(Answer(text=text)) for text in texts]
    generated = _agreements(cases, [[] if isinstance(c, Failure) else c for c in read], judge)
    true = _agreements(cases, [instance_criteria(case.task) for case in cases], judge)
    rows = list(range(len(cases)))
    return {
        "tau-b, generated rubrics": mean(rows, generated).held("at least", 0.9),
        "tau-b, true rubrics": mean(rows, true),
    }
