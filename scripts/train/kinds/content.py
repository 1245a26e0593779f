"""Constraints on what is said: words to use or avoid, their order and number, the topic."""

import random
import re
from typing import ClassVar

from scripts.train.draft import Draft
from scripts.train.kinds.base import Kind, Params, number
from scripts.train.sentences import World, new_world
from scripts.train.words import KEYWORDS, TOPICS, part

_MENTIONS = [
    "{name} mentioned the {word}.",
    "Do not forget the {word}.",
    "The {word} was part of it.",
    "It had to do with the {word}.",
    "There was also a {word} near the {noun}.",
    "We noticed a {adj} {word}.",
    "Some call it a {word}.",
    "The {noun} and the {word} belong together.",
    "A {word} is more than a {noun}.",
    "{name} prefers the {word}.",
]
_TAILS = (" near the {word}", " and the {word}", " without a {word}", " like a {word}", " for the {word}")
_PARTS = ("{}like", "super{}", "{}ish", "sub{}", "{}work", "over{}", "{}less", "pre{}")


def occurrences(word: str, text: str) -> list[int]:
    """Where the word stands as a whole word, in any case."""
    return [match.start() for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, flags=re.I)]


def mention(draft: Draft, word: str) -> None:
    """Puts the word into a sentence of the draft, without changing the number of sentences."""
    rng, world = draft.world.rng, draft.world
    if rng.random() < 0.6:
        draft.replace(world.fill(rng.choice(_MENTIONS).replace("{word}", word)))
        return
    paragraph = rng.choice(draft.paragraphs)
    at = rng.randrange(len(paragraph))
    paragraph[at] = paragraph[at][:-1] + rng.choice(_TAILS).format(word=word) + paragraph[at][-1]


def keyword(world: World) -> str:
    """A keyword of the world's split."""
    return world.rng.choice(part(KEYWORDS, world.split))


def present(text: str, world: World) -> str:
    """A word of the text of at least four letters, or a keyword when there is none."""
    words = re.findall(r"[a-z]{4,}", text.lower())
    return world.rng.choice(words) if words else keyword(world)


def absent(text: str, world: World) -> str:
    """A word that a reader could take for one of the text: a keyword, or a noun of another topic."""
    choices = (
        keyword(world),
        world.rng.choice(world.elsewhere().topic.nouns),
        world.rng.choice(world.topic.nouns),
    )
    return world.rng.choice(choices)


class Contains(Kind):
    name = "contains"
    asks: ClassVar[tuple[str, ...]] = (
        "mention the word '{word}'",
        'use the word "{word}"',
        "include the word {word}",
        "mention '{word}'",
        'make use of "{word}"',
        "include the keyword {word}",
        "work in the word '{word}'",
    )
    says: ClassVar[tuple[str, ...]] = (
        "mentions the word '{word}'",
        'uses the word "{word}"',
        "includes the word {word}",
        "mentions '{word}'",
        'contains "{word}"',
        "includes the keyword {word}",
        "has the word {word} in it",
    )

    def draw(self, world: World) -> Params:
        return {"word": keyword(world)}

    def probe(self, text: str, world: World) -> Params:
        keywords = [word for word in re.findall(r"[a-z]{4,}", text.lower()) if word in _KEYWORDS]
        if world.rng.random() < 0.5:
            return {
                "word": world.rng.choice(keywords)
                if keywords and world.rng.random() < 0.6
                else present(text, world)
            }
        return {"word": absent(text, world)}

    def check(self, text: str, params: Params) -> bool:
        return bool(occurrences(str(params["word"]), text))

    def meet(self, draft: Draft, params: Params) -> None:
        mention(draft, str(params["word"]))

    def miss(self, draft: Draft, params: Params) -> None:
        rng = draft.world.rng
        form = rng.random()
        if form < 0.35:
            mention(draft, keyword(draft.world))
        elif form < 0.7:
            mention(draft, rng.choice(_PARTS).format(params["word"]))

    def why(self, text: str, params: Params) -> str:
        return f"The word '{params['word']}' is {'there' if self.check(text, params) else 'missing'}."


_KEYWORDS = frozenset(KEYWORDS)


class Avoids(Contains):
    name = "avoids"
    asks: ClassVar[tuple[str, ...]] = (
        "avoid the word '{word}'",
        'leave out the word "{word}"',
        "never use the word {word}",
        "avoid '{word}'",
        "do without the word {word}",
        "stay away from the word '{word}'",
    )
    says: ClassVar[tuple[str, ...]] = (
        "avoids the word '{word}'",
        'does not use the word "{word}"',
        "never mentions the word {word}",
        "does not contain '{word}'",
        "does without the word {word}",
        "leaves out the word '{word}'",
    )

    def check(self, text: str, params: Params) -> bool:
        return not occurrences(str(params["word"]), text)

    def meet(self, draft: Draft, params: Params) -> None:
        super().miss(draft, params)

    def miss(self, draft: Draft, params: Params) -> None:
        super().meet(draft, params)

    def why(self, text: str, params: Params) -> str:
        return f"The word '{params['word']}' is {'missing' if self.check(text, params) else 'there'}."


