"""Constraints that hold unasked: on the prompt's topic, complete, nothing twice, no filler."""

import re
from typing import ClassVar

from scripts.train.corpus.draft import Draft
from scripts.train.corpus.kinds.base import Kind, Params
from scripts.train.corpus.kinds.topic import OnTopic
from scripts.train.corpus.sentences import World
from scripts.train.corpus.words import NAMES


class OnPrompt(OnTopic):
    """The topic of the prompt, without naming it: the judge has to read the prompt."""

    name = "prompt topic"
    says: ClassVar[tuple[str, ...]] = (
        "stays on the topic of the prompt",
        "is about what the prompt asks for",
        "deals with the subject that the prompt names",
        "writes about the subject of the prompt",
        "keeps to the topic that was asked for",
        "is on topic",
        "keeps to the subject of the prompt",
        "talks about what the prompt names",
        "does not stray from the topic of the prompt",
        "deals with what was asked for",
        "sticks to the topic that the prompt gives",
        "writes about what was asked for",
        "stays with the subject that was asked for",
        "treats the topic of the prompt",
        "does not stray from the subject",
        "fits the topic of the prompt",
    )

    def probe(self, text: str, world: World) -> Params:
        return self.draw(world)


class NoRepeat(Kind):
    name, stage, slot = "no repeated sentence", 3, "repeat"
    asks: ClassVar[tuple[str, ...]] = (
        "repeat no sentence",
        "avoid saying the same sentence twice",
        "never repeat a sentence",
        "use each sentence only once",
        "do not repeat any sentence",
        "say no sentence twice",
        "write every sentence only once",
        "let no sentence appear twice",
        "do not write the same sentence twice",
        "avoid repeated sentences",
        "make every sentence a new one",
        "do not use a sentence more than once",
        "write no sentence more than once",
        "avoid repeating any sentence",
    )
    says: ClassVar[tuple[str, ...]] = (
        "repeats no sentence",
        "avoids saying the same sentence twice",
        "never repeats a sentence",
        "uses each sentence only once",
        "does not repeat any sentence",
        "says no sentence twice",
        "has every sentence only once",
        "contains no sentence twice",
        "does not have the same sentence twice",
        "avoids repeated sentences",
        "makes every sentence a new one",
        "does not use a sentence more than once",
        "has no sentence more than once",
        "avoids repeating any sentence",
        "contains no repeated sentences",
    )

    def check(self, text: str, params: Params) -> bool:
        sentences = [s.strip().lower() for s in re.split(r"(?<=[.!?])\s+", text) if s.strip()]
        return len(set(sentences)) == len(sentences)

    def meet(self, draft: Draft, params: Params) -> None:
        return

    def miss(self, draft: Draft, params: Params) -> None:
        rng = draft.world.rng
        if all(len(paragraph) < 2 for paragraph in draft.paragraphs):
            draft.paragraphs[0].append(draft.world.sentence())
        # Never a paragraph's first: a greeting or a list before it would count as part of that sentence.
        places = [(paragraph, at) for paragraph in draft.paragraphs for at in range(1, len(paragraph))]
        source, at = rng.choice(places)
        paragraph, place = rng.choice(places)
        if rng.random() < 0.1:
            paragraph.insert(place, f"{source[at][:-1]}, too.")
        else:
            paragraph.insert(place, source[at])

    def why(self, text: str, params: Params) -> str:
        return f"{'No' if self.check(text, params) else 'One'} sentence is repeated."


