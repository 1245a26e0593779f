"""Constraints on how often a word comes, and on which of two comes first."""

import random
import re
from typing import ClassVar

from scripts.train.corpus.draft import Draft
from scripts.train.corpus.kinds.base import Kind, Params, number
from scripts.train.corpus.kinds.content import MENTIONS, mention, occurrences
from scripts.train.corpus.kinds.terms import term
from scripts.train.corpus.sentences import World


class Repeats(Kind):
    name = "repeats"
    asks: ClassVar[tuple[str, ...]] = (
        "use the word '{word}' at least {n} times",
        "mention '{word}' {n} times or more",
        "repeat the word {word} at least {n} times",
        'use "{word}" no fewer than {n} times',
        "let the word {word} appear at least {n} times",
        "make sure that '{word}' appears {n} times or more",
        'let "{word}" appear {n} times or more',
        "include the word '{word}' {n} or more times",
        "mention {word} a minimum of {n} times",
        "repeat the word {word} no fewer than {n} times",
        'include the keyword "{word}" at least {n} times',
        "make use of the word '{word}' at least {n} times",
        'make the keyword "{word}" appear {n} times or more',
        "use '{word}' a minimum of {n} times",
    )
    says: ClassVar[tuple[str, ...]] = (
        "uses the word '{word}' at least {n} times",
        "mentions '{word}' {n} times or more",
        "repeats the word {word} at least {n} times",
        'uses "{word}" no fewer than {n} times',
        'repeats "{word}" {n} times or more',
        "has the word {word} at least {n} times",
        "contains the word '{word}' {n} or more times",
        'includes the keyword "{word}" at least {n} times',
        "mentions {word} a minimum of {n} times",
        'contains "{word}" no fewer than {n} times',
        "says '{word}' {n} times or more",
        "uses the word {word} a minimum of {n} times",
        'has "{word}" in it {n} or more times',
        "includes '{word}' no fewer than {n} times",
    )

    def draw(self, world: World) -> Params:
        return {
            "word": term(world),
            "limit": world.rng.choice((2, 2, 3)),
            "style": world.rng.choice(("words", "digits")),
        }

    def probe(self, text: str, world: World) -> Params:
        words = re.findall(r"[a-z]{4,}", text.lower())
        often = [word for word in words if words.count(word) > 1]
        word = world.rng.choice(often or words or ["nothing"])
        limit = max(2, words.count(word) + world.rng.choice((0, 0, 0, 1, -1)))
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
        'name "{word}" earlier than "{word2}"',
        "mention {word} first and {word2} later",
        'use the word "{word}" before the word "{word2}"',
        "let '{word}' come before '{word2}'",
        "bring in {word} before {word2}",
        "put the word {word} earlier than the word {word2}",
        "use '{word}' first and '{word2}' after it",
        'make sure that "{word}" comes before "{word2}"',
        "let the word '{word}' come first and the word '{word2}' after it",
        "let {word} come earlier than {word2}",
    )
    says: ClassVar[tuple[str, ...]] = (
        "mentions '{word}' before '{word2}'",
        "names the {word} before the {word2}",
        'uses "{word}" earlier than "{word2}"',
        "puts '{word}' before '{word2}'",
        'names "{word}" earlier than "{word2}"',
        "mentions {word} first and {word2} later",
        'uses the word "{word}" before the word "{word2}"',
        "has '{word}' before '{word2}'",
        "brings in {word} before {word2}",
        "puts the word {word} earlier than the word {word2}",
        "uses '{word}' first and '{word2}' after it",
        'lets "{word}" come before "{word2}"',
        "has the word '{word}' first and the word '{word2}' later",
        "lets {word} come earlier than {word2}",
    )

    def draw(self, world: World) -> Params:
        word = word2 = term(world)
        while word2 in word or word in word2:
            word2 = term(world)
        return {"word": word, "word2": word2}

    def probe(self, text: str, world: World) -> Params:
        words = list(dict.fromkeys(re.findall(r"[a-z]{4,}", text.lower())))
        word, word2 = world.rng.sample(words, 2) if len(words) > 1 else ("first", "second")
        if len(words) > 1 and world.rng.random() < 0.4 and words.index(word) > words.index(word2):
            word, word2 = word2, word
        return {"word": word, "word2": word2}

    def check(self, text: str, params: Params) -> bool:
        first, second = (occurrences(str(params[key]), text) for key in ("word", "word2"))
        return bool(first and second) and first[0] < second[0]

    def _put(self, draft: Draft, first: str, second: str) -> None:
        sentences = [
            draft.world.fill(draft.world.rng.choice(MENTIONS).replace("{word}", word))
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
