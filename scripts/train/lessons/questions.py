"""Questions about a response: criteria of every kind, with the answers that the checks give."""

import random

from scripts.train.corpus.kinds import FALLBACKS, KINDS, Constraint
from scripts.train.corpus.kinds.counts import Count
from scripts.train.corpus.tasks import Task, draw_constraints, respond
from scripts.train.corpus.unknowable import unknowable
from scripts.train.corpus.words import Split, part
from touchstone.domain.rubric import Criterion, RubricLevel

FAR = 12
"""In a long response nothing is counted beyond this."""
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


def questions_about(
    task: Task, rng: random.Random, split: Split, probes: int = 4, around: str = ""
) -> tuple[str, list[Question]]:
    """A response to the task, and questions about it: what was asked, what was not, what is in it unasked.

    `around`: text that stands in the middle of the response; questions that count too far are left out then.
    """
    share = rng.choice((0.2, 0.5, 0.5, 0.8, 1.0))
    extra = [(c, rng.random() < 0.6) for c in draw_constraints(task.world, rng.randint(1, 4), task.asked)]
    for kind in FALLBACKS:
        if rng.random() < 0.12:
            extra.append((Constraint(kind, {}), False))
    topic = rng.random() < 0.35
    if topic:
        extra.append((task.topic, False))
    response = respond(task, [rng.random() < share for _ in task.asked], extra)
    if around:
        beginning, _, end = response.partition("\n\n")
        response = "\n\n".join(text for text in (beginning, around, end) if text)
    constraints = [*task.asked, *(constraint for constraint, _ in extra)]
    if rng.random() < 0.4 and not topic:
        constraints.append(task.topic)
    if rng.random() < 0.5:
        constraints.append(task.on_prompt)
    names = [*rng.sample(_PROBED, probes // 2), *rng.sample(list(KINDS), probes - probes // 2)]
    constraints += [Constraint(KINDS[name], KINDS[name].probe(response, task.world)) for name in names]
    if rng.random() < 0.3:
        constraints.append(Constraint(rng.choice(FALLBACKS), {}))
    if around:
        constraints = [
            c for c in constraints if not isinstance(c.kind, Count) or c.kind.count(response) <= FAR
        ]
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
