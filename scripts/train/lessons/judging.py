"""What the judge learns: questions in the product's own prompts, with verdicts that the checks give."""

import random
from collections.abc import Sequence

from scripts.train.corpus.tasks import Task, new_task, respond
from scripts.train.corpus.words import Split
from scripts.train.learning.trees import NONE, VERDICT, WRITTEN, Target
from scripts.train.lessons.questions import Question, questions_about
from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Request
from touchstone.domain.rubric import Criterion, Scale, ScaleLevel
from touchstone.domain.run import Layout
from touchstone.judging.prompts import VERDICT_START, criterion_request, holistic_request, pairwise_request

Pairs = list[tuple[Request, Target]]


def sample_of(task: Task, reference: str | None = None) -> Sample:
    """The task as the product sees it."""
    return Sample(id="1", prompt=task.prompt, group="1", reference=reference)


def direct(word: str, name: str) -> Target:
    """A verdict given at once."""
    return Target(((word, VERDICT),), name)


def reasoned(why: str, word: str, name: str) -> Target:
    """A verdict given after a reason, as the engine writes and reads it."""
    return Target(((f" {why}\n", WRITTEN), (VERDICT_START, NONE), (word, VERDICT)), name)


def binary_pairs(
    sample: Sample, response: str, questions: Sequence[Question], layout: Layout, *, reason: bool = False
) -> Pairs:
    """The questions in a layout, with verdicts given at once or after a reason."""
    rubric = [criterion for criterion, _, _, _ in questions]
    return [
        (
            criterion_request(sample, response, rubric, number, layout, reason=reason),
            reasoned(why, word, name) if reason else direct(word, name),
        )
        for number, (_, word, why, name) in enumerate(questions, start=1)
    ]


def _binary(
    split: Split, rng: random.Random, layout: Layout, *, short: bool = False, reason: bool = False
) -> Pairs:
    task = new_task(split, rng, (0, 1, 2), most=3) if short else new_task(split, rng)
    response, questions = questions_about(task, rng, split, probes=8 if short else 4)
    reference = respond(task, [True] * len(task.asked)) if rng.random() < 0.04 else None
    if layout == "trunk":
        questions = questions[: rng.randint(3, 8)]
    return binary_pairs(sample_of(task, reference), response, questions, layout, reason=reason)


def brief(split: Split, rng: random.Random) -> Pairs:
    """Many criteria about one short response, each at the end of its question: the first thing to learn."""
    return _binary(split, rng, "leaf", short=True)


def listed(split: Split, rng: random.Random) -> Pairs:
    """Several criteria about one short response, listed before it."""
    return _binary(split, rng, "trunk", short=True)


def leaf(split: Split, rng: random.Random) -> Pairs:
    """Several criteria about one response, each worded at the end of its question."""
    return _binary(split, rng, "leaf")


def trunk(split: Split, rng: random.Random) -> Pairs:
    """Several criteria about one response, listed before it and pointed to by number."""
    return _binary(split, rng, "trunk")


def reason(split: Split, rng: random.Random) -> Pairs:
    """Several criteria about one response, in either layout, each with a reason before the verdict."""
    return _binary(split, rng, "trunk" if rng.random() < 0.6 else "leaf", reason=True)


def ordinal(split: Split, rng: random.Random) -> Pairs:
    """How many of two, or of five, requirements are met, as levels of a scale."""
    task = new_task(split, rng, (3, 4, 5), most=rng.choice((3, 7)))
    response, _ = questions_about(task, rng, split)
    pairs: Pairs = []
    for count in (2, 2, 4):
        chosen = rng.sample(task.asked, 2) if count == 2 or len(task.asked) < 4 else rng.sample(task.asked, 4)
        met = sum(constraint.check(response) for constraint in chosen)
        says = [
            constraint.canonical().removeprefix("The response ").removesuffix(".") for constraint in chosen
        ]
        low = 0 if len(chosen) == 2 else 1
        names = (
            ("none of it", "one of the two", "both")
            if low == 0
            else ("none", "one", "two", "three", "all four")
        )
        scale = Scale(
            kind="ordinal",
            levels=tuple(ScaleLevel(value=low + i, description=n) for i, n in enumerate(names)),
        )
        criterion = Criterion(text=f"The response {', '.join(says[:-1])} and {says[-1]}.", scale=scale)
        layout: Layout = "leaf" if rng.random() < 0.5 else "trunk"
        request = criterion_request(sample_of(task), response, [criterion], 1, layout)
        pairs.append((request, direct(str(low + met), f"scale of {len(names)}")))
    return pairs[: rng.randint(1, 3)]


def _rubric(task: Task, rng: random.Random) -> list[Criterion]:
    constraints = [*task.asked, *([task.topic] if rng.random() < 0.5 else [])]
    return [Criterion(text=constraint.canonical()) for constraint in constraints]


def holistic(split: Split, rng: random.Random) -> Pairs:
    """The share of the asked constraints that is met, from 1 to 5, with the rubric or without."""
    task = new_task(split, rng, (2, 3, 4, 5), most=rng.choice((3, 7)))
    share = rng.choice((0.0, 0.3, 0.5, 0.7, 1.0))
    response = respond(task, [rng.random() < share for _ in task.asked])
    met = sum(constraint.check(response) for constraint in task.asked) / len(task.asked)
    rubric = _rubric(task, rng) if rng.random() < 0.7 else []
    return [
        (holistic_request(sample_of(task), response, rubric), direct(str(1 + round(4 * met)), "holistic"))
    ]


def _pair(task: Task, shares: tuple[float, float], rng: random.Random) -> Pairs:
    """Two responses, each of which meets that share of what was asked, compared in both orders."""
    one, two = (respond(task, [rng.random() < share for _ in task.asked]) for share in rng.sample(shares, 2))
    first, second = (sum(constraint.check(text) for constraint in task.asked) for text in (one, two))
    word, turned = ("A", "B") if first > second else ("B", "A") if second > first else ("Tie", "Tie")
    rubric, sample = _rubric(task, rng) if rng.random() < 0.7 else [], sample_of(task)
    return [
        (pairwise_request(sample, one, two, rubric), direct(word, "pairwise")),
        (pairwise_request(sample, two, one, rubric), direct(turned, "pairwise")),
    ]


def duel(split: Split, rng: random.Random) -> Pairs:
    """Two short responses that differ in one thing asked for, or in two: the first comparisons to learn."""
    task = new_task(split, rng, (1, 1, 2), most=3)
    return _pair(task, rng.choice(((1.0, 0.0), (1.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0))), rng)


def pairwise(split: Split, rng: random.Random) -> Pairs:
    """Which of two responses meets more of what was asked, in both orders: mostly a clear difference."""
    task = new_task(split, rng, (1, 2, 3, 4), most=rng.choice((3, 7)))
    shares = rng.choice(((1.0, 0.0), (1.0, 0.0), (1.0, 0.4), (0.5, 0.5), (1.0, 1.0)))
    return _pair(task, shares, rng)


ROWS = {
    "brief": brief,
    "listed": listed,
    "leaf": leaf,
    "trunk": trunk,
    "reason": reason,
    "ordinal": ordinal,
    "holistic": holistic,
    "duel": duel,
    "pairwise": pairwise,
}
"""The kinds of row in the judge's lesson."""
