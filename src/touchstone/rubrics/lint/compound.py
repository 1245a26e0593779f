"""Compound criteria: they ask for two things, of which a response may do one."""

import re
from collections.abc import Iterator

from touchstone.domain.finding import Finding
from touchstone.domain.rubric import Rubric
from touchstone.rubrics.lint.vocabulary import QUALITY, QUALITY_OF

_VERBS = (
    "is are has have does do must should avoids? gives? names? explains? states? uses? includes? "
    "provides? contains? "
    "mentions? describes? keeps? ends? starts? follows? addresses offers? ensures? demonstrates? "
    "maintains? "
    "identifies presents? highlights? discusses adheres? acknowledges summarizes reflects? "
    "remains? respects? supports? "
    "shows? clarifies suggests? specifies illustrates? answers? lists? recommends? compares? "
    "evaluates? encourages? "
    "conveys? captures? incorporates? focuses cites? covers? analyzes outlines? connects? refers?"
)
_BY_FORM = "|".join(_VERBS.split())
_SECOND = re.compile(
    rf"(?:,\s*(?:and|but|while)|\band|\bas well as|\bwhile)\s+(?:also\s+|it\s+|clearly\s+|"
    rf"then\s+)?(?P<verb>{_BY_FORM})\s+"
    r"(?!of\b|for\b|in\b|and\b|to\b)(?P<object>\S+)",
    re.IGNORECASE,
)
_WHILE = re.compile(
    r"\b(?:while|and)\s+(?:also\s+)?(?P<verb>(?:avoid|maintain|remain|keep|preserv|adher|retain|"
    r"respect)ing)\b",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"\b(?:that|which|who|whom|whose|where|when|how|why|if|whether|such as|like|e\.g|to)\b", re.IGNORECASE
)
_JOINED = re.compile(
    rf"\b(?P<one>{QUALITY})(?:,\s*(?:and\s+)?|\s+and\s+|\s*/\s*|\s*&\s*)(?:(?:is|are|"
    rf"be)\s+)?(?:(?!\w*(?:{QUALITY})\b)\w+ly\s+)?"
    rf"(?P<other>{QUALITY})\b",
    re.IGNORECASE,
)
_REMEDY = "split it into one criterion for each"


def find(rubric: Rubric, reference: str | None) -> Iterator[Finding]:
    """A finding for each criterion with a second predicate, or with two qualities side by side."""
    for number, criterion in enumerate(rubric.criteria, start=1):
        if criterion.check is None and (shown := _shown(criterion.text)):
            message = f"asks for two things at once: {shown}"
            yield Finding(kind="compound", criteria=(number,), message=message, remedy=_REMEDY)


def _shown(text: str) -> str | None:
    """The words that show a second requirement."""
    for found in _SECOND.finditer(text):
        # What a clause inside says two things of is one thing that is asked for.
        if found["verb"].lower().startswith("avoid") or not _INSIDE.search(text[: found.start()]):
            return f"“… {found[0].strip(' ,')} …”"
    if also := _WHILE.search(text):
        return f"“… {also[0]} …”"
    for found in _JOINED.finditer(text):
        one, other = found["one"], found["other"]
        if QUALITY_OF[one.lower()] != QUALITY_OF[other.lower()]:
            return f"“{one}” is {QUALITY_OF[one.lower()]}, “{other}” is {QUALITY_OF[other.lower()]}"
    return None
