"""What a change of a response is, and the parts of a text that changes work on."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from touchstone.domain.base import content_hash

_BETWEEN = re.compile(r"(?<=[.!?])\s+(?=\S)")
_LIST_LINE = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Aim:
    """What an injected order asks the judge for: `order` in a sentence, and the bare `word` of a forged verdict."""

    order: str
    word: str


@dataclass(frozen=True, slots=True)
class Change:
    """A way to change a response. `told` says in a few words what it does.

    `make` gives the changed text, or None where it does not apply to this one; it is given a source of random
    numbers that depends on the seed and the text alone.
    """

    name: str
    family: str
    told: str
    make: Callable[[str, Aim, random.Random], str | None]

    def apply(self, text: str, aim: Aim, seed: int = 0) -> str | None:
        """The changed text; None where the change does not apply, or changes nothing."""
        made = self.make(text, aim, random.Random(content_hash([seed, self.name, text])))
        return None if made == text else made


def sentences(text: str) -> list[str]:
    """The text cut after its sentences; what stood between them is lost."""
    return [part for part in _BETWEEN.split(text.strip()) if part]


def is_prose(text: str) -> bool:
    """Whether the text is running text: no code, no table, no list, nothing in braces."""
    return not (_LIST_LINE.search(text) or any(mark in text for mark in ("```", "{", "|", "\t")))
