"""What the judge learns: questions in the product's own prompts, with verdicts that the checks give."""

import random

from scripts.train.kinds import FALLBACKS, KINDS, Constraint
from scripts.train.tasks import Task, draw_constraints, new_task, respond
from scripts.train.trees import NONE, VERDICT, WRITTEN, Target
from scripts.train.unknowable import unknowable
from scripts.train.words import Split, part
from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Request
from touchstone.domain.rubric import Criterion, RubricLevel, Scale, ScaleLevel
from touchstone.domain.run import Layout
from touchstone.judging.prompts import VERDICT_START, criterion_request, holistic_request, pairwise_request

Pairs = list[tuple[Request, Target]]

_PROBED = (
    "sentences",
    "words",
    "paragraphs",
    "contains",
    "avoids",
    "starts",
    "ends",
    "no commas",
)
_WHEN = (
    "If the prompt asks for it, the response {say}.",
    "Where the prompt asks for this, the response {say}.",
    "Only if the prompt asks for this: the response {say}.",
    "The response {say}, if the prompt asks for that.",
    "Where the prompt asks for it: the response {say}.",
    "When the prompt wants this, the response {say}.",
    "If asked to in the prompt, the response {say}.",
    "The response {say}, but only when the prompt asks for it.",
    "Provided that the prompt requests it, the response {say}.",
    "When the prompt asks for it, the response {say}.",
    "If the prompt requires it, the response {say}.",
    "The response {say}, provided that the prompt requires it.",
    "Whenever the prompt asks for this, the response {say}.",
    "This counts only if the prompt asks for it: the response {say}.",
    "The response {say}, provided that the prompt asks for it.",
    "Should the prompt ask for it, the response {say}.",
    "If it is asked for in the prompt, the response {say}.",
    "The response {say}, where the prompt requests this.",
    "Not needed unless the prompt asks for it: the response {say}.",
    "The response {say}, where the prompt wants this.",
    "For prompts that ask for it: the response {say}.",
    "Assuming that the prompt wants it, the response {say}.",
    "The response {say}, unless the prompt does not ask for it.",
    "Skip this unless the prompt requires it: the response {say}.",
    "Whenever the prompt requires this, the response {say}.",
)


def sample_of(task: Task, reference: str | None = None) -> Sample:
    """The task as the product sees it."""
    return Sample(id="1", prompt=task.prompt, group="1", reference=reference)


def direct(word: str, name: str) -> Target:
    """A verdict given at once."""
    return Target(((word, VERDICT),), name)


def reasoned(why: str, word: str, name: str) -> Target:
    """A verdict given after a reason, as the engine writes and reads it."""
    return Target(((f" {why}\n", WRITTEN), (VERDICT_START, NONE), (word, VERDICT)), name)


def _yes_no(met: bool) -> str:
    return "Yes" if met else "No"


Question = tuple[Criterion, str, str, str]
"""A criterion, the answer's word, its reason, and what kind it is of."""


def _special(task: Task, rng: random.Random, split: Split, response: str) -> list[Question]:
    """Criteria that cannot be told from the text, and ones that apply only where the prompt asks for it."""
    questions: list[Question] = []
    if rng.random() < 0.35:
        text = unknowable(split, rng)
        questions.append((Criterion(text=text), "Unknown", "The text does not say so.", "cannot tell"))
    if rng.random() < 0.5:
        asked = rng.choice(task.asked) if task.asked and rng.random() < 0.5 else None
        names = {constraint.kind.name for constraint in task.asked}
        other = rng.choice(
            [
                kind
                for kind in KINDS.values()
                if kind.asks and kind.name not in names and "topic" not in kind.name
            ]
        )
        constraint = asked or Constraint(other, other.draw(task.world))
        say = constraint.canonical().removeprefix("The response ").removesuffix(".")
        say += "." if say.endswith("P.S") else ""
        text = rng.choice(part(_WHEN, split)).format(say=say).replace("P.S..", "P.S.")
        word = _yes_no(constraint.check(response)) if asked else "Skip"
        why = constraint.why(response) if asked else "The prompt does not ask for it."
        questions.append((Criterion(text=text), word, why, "conditional" if asked else "not applicable"))
    return questions


