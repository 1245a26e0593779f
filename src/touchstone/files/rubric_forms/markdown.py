"""Plain Markdown: every point of a list is a criterion; a quotation before the list is the prompt.

    > Write a poem
    > about rain.

    ## Form
    - It rhymes. (weight 2)

Headings of the first level are prompts where there are several of them; one is a title. Deeper headings are sections:
they become their criteria's tags.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import isfinite
from typing import Literal

from touchstone.domain.rubric import Criterion, Rubric
from touchstone.errors import InputError
from touchstone.files.rubric_forms.document import Document
from touchstone.files.rubric_forms.reading import Reading, checked, criterion

_RULE = re.compile(r"\s*([-*_])(?:\s*\1){2,}\s*")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*")
_QUOTE = re.compile(r" {0,3}> ?(.*)")
_POINT = re.compile(r"(\s*)(?:[-*+•]|[0-9]{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(.*)")
_WEIGHT = re.compile(r"\s*\(weight ([+-]?[0-9.]+(?:e[+-]?[0-9]+)?)\)")


@dataclass(slots=True)
class _Block:
    """A heading (with its level), a quotation, or a point of a list; `line`: where it begins."""

    kind: Literal["heading", "quote", "point"]
    line: int
    text: str
    level: int = 0


@dataclass(slots=True)
class _Open:
    """The rubric that is being read."""

    prompt: str = ""
    section: str = ""
    line: int = 0
    criteria: list[Criterion] = field(default_factory=list)


def fits(document: Document) -> bool:
    """Whether the document is plain text."""
    return document.kind == "text"


def read(document: Document) -> Reading:
    """The rubrics of the text. Raises InputError with the line."""
    reading = Reading(document.path.name)
    blocks = list(_blocks(reading, document))
    by_heading = sum(block.kind == "heading" and block.level == 1 for block in blocks) > 1
    current = _Open()
    for block in blocks:
        where = f"{document.path}, line {block.line}"
        if block.kind == "point":
            current.criteria.append(_criterion(block.text, current.section, where))
            current.line = current.line or block.line
        elif block.kind == "quote" or (by_heading and block.level == 1):
            _close(reading, current, document)
            current = _Open(prompt=checked(block.text, "the prompt", where), line=block.line)
            if block.kind == "heading":
                reading.note("headings are read as prompts", where)
        elif block.level == 1:
            reading.note("the title is left out", where)
        else:
            current.section = block.text
            reading.note("headings are read as sections: they are the tags of their criteria", where)
    _close(reading, current, document)
    if not reading.rubrics:
        raise InputError(f"{document.path}: no list with criteria", 'write each criterion as a line "- ..."')
    return reading


def _close(reading: Reading, current: _Open, document: Document) -> None:
    where = f"{document.path}, line {current.line}"
    if current.criteria:
        reading.add(current.criteria, current.prompt, where)
    elif current.prompt:
        reading.note("a prompt without a list is left out", where)


def _blocks(reading: Reading, document: Document) -> Iterator[_Block]:
    """The blocks of the text. Text that belongs to none of them is left out, and noted."""
    block: _Block | None = None
    indent, fenced = 0, False
    for number, line in enumerate(document.value.split("\n"), start=1):
        where = f"{document.path}, line {number}"
        if _FENCE.match(line) or fenced:
            fenced = fenced != bool(_FENCE.match(line))
            reading.note("fenced text is left out", where)
        elif not line.strip() or _RULE.fullmatch(line):
            if block is not None and block.kind == "quote":
                yield block
                block = None
        elif found := _QUOTE.fullmatch(line):
            if block is not None and block.kind == "quote":
                block.text += "\n" + found.group(1)
                continue
            if block is not None:
                yield block
            block = _Block("quote", number, found.group(1))
        elif found := _HEADING.fullmatch(line):
            if block is not None:
                yield block
            block = None
            yield _Block("heading", number, found.group(2).strip(), len(found.group(1)))
        elif found := _POINT.fullmatch(line):
            deeper = len(found.group(1)) > indent + 1
            if block is not None and block.kind == "point" and deeper:
                block.text += " " + found.group(2).strip()
                reading.note("a point below another one is joined to it", where)
                continue
            if block is not None:
                yield block
            indent = len(found.group(1))
            block = _Block("point", number, found.group(2).strip())
        elif block is not None and block.kind == "point":
            block.text += " " + line.strip()
        else:
            reading.note("text outside of lists, quotations and headings is left out", where)
    if block is not None:
        yield block


def _criterion(said: str, section: str, where: str) -> Criterion:
    weight = 1.0
    if found := re.search(_WEIGHT.pattern + "$", said):
        try:
            weight = float(found.group(1))
        except ValueError:
            weight = float("nan")
        if not isfinite(weight):
            raise InputError(f"{where}: {found.group(1)} is not a weight", "write it as (weight 2)")
        said = said[: found.start()]
    tags = (section,) if section else ()
    return criterion(where, checked(said, "the criterion", where), weight=weight, tags=tags)


def text_of(rubrics: Sequence[Rubric]) -> str:
    """The rubrics as Markdown: prompts as quotations, single tags as headings, weights in brackets."""
    return "\n".join(_rubric_text(rubric) for rubric in rubrics)


def _rubric_text(rubric: Rubric) -> str:
    lines = [f"> {line}" for line in rubric.prompt.split("\n")] + [""] if rubric.prompt else []
    sections = all(len(each.tags) == 1 for each in rubric.criteria)
    for tags, criteria in groupby(rubric.criteria, key=lambda each: each.tags if sections else ()):
        lines += [f"## {tag}" for tag in tags]
        lines += [_point(each) for each in criteria]
        lines.append("")
    return "\n".join(lines)


def _point(given: Criterion) -> str:
    said = " ".join(given.text.split())
    if given.weight == 1 and not re.search(_WEIGHT.pattern + "$", said):
        return f"- {said}"
    weight = int(given.weight) if given.weight.is_integer() else given.weight
    return f"- {said} (weight {weight})"
