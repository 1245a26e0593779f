"""Tasks: a prompt with the constraints it asks for, and responses to it of a wanted quality."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.train.draft import new_draft
from scripts.train.kinds import ASKED, ON_PROMPT, TOPIC, Constraint
from scripts.train.sentences import World, new_world
from scripts.train.words import AUDIENCES, FORMS, Split, part

_FRAMES = (
    "Write {form} to {audience} about {about}.",
    "Write {form} about {about}.",
    "I need {form} about {about} for {audience}.",
    "Please draft {form} about {about}.",
    "Can you write {form} for {audience}? It is about {about}.",
    "Compose {form} to {audience}. The subject is {about}.",
    "Help me with {form} about {about}.",
    "My task is {form} about {about}. Write it for me.",
    "We want {form} that tells {audience} about {about}.",
    "Could you prepare {form} on {about}?",
    "Topic: {about}. Write {form}.",
    "Draft {form} on {about} for {audience}.",
)
_CARRIERS = (
    "{Ask}.",
    "Please {ask}.",
    "Make sure to {ask}.",
    "Be sure to {ask}.",
    "Remember to {ask}.",
    "{Ask}.",
    "You should {ask}.",
    "It is important to {ask}.",
    "I want you to {ask}.",
    "Do not forget to {ask}.",
)
_WITH_JSON = {"avoids", "no exclamation", "no digits", "contains"}


@dataclass(frozen=True, slots=True)
class Task:
    """A prompt, what it asks for (in its order, the topic apart), and its world."""

    world: World
    prompt: str
    asked: tuple[Constraint, ...]

    @property
    def topic(self) -> Constraint:
        """The constraint that every prompt has: its topic."""
        return Constraint(TOPIC, TOPIC.draw(self.world))

    @property
    def on_prompt(self) -> Constraint:
        """The same, worded without naming the topic."""
        return Constraint(ON_PROMPT, ON_PROMPT.draw(self.world))


def draw_constraints(world: World, count: int, beside: Sequence[Constraint] = ()) -> list[Constraint]:
    """Up to `count` constraints of different kinds that can hold together, and together with those `beside`."""
    chosen: list[Constraint] = []
    slots = {constraint.kind.slot for constraint in beside}
    names = {constraint.kind.name for constraint in beside}
    for kind in world.rng.sample(ASKED, len(ASKED)):
        if len(chosen) == count:
            break
        clash = (kind.name == "json" and not names <= _WITH_JSON) or (
            "json" in names and kind.name not in _WITH_JSON
        )
        if clash or kind.name in names or (kind.slot and kind.slot in slots):
            continue
        chosen.append(Constraint(kind, kind.draw(world)))
        slots.add(kind.slot)
        names.add(kind.name)
    return chosen


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _carry(world: World, ask: str) -> str:
    carrier = world.rng.choice(part(_CARRIERS, world.split))
    return carrier.format(ask=ask, Ask=_capital(ask)).replace("P.S..", "P.S.")


def _wording(world: World, asked: Sequence[Constraint]) -> str:
    """The constraints as sentences, as one enumeration, or as a list."""
    rng = world.rng
    asks = [constraint.ask(world) for constraint in asked]
    form = rng.random()
    if len(asks) > 1 and form < 0.3:
        joined = ", ".join(asks[:-1]) + rng.choice((", and ", " and ")) + asks[-1]
        return _carry(world, joined)
    if len(asks) > 1 and form < 0.45:
        return "\n" + "\n".join(f"- {_capital(ask)}" for ask in asks)
    return " ".join(_carry(world, ask) for ask in asks)


def add_wording(world: World, request: str, asked: Sequence[Constraint]) -> str:
    """The request with the constraints after it, seldom before it."""
    if not asked:
        return request
    wording = _wording(world, asked)
    if wording.startswith("\n"):
        return request + wording
    return f"{wording} {request}" if world.rng.random() < 0.12 else f"{request} {wording}"


def write_prompt(world: World, asked: Sequence[Constraint]) -> str:
    """A prompt about the world's topic that asks for the constraints."""
    rng = world.rng
    form, audience = rng.choice(part(FORMS, world.split)), rng.choice(part(AUDIENCES, world.split))
    frame = rng.choice(part(_FRAMES, world.split))
    return add_wording(world, frame.format(form=form, audience=audience, about=world.topic.about), asked)


def new_task(
    split: Split, rng: random.Random, counts: Sequence[int] = (0, 1, 1, 2, 2, 3, 3, 4, 5), most: int = 7
) -> Task:
    """A task with a random topic, one of these numbers of constraints, and plain drafts of `most` sentences."""
    world = new_world(split, rng, most)
    asked = tuple(draw_constraints(world, rng.choice(counts)))
    return Task(world, write_prompt(world, asked), asked)


def respond(
    task: Task, wanted: Sequence[bool], extra: Sequence[tuple[Constraint, bool]] = (), tries: int = 1
) -> str:
    """A response in which the asked constraints hold as `wanted`, and the extra ones as said.

    Edits can undo each other, so the labels of a text always come from its checks; with `tries` the closest one of
    several is taken.
    """
    aims = sorted([*zip(task.asked, wanted, strict=True), *extra], key=lambda aim: aim[0].kind.stage)
    best, best_hits = "", -1
    for _ in range(tries):
        draft = new_draft(task.world.afresh())
        for constraint, met in aims:
            (constraint.kind.meet if met else constraint.kind.miss)(draft, constraint.params)
        text = draft.render()
        hits = sum(constraint.check(text) == met for constraint, met in aims)
        if hits > best_hits:
            best, best_hits = text, hits
        if hits == len(aims):
            break
    return best
