"""What a kind of constraint can do: draw parameters, word itself, check a text, meet it, and just miss it."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from scripts.train.corpus.draft import Draft
from scripts.train.corpus.sentences import World
from scripts.train.corpus.words import Split, part

Params = Mapping[str, int | str]

NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_TEXTS = (
    "The response",
    "The text",
    "The answer",
    "The reply",
    "It",
    "What was written",
    "This response",
    "This text",
    "The message",
    "This answer",
    "The whole response",
    "The output",
    "The writing",
    "The given answer",
    "The whole text",
    "What the writer wrote",
    "The finished text",
    "The given reply",
    "The result",
    "The finished answer",
)


def number(value: int, style: int | str) -> str:
    """The number in words (up to ten, style "words") or digits."""
    return NUMBERS[value] if style == "words" and value <= 10 else str(value)


def _stop(text: str) -> str:
    return text if text.endswith(".") else text + "."


class Kind:
    """One kind of constraint.

    `asks` complete "Please ..."; `says` complete "The response ..." (the first is canonical). `stage` orders the
    edits of a draft: structure 0, content 1, edges 2, surface 3. Kinds that share a `slot` are not asked together.
    """

    name: ClassVar[str]
    stage: ClassVar[int] = 1
    slot: ClassVar[str] = ""
    asks: ClassVar[tuple[str, ...]]
    says: ClassVar[tuple[str, ...]]

    def draw(self, world: World) -> Params:
        """Parameters for a prompt of this world."""
        return {}

    def probe(self, text: str, world: World) -> Params:
        """Parameters that make an interesting question about a finished text: true about half of the time."""
        return self.draw(world)

    def fields(self, params: Params, rng: random.Random | None) -> dict[str, str]:
        """The words that go into `asks` and `says`; without a source of chance, the canonical ones."""
        return {key: str(value) for key, value in params.items()}

    def check(self, text: str, params: Params) -> bool:
        """Whether the text meets the constraint. This alone decides every label."""
        raise NotImplementedError

    def meet(self, draft: Draft, params: Params) -> None:
        """Edits the draft so that it meets the constraint."""
        raise NotImplementedError

    def miss(self, draft: Draft, params: Params) -> None:
        """Edits the draft so that it just misses the constraint."""
        raise NotImplementedError

    def why(self, text: str, params: Params) -> str:
        """One short sentence that gives the reason of the verdict."""
        met = self.check(text, params)
        say = self.says[0].format(**self.fields(params, None))
        return f"It {say}." if met else f"It is not so that it {say}."


@dataclass(frozen=True, slots=True)
class Constraint:
    """A kind with its parameters."""

    kind: Kind
    params: Params

    def ask(self, world: World) -> str:
        """The request, as what follows "Please"."""
        template = world.rng.choice(part(self.kind.asks, world.split))
        return template.format(**self.kind.fields(self.params, world.rng))

    def canonical(self) -> str:
        """The criterion as the generator learns to write it."""
        return _stop(f"The response {self.kind.says[0].format(**self.kind.fields(self.params, None))}")

    def criterion(self, rng: random.Random, split: Split) -> str:
        """The criterion in one of its wordings; about half of the time the canonical one."""
        if rng.random() < (0.5 if split == "train" else 0.3):
            return self.canonical()
        text = rng.choice(part(_TEXTS, split))
        return _stop(
            f"{text} {rng.choice(part(self.kind.says, split)).format(**self.kind.fields(self.params, rng))}"
        )

    def check(self, text: str) -> bool:
        """Whether the text meets it."""
        return self.kind.check(text, self.params)

    def why(self, text: str) -> str:
        """The reason of the verdict."""
        return self.kind.why(text, self.params)
