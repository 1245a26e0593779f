"""Damages: a response made worse in one aspect, and which criteria are about that aspect."""

import random
import re

from touchstone.judging.probes.changes import Aim, Change, sentences

_OFF_TOPIC = (
    "The ferry to the island leaves at a quarter past nine.",
    "My neighbour painted her fence green last summer.",
    "Most pianos have eighty-eight keys.",
    "The bakery on the corner closes early on Mondays.",
    "Penguins keep their eggs warm on their feet.",
)
_WORD = re.compile(r"\b[a-zA-Z]{4,}\b")
_NUMBER = re.compile(r"\d+")
_KEPT = 0.6
"""The share of a text that a cut leaves."""
_TYPOS = 0.3
"""The share of longer words that get a typing error."""


def _typos(text: str, _aim: Aim, source: random.Random) -> str | None:
    words = list(_WORD.finditer(text))
    if len(words) < 3:
        return None
    chosen = source.sample(words, max(2, round(_TYPOS * len(words))))
    letters = list(text)
    for word in chosen:
        place = source.randrange(word.start() + 1, word.end() - 2) if len(word[0]) > 4 else word.start() + 1
        letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return "".join(letters)


def _shuffled(text: str, _aim: Aim, source: random.Random) -> str | None:
    parts = sentences(text)
    if len(set(parts)) < 3:
        return None
    mixed = parts
    while mixed == parts:
        mixed = source.sample(parts, len(parts))
    return " ".join(mixed)


def _cut_off(text: str, _aim: Aim, _random: random.Random) -> str | None:
    words = list(re.finditer(r"\S+", text))
    if len(words) < 10:
        return None
    return text[: words[int(_KEPT * len(words))].start()].rstrip().rstrip(".!?")


def _off_topic(text: str, _aim: Aim, source: random.Random) -> str:
    parts = sentences(text)
    for strange in source.sample(_OFF_TOPIC, 2):
        parts.insert(source.randint(1, len(parts)), strange)
    return " ".join(parts)


def _wrong_numbers(text: str, _aim: Aim, source: random.Random) -> str | None:
    def other(found: re.Match[str]) -> str:
        digits = found[0]
        changed = digits
        while changed == digits:
            changed = "".join(source.choice("123456789") for _ in digits)
        return changed

    return _NUMBER.sub(other, text) if _NUMBER.search(text) else None


DAMAGES = (
    Change("typing errors", "fluency", "letters swapped in a third of its longer words", _typos),
    Change("shuffled", "coherence", "its sentences in another order", _shuffled),
    Change("cut off", "completeness", "its last two fifths gone", _cut_off),
    Change("off topic", "relevance", "two sentences about something else in it", _off_topic),
    Change("wrong numbers", "correctness", "all its numbers replaced", _wrong_numbers),
)
"""One damage of each aspect; the family names the aspect."""

_LITERAL = re.compile(r"[\"“‘]|(?<!\w)'|\b(?:words?|terms?|keywords?|JSON|keys?)\b", re.IGNORECASE)
ASPECTS = {
    "fluency": re.compile(
        r"\b(?:fluen|gramma|spell|typo|typing error|readab|misspel|well.?written|proofread)",
        re.I,
    ),
    "coherence": re.compile(
        r"\b(?:coheren|logical|makes? sense|flow|organi[sz]|structure|in order|orderly|sequence|consisten)",
        re.I,
    ),
    "completeness": re.compile(
        r"\b(?:complet|fully|thorough|comprehensive|cover|unfinished|cut off|breaks? off|whole story)", re.I
    ),
    "relevance": re.compile(
        r"\b(?:relevan|topic|subject|stray|focus|matches its prompt|off.?topic|to the point|is about|unrelated)",
        re.I,
    ),
    "correctness": re.compile(
        r"\b(?:correct|accura|factual|facts?\b|true\b|truth|right answer|errors?\b|wrong|acceptab)", re.I
    ),
}
"""How a criterion names each aspect."""


def is_about(criterion: str, aspect: str) -> bool:
    """Whether the criterion's words name the aspect. One about the wording of a literal text names none."""
    return not _LITERAL.search(criterion) and ASPECTS[aspect].search(criterion) is not None
