"""Revision of a rubric without training: what findings say is mended by splitting, rewriting or dropping criteria."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from touchstone.domain.base import Value
from touchstone.domain.finding import Finding, FindingKind
from touchstone.domain.rubric import Criterion, Rubric
from touchstone.rubrics.similarity import NEAR_DUPLICATE, similarities
from touchstone.rubrics.splitting import parts_of

ALIKE = 0.2
"""From this likeness on (cosine) a criterion that the generator wrote anew stands for the same requirement."""

_REPEATS: tuple[FindingKind, ...] = ("duplicate", "redundant")
_REWORDED: tuple[FindingKind, ...] = ("vague", "unverifiable", "asserts-answer", "compound")
_BIASED: tuple[FindingKind, ...] = ("length", "formatting", "system", "padding", "confident-wrong")

Faultless = Callable[[Criterion], bool]
"""Whether lint has nothing against a criterion."""


class Effect(Value):
    """What leaving a criterion out does to the score's agreement with people: the change, its interval, of n."""

    change: float
    low: float | None = None
    high: float | None = None
    n: int

    @property
    def hurts(self) -> bool:
        """Whether agreement is lower without it, with the interval below zero."""
        return self.high is not None and self.high < 0

    @property
    def words(self) -> str:
        """The effect in words."""
        interval = "" if self.low is None or self.high is None else f" ({self.low:+.3f} to {self.high:+.3f})"
        return f"agreement with people {self.change:+.3f}{interval}, n = {self.n:,}"


class Proposal(Value):
    """One step: the criterion `before` becomes `after` (empty: it is dropped), because of `finding`.

    `number`: that of the criterion, from 1. `effect`: what to expect of it, where labels tell.
    """

    kind: Literal["split", "rewrite", "drop"]
    number: int
    finding: Finding
    before: Criterion
    after: tuple[Criterion, ...] = ()
    effect: Effect | None = None


class Revision(Value):
    """What is proposed for a rubric, in order, and the findings that nothing is proposed for, with the reason."""

    rubric: Rubric
    proposals: tuple[Proposal, ...]
    left: tuple[tuple[Finding, str], ...] = ()


def revise(
    rubric: Rubric,
    findings: Sequence[Finding],
    *,
    anew: Sequence[str] = (),
    faultless: Faultless = lambda _: True,
    effects: Mapping[int, Effect] | None = None,
) -> Revision:
    """What to do about the findings. Each criterion is changed once, by the gravest finding that something mends.

    `anew`: criteria that a generator wrote for the same prompt. `effects`: by number, what leaving a criterion out
    does to agreement. A guard is never dropped or rewritten, nor is a criterion dropped that is the last one, or that
    the score agrees less with people without.
    """
    proposals: list[Proposal] = []
    left: list[tuple[Finding, str]] = []
    taken = set[int]()
    for finding in sorted(findings, key=_gravity):
        found = _Mending(rubric, finding, taken, anew, faultless, effects or {}).found()
        if isinstance(found, str):
            left.append((finding, found))
        elif found is not None:
            proposals.append(found)
            taken.add(found.number)
    while not _some_are_left(rubric, proposals):
        spared = max(place for place, each in enumerate(proposals) if each.kind == "drop")
        left.append((proposals.pop(spared).finding, "it is the last criterion that counts"))
    return Revision(rubric=rubric, proposals=tuple(proposals), left=tuple(left))


def needs_rewriting(finding: Finding) -> bool:
    """Whether a criterion written anew could mend it."""
    return finding.kind in _REWORDED or (finding.kind in _BIASED and finding.severity == "harm")


def applied(rubric: Rubric, proposal: Proposal) -> Rubric:
    """The rubric after one step; its id is another one. What it says twice by then it says once."""
    criteria: list[Criterion] = []
    for criterion in rubric.criteria:
        criteria += proposal.after if criterion.id == proposal.before.id else [criterion]
    once = {criterion.id: criterion for criterion in reversed(criteria)}
    kept = [criterion for criterion in criteria if once.get(criterion.id) is criterion]
    return Rubric(
        level=rubric.level, criteria=tuple(kept), prompt=rubric.prompt, provenance=rubric.provenance
    )


def _some_are_left(rubric: Rubric, proposals: Sequence[Proposal]) -> bool:
    dropped = {each.number for each in proposals if each.kind == "drop"}
    return any(each.weight for number, each in enumerate(rubric.criteria, start=1) if number not in dropped)


