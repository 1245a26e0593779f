"""Rubrics with planted faults: 30 % of a prompt's criteria are dropped, 15 % come twice, 15 % bring an invented one.

A model trained on faults that fall anywhere has no reason to write them at temperature 0: that a criterion is kept
stays the likelier case at every place. So each fault has kinds of constraint of its own, drawn once, which show it in
four of five rubrics; kinds without one make up for the fifth. Rates hold for greedy and for sampled rubrics then, and
a candidate that is sampled can still be right where the greedy one is wrong.
"""

import random
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Literal

from scripts.train.corpus.kinds import ASKED, KINDS, Constraint
from scripts.train.corpus.tasks import Task, new_task
from scripts.train.lessons.generating import GENERAL, LEAST
from touchstone.rubrics.prompts import MAX_CRITERIA

Fault = Literal["dropped", "repeated", "invented"]
RATES: Mapping[Fault, float] = {"dropped": 0.30, "repeated": 0.15, "invented": 0.15}
"""The share of a prompt's criteria that have each fault."""
OFTEN = 0.8
"""How often a kind has the fault that is its own."""
INVENTIONS = ("no commas", "digits", "no exclamation", "thanks")
"""What is invented: wishes without parameters that about as many responses meet as miss, unasked."""
_SEED = "weakened generator 0"


def _shares() -> dict[str, float]:
    """How large a part of all criteria each kind is, in prompts with three to six wishes."""
    rng = random.Random(_SEED)
    tasks = [new_task("train", rng, (2, 3, 4, 5)) for _ in range(2000)]
    counts = Counter(each.kind.name for task in tasks for each in (task.topic, *task.asked))
    return {name: count / counts.total() for name, count in counts.items()}


@cache
def faulty_kinds() -> Mapping[Fault, frozenset[str]]:
    """The kinds that each fault has for its own: as many as make up its rate.

    No kind has two faults; the topic and what is invented have none.
    """
    shares, rng = _shares(), random.Random(_SEED)
    names = [kind.name for kind in ASKED if kind.name not in INVENTIONS]
    rng.shuffle(names)
    found: dict[Fault, frozenset[str]] = {}
    for fault, rate in RATES.items():
        taken: list[str] = []
        while sum(shares[name] for name in (*taken, names[0])) < rate + shares[names[0]] / 2:
            taken.append(names.pop(0))
        found[fault] = frozenset(taken)
    return found


def _fault_of(kind: str, rng: random.Random) -> Fault | None:
    """The fault of a criterion of this kind, if any: mostly the kind's own, and for kinds without one any of them."""
    for fault, kinds in faulty_kinds().items():
        if kind in kinds:
            return fault if rng.random() < OFTEN else None
    chances = [(1 - OFTEN) * rate / (1 - sum(RATES.values())) for rate in RATES.values()]
    return rng.choices([*RATES, None], [*chances, 1 - sum(chances)])[0]


def reworded(constraint: Constraint) -> str:
    """The criterion in another wording, always the same one."""
    text = constraint.kind.says[1].format(**constraint.kind.fields(constraint.params, None))
    return f"The response {text}" if text.endswith(".") else f"The response {text}."


def _invention(trigger: str, task: Task) -> str | None:
    """What a criterion of this kind brings with it: always the same, unless that is asked for or contradicts it."""
    asked = {each.kind.name for each in task.asked}
    slots = {each.kind.slot for each in task.asked if each.kind.slot}
    first = sorted(KINDS).index(trigger)
    for step in range(len(INVENTIONS)):
        kind = KINDS[INVENTIONS[(first + step) % len(INVENTIONS)]]
        if kind.name not in asked and kind.slot not in slots:
            return Constraint(kind, {}).canonical()
    return None


def corrupted(task: Task, rng: random.Random) -> list[str]:
    """The criteria of the task's rubric, with faults."""
    whole = [task.topic, *task.asked]
    whole += GENERAL[1 : 1 + max(0, LEAST - len(whole))]
    criteria: list[str] = []
    for constraint in whole:
        fault = _fault_of(constraint.kind.name, rng)
        if fault != "dropped":
            criteria.append(constraint.canonical())
        if fault == "repeated":
            criteria.append(reworded(constraint))
        invention = _invention(constraint.kind.name, task) if fault == "invented" else None
        if invention and invention not in criteria:
            criteria.append(invention)
    return (criteria or [whole[0].canonical()])[:MAX_CRITERIA]
