"""What the generator learns: the rubric that follows from one prompt or several, in the product's prompts."""

import json
import random
import string
from collections.abc import Sequence

from scripts.train.corpus.kinds import FALLBACKS, ON_PROMPT, Constraint
from scripts.train.corpus.sentences import new_world
from scripts.train.corpus.tasks import Task, draw_constraints, new_task, respond, write_prompt
from scripts.train.corpus.words import KEYWORDS, Split, part
from scripts.train.learning.trees import END, WRITTEN, Target
from scripts.train.lessons.judging import Pairs, sample_of
from touchstone.domain.engine import Request
from touchstone.rubrics.prompts import MAX_CRITERIA, dataset_content, instance_content

LEAST = 3
GENERAL = [Constraint(ON_PROMPT, {"about": "", "nouns": ""}), *(Constraint(kind, {}) for kind in FALLBACKS)]
"""What every response owes, in the order in which rubrics add it."""


def rubric_text(criteria: Sequence[str]) -> str:
    """The rubric as the generator has to write it."""
    return json.dumps({"criteria": list(criteria)}, ensure_ascii=False)


def instance_criteria(task: Task, covered: Sequence[str] = ()) -> list[str]:
    """The criteria that follow from one prompt: its topic, what it asks for, and general ones up to three."""
    criteria = [constraint.canonical() for constraint in (task.topic, *task.asked)]
    criteria = [text for text in criteria if text not in covered]
    spare = [constraint.canonical() for constraint in GENERAL[1:] if constraint.canonical() not in covered]
    return [*criteria, *spare[: max(0, LEAST - len(criteria))]][:MAX_CRITERIA]


def rubric_target(criteria: Sequence[str], name: str) -> Target:
    """The rubric to be written, to its end."""
    return Target(((rubric_text(criteria), WRITTEN), (END, WRITTEN)), name)


def rubric_request(split: Split, rng: random.Random) -> tuple[Task, Request, list[str]]:
    """A task, the request for its rubric, and the rubric's criteria.

    Now and then some criteria are covered already, or there is a reference.
    """
    task = new_task(split, rng, (0, 1, 1, 2, 2, 3, 3, 4, 5, 6))
    covered: list[str] = []
    if rng.random() < 0.2:
        covered = [constraint.canonical() for constraint in rng.sample(GENERAL[:3], rng.randint(1, 3))]
    reference = respond(task, [True] * len(task.asked)) if rng.random() < 0.05 else None
    content = instance_content(sample_of(task, reference), covered=covered)
    return task, Request(content), instance_criteria(task, covered)


def instance(split: Split, rng: random.Random) -> Pairs:
    """A prompt and its rubric."""
    _, request, criteria = rubric_request(split, rng)
    return [(request, rubric_target(criteria, "instance rubric"))]


def dataset(split: Split, rng: random.Random) -> Pairs:
    """Several prompts and their rubric: what all of them ask for, and what every response owes."""
    first = new_world(split, rng)
    common = draw_constraints(first, rng.choice((0, 0, 1, 1, 2)))
    prompts = []
    for _ in range(rng.randint(2, 6)):
        world = new_world(split, rng)
        own = draw_constraints(world, rng.choice((0, 0, 1, 2)), common)
        asked = [*common, *own]
        rng.shuffle(asked)
        prompts.append(write_prompt(world, asked))
    criteria = [constraint.canonical() for constraint in (GENERAL[0], *common, *GENERAL[1:3])]
    return [(Request(dataset_content(prompts)), rubric_target(criteria, "dataset rubric"))]


def drill(split: Split, rng: random.Random) -> Pairs:
    """Words, half of them made up, to be written once more: copying comes late without it."""
    made = [
        "".join(rng.choices(string.ascii_lowercase, k=rng.randint(2, 8))) for _ in range(rng.randint(3, 9))
    ]
    words = [*made, *rng.choices(part(KEYWORDS, split), k=rng.randint(3, 9))]
    rng.shuffle(words)
    text = " ".join(words)
    return [
        (
            Request(("Write the text once more.\n\n", text, "\n\n### Copy")),
            Target(((text, WRITTEN), (END, WRITTEN))),
        )
    ]


def lookup(split: Split, rng: random.Random) -> Pairs:
    """Criteria of a list to be written down by their numbers: the layout that lists them comes late without it."""
    world = new_world(split, rng)
    texts = [constraint.criterion(rng, split) for constraint in draw_constraints(world, rng.randint(2, 8))]
    numbered = list(enumerate(texts, start=1))
    pieces = [piece for number, text in numbered for piece in (f"{number}. ", text, "\n")]
    head = "Write down the criterion with the number that is asked for.\n\n### Criteria for this prompt\n"
    return [
        (
            Request((head, *pieces, f"\n\n### Criterion\nNumber {number}")),
            Target(((text, WRITTEN), (END, WRITTEN))),
        )
        for number, text in numbered
    ]


ROWS = {"instance": instance, "dataset": dataset, "drill": drill, "lookup": lookup}
"""The kinds of row in the generator's lesson, and two exercises in copying."""
