"""Constraints that hold unasked: on the prompt's topic, complete, nothing twice, no filler."""

import re
from typing import ClassVar

from scripts.train.draft import Draft
from scripts.train.kinds.base import Kind, Params
from scripts.train.kinds.content import OnTopic
from scripts.train.sentences import World
from scripts.train.words import NAMES


class OnPrompt(OnTopic):
    """The topic of the prompt, without naming it: the judge has to read the prompt."""

    name = "prompt topic"
    says: ClassVar[tuple[str, ...]] = (
        "stays on the topic of the prompt",
        "is about what the prompt asks for",
        "deals with the subject that the prompt names",
        "writes about the subject of the prompt",
        "keeps to the topic that was asked for",
    )

    def probe(self, text: str, world: World) -> Params:
        return self.draw(world)

    def why(self, text: str, params: Params) -> str:
        return f"It is {'' if self.check(text, params) else 'not '}about {params['about']}."


class NoRepeat(Kind):
    name, stage, slot = "no repeated sentence", 2, "repeat"
    asks: ClassVar[tuple[str, ...]] = (
        "repeat no sentence",
        "avoid saying the same sentence twice",
        "never repeat a sentence",
        "use each sentence only once",
    )
    says: ClassVar[tuple[str, ...]] = (
        "repeats no sentence",
        "avoids saying the same sentence twice",
        "never repeats a sentence",
        "uses each sentence only once",
    )

    def check(self, text: str, params: Params) -> bool:
        sentences = [s.strip().lower() for s in re.split(r"(?<=[.!?])\s+", text) if s.strip()]
        return len(set(sentences)) == len(sentences)

    def meet(self, draft: Draft, params: Params) -> None:
        return

    def miss(self, draft: Draft, params: Params) -> None:
        draft.paragraphs[-1].append(draft.paragraphs[0][0])

    def why(self, text: str, params: Params) -> str:
        return f"{'No' if self.check(text, params) else 'One'} sentence is repeated."


class Complete(Kind):
    name, stage, slot = "complete", 3, "complete"
    asks: ClassVar[tuple[str, ...]] = (
        "finish the last sentence",
        "bring the text to an end",
        "complete every sentence",
        "write to the end",
    )
    says: ClassVar[tuple[str, ...]] = (
        "does not break off in the middle",
        "comes to a proper end",
        "completes its last sentence",
        "is not cut off",
    )

    def check(self, text: str, params: Params) -> bool:
        last = text.strip().splitlines()[-1] if text.strip() else ""
        entry = bool(re.match(r"- |\d+\. ", last))
        return bool(re.search(r"[.!?}][\"*)\]]*$", last)) or entry or last.strip('"').capitalize() in NAMES

    def meet(self, draft: Draft, params: Params) -> None:
        draft.cut = 0

    def miss(self, draft: Draft, params: Params) -> None:
        draft.cut = draft.world.rng.randint(2, 12)

    def why(self, text: str, params: Params) -> str:
        return "It comes to an end." if self.check(text, params) else "It breaks off."


class NoMachine(Kind):
    name = "no machine talk"
    pattern = r"\bas an ai\b|language model|artificial intelligence"
    sentences: ClassVar[tuple[str, ...]] = (
        "As an AI I cannot know this.",
        "I am only a language model.",
        "As a language model I have no opinion.",
        "An artificial intelligence wrote this.",
    )
    asks: ClassVar[tuple[str, ...]] = (
        "avoid any talk of being an AI",
        "never call yourself an AI",
        "leave out that you are a language model",
        "write without mentioning AI",
    )
    says: ClassVar[tuple[str, ...]] = (
        "does not speak of itself as an AI",
        "does not call itself a language model",
        "avoids any talk of being an AI",
        "never says that an AI wrote it",
    )

    def check(self, text: str, params: Params) -> bool:
        return not re.search(self.pattern, text, flags=re.I)

    def meet(self, draft: Draft, params: Params) -> None:
        return

    def miss(self, draft: Draft, params: Params) -> None:
        draft.replace(draft.world.rng.choice(self.sentences))

    def why(self, text: str, params: Params) -> str:
        return f"It {'does not speak' if self.check(text, params) else 'speaks'} of being an AI."


class NoFiller(NoMachine):
    name = "no filler"
    pattern = r"lorem ipsum|\bTODO\b|\bTBD\b|to be written|goes here"
    sentences: ClassVar[tuple[str, ...]] = (
        "Lorem ipsum dolor sit amet.",
        "The rest is TBD.",
        "TODO write more here.",
        "Some text goes here.",
        "This part is to be written.",
    )
    asks: ClassVar[tuple[str, ...]] = (
        "leave out filler text",
        "use no filler such as lorem ipsum",
        "leave no part unwritten",
        "avoid filler text",
    )
    says: ClassVar[tuple[str, ...]] = (
        "has no filler text",
        "contains no filler such as lorem ipsum",
        "leaves no part unwritten",
        "avoids filler text",
    )

    def why(self, text: str, params: Params) -> str:
        return f"It has {'no ' if self.check(text, params) else ''}filler text."
