"""Constraints on what is said: words to use or avoid."""

import re
from functools import lru_cache
from typing import ClassVar

from scripts.train.corpus.draft import Draft
from scripts.train.corpus.kinds.base import Kind, Params
from scripts.train.corpus.kinds.terms import absent, near, present, term
from scripts.train.corpus.sentences import World
from scripts.train.corpus.words import KEYWORDS

MENTIONS = [
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


@lru_cache(maxsize=8192)
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", flags=re.I)


def occurrences(word: str, text: str) -> list[int]:
    """Where the word stands as a whole word, in any case."""
    return [match.start() for match in _whole(word).finditer(text)]


def mention(draft: Draft, word: str) -> None:
    """Puts the word into a sentence of the draft, without changing the number of sentences."""
    rng, world = draft.world.rng, draft.world
    if rng.random() < 0.6:
        draft.replace(world.fill(rng.choice(MENTIONS).replace("{word}", word)))
        return
    paragraph = rng.choice(draft.paragraphs)
    at = rng.randrange(len(paragraph))
    paragraph[at] = paragraph[at][:-1] + rng.choice(_TAILS).format(word=word) + paragraph[at][-1]


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
        "make sure that the word {word} appears",
        "see that the word '{word}' is used",
        "make sure that the keyword '{word}' appears",
        'include the keyword "{word}" in your response',
        "let the word {word} appear in the text",
        'use the keyword "{word}" at least once',
        "bring in {word} somewhere",
        "use the word '{word}' somewhere in your response",
        "make use of the term '{word}'",
        'include the term "{word}"',
        'say "{word}" at least once',
        "have the word '{word}' in your response",
    )
    says: ClassVar[tuple[str, ...]] = (
        "mentions the word '{word}'",
        'uses the word "{word}"',
        "includes the word {word}",
        "mentions '{word}'",
        'contains "{word}"',
        "includes the keyword {word}",
        "has the word {word} in it",
        'makes use of "{word}"',
        "contains the word {word}",
        "has '{word}' in it",
        'contains the keyword "{word}"',
        "uses '{word}' at least once",
        'has "{word}" somewhere in the text',
        "makes use of the term {word}",
        "uses the term '{word}' somewhere",
        "includes '{word}' somewhere in the text",
        "mentions {word}",
        'says "{word}" at least once',
        "brings in the word '{word}'",
    )

    def draw(self, world: World) -> Params:
        return {"word": term(world)}

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
            mention(draft, term(draft.world))
        elif form < 0.7:
            mention(draft, near(str(params["word"]), draft.world))

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
        'do not use the word "{word}"',
        "do not mention '{word}'",
        "make sure that the word {word} does not appear",
        "do not let the word '{word}' appear",
        'do not include the keyword "{word}"',
        "do without mentioning {word}",
        "write without the word '{word}'",
        'avoid using the term "{word}"',
        'never use the keyword "{word}"',
        "never say '{word}'",
        "keep the word {word} out of your response",
        "never let '{word}' appear",
    )
    says: ClassVar[tuple[str, ...]] = (
        "avoids the word '{word}'",
        'does not use the word "{word}"',
        "never mentions the word {word}",
        "does not contain '{word}'",
        "does without the word {word}",
        "leaves out the word '{word}'",
        'is free of the word "{word}"',
        "never uses '{word}'",
        "does not mention '{word}'",
        'avoids the keyword "{word}"',
        "does not include the keyword {word}",
        "does not let the word '{word}' appear",
        "is written without the word {word}",
        'stays away from the term "{word}"',
        "is written without mentioning '{word}'",
        "keeps the word '{word}' out",
        "never says {word}",
        "does without mentioning '{word}'",
    )

    def check(self, text: str, params: Params) -> bool:
        return not occurrences(str(params["word"]), text)

    def meet(self, draft: Draft, params: Params) -> None:
        super().miss(draft, params)

    def miss(self, draft: Draft, params: Params) -> None:
        super().meet(draft, params)

    def why(self, text: str, params: Params) -> str:
        return f"The word '{params['word']}' is {'missing' if self.check(text, params) else 'there'}."
