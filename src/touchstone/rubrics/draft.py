"""Criteria as a person edits them: texts in boxes, checked box by box, and the rubric that they make."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from touchstone.domain.check import Check
from touchstone.domain.rubric import Criterion, Rubric, RubricLevel, Scale, ScaleLevel

DraftField = Literal["text", "weight", "levels"]

_LEVEL = re.compile(r"\s*([-+]?[0-9]{1,9})\s*(?:[:.)] ?(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CriterionDraft:
    """A criterion being edited. `levels`: a line "NUMBER: what it means" for each, read where it is `ordinal`.

    `untouched` is the criterion where nothing of it was changed: it stays as it is, to the last character. The boxes
    leave `check`, `name` and `tags` as they are.
    """

    text: str = ""
    weight: str = "1"
    guard: bool = False
    ordinal: bool = False
    levels: str = ""
    level: RubricLevel = RubricLevel.INSTANCE
    check: Check | None = None
    name: str = ""
    tags: tuple[str, ...] = ()
    untouched: Criterion | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a box, or with the whole rubric (`number` None). Criteria are numbered from 1."""

    number: int | None
    field: DraftField
    reason: str


def draft_of(criterion: Criterion) -> CriterionDraft:
    """The criterion as it stands in the boxes."""
    levels = [f"{each.value}: " + each.description.replace("\n", " ") for each in criterion.scale.levels]
    return CriterionDraft(
        text=criterion.text,
        weight=repr(criterion.weight).removesuffix(".0"),
        guard=criterion.guard,
        ordinal=criterion.scale.kind == "ordinal",
        levels="\n".join(levels),
        level=criterion.level,
        check=criterion.check,
        name=criterion.name,
        tags=criterion.tags,
        untouched=criterion,
    )


def redrafted(old: Rubric, drafts: Sequence[CriterionDraft]) -> Rubric | tuple[Fault, ...]:
    """The rubric with the drafts as its criteria, or all that is wrong with them."""
    faults: list[Fault] = []
    criteria: list[Criterion] = []
    numbers: dict[str, int] = {}
    for number, draft in enumerate(drafts, start=1):
        criterion = draft.untouched or _criterion(number, draft, faults)
        if criterion is None:
            continue
        first = numbers.setdefault(criterion.id, number)
        if first != number:
            faults.append(Fault(number, "text", f"the same as criterion {first}"))
        criteria.append(criterion)
    if not drafts:
        faults.append(Fault(None, "text", "a rubric needs at least one criterion"))
    elif not faults and all(criterion.weight == 0 for criterion in criteria):
        faults.append(Fault(1, "weight", "all weights are zero: give at least one criterion a weight"))
    if faults:
        return tuple(faults)
    return Rubric(level=old.level, criteria=tuple(criteria), prompt=old.prompt, provenance=old.provenance)


def _criterion(number: int, draft: CriterionDraft, faults: list[Fault]) -> Criterion | None:
    """The criterion in the draft; None where it is faulty, which is noted."""
    known = len(faults)
    if not draft.text.strip():
        faults.append(Fault(number, "text", "a criterion needs a text"))
    weight = _weight(draft.weight)
    if weight is None:
        faults.append(Fault(number, "weight", "a number, such as 1 or 0.5; below 0 for a fault"))
    scale = _scale(draft.levels) if draft.ordinal else Scale()
    if draft.ordinal and draft.check is not None:
        scale = "code checks this criterion: it is met or not"
    if isinstance(scale, str):
        faults.append(Fault(number, "levels", scale))
    if len(faults) > known or weight is None or isinstance(scale, str):
        return None
    return Criterion(
        text=draft.text,
        scale=scale,
        weight=weight,
        guard=draft.guard,
        level=draft.level,
        check=draft.check,
        name=draft.name,
        tags=draft.tags,
    )


def _weight(text: str) -> float | None:
    try:
        weight = float(text)
    except ValueError:
        return None
    return weight if math.isfinite(weight) else None


def _scale(levels: str) -> Scale | str:
    """The ordinal scale that the lines describe, or what is wrong with them."""
    found: list[ScaleLevel] = []
    for line in filter(str.strip, levels.split("\n")):
        match = _LEVEL.fullmatch(line)
        if match is None:
            return f"“{line.strip()[:40]}”: write a whole number, a colon, and what it means"
        level = ScaleLevel(value=int(match[1]), description=match[2] or "")
        if found and level.value <= found[-1].value:
            return f"levels must rise: {level.value} comes after {found[-1].value}"
        found.append(level)
    if len(found) < 2:
        return "at least two levels, each on a line of its own: “1: what it means”"
    return Scale(kind="ordinal", levels=tuple(found))
