"""Sentences about a topic, made from templates: what responses consist of."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from scripts.train.words import ADJECTIVES, DAYS, KEYWORDS, NAMES, PLACES, TOPICS, Split, Topic, part

_PLAIN = [
    "The {noun} is {adj}.",
    "The {noun} is ready.",
    "The {noun} was {adj} and the {noun2} was {adj2}.",
    "{name} looked at the {noun} again.",
    "{name} takes care of the {noun}.",
    "{name} and {name2} know all about {about}.",
    "We talked about {about} for a while.",
    "Everyone likes the {adj} {noun}.",
    "There is a {adj} {noun} in {place}.",
    "Please bring the {noun} to {place}.",
    "Please keep the {noun} away from the {noun2}.",
    "You will find the {noun} at {place}.",
    "The {noun2} stands next to the {noun}.",
    "Nobody expected such a {adj} {noun}.",
    "It took some time to find the {noun}.",
    "The {noun} needs a little more work.",
    "A {adj} {noun} makes all the difference.",
    "I saw the {noun} near {place}.",
    "They will check the {noun} and the {noun2} soon.",
    "It all depends on the {noun}.",
    "My part was the {noun}.",
    "{name} asked about the {noun2} twice.",
    "The people at {place} were {adj}.",
    "Do not touch the {noun}.",
    "Some of us prefer the {adj} {noun2}.",
    "This is the best part of {about}.",
    "The plan for {about} has changed a little.",
    "Then the {noun} came back to {place}.",
    "So {name} went to {place} with the {noun}.",
    "The {adj} {noun} surprised {name}.",
    "I think the {noun} looks {adj}.",
    "You can ask {name} about the {noun} at any time.",
    "Only the {noun2} is missing.",
    "The {noun} costs less than the {noun2}.",
    "In the end the {noun} was {adj} enough.",
    "Each {noun2} has its own place.",
    "The {noun} will stay where it is.",
    "{name} wrote a few lines about {about}.",
    "Now the {noun2} belongs to {name}.",
    "We hope that the {noun} will last.",
    "Nothing is wrong with the {noun2}.",
    "Work on the {noun} goes on.",
]
_COMMA = [
    "When the {noun} arrived, {name} was at {place}.",
    "The {noun}, the {noun2} and the rest are {adj}.",
    "If you need the {noun}, ask {name}.",
    "After that, the {noun} was {adj}.",
    "{name}, who knows the {noun}, will help.",
    "Because of the {noun2}, we had to wait at {place}.",
    "At {place}, there is a {adj} {noun}.",
    "The {noun} is {adj}, but the {noun2} is {adj2}.",
    "In short, the {noun} works.",
    "Of course, {about} matters to {name}.",
]
_TAILS = [
    "as soon as the weather is better",
    "before the end of the month",
    "because {name} asked for it",
    "and that is how it should be",
    "so that everyone can see it",
    "without any further delay",
    "while {name} waits at {place}",
    "for the first time in years",
    "with a little help from {name}",
    "on the way to {place}",
]
_ITEMS = [
    "the {adj} {noun}",
    "a {noun} from {place}",
    "{noun} and {noun2}",
    "check the {noun}",
    "bring the {noun2}",
    "ask {name} about the {noun}",
    "a {adj} {noun2}",
    "keep the {noun} {adj}",
    "meet {name} at {place}",
    "more about {about}",
]


_ABOUT = (
    "the {0} {1}",
    "a {0} and a {1}",
    "the {0} of the {1}",
    "my {0} {1}",
    "a {0} for the {1}",
    "{0} and {1}",
)


@dataclass(frozen=True, slots=True)
class World:
    """Where a text takes place: its topic, its split, and the source of chance."""

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
        """A phrase of the list, or half of the time two or three keywords, which nobody can know."""
        if self.rng.random() < 0.5:
            return self.rng.choice(part(listed, self.split))
        return " ".join(self.rng.sample(part(KEYWORDS, self.split), self.rng.randint(2, 3))).capitalize()

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
        topic = Topic(rng.choice(_ABOUT).format(*nouns), nouns)
    return World(topic, split, rng, most=most)