class Repeats(Kind):
    name = "repeats"
    asks: ClassVar[tuple[str, ...]] = (
        "use the word '{word}' at least {n} times",
        "mention '{word}' {n} times or more",
        "repeat the word {word} at least {n} times",
        'use "{word}" no fewer than {n} times',
    )
    says: ClassVar[tuple[str, ...]] = (
        "uses the word '{word}' at least {n} times",
        "mentions '{word}' {n} times or more",
        "repeats the word {word} at least {n} times",
        'uses "{word}" no fewer than {n} times',
    )

    def draw(self, world: World) -> Params:
        return {
            "word": keyword(world),
            "limit": world.rng.choice((2, 2, 3)),
            "style": world.rng.choice(("words", "digits")),
        }

    def probe(self, text: str, world: World) -> Params:
        words = re.findall(r"[a-z]{4,}", text.lower())
        often = [word for word in words if words.count(word) > 1]
        word = world.rng.choice(often or words or ["nothing"])
        limit = max(2, words.count(word) + world.rng.choice((0, 0, 1, 1, -1)))
        return {"word": word, "limit": limit, "style": world.rng.choice(("words", "digits"))}

    def fields(self, params: Params, rng: random.Random | None) -> dict[str, str]:
        return {"word": str(params["word"]), "n": number(int(params["limit"]), params["style"])}

    def check(self, text: str, params: Params) -> bool:
        return len(occurrences(str(params["word"]), text)) >= int(params["limit"])

    def meet(self, draft: Draft, params: Params) -> None:
        for _ in range(50):
            if self.check(draft.render(), params):
                break
            mention(draft, str(params["word"]))

    def miss(self, draft: Draft, params: Params) -> None:
        for _ in range(int(params["limit"]) - 1):
            mention(draft, str(params["word"]))

    def why(self, text: str, params: Params) -> str:
        return f"The word '{params['word']}' occurs {len(occurrences(str(params['word']), text))} times."


class Order(Kind):
    name = "order"
    asks: ClassVar[tuple[str, ...]] = (
        "mention '{word}' before '{word2}'",
        "name the {word} before the {word2}",
        'use "{word}" earlier than "{word2}"',
        "put '{word}' before '{word2}'",
    )
    says: ClassVar[tuple[str, ...]] = (
        "mentions '{word}' before '{word2}'",
        "names the {word} before the {word2}",
        'uses "{word}" earlier than "{word2}"',
        "puts '{word}' before '{word2}'",
    )

    def draw(self, world: World) -> Params:
        word, word2 = world.rng.sample(part(KEYWORDS, world.split), 2)
        return {"word": word, "word2": word2}

    def probe(self, text: str, world: World) -> Params:
        words = list(dict.fromkeys(re.findall(r"[a-z]{4,}", text.lower())))
        word, word2 = world.rng.sample(words, 2) if len(words) > 1 else ("first", "second")
        return {"word": word, "word2": word2}

    def check(self, text: str, params: Params) -> bool:
        first, second = (occurrences(str(params[key]), text) for key in ("word", "word2"))
        return bool(first and second) and first[0] < second[0]

    def _put(self, draft: Draft, first: str, second: str) -> None:
        sentences = [
            draft.world.fill(draft.world.rng.choice(_MENTIONS).replace("{word}", word))
            for word in (first, second)
        ]
        if draft.sentences() < 2:
            draft.paragraphs = [sentences]
            return
        draft.paragraphs[0][0] = sentences[0]
        draft.paragraphs[-1][-1] = sentences[1]

    def meet(self, draft: Draft, params: Params) -> None:
        self._put(draft, str(params["word"]), str(params["word2"]))

    def miss(self, draft: Draft, params: Params) -> None:
        self._put(draft, str(params["word2"]), str(params["word"]))

    def why(self, text: str, params: Params) -> str:
        word, word2 = params["word"], params["word2"]
        for missing in (word, word2):
            if not occurrences(str(missing), text):
                return f"The word '{missing}' is missing."
        return f"'{word}' comes first." if self.check(text, params) else f"'{word2}' comes first."


class OnTopic(Kind):
    name, stage, slot = "topic", 0, "topic"
    asks: ClassVar[tuple[str, ...]] = (
        "write about {about}",
        "stay on the subject of {about}",
        "keep to {about}",
        "stick to {about}",
    )
    says: ClassVar[tuple[str, ...]] = (
        "is about {about}",
        "deals with {about}",
        "talks about {about}",
        "stays on the subject of {about}",
    )

    def draw(self, world: World) -> Params:
        return {"about": world.topic.about, "nouns": " ".join(world.topic.nouns)}

    def probe(self, text: str, world: World) -> Params:
        topics = [*part(TOPICS, world.split), world.topic]
        topic = max(topics, key=lambda topic: sum(len(occurrences(noun, text)) for noun in topic.nouns))
        if world.rng.random() < 0.5:
            topic = world.rng.choice([*topics, new_world(world.split, world.rng).topic])
        return {"about": topic.about, "nouns": " ".join(topic.nouns)}

    def check(self, text: str, params: Params) -> bool:
        return sum(len(occurrences(noun, text)) for noun in str(params["nouns"]).split()) >= 2

    def meet(self, draft: Draft, params: Params) -> None:
        for paragraph in draft.paragraphs:
            paragraph[:] = [draft.world.sentence() for _ in paragraph]

    def miss(self, draft: Draft, params: Params) -> None:
        draft.world = draft.world.elsewhere()
        self.meet(draft, params)
        draft.items = [draft.world.item() for _ in draft.items]

    def why(self, text: str, params: Params) -> str:
        return f"It is {'' if self.check(text, params) else 'not '}about {params['about']}."
