"""What changed from one rubric to another: criteria added, removed, reworded, weighed or scaled anew."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from touchstone.domain.check_words import in_words
from touchstone.domain.rubric import Criterion, Rubric, Scale

Sign = Literal["=", "-", "+"]

ALIKE = 0.5
"""From this share of common words on, two criteria count as one that was reworded."""

_PARTS = re.compile(r"\s+|\w+|[^\w\s]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: in both versions (=), in the old one alone (-), or in the new one alone (+)."""

    sign: Sign
    text: str


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """What became of a criterion. Its numbers count from 1; `old` is None where it was added, `new` where removed.

    `criterion` is the new form, of a removed one the old. `pieces` are its text in both versions; `details` say what
    else changed, each in a few words.
    """

    old: int | None
    new: int | None
    criterion: Criterion
    pieces: tuple[Piece, ...]
    details: tuple[str, ...] = ()

    @property
    def kind(self) -> Literal["same", "changed", "added", "removed"]:
        """What happened to it, in a word."""
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        return "changed" if self.details or len(self.pieces) > 1 else "same"


@dataclass(frozen=True, slots=True)
class RubricDifference:
    """Two rubrics (ids) beside each other: criteria in the new one's order, then those that were removed."""

    old: str
    new: str
    notes: tuple[str, ...]
    criteria: tuple[CriterionChange, ...]

    @property
    def summary(self) -> str:
        """How many criteria of each kind there are."""
        kinds = [change.kind for change in self.criteria]
        words = {"added": "added", "removed": "removed", "changed": "changed", "same": "as before"}
        return ", ".join(f"{kinds.count(kind)} {word}" for kind, word in words.items() if kind in kinds)


def difference(old: Rubric, new: Rubric) -> RubricDifference:
    """What changed from `old` to `new`."""
    partners = _partners(old.criteria, new.criteria)
    moved = _moved(partners)
    changes = []
    for place, criterion in enumerate(new.criteria):
        before = partners.get(place)
        if before is None:
            changes.append(CriterionChange(None, place + 1, criterion, (Piece("+", criterion.text),)))
            continue
        earlier = old.criteria[before]
        details = [f"moved from {before + 1} to {place + 1}"] if place in moved else []
        details += _details(earlier, criterion)
        pieces = compared(earlier.text, criterion.text)
        changes.append(CriterionChange(before + 1, place + 1, criterion, pieces, tuple(details)))
    kept = set(partners.values())
    changes += [
        CriterionChange(place + 1, None, criterion, (Piece("-", criterion.text),))
        for place, criterion in enumerate(old.criteria)
        if place not in kept
    ]
    return RubricDifference(old.id, new.id, tuple(_notes(old, new)), tuple(changes))


def compared(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts word by word. The pieces without + join to the old one, those without - to the new one."""
    before, after = _PARTS.findall(old), _PARTS.findall(new)
    pieces: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("=", "".join(before[a:b])))
            continue
        pieces += [Piece("-", "".join(before[a:b]))] if b > a else []
        pieces += [Piece("+", "".join(after[c:d]))] if d > c else []
    return tuple(pieces)


def _partners(old: Sequence[Criterion], new: Sequence[Criterion]) -> dict[int, int]:
    """The place in `old` of each place in `new` that has one: equal ones first, then the most alike."""
    places = {criterion.id: place for place, criterion in enumerate(old)}
    partners = {place: places[each.id] for place, each in enumerate(new) if each.id in places}
    kept = set(partners.values())
    before = {place: _WORD.findall(each.text) for place, each in enumerate(old) if place not in kept}
    after = {place: _WORD.findall(each.text) for place, each in enumerate(new) if place not in partners}
    pairs = [
        (likeness, -place, -earlier)
        for place, words in after.items()
        for earlier, others in before.items()
        if (likeness := _likeness(others, words)) >= ALIKE
    ]
    taken = set[int]()
    for _, place, earlier in sorted(pairs, reverse=True):
        if -place not in partners and -earlier not in taken:
            partners[-place] = -earlier
            taken.add(-earlier)
    return partners


def _likeness(old: Sequence[str], new: Sequence[str]) -> float:
    """The share (0..1) of words that both have in the same order; 0 where a quick look says it is too low."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    quick = matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE
    return matcher.ratio() if quick else 0.0


def _moved(partners: dict[int, int]) -> set[int]:
    """The places in the new rubric of criteria that changed their order with others."""
    order = [partners[place] for place in sorted(partners)]
    blocks = SequenceMatcher(None, sorted(order), order, autojunk=False).get_matching_blocks()
    stayed = {at for _, start, size in blocks for at in range(start, start + size)}
    return {place for at, place in enumerate(sorted(partners)) if at not in stayed}


def _details(old: Criterion, new: Criterion) -> list[str]:
    """What changed beside the text."""
    details = [f"weight {old.weight:g} → {new.weight:g}"] if old.weight != new.weight else []
    if old.guard != new.guard:
        details.append("now a guard" if new.guard else "no longer a guard")
    if old.level != new.level:
        details.append(f"{old.level.value}-level → {new.level.value}-level")
    if old.check != new.check:
        before, after = (in_words(each.check) if each.check else "the judge" for each in (old, new))
        details.append(f"decided by: {before} → {after}")
    return details + _scale_details(old.scale, new.scale)


def _scale_details(old: Scale, new: Scale) -> list[str]:
    if old == new:
        return []
    if "binary" in (old.kind, new.kind):
        return [f"scale: {_scale_name(old)} → {_scale_name(new)}"]
    before = {level.value: level.description for level in old.levels}
    after = {level.value: level.description for level in new.levels}
    details = []
    for value in sorted({*before, *after}):
        if value not in before:
            details.append(f"+ level {value}: {after[value]}")
        elif value not in after:
            details.append(f"- level {value}: {before[value]}")
        elif before[value] != after[value]:
            details.append(f"level {value}: “{before[value]}” → “{after[value]}”")
    return details


def _scale_name(scale: Scale) -> str:
    return "met or not met" if scale.kind == "binary" else f"{len(scale.levels)} levels"


def _notes(old: Rubric, new: Rubric) -> list[str]:
    """What differs beside the criteria."""
    notes = [f"{old.level.value}-level → {new.level.value}-level"] if old.level != new.level else []
    return notes + (["they are for different prompts"] if old.prompt != new.prompt else [])
