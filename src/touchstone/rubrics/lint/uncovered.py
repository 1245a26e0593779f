"""What the prompt asks for in so many words and no criterion touches."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from touchstone.domain.finding import Finding
from touchstone.domain.rubric import Rubric
from touchstone.rubrics.amounts import amounts
from touchstone.rubrics.lint.vocabulary import EMPTY, stem, stems, words

_LONGEST = 4000
"""Of a longer prompt most is material that the request is about."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_QUOTATION = re.compile(r"\"[^\"]{25,}\"|“[^”]{25,}”|```.*?```", re.DOTALL)
_ORDER = re.compile(
    r"^\W*(?:please\b|do not\b|don't\b|never\b|avoid\b|make sure\b|ensure\b|include\b|mention\b|"
    r"use\b|write\b|answer\b|"
    r"respond\b|reply\b|give\b|provide\b|list\b|create\b|generate\b|compose\b|keep\b|limit\b|"
    r"return\b|output\b|start\b|"
    r"end\b|finish\b|format\b|explain\b|describe\b|draft\b|summari[sz]e\b|present\b|add\b|"
    r"highlight\b|wrap\b|put\b)"
    r"|\b(?:your|the) (?:\w+ )?(?:response|answer|reply|output|essay|story|poem|email|letter|text|"
    r"summary|code)\b.*\b"
    r"(?:should|must|shall|has to|needs? to)\b|\b(?:i want|i need|i'd like|i would like|you (?:must|"
    r"should|need to))\b",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(
    r"\b(?:(?:do not|don't|never|avoid|refrain from|should not|must not|to not|not to)\s+(?:use|using|include"
    r"|including|mention|mentioning|contain|have|write|writing|add|adding|say|saying)|without using)\s+"
    r"(?!in\b|this\b|the following\b)(?:any\s+|the\s+|a\s+|an\s+)?"
    r"(?P<what>[^.,;:!?\n]{3,60}?)(?=[.,;:!?\n]|\s+\w*$|$)",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"(?<!not )\b(?:include|mention|use the words?)\s+(?!in\b|this\b|the following\b)"
    r"(?:the\s+|a\s+|an\s+|at least \w+\s+)?(?P<what>[^.,;:!?\n]{3,60}?)(?=[.,;:!?\n]|\s+\w*$|$)",
    re.IGNORECASE,
)
_FORMATS = (
    (r"\bin (?:valid )?json\b|\bjson (?:format|object|output)\b", "json"),
    (
        r"\b(?:in|as|into) (?:a |the form of a )?(?:markdown )?table\b|\btable format\b",
        "table column row",
    ),
    (r"\b(?:in|as|using|with|use) (?:a )?bullet(?:ed)?(?: point)?s?\b", "bullet list point"),
    (r"\b(?:all |in )lower ?case\b", "lowercase lower case capital"),
    (
        r"\b(?:all|in) (?:capital letters|caps|upper ?case)\b",
        "uppercase upper capital case cap",
    ),
    (r"\brhym(?:e|es|ing)\b", "rhyme rhyming poem poetic verse"),
)
"""Forms that prompts ask for, each with words of which a criterion about it has one."""
_ON_LENGTH = ("length", "limit", "count", "number", "brief", "concise", "conciseness")
_LANGUAGE = re.compile(
    r"\b(?:in|into|to|using) (?P<what>French|German|Spanish|Italian|Portuguese|Chinese|Japanese|"
    r"Korean|Russian|Arabic|"
    r"Hindi|Dutch|Polish|Turkish|Latin|Greek|Bengali|Kannada|Telugu|Tamil|Urdu|Swahili|Thai|Vietnamese)\b"
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Something that the prompt asks for: its words, and the stems of which a criterion has to have one."""

    words: str
    stems: frozenset[str]


def find(rubric: Rubric, reference: str | None) -> Iterator[Finding]:
    """A finding for each request of the prompt that shares no telling word with any criterion."""
    if rubric.prompt is None or len(rubric.prompt) > _LONGEST:
        return
    said = set[str]().union(*(stems(criterion.text) for criterion in rubric.criteria))
    seen: set[frozenset[str]] = set()
    for asked in _asked(_QUOTATION.sub(" ", rubric.prompt)):
        if asked.stems and asked.stems not in seen and not asked.stems & said:
            seen.add(asked.stems)
            yield Finding(
                kind="uncovered",
                message=f"no criterion is about what the prompt asks for: “{asked.words}”",
                remedy="add a criterion for it",
            )


def _asked(prompt: str) -> Iterator[_Asked]:
    for sentence in _SENTENCE.split(prompt):
        if _ORDER.search(sentence):
            yield from _amounts(sentence)
            yield from _clauses(sentence)
            yield from _formats(sentence)


def _amounts(sentence: str) -> Iterator[_Asked]:
    """Lengths and counts; one of words is also covered by any word on the length."""
    for amount in amounts(sentence):
        bounds = {str(bound) for bound in (amount.low, amount.high) if bound is not None}
        about = {amount.of, *words(amount.words), *_ON_LENGTH} - EMPTY
        yield _Asked(amount.words, frozenset(bounds | {stem(word) for word in about}))


def _clauses(sentence: str) -> Iterator[_Asked]:
    for pattern in (_FORBIDDEN, _WANTED):
        for found in pattern.finditer(sentence):
            telling = {stem(word) for word in words(found["what"]) if word not in EMPTY}
            yield _Asked(found[0].strip(), frozenset(telling))


def _formats(sentence: str) -> Iterator[_Asked]:
    for pattern, covering in _FORMATS:
        if found := re.search(pattern, sentence, re.IGNORECASE):
            yield _Asked(found[0].strip(), frozenset(stem(word) for word in covering.split()))
    for found in _LANGUAGE.finditer(sentence):
        about = {found["what"].lower(), "language", "translation", "translat"}
        yield _Asked(found[0], frozenset(stem(word) for word in about))
