"""Criteria that assert an answer which the prompt does not give, so that a wrong one would be rewarded."""

import re
from collections.abc import Iterator

from touchstone.domain.finding import Finding
from touchstone.domain.rubric import Rubric
from touchstone.rubrics.amounts import number_of
from touchstone.rubrics.lint.vocabulary import NEGATION, stem, words

_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NUMBER = re.compile(
    r"(?<![\w.^_{/-])[$€£]?\d+(?:,\d{3})*(?:\.\d+)?(?:\s?%|\b)(?:\s*(?:million|billion|thousand|percent))?",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"(?:at least|at most|no more than|no fewer than|up to|exactly|minimum of|maximum of|more than|"
    r"fewer than|less than"
    r"|over|under|between|within|around|about|approximately|first|last|top)\s+$",
    re.IGNORECASE,
)
"""Before a number: it limits the response and is no answer."""
_UNIT = re.compile(
    r"\s*(?:-|–|to|and|or|\+)?\s*\d*[\s-]*(?:\w+\s+)?(?:words?|sentences?|paragraphs?|lines?|"
    r"bullets?|characters?|points?"
    r"|examples?|items?|steps?|sections?|stanzas?|lists?|scale|pages?|years? old|parts?|bits?|d\b|x\b)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*[-–/^]\s*\w")
"""After a number: a range, a pattern such as 5-7-5, a duration such as 3-day."""
_STATES = re.compile(
    r"\b(?:mention|identif|confirm|stat(?:e|es|ing)\b|attribut|nam(?:es?|ing)\b|recogni[sz]|"
    r"acknowledg|conclud|answers?\b|"
    r"not(?:es|ing)\b|specif(?:y|ies|ying)\b|includ\w+ that|describ\w+ (?:it|\w+) as)",
    re.IGNORECASE,
)
"""What has to stand before a name for it to be an answer, and not what the criterion is about."""
_QUOTED = re.compile(r"[\"“]([^\"“”\n]{1,200})[\"”]")
_NAME = re.compile(
    r"(?<=[a-z,;:(] )(?:[A-Z][a-z]+[\w'’-]*|[A-Z][a-z]*\d\w*)(?: (?:of |the |de |"
    r"von )?[A-Z][a-z]+[\w'’-]*)+"
)
_EXAMPLE = re.compile(
    r"\b(?:such as|like|e\.g\.?,?|for example|for instance|or similar)\s*[^.;)]*$", re.IGNORECASE
)
_COMMON_NAMES = (
    "english python javascript java html css sql json markdown latex unicode wikipedia google "
    "united states america "
    "american"
)
_KNOWN = frozenset(_COMMON_NAMES.split())
_REMEDY = "ask for the answer without stating it, or give the prompt a reference answer"


def find(rubric: Rubric, reference: str | None) -> Iterator[Finding]:
    """A finding for each criterion that states a number, a quotation or a name that is not in its prompt.

    Nothing is said of a rubric without a prompt, or with a reference. What a criterion forbids, and examples ("such
    as ..."), assert nothing.
    """
    if rubric.prompt is None or reference is not None:
        return
    for number, criterion in enumerate(rubric.criteria, start=1):
        if criterion.check is None and (stated := _stated(criterion.text, rubric.prompt)):
            said = ", ".join(f"“{each}”" for each in stated)
            yield Finding(
                kind="asserts-answer",
                criteria=(number,),
                message=f"states an answer that is not in the prompt: {said}",
                remedy=_REMEDY,
                severity="harm",
            )


def _stated(text: str, prompt: str) -> list[str]:
    if NEGATION.search(text):
        return []
    lowered = " ".join(prompt.casefold().split())
    stated = [
        found[0].strip()
        for found in _NUMBER.finditer(text)
        if _digits(found[0]) not in _numbers(prompt)
        and not _LIMIT.search(text[: found.start()])
        and not _UNIT.match(text[found.end() :])
        and not _RANGE.match(text[found.end() :])
        and not _EXAMPLE.search(text[: found.start()])
    ]
    stated += [
        found[1]
        for found in _QUOTED.finditer(text)
        if len(found[1]) > 2
        and not _is_said(found[1], lowered)
        and not _EXAMPLE.search(text[: found.start()])
    ]
    known = {stem(word) for word in words(prompt)} | {stem(word) for word in _KNOWN}
    stated += [
        found[0]
        for found in _NAME.finditer(text)
        if not any(stem(word) in known for word in words(found[0]))
        and not _EXAMPLE.search(text[: found.start()])
        and _STATES.search(text[: found.start()])
        and not any(found[0] in each for each in stated)
    ]
    return stated


def _is_said(quoted: str, prompt: str) -> bool:
    """Whether the prompt says it, or at least half of its words in some form. `prompt`: in lower case."""
    said = words(quoted)
    return sum(word[:5] in prompt for word in said) * 2 >= len(said)


def _digits(text: str) -> str:
    return re.sub(r"[^\d.]", "", text).rstrip(".")


def _numbers(prompt: str) -> set[str]:
    """The numbers of a prompt as digits, small ones in words too."""
    found = {_digits(each[0]) for each in re.finditer(r"\d[\d,]*(?:\.\d+)?", prompt)}
    return found | {str(number_of(word)) for word in re.findall(rf"\b(?:{_SMALL})\b", prompt, re.IGNORECASE)}