def _questions(task: Task, rng: random.Random, split: Split, probes: int = 4) -> tuple[str, list[Question]]:
    """A response to the task, and questions about it: what was asked, what was not, what is in it unasked."""
    share = rng.choice((0.2, 0.5, 0.5, 0.8, 1.0))
    extra = [(c, rng.random() < 0.6) for c in draw_constraints(task.world, rng.randint(1, 4), task.asked)]
    for kind in FALLBACKS:
        if rng.random() < 0.12:
            extra.append((Constraint(kind, {}), False))
    topic = rng.random() < 0.35
    if topic:
        extra.append((task.topic, False))
    response = respond(task, [rng.random() < share for _ in task.asked], extra)
    constraints = [*task.asked, *(constraint for constraint, _ in extra)]
    if rng.random() < 0.4 and not topic:
        constraints.append(task.topic)
    if rng.random() < 0.5:
        constraints.append(task.on_prompt)
    names = [*rng.sample(_PROBED, probes // 2), *rng.sample(list(KINDS), probes - probes // 2)]
    constraints += [Constraint(KINDS[name], KINDS[name].probe(response, task.world)) for name in names]
    if rng.random() < 0.3:
        constraints.append(Constraint(rng.choice(FALLBACKS), {}))
    questions = _special(task, rng, split, response)
    for constraint in constraints:
        generic = constraint.kind.name in ("prompt topic", *(kind.name for kind in FALLBACKS))
        level = RubricLevel.DATASET if generic and rng.random() < 0.6 else RubricLevel.INSTANCE
        criterion = Criterion(text=constraint.criterion(rng, split), level=level)
        questions.append(
            (criterion, _yes_no(constraint.check(response)), constraint.why(response), constraint.kind.name)
        )
    unique = list({question[0].text: question for question in questions}.values())
    rng.shuffle(unique)
    return response, unique


def _binary(split: Split, rng: random.Random, layout: Layout, *, reason: bool = False) -> Pairs:
    task = new_task(split, rng)
    response, questions = _questions(task, rng, split)
    reference = respond(task, [True] * len(task.asked)) if rng.random() < 0.04 else None
    sample = sample_of(task, reference)
    if layout == "trunk":
        questions = questions[: rng.randint(3, 8)]
    rubric = [criterion for criterion, _, _, _ in questions]
    return [
        (
            criterion_request(sample, response, rubric, number, layout, reason=reason),
            reasoned(why, word, name) if reason else direct(word, name),
        )
        for number, (_, word, why, name) in enumerate(questions, start=1)
    ]


def brief(split: Split, rng: random.Random) -> Pairs:
    """Many criteria about one short response, each at the end of its question: the first thing to learn."""
    task = new_task(split, rng, (0, 1, 2), most=3)
    response, questions = _questions(task, rng, split, probes=8)
    sample = sample_of(task)
    return [
        (criterion_request(sample, response, [criterion], 1, "leaf"), direct(word, name))
        for criterion, word, _, name in questions
    ]


def leaf(split: Split, rng: random.Random) -> Pairs:
    """Several criteria about one response, each worded at the end of its question."""
    return _binary(split, rng, "leaf")


def trunk(split: Split, rng: random.Random) -> Pairs:
    """Several criteria about one response, listed before it and pointed to by number."""
    return _binary(split, rng, "trunk")


def reason(split: Split, rng: random.Random) -> Pairs:
    """Several criteria about one response, in either layout, each with a reason before the verdict."""
    return _binary(split, rng, "trunk" if rng.random() < 0.3 else "leaf", reason=True)


def ordinal(split: Split, rng: random.Random) -> Pairs:
    """How many of two, or of five, requirements are met, as levels of a scale."""
    task = new_task(split, rng, (3, 4, 5))
    response, _ = _questions(task, rng, split)
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
    task = new_task(split, rng, (2, 3, 4, 5))
    share = rng.choice((0.0, 0.3, 0.5, 0.7, 1.0))
    response = respond(task, [rng.random() < share for _ in task.asked])
    met = sum(constraint.check(response) for constraint in task.asked) / len(task.asked)
    rubric = _rubric(task, rng) if rng.random() < 0.7 else []
    return [
        (holistic_request(sample_of(task), response, rubric), direct(str(1 + round(4 * met)), "holistic"))
    ]


def pairwise(split: Split, rng: random.Random) -> Pairs:
    """Which of two responses meets more of what was asked: mostly a clear difference, sometimes none."""
    task = new_task(split, rng, (1, 2, 3, 4))
    shares = rng.choice(((1.0, 0.0), (0.0, 1.0), (1.0, 0.4), (0.4, 1.0), (0.5, 0.5), (1.0, 1.0)))
    texts = [respond(task, [rng.random() < share for _ in task.asked]) for share in shares]
    first, second = (sum(constraint.check(text) for constraint in task.asked) for text in texts)
    word = "A" if first > second else "B" if second > first else "Tie"
    rubric = _rubric(task, rng) if rng.random() < 0.7 else []
    return [(pairwise_request(sample_of(task), texts[0], texts[1], rubric), direct(word, "pairwise"))]


ROWS = {
    "brief": brief,
    "leaf": leaf,
    "trunk": trunk,
    "reason": reason,
    "ordinal": ordinal,
    "holistic": holistic,
    "pairwise": pairwise,
}
"""The kinds of row in the judge's lesson."""
