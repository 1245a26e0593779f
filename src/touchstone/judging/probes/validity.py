"""When a change is a fair test of a criterion: where nothing that the criterion counts or names has changed.

A criterion that is about what a change alters has every right to change its verdict: "no exclamation marks" may well
answer otherwise once there is one. Three rules leave such cases out. A criterion that names a countable property
(words, sentences, commas, how it begins, ...) is tested only where the property is the same before and after; one
that quotes a text, only where the text is there as often; and one that shares a word with what was added, where the
response did not have it, never.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from touchstone.judging.probes.changes import sentences

_EDGE_WORDS = 12
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|(?<!\w)'([^']+)'(?!\w)|‘([^’]+)’")
_LETTER = re.compile(r"[^\W\d_]")
_PLAIN_LETTERS = 0.9
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        about again also answer answers because been being criteria criterion does each every first from
        have here into just less mentions more most must only other prompt response responses should some
        such text than that their them then there these they this those what when where which while whole
        will with without would your word words
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Property:
    """Something countable: how criteria name it, and its value in a text."""

    named: re.Pattern[str]
    value: Callable[[str], object]


def _named(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})", re.IGNORECASE)


def _count(pattern: str) -> Callable[[str], object]:
    compiled = re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    return lambda text: len(compiled.findall(text))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


_LENGTH = (
    r"words?\b(?! [\"'“‘])|length|long|short|brief|concise|verbos|wordy|succinct|terse|detail|elaborat|fewer"
    r"|at (?:most|least)|exactly|no more|padding|filler|to the point|engag|efficien|succes|superfluous|unnecessar"
)
PROPERTIES = (
    Property(_named(_LENGTH), lambda text: len(text.split())),
    Property(_named("characters?|letters?"), lambda text: len("".join(text.split()))),
    Property(
        _named("sentence|repeat|repetit|redundan|duplicat|twice|times"), lambda text: Counter(sentences(text))
    ),
    Property(
        _named("complet|unfinished|break|broken|cut|half|finish(?!ed)"),
        lambda text: text.strip()[-1:] in ".!?",
    ),
    Property(_named("before|after|earlier|later|order|preced|follow"), sentences),
    Property(_named("paragraph|line|block|passage|section"), lambda text: _count(r"\n+")(text.strip())),
    Property(
        _named("start|begin|open|first|greet|introduc|quoted|enclos|surround|wrap|preamble"),
        lambda text: [*_words(text)[:_EDGE_WORDS], text.strip()[:1]],
    ),
    Property(
        _named(
            r"end|clos|conclu|finish(?!ed)|P\.S|last|final(?!ly)(?! answer)|sign|postscript|quoted|enclos|surround"
            r"|wrap|follow-?up|offer"
        ),
        lambda text: [*_words(text)[-_EDGE_WORDS:], text.strip()[-1:]],
    ),
    Property(
        _named("list|bullet|item|entr(?:y|ies)|numbered|steps?|points?"), _count(r"^\s*(?:[-*•]|\d+[.)])\s")
    ),
    Property(
        _named("capital|upper|lower|case|shout|all.?caps|title"), lambda text: re.findall(r"[A-Z]", text)
    ),
    Property(_named("comma|punctuat"), _count(",")),
    Property(_named("exclamation|excite|enthusias|punctuat"), _count("!")),
    Property(_named(r"question|asks?\b|punctuat"), _count(r"\?")),
    Property(_named("quot|punctuat"), _count("[\"“”'‘’]")),
    Property(_named("colon|punctuat|dash|hyphen|bracket|parenthes|semicolon"), _count("[:;()\\[\\]–—-]")),
    Property(
        _named(
            "asterisk|bold|italic|highlight|emphas|star|markdown|json|html|xml|format|heading|header|style|layout|plain"
            "|structur|organi[sz]|readab|present|tidy|neat|code|table|symbol|emoji|tone|professional|formal"
        ),
        lambda text: (re.findall(r"[*#`_{}<>\[\]|]", text), re.findall(r"\n", text.strip()), _shape(text)),
    ),
    Property(
        _named(
            r"digits?|numbers?|numeral|figures?|phone|date|year|price|percent|percentage|statistic|amounts?|count"
        ),
        _count(r"\d"),
    ),
    Property(
        _named(
            "thank|please|apolog|sorry|polite|courte|hope|help|kind|friendl|warm|feel free|invit|encourag"
        ),
        _count("thank|please|sorry|apolog|hope|help|feel free|let me know"),
    ),
    Property(
        _named(
            "cit(?:e|es|ed|ing|ation)|sourc|evidence|expert|referenc|authorit|support|back(?:ed|s)? up|accura|factual"
            "|facts?\\b|true\\b|truth|correct|hallucinat|fabricat|invent|misinform|mislead|honest|harm|claim"
        ),
        _count(r"experts?|professor|researchers?|journal|annals|confirmed|approved|\bp\. \d"),
    ),
    Property(
        _named(r"AI\b|language model|machine|assistant|evaluat|verdict|rubric|judge"),
        _count(r"judge|verdict|rubric|evaluation|instructions|my answer|my response|request|was asked"),
    ),
    Property(
        _named(r"person\b|voice|pronoun|perspective|speak|narrat"), _count(r"\b(?:i|me|my|you|your|we|our)\b")
    ),
)


def _shape(text: str) -> list[bool]:
    return [word.isupper() for word in text.split() if len(word) > 1]


def is_fair(before: str, after: str, criterion: str) -> bool:
    """Whether a change of the verdict on `criterion` could not be due to something that it counts or names."""
    for each in PROPERTIES:
        if each.named.search(criterion) and each.value(before) != each.value(after):
            return False
    for found in _QUOTED.finditer(criterion):
        quoted = next(text for text in found.groups() if text).lower()
        if before.lower().count(quoted) != after.lower().count(quoted):
            return False
    added = set(_words(after)) - set(_words(before))
    asked = {word for word in _words(criterion) if len(word) > 3 and word not in _COMMON}
    return asked.isdisjoint(added)


def is_plain_english(text: str) -> bool:
    """Whether nearly all letters are those of English: what probes add is in English, and must not stand out."""
    letters = _LETTER.findall(text)
    return bool(letters) and sum(letter.isascii() for letter in letters) >= _PLAIN_LETTERS * len(letters)
