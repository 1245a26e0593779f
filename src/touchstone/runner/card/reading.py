"""From the lines about changed responses to shifts: the same verdict before and after each change."""

from collections.abc import Hashable, Sequence

from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Criterion
from touchstone.evaluation.agreement.align import Lines
from touchstone.evaluation.card.aspects import Damaged
from touchstone.evaluation.card.probed import Probed, Shift
from touchstone.judging.probes import Change, is_about
from touchstone.runner.card.sets import CardSet
from touchstone.runner.card.variants import Variant, Variants

_HOLISTIC_STEPS = 4
"""Five levels are four steps apart."""

Verdict = tuple[float, Hashable]
"""How good the changed response is in a verdict (0..1), and what the verdict is."""


def probed(each: CardSet, found: Variants, lines: Lines, changes: Sequence[Change]) -> list[Probed]:
    """The shifts under each change, and how many verdicts it could not be tested on."""
    return [_probed(each, found, lines, change) for change in changes]


def _probed(each: CardSet, found: Variants, lines: Lines, change: Change) -> Probed:
    shifts, left_out, unscored = [], 0, 0
    for variant in found.variants:
        if variant.change.name != change.name:
            continue
        for id, fair in variant.fair.items():
            shift = _shift(each, variant, id, lines)
            if not fair:
                left_out += 1
            elif shift is None:
                unscored += 1
            else:
                shifts.append(shift)
    skipped = found.not_applied[change.name]
    return Probed(change.name, change.family, change.told, tuple(shifts), left_out, unscored, skipped)


def damaged(each: CardSet, found: Variants, lines: Lines, changes: Sequence[Change]) -> list[Damaged]:
    """The shifts under each damage, on criteria about the damaged aspect and on others that it is a fair test of."""
    made = []
    for change in changes:
        about, others, whole, left_out, unscored = [], [], [], 0, 0
        for variant in found.variants:
            if variant.change.name != change.name:
                continue
            for id, fair in variant.fair.items():
                shift = _shift(each, variant, id, lines)
                if shift is None:
                    unscored += 1
                elif (criterion := _asked(each, variant, id)) is None:
                    whole.append(shift)
                elif is_about(criterion.text, change.family):
                    about.append(shift)
                elif fair:
                    others.append(shift)
                else:
                    left_out += 1
        made.append(
            Damaged(
                change.name,
                change.family,
                change.told,
                tuple(about),
                tuple(others),
                tuple(whole),
                left_out,
                unscored,
            )
        )
    return made


def _asked(each: CardSet, variant: Variant, id: str | None) -> Criterion | None:
    """The one criterion that a verdict is about; None where it is about the response, or the pair, as a whole."""
    if each.protocol == "pairwise" or each.rubric == "none":
        return None
    found = variant.sample.response(variant.of)
    rubric = found.rubric or variant.sample.rubric
    criteria = rubric.criteria if rubric else ()
    if each.protocol == "holistic":
        return criteria[0] if len(criteria) == 1 else None
    return next((criterion for criterion in criteria if criterion.id == id), None)


def _shift(each: CardSet, variant: Variant, id: str | None, lines: Lines) -> Shift | None:
    before, after = (_verdict(each, variant, id, lines, of) for of in (variant.of, variant.id))
    if before is None or after is None:
        return None
    key = (variant.sample.id, variant.of, id)
    return Shift(key, variant.sample.group, before[0], after[0], before[1], before[1] != after[1])


def _verdict(each: CardSet, variant: Variant, id: str | None, lines: Lines, of: str) -> Verdict | None:
    sample = variant.sample
    line = lines.aggregate(sample.id, of) if id is None else lines.verdict(sample.id, of, id)
    if line is None or line.score is None:
        return None
    if each.protocol == "pairwise":
        return (line.score if variant.side == "A" else 1 - line.score), line.preference
    return line.score, _outcome(line, None if each.protocol == "holistic" else _asked(each, variant, id))


def _outcome(line: ResultLine, criterion: Criterion | None) -> int:
    """The verdict's class: met or not, or the level next to the expected one."""
    score = line.score or 0.0
    if criterion is None:
        return round(score * _HOLISTIC_STEPS)
    if not criterion.scale.levels:
        return int(score >= 0.5)
    values = [level.value for level in criterion.scale.levels]
    expected = values[0] + score * (values[-1] - values[0])
    return min(values, key=lambda value: (abs(value - expected), -value))
