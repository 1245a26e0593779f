"""Constraints that count: sentences, words, paragraphs."""

import random
import re
from typing import ClassVar

from scripts.train.corpus.draft import Draft
from scripts.train.corpus.kinds.base import Kind, Params, number
from scripts.train.corpus.sentences import World

_RELATIONS = {
    "exactly": (
        "exactly {}",
        "exactly {}",
        "precisely {}",
        "a total of {}",
        "neither more nor fewer than {}",
        "{}| exactly",
        "{}| in total",
    ),
    "at most": (
        "at most {}",
        "no more than {}",
        "not more than {}",
        "up to {}",
        "a maximum of {}",
        "{} or fewer",
        "{}| at the most",
        "{}| or fewer",
    ),
    "at least": (
        "at least {}",
        "no fewer than {}",
        "not fewer than {}",
        "a minimum of {}",
        "{} or more",
        "{}| or more",
    ),
}
"""What may be said for a relation. What follows the bar comes after the unit."""


def holds(relation: str, count: int, limit: int) -> bool:
    """Whether `count` stands in the relation to `limit`."""
    return {"exactly": count == limit, "at most": count <= limit, "at least": count >= limit}[relation]


class Count(Kind):
    """A number of units, exactly, at most or at least."""

    stage = 0
    low, high = 2, 7
    unit = ""
    units: ClassVar[tuple[str, ...]] = ()
    """Other names of the unit."""
    asks: ClassVar[tuple[str, ...]] = (
        "use {amount} {unit}",
        "write {amount} {unit}",
        "keep it to {amount} {unit}",
        "answer in {amount} {unit}",
        "give {amount} {unit}",
        "stick to {amount} {unit}",
        "make it {amount} {unit}",
        "respond with {amount} {unit}",
        "make your answer {amount} {unit} long",
        "answer with {amount} {unit}",
        "let the text have {amount} {unit}",
        "reply in {amount} {unit}",
        "give an answer of {amount} {unit}",
        "see that the response has {amount} {unit}",
        "write an answer of {amount} {unit}",
        "let the response be {amount} {unit} long",
        "produce {amount} {unit}",
    )
    says: ClassVar[tuple[str, ...]] = (
        "has {amount} {unit}",
        "contains {amount} {unit}",
        "consists of {amount} {unit}",
        "is made of {amount} {unit}",
        "uses {amount} {unit}",
        "comes with {amount} {unit}",
        "is {amount} {unit} long",
        "runs to a length of {amount} {unit}",
        "is written in {amount} {unit}",
        "is written with {amount} {unit}",
        "makes use of {amount} {unit}",
        "keeps to {amount} {unit}",
        "is made up of {amount} {unit}",
        "sticks to {amount} {unit}",
        "has a length of {amount} {unit}",
    )

    def count(self, text: str) -> int:
        """How many units the text has."""
        raise NotImplementedError

    def resize(self, draft: Draft, count: int) -> None:
        """Gives the draft that many units."""
        raise NotImplementedError

    def _params(self, relation: str, limit: int, rng: random.Random) -> Params:
        return {"relation": relation, "limit": limit, "style": rng.choice(("words", "words", "digits"))}

    def _relation(self, rng: random.Random) -> str:
        return rng.choice(("exactly", "exactly", "at most", "at least"))

    def draw(self, world: World) -> Params:
        return self._params(self._relation(world.rng), world.rng.randint(self.low, self.high), world.rng)

    def probe(self, text: str, world: World) -> Params:
        rng, count, relation = world.rng, self.count(text), self._relation(world.rng)
        if count < 2 and rng.random() < 0.3:  # No limit below two: else the answer would nearly always be no.
            relation = "at most"
        met = {"exactly": (0,), "at most": (0, 0, 1, 2), "at least": (0, 0, -1, -2)}[relation]
        missed = {"exactly": (-1, 1, 1, 2, -2), "at most": (-1, -1, -2), "at least": (1, 1, 2)}[relation]
        return self._params(relation, max(2, count + rng.choice(rng.choice((met, missed)))), rng)

    def fields(self, params: Params, rng: random.Random | None) -> dict[str, str]:
        relation = str(params["relation"])
        form = rng.choice(_RELATIONS[relation]) if rng else f"{relation} {{}}"
        amount, _, after = form.format(number(int(params["limit"]), params["style"])).partition("|")
        unit = rng.choice((self.unit, self.unit, *self.units)) if rng else self.unit
        return {"amount": amount, "unit": unit + after}

    def check(self, text: str, params: Params) -> bool:
        return holds(str(params["relation"]), self.count(text), int(params["limit"]))

    def meet(self, draft: Draft, params: Params) -> None:
        limit, rng = int(params["limit"]), draft.world.rng
        low, high = {"exactly": (0, 0), "at most": (-2, 0), "at least": (0, 2)}[str(params["relation"])]
        self.resize(draft, max(1, limit + rng.randint(low, high)))

    def miss(self, draft: Draft, params: Params) -> None:
        limit, rng = int(params["limit"]), draft.world.rng
        choices = {"exactly": (-1, 1, 1, 2), "at most": (1, 1, 2), "at least": (-1, -1, -2)}[
            str(params["relation"])
        ]
        self.resize(draft, max(1, limit + rng.choice(choices)))

    def why(self, text: str, params: Params) -> str:
        units = self.unit if self.count(text) != 1 else self.unit.removesuffix("s")
        return f"It has {self.count(text)} {units}."


