"""What the meta-judge learns: which of two rubrics for a prompt has fewer faults, in the product's own prompt."""

import random
from collections.abc import Callable

from scripts.train.corpus.kinds import Constraint
from scripts.train.corpus.tasks import Task, draw_constraints, new_task
from scripts.train.corpus.unknowable import unknowable
from scripts.train.corpus.words import Split, part
from scripts.train.lessons.generating import instance_criteria
from scripts.train.lessons.judging import Pairs, direct, sample_of
from touchstone.rubrics.meta_prompts import comparison_request

_VAGUE = (
    "The response is good.",
    "The response is of high quality.",
    "The response is helpful.",
    "The response is well written.",
    "The response is interesting.",
    "The response is as good as it can be.",
    "The response is nice to read.",
    "The response is helpful and of good quality.",
    "The response is interesting and helpful.",
    "The response is nice and well written.",
)

Fault = Callable[[list[str], Task, random.Random], None]


def _leaves_out(criteria: list[str], task: Task, rng: random.Random) -> None:
    if len(criteria) > 1:
        criteria.pop(rng.randrange(len(criteria)))


def _adds(criteria: list[str], task: Task, rng: random.Random) -> None:
    for constraint in draw_constraints(task.world, 1, task.asked):
        criteria.insert(rng.randint(0, len(criteria)), constraint.canonical())


def _misreads(criteria: list[str], task: Task, rng: random.Random) -> None:
    """One criterion asks for the right kind of thing with the wrong parameters."""
    places = [
        (criteria.index(c.canonical()), c.kind) for c in task.asked if c.canonical() in criteria and c.params
    ]
    if places:
        place, kind = rng.choice(places)
        wrong = Constraint(kind, kind.draw(task.world)).canonical()
        if wrong not in criteria:
            criteria[place] = wrong


def _blurs(criteria: list[str], task: Task, rng: random.Random) -> None:
    criteria[rng.randrange(len(criteria))] = rng.choice(part(_VAGUE, task.world.split))


def _cannot_check(criteria: list[str], task: Task, rng: random.Random) -> None:
    criteria.insert(rng.randint(0, len(criteria)), unknowable(task.world.split, rng))


def _repeats(criteria: list[str], task: Task, rng: random.Random) -> None:
    criteria.insert(rng.randint(0, len(criteria)), rng.choice(criteria))


FAULTS: tuple[Fault, ...] = (
    _leaves_out,
    _leaves_out,
    _adds,
    _misreads,
    _misreads,
    _blurs,
    _cannot_check,
    _repeats,
)


def meta(split: Split, rng: random.Random) -> Pairs:
    """The right rubric for a prompt and a faulty one, or the same in another order; shown in both orders."""
    task = new_task(split, rng, (1, 2, 3, 4))
    right = instance_criteria(task)
    other = list(right)
    if rng.random() < 0.8:
        for fault in rng.sample(FAULTS, rng.choice((1, 1, 2, 3))):
            fault(other, task, rng)
    else:
        rng.shuffle(other)
    same = sorted(right) == sorted(other)
    sample, orders = sample_of(task), [(right, other, "A"), (other, right, "B")]
    rng.shuffle(orders)
    return [
        (comparison_request(sample, first, second), direct("Tie" if same else word, "rubric pair"))
        for first, second, word in orders
    ]
