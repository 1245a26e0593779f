"""The corpus' raw material, read from words.toml, and how it is split into train and test."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

Split = Literal["train", "test"]
T = TypeVar("T")


def part(items: Sequence[T], split: Split) -> list[T]:
    """The items of one split: every fifth is for testing (of fewer than five, the last)."""
    if len(items) < 5:
        return list(items[:-1]) if split == "train" else list(items[-1:])
    return [item for index, item in enumerate(items) if (index % 5 == 4) == (split == "test")]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a text is about, and the nouns that tell so."""

    about: str
    nouns: tuple[str, ...]


_DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


def _topics() -> tuple[Topic, ...]:
    rows = (line.split(":") for line in _DATA["topics"].strip().splitlines())
    return tuple(Topic(about.strip(), tuple(nouns.split())) for about, nouns in rows)


def _words(name: str) -> tuple[str, ...]:
    return tuple(_DATA[name].split())


def _phrases(name: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in _DATA["phrases"][name].split("|"))


TOPICS = _topics()
NAMES, DAYS, ADJECTIVES = _words("names"), _words("days"), _words("adjectives")
JSON_KEYS, KEYWORDS = _words("json_keys"), _words("keywords")
PLACES, AUDIENCES, FORMS = _phrases("places"), _phrases("audiences"), _phrases("forms")
OPENINGS, ENDINGS, QUESTIONS = _phrases("openings"), _phrases("endings"), _phrases("questions")
THANKS, SORRY, TITLES = _phrases("thanks"), _phrases("sorry"), _phrases("titles")
