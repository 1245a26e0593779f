"""Sentences about a topic, made from templates: what responses consist of."""

import random
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from scripts.train.corpus.words import ADJECTIVES, DAYS, KEYWORDS, NAMES, PLACES, TOPICS, Split, Topic, part

_DATA: dict[str, str] = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text("utf-8"))


def _lines(name: str) -> tuple[str, ...]:
    return tuple(_DATA[name].strip().splitlines())


_PLAIN, _COMMA, _TAILS, _ITEMS = _lines("plain"), _lines("comma"), _lines("tails"), _lines("items")
_ABOUT = (
    "the {0} {1}",
    "a {0} and a {1}",
    "the {0} of the {1}",
    "my {0} {1}",
    "a {0} for the {1}",
    "{0} and {1}",
    "the {0} behind the {1}",
    "a {0} without a {1}",
    "the {0} or the {1}",
    "our {0} and its {1}",
    "the {0} in the {1}",
    "the lost {0} and the {1}",
    "a {0} from the {1}",
    "the new {0} near the {1}",
    "a day with the {0} and the {1}",
    "{0} {1} and {2}",
    "the need for a {0} and a {1}",
    "the search for a {0} in the {1}",
    "the first {0} of the {1} {2}",
    "an evening with a {0} and a {1}",
)

_BEFORE, _WHICH, _BETWEEN, _SMALL = (
    tuple(_DATA[name].split()) for name in ("before", "which", "between", "small")
)


def _made_up(words: Sequence[str], rng: random.Random) -> str:
    """Two to five words that nobody can know beforehand: keywords, or small words around them, or small words only.

    Never "a" before one of them, which a draft would turn into "an".
    """
    first, second = rng.sample(words, 2)
    form = rng.randrange(6)
    if form < 2:
        return " ".join(rng.sample(words, rng.randint(2, 4)))
    if form == 2:
        return f"{rng.choice(_BEFORE)} {rng.choice(_WHICH)} {first} {second}"
    if form == 3:
        return f"{rng.choice(_BEFORE)} {rng.choice(_WHICH)} {rng.choice(ADJECTIVES)} {first}"
    if form == 4:
        return f"{rng.choice(_WHICH)} {first} {rng.choice(_BETWEEN)} {rng.choice(_WHICH)} {second}"
    return " ".join(rng.sample(sorted({*_BEFORE, *_BETWEEN, *_SMALL}), rng.randint(3, 4)))


@dataclass(frozen=True, slots=True)
class World:
    """Where a text takes place: its topic, its split, and the source of chance."""

    invents: ClassVar[bool] = True
    """Whether some of the words that prompts ask for are made up."""
    topic: Topic
    split: Split
    rng: random.Random
    most: int = field(default=7, kw_only=True)
    """The most sentences of a plain draft."""

    def fill(self, template: str) -> str:
        """The template with its places filled from this world."""
        noun, noun2 = self.rng.sample(self.topic.nouns, 2)
        adj, adj2 = self.rng.sample(ADJECTIVES, 2)
        name, name2 = self.rng.sample(part(NAMES, self.split), 2)
        place = self.rng.choice(PLACES)
        return template.format(
            about=self.topic.about,
            noun=noun,
            noun2=noun2,
            adj=adj,
            adj2=adj2,
            name=name,
            name2=name2,
            place=place,
            day=self.rng.choice(DAYS),
        )

    def sentence(self, *, commas: bool = True) -> str:
        """One sentence about the topic, with its full stop, sometimes with a tail or an exclamation mark."""
        with_comma = commas and self.rng.random() < 0.2
        text = self.fill(self.rng.choice(_COMMA if with_comma else _PLAIN))
        if self.rng.random() < 0.25:
            text = text[:-1] + " " + self.fill(self.rng.choice(_TAILS)) + "."
        return text[0].upper() + text[1:]

    def item(self) -> str:
        """One entry of a list, without a full stop."""
        text = self.fill(self.rng.choice(_ITEMS))
        return text[0].upper() + text[1:]

    def phrase(self, listed: Sequence[str]) -> str:
        """A phrase of the list, or more often one that can only be copied."""
        if self.rng.random() < 0.4:
            return self.rng.choice(part(listed, self.split))
        return _made_up(part(KEYWORDS, self.split), self.rng).capitalize()

    def afresh(self) -> "World":
        """The world at the start of another response."""
        return self

    def elsewhere(self) -> "World":
        """The same world with another topic of the same split that shares no noun with this one."""
        others = [topic for topic in part(TOPICS, self.split) if not set(topic.nouns) & set(self.topic.nouns)]
        return World(self.rng.choice(others), self.split, self.rng, most=self.most)


def lead(first: str, sentence: str) -> str:
    """The sentence after a few first words and a comma: its first letter small, unless it is a name or "I"."""
    word = sentence.split()[0].strip(",.!?")
    keep = word in NAMES or word == "I" or not word[0].isalpha()
    return f"{first}, {sentence if keep else sentence[0].lower() + sentence[1:]}"


def new_world(split: Split, rng: random.Random, most: int = 7) -> World:
    """A world with a random topic of the split: one of the list, or one made of keywords, which nobody can know."""
    topic = rng.choice(part(TOPICS, split))
    if rng.random() < 0.6:
        nouns = tuple(rng.sample(part(KEYWORDS, split), 5))
        about = re.sub(r"\ba (?=[aeiou])(?!us|uni)", "an ", rng.choice(_ABOUT).format(*nouns))
        topic = Topic(about, nouns)
    return World(topic, split, rng, most=most)
