"""Tasks: a prompt with the constraints it asks for, and responses to it of a wanted quality."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.train.corpus.draft import Draft, new_draft
from scripts.train.corpus.kinds import ASKED, ON_PROMPT, TOPIC, Constraint
from scripts.train.corpus.kinds.content import mention
from scripts.train.corpus.sentences import World, new_world
from scripts.train.corpus.words import AUDIENCES, FORMS, Split, part

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
    "Please write {form} to {audience} about {about}.",
    "Write {form} for {audience} on the subject of {about}.",
    "I would like {form} about {about}.",
    "Draft {form} about {about} for {audience}, please.",
    "Can you help me draft {form} on {about}?",
    "Could you write {form} about {about} for {audience}?",
    "Create {form} about {about}.",
    "Generate {form} on {about} for {audience}.",
    "I have to write {form} on {about}. Please help me.",
    "The topic is {about}. Please write {form} to {audience}.",
    "Prepare {form} for {audience} about {about}.",
    "Please compose {form} on the topic of {about}.",
    "Give me {form} about {about}.",
    "I want {form} to {audience}, and it should be about {about}.",
    "Please help me write {form} to {audience}. The topic is {about}.",
    "Tell {audience} about {about} in {form}.",
    "Would you like to write {form} about {about} for me?",
    "We need {form} on {about}.",
    "Generate {form} on the topic of {about}.",
    "Please prepare {form} for {audience} on {about}.",
    "You are asked for {form} about {about}. The readers are {audience}.",
    "Give {audience} {form} about {about}.",
    "I want {form} that tells about {about}.",
    "About {about}: write {form} to {audience} on this subject.",
    "I want you to write {form} on {about} for {audience}.",
    "Subject: {about}. Readers: {audience}. Write {form}.",
    "Let {audience} know about {about} in {form}.",
    "Let {audience} know about {about}. Write {form}.",
    "Your task is to write {form} about {about}.",
    "Could you help {audience} with {form} about {about}?",
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
    "Please do not forget to {ask}.",
    "You must {ask}.",
    "Please make sure to {ask}.",
    "In your response, {ask}.",
    "You need to {ask}.",
    "Also, {ask}.",
    "I need you to {ask}.",
    "Note: {ask}.",
    "Please be sure to {ask}.",
    "In your response, you should {ask}.",
    "Take care to {ask}.",
    "When you write the answer, {ask}.",
    "One more thing: {ask}.",
    "I would like you to {ask}.",
    "When you answer, take care to {ask}.",
    "Important: {ask}.",
    "It is a must to {ask}.",
    "You have to {ask}.",
    "As you write, remember to {ask}.",
    "It is important to me that you {ask}.",
    "It matters to me that you {ask}.",
)
_HEADS = (
    "",
    "Requirements:",
    "Please follow these rules:",
    "The text has to meet these requirements:",
    "Follow these requirements:",
    "Rules:",
    "Please note:",
    "Keep to these rules:",
    "Constraints:",
    "The rules:",
    "What matters:",
    "Make sure to follow these constraints:",
    "Here is what I need:",
    "Instructions:",
    "Please follow these instructions:",
)
_INSIDE = (
    "{request}, and {ask}.",
    "{request} and {ask}.",
    "{request}; {ask}.",
    "{request}, but {ask}.",
    "{request}, but please {ask}.",
    "{request}, and be sure to {ask}.",
    "{request}, and please {ask}.",
    "{request} - {ask}.",
    "{request} and please be sure to {ask}.",
    "{request}; please {ask}.",
)
"""Ways to put request and constraints into one sentence: only for requests that are one command."""
_COMMAND = re.compile(
    r"(?:please )?(?:write|draft|compose|create|generate|prepare|give|produce|make|tell|let)\b", re.I
)
_WITH_JSON = {
    *("avoids", "contains", "no exclamation", "exclamation", "no digits", "digits"),
    *("detail", "thanks", "apology"),
}


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
    """Up to `count` constraints of different kinds that can hold together and with those `beside`."""
    chosen: list[Constraint] = []
    slots = {constraint.kind.slot for constraint in beside}
    names = {constraint.kind.name for constraint in beside}
    kinds = world.rng.sample(ASKED, len(ASKED))
    if world.rng.random() < 0.06:
        # It goes with few others, so it would hardly ever come in by itself.
        kinds.sort(key=lambda kind: kind.name != "json")
    for kind in kinds:
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


def _tidy(text: str) -> str:
    """Without the slips that come from putting any request into any sentence."""
    text = text.replace(" to do not ", " not to ").replace(" to never ", " never to ")
    text = re.sub(r"\b(should|must) do not ", r"\1 not ", text).replace("have not to", "are not to")
    return text.replace("need not to ", "must not ").replace("P.S..", "P.S.")


def _carry(world: World, ask: str) -> str:
    carrier = world.rng.choice(part(_CARRIERS, world.split))
    return _tidy(carrier.format(ask=ask, Ask=_capital(ask)))


def _joined(world: World, asks: Sequence[str]) -> str:
    """The constraints as one enumeration."""
    if len(asks) == 1:
        return asks[0]
    return ", ".join(asks[:-1]) + world.rng.choice((", and ", " and ")) + asks[-1]


def _listed(world: World, asks: Sequence[str]) -> str:
    """The constraints as a list, numbered or not, mostly with a line above it."""
    rng = world.rng
    mark = rng.choice(("- {}", "- {}", "* {}", "{n}. {}", "{n}. {}", "({n}) {}"))
    lines = [mark.format(_capital(ask), n=number) for number, ask in enumerate(asks, start=1)]
    return "\n".join(filter(None, [rng.choice(part(_HEADS, world.split)), *lines]))


def _sentences(world: World, asks: Sequence[str]) -> str:
    """The constraints as sentences, sometimes as one."""
    if world.rng.random() < 0.3:
        return _carry(world, _joined(world, asks))
    return " ".join(_carry(world, ask) for ask in asks)


def add_wording(world: World, request: str, asked: Sequence[Constraint]) -> str:
    """The request with the constraints: after it, in its own sentence, as a list, seldom before it."""
    if not asked:
        return request
    rng = world.rng
    asks = [constraint.ask(world) for constraint in asked]
    form = rng.random()
    if form < (0.25 if len(asks) > 1 else 0.06):
        listed = _listed(world, asks)
        first = listed[0].isalpha() and rng.random() < 0.15
        return f"{listed}\n\n{request}" if first else f"{request}\n{listed}"
    if form < 0.4 and _COMMAND.match(request) and not re.search(r"[.?!:] |\?$|please\.$", request):
        sentence = rng.choice(part(_INSIDE, world.split))
        inside = rng.randint(1, len(asks))
        text = _tidy(sentence.format(request=request.rstrip("."), ask=_joined(world, asks[:inside])))
        return " ".join(filter(None, [text, _sentences(world, asks[inside:]) if asks[inside:] else ""]))
    wording = _sentences(world, asks)
    return f"{wording} {request}" if rng.random() < 0.15 else f"{request} {wording}"


def write_prompt(world: World, asked: Sequence[Constraint]) -> str:
    """A prompt about the world's topic that asks for the constraints."""
    rng = world.rng
    form, audience = rng.choice(part(FORMS, world.split)), rng.choice(part(AUDIENCES, world.split))
    frame = rng.choice(part(_FRAMES, world.split))
    return add_wording(world, frame.format(form=form, audience=audience, about=world.topic.about), asked)