class Sentences(Count):
    name, unit, slot = "sentences", "sentences", "length"

    def count(self, text: str) -> int:
        text = re.sub(r"^\d+\.\s", "", text, flags=re.M).replace("P.S.", "PS").replace("p.s.", "ps")
        return len(re.findall(r"[.!?]+(?=[\"')\]*]*(?:\s|$))", text))

    def resize(self, draft: Draft, count: int) -> None:
        while len(draft.paragraphs) > count:
            draft.paragraphs.pop()
        draft.items = []
        draft.resize(count)


class Words(Count):
    name, unit, slot = "words", "words", "length"
    low, high = 10, 110

    def _relation(self, rng: random.Random) -> str:
        return rng.choice(("at most", "at least"))

    def draw(self, world: World) -> Params:
        limit = world.rng.choice(
            (10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 90, 100, 110, 120, 150)
        )
        return self._params(self._relation(world.rng), limit, world.rng)

    def probe(self, text: str, world: World) -> Params:
        relation, rng = self._relation(world.rng), world.rng
        share = rng.uniform(1.15, 1.8) if rng.random() < 0.5 else rng.uniform(0.45, 0.85)
        return self._params(relation, max(5, 5 * round(self.count(text) * share / 5)), rng)

    def count(self, text: str) -> int:
        return sum(any(c.isalnum() for c in word) for word in text.split())

    def resize(self, draft: Draft, count: int) -> None:
        sentence = draft.world.sentence
        draft.items = []
        while self.count(draft.render()) < count * 0.93:
            draft.resize(draft.sentences() + 1)
        while self.count(draft.render()) > count * 1.07 and draft.sentences() > 1:
            draft.resize(draft.sentences() - 1)
        while self.count(draft.render()) > count * 1.07:
            draft.replace(sentence())
            if draft.world.rng.random() < 0.1:
                break

    def meet(self, draft: Draft, params: Params) -> None:
        share = draft.world.rng.uniform(0.55, 0.87)
        limit = int(params["limit"])
        self.resize(draft, round(limit * share if params["relation"] == "at most" else limit / share))

    def miss(self, draft: Draft, params: Params) -> None:
        share = draft.world.rng.uniform(0.55, 0.8)
        limit = int(params["limit"])
        self.resize(draft, round(limit / share if params["relation"] == "at most" else limit * share))


class Paragraphs(Count):
    name, unit, slot = "paragraphs", "paragraphs", "paragraphs"
    high = 5

    def count(self, text: str) -> int:
        blocks = [block.strip().strip('"') for block in re.split(r"\n\s*\n", text)]
        return sum(
            bool(re.search(r"[.!?]\**$", block)) and not block.lower().startswith("p.s.") for block in blocks
        )

    def resize(self, draft: Draft, count: int) -> None:
        while len(draft.paragraphs) > count:
            draft.paragraphs[-2:] = [draft.paragraphs[-2] + draft.paragraphs[-1]]
        while len(draft.paragraphs) < count:
            long = max(draft.paragraphs, key=len)
            at = draft.paragraphs.index(long)
            draft.paragraphs.insert(at + 1, [long.pop()] if len(long) > 1 else [draft.world.sentence()])