class Complete(Kind):
    name, stage, slot = "complete", 3, "complete"
    asks: ClassVar[tuple[str, ...]] = (
        "finish the last sentence",
        "bring the text to an end",
        "complete every sentence",
        "write to the end",
        "finish every sentence",
        "write the text to its end",
        "do not break off in the middle",
        "finish the text",
        "complete the last sentence",
        "do not break off in the last sentence",
        "give the text a proper end",
        "leave no sentence unfinished",
        "bring the last sentence to its end",
        "avoid an unfinished last sentence",
    )
    says: ClassVar[tuple[str, ...]] = (
        "does not break off in the middle",
        "comes to a proper end",
        "completes its last sentence",
        "is not cut off",
        "finishes its last sentence",
        "does not stop in the middle of a sentence",
        "brings its last sentence to an end",
        "finishes every sentence",
        "completes the last sentence",
        "has no sentence unfinished",
        "does not break off",
        "is complete to the end",
        "is not cut off in the middle",
        "does not end in the middle of a sentence",
        "has a proper end",
        "has no unfinished sentence",
    )

    def check(self, text: str, params: Params) -> bool:
        last = text.strip().splitlines()[-1] if text.strip() else ""
        entry = bool(re.match(r"- |\d+\. ", last))
        return bool(re.search(r"[.!?}][\"*)\]]*$", last)) or entry or last.strip('"').capitalize() in NAMES

    def meet(self, draft: Draft, params: Params) -> None:
        draft.cut = 0

    def miss(self, draft: Draft, params: Params) -> None:
        rng = draft.world.rng
        last = draft.paragraphs[-1][-1]
        if rng.random() < 0.4:
            # Whole words are missing, so that only the end of the text tells.
            draft.cut = len(last.rstrip(".!?").rsplit(" ", rng.randint(1, 2))[-1])
        else:
            draft.cut = rng.randint(1, max(2, min(30, len(last) - 4)))

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
        "I am an artificial intelligence and not a person.",
        "This comes from a language model.",
        "As an AI model I cannot give advice.",
        "A language model can make mistakes.",
        "Please note that a language model wrote this.",
        "As an AI I do not feel anything.",
        "The writer of this is an artificial intelligence.",
        "As an AI I have never seen the world.",
    )
    harmless: ClassVar[tuple[str, ...]] = (
        "The language of the model is plain.",
        "Our model is no machine.",
        "It takes some intelligence to see this.",
        "The art is artificial.",
    )
    """What has some of the words and is no machine talk."""
    asks: ClassVar[tuple[str, ...]] = (
        "avoid any talk of being an AI",
        "never call yourself an AI",
        "leave out that you are a language model",
        "write without mentioning AI",
        "do not mention that you are an AI",
        "do not call yourself a language model",
        "never say that an AI wrote it",
        "leave out any mention of AI",
        "do not say that you are an AI",
        "avoid calling yourself a language model",
        "do not speak of yourself as an AI",
        "write nothing about being a language model",
        "avoid any mention of being an AI",
        "do not talk about artificial intelligence",
    )
    says: ClassVar[tuple[str, ...]] = (
        "does not speak of itself as an AI",
        "does not call itself a language model",
        "avoids any talk of being an AI",
        "never says that an AI wrote it",
        "does not mention that it is from an AI",
        "does not present itself as a language model",
        "never speaks of being an AI",
        "leaves out any mention of being an AI",
        "does not say that it is from a language model",
        "avoids calling itself a language model",
        "does not talk about being an AI",
        "says nothing about being a language model",
        "avoids any mention of being a language model",
        "does not talk of artificial intelligence",
        "never mentions that a language model wrote it",
    )

    def check(self, text: str, params: Params) -> bool:
        return not re.search(self.pattern, text, flags=re.I)

    def meet(self, draft: Draft, params: Params) -> None:
        return

    def miss(self, draft: Draft, params: Params) -> None:
        rng = draft.world.rng
        draft.replace(rng.choice(self.harmless if rng.random() < 0.12 else self.sentences))

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
        "The name goes here.",
        "The date is TBD.",
        "TODO add the details.",
        "Lorem ipsum and so on.",
        "The second part is still to be written.",
        "More text goes here.",
        "TODO finish this part.",
        "The place and the time are TBD.",
    )
    harmless: ClassVar[tuple[str, ...]] = (
        "There is a lot to do here.",
        "The text was written with care.",
        "Everything goes to its place here.",
        "The rest of the text has to wait.",
    )
    asks: ClassVar[tuple[str, ...]] = (
        "leave out filler text",
        "use no filler such as lorem ipsum",
        "leave no part unwritten",
        "avoid filler text",
        "do not use filler text",
        "do not leave placeholder text such as TODO",
        "write every part in full",
        "use no placeholder such as TBD",
        "do not leave any part unwritten",
        "avoid placeholder text such as TBD",
        "leave no text to be written later",
        "avoid text such as lorem ipsum",
        "use no filler text",
        "do not put in lorem ipsum",
    )
    says: ClassVar[tuple[str, ...]] = (
        "has no filler text",
        "contains no filler such as lorem ipsum",
        "leaves no part unwritten",
        "avoids filler text",
        "does not use filler text",
        "has no placeholder text such as TODO",
        "has every part written in full",
        "contains no placeholder such as TBD",
        "does not leave any part unwritten",
        "avoids placeholder text such as TBD",
        "leaves no text to be written later",
        "avoids text such as lorem ipsum",
        "uses no filler text",
        "is free of filler text",
        "has no lorem ipsum",
    )

    def why(self, text: str, params: Params) -> str:
        return f"It has {'no ' if self.check(text, params) else ''}filler text."