def new_task(
    split: Split, rng: random.Random, counts: Sequence[int] = (0, 1, 1, 2, 2, 3, 3, 4, 5), most: int = 7
) -> Task:
    """A task with a random topic, one of these numbers of constraints, and drafts of `most` sentences."""
    world = new_world(split, rng, most)
    asked = tuple(draw_constraints(world, rng.choice(counts)))
    return Task(world, write_prompt(world, asked), asked)


def _vary(draft: Draft) -> None:
    """Now and then puts in an exclamation mark or a number, so that both occur unasked."""
    rng = draft.world.rng
    if rng.random() < 0.28:
        paragraph = rng.choice(draft.paragraphs)
        paragraph[0] = paragraph[0][:-1] + "!"
    if rng.random() < 0.1:
        mention(draft, f"number {rng.randint(2, 99)}")


def respond(
    task: Task, wanted: Sequence[bool], extra: Sequence[tuple[Constraint, bool]] = (), tries: int = 1
) -> str:
    """A response in which the asked constraints hold as `wanted`, and the extra ones as said.

    Edits can undo each other, so the labels of a text always come from its checks; with `tries` the closest
    one of several is taken.
    """
    aims = sorted([*zip(task.asked, wanted, strict=True), *extra], key=lambda aim: aim[0].kind.stage)
    best, best_hits = "", -1
    for _ in range(tries):
        draft = new_draft(task.world.afresh())
        if tries == 1:
            # A text that is tried for several times is for people to read.
            _vary(draft)
        for constraint, met in aims:
            (constraint.kind.meet if met else constraint.kind.miss)(draft, constraint.params)
        text = draft.render()
        hits = sum(constraint.check(text) == met for constraint, met in aims)
        if hits > best_hits:
            best, best_hits = text, hits
        if hits == len(aims):
            break
    return best