def _gravity(finding: Finding) -> tuple[int, tuple[int, ...]]:
    """Repeats first: what is dropped need not be mended. Then harm from labels and verdicts, then words."""
    order = (*_REPEATS, "misleading", *_BIASED, *_REWORDED)
    return (order.index(finding.kind) if finding.kind in order else len(order)), finding.criteria


class _Mending:
    """One finding, and what can be done about it."""

    def __init__(
        self,
        rubric: Rubric,
        finding: Finding,
        taken: set[int],
        anew: Sequence[str],
        faultless: Faultless,
        effects: Mapping[int, Effect],
    ) -> None:
        self.rubric, self.finding, self.taken = rubric, finding, taken
        self.anew, self.faultless, self.effects = anew, faultless, effects

    def found(self) -> Proposal | str | None:
        """The proposal, why there is none, or None where the criterion is dealt with or nothing is amiss."""
        kind, numbers = self.finding.kind, self.finding.criteria
        if not numbers:
            return "it is about the rubric as a whole" if self.finding.severity == "harm" else None
        if kind in _REPEATS:
            return self._drop_one_of(numbers)
        number = numbers[0]
        if number in self.taken:
            return None
        if kind == "misleading":
            return self._drop(number)
        if kind == "compound":
            return self._split(number) or self._rewrite(number) or "its parts are no clean sentences"
        if kind in _REWORDED:
            return self._rewrite(number) or "the generator wrote nothing better in its place"
        if kind in _BIASED and self.finding.severity == "harm":
            return self._rewrite(number) or self._drop(number)
        if kind == "contradictory":
            return "a person has to say which of them holds"
        return None

    def _criterion(self, number: int) -> Criterion:
        return self.rubric.criteria[number - 1]

    def _drop_one_of(self, numbers: Sequence[int]) -> Proposal | str | None:
        """Drops the last one that is no guard, of those that are still there."""
        if any(number in self.taken for number in numbers):
            return None
        loose = [number for number in numbers if not self._criterion(number).guard]
        return self._drop(loose[-1]) if loose else "all of them are guards"

    def _drop(self, number: int) -> Proposal | str:
        if self._criterion(number).guard:
            return "it is a guard"
        effect = self.effects.get(number)
        if effect is not None and effect.hurts:
            return f"without it: {effect.words}"
        return self._step("drop", number, (), effect)

    def _split(self, number: int) -> Proposal | None:
        criterion = self._criterion(number)
        parts = parts_of(criterion.text)
        if len(parts) < 2 or criterion.check is not None or criterion.scale.levels:
            return None
        after = tuple(_reworded(criterion, part) for part in parts)
        return self._step("split", number, after)

    def _rewrite(self, number: int) -> Proposal | None:
        """The criterion written anew that is nearest, has no fault, and is not there already."""
        criterion = self._criterion(number)
        if criterion.guard or criterion.check is not None or criterion.scale.levels or not self.anew:
            return None
        others = [each.text for place, each in enumerate(self.rubric.criteria, start=1) if place != number]
        texts = list(dict.fromkeys(self.anew))
        alike = similarities([criterion.text, *texts, *others])
        nearest = sorted(range(len(texts)), key=lambda place: -alike[0, place + 1])
        for place in nearest:
            row = alike[place + 1]
            fresh = row[1 + len(texts) :].max(initial=0.0) < NEAR_DUPLICATE
            after = _reworded(criterion, texts[place])
            if row[0] >= ALIKE and fresh and after.id != criterion.id and self.faultless(after):
                return self._step("rewrite", number, (after,))
        return None

    def _step(
        self,
        kind: Literal["split", "rewrite", "drop"],
        number: int,
        after: tuple[Criterion, ...],
        effect: Effect | None = None,
    ) -> Proposal:
        return Proposal(
            kind=kind,
            number=number,
            finding=self.finding,
            before=self._criterion(number),
            after=after,
            effect=effect,
        )


def _reworded(criterion: Criterion, text: str) -> Criterion:
    return Criterion(
        text=text, weight=criterion.weight, guard=criterion.guard, level=criterion.level, tags=criterion.tags
    )


def steps(revision: Revision) -> Iterator[tuple[Proposal, Rubric]]:
    """Each proposal with the rubric that it leads to, one after the other."""
    rubric = revision.rubric
    for proposal in revision.proposals:
        rubric = applied(rubric, proposal)
        yield proposal, rubric
