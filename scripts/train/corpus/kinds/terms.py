"""The words and phrases that constraints are about: keywords, made-up words, and what looks like them."""

import random
import re
import zlib

from scripts.train.corpus.sentences import World
from scripts.train.corpus.words import KEYWORDS, Split, part

_ONSETS: tuple[str, ...] = (*"bdfghjklmnprstvwyz", "br", "dr", "fl", "gl", "gr", "st", "tr")
_CODAS: tuple[str, ...] = ("", "", "", "", "n", "l", "r", "m", "s", "lk", "nt")
_PARTS = ("{}like", "super{}", "{}ish", "sub{}", "{}work", "over{}", "{}less", "pre{}")


def keyword(world: World) -> str:
    """A keyword of the world's split."""
    return world.rng.choice(part(KEYWORDS, world.split))


def _syllable(rng: random.Random) -> str:
    return rng.choice(_ONSETS) + rng.choice("aeiou") + rng.choice(_CODAS)


def invented(rng: random.Random, split: Split) -> str:
    """A made-up word of two to four syllables. Its checksum says which split it belongs to."""
    while True:
        word = "".join(_syllable(rng) for _ in range(rng.choice((2, 2, 3, 3, 4))))
        if len(word) > 3 and (zlib.crc32(word.encode()) % 5 == 4) == (split == "test"):
            return word


def term(world: World) -> str:
    """What a prompt may ask to mention: mostly a keyword, else a made-up word or two keywords in a row."""
    form = world.rng.random()
    if form < (0.5 if world.invents else 0.85):
        return keyword(world)
    if form < 0.85:
        return invented(world.rng, world.split)
    return " ".join(world.rng.sample(part(KEYWORDS, world.split), 2))


def near(word: str, world: World) -> str:
    """What looks like the word, or like the phrase, but is not it."""
    first, _, second = word.partition(" ")
    if second:
        return world.rng.choice((f"{second} {first}", f"{first} {keyword(world)}", f"{first} and {second}"))
    return world.rng.choice(_PARTS).format(word)


def present(text: str, world: World) -> str:
    """A word of the text of at least four letters, or two words in a row; a keyword when there is none."""
    pairs: list[str] = re.findall(r"\b[a-z]{3,} [a-z]{4,}\b", text.lower())
    if pairs and world.rng.random() < 0.15:
        return world.rng.choice(pairs)
    words: list[str] = re.findall(r"[a-z]{4,}", text.lower())
    return world.rng.choice(words) if words else keyword(world)


def absent(text: str, world: World) -> str:
    """A word that a reader could take for one of the text: a keyword, or a noun of another topic."""
    choices = (
        term(world),
        term(world),
        near(present(text, world), world),
        world.rng.choice(world.elsewhere().topic.nouns),
        world.rng.choice(world.topic.nouns),
    )
    return world.rng.choice(choices)
