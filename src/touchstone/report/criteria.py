"""The table of criteria: each one in numbers, and the ones of the least use.

The correlation with the rest is the corrected item-total correlation of test theory (Nunnally and Bernstein,
"Psychometric Theory", 1994, chapter 8).
"""

from collections.abc import Sequence

import numpy as np

from touchstone.report.asked import Asked, gather
from touchstone.report.contents import Criteria, CriterionRow
from touchstone.report.material import Item
from touchstone.report.text import count
from touchstone.report.usefulness import FEW, reasons

ENOUGH = 10
"""A correlation of fewer verdicts than this is not shown."""

MAX_ROWS = 40
MAX_LEAST = 20


def criteria_of(items: Sequence[Item]) -> Criteria:
    """The criteria of all items, in the order in which they were first asked."""
    asked = gather(items)
    if not asked:
        return Criteria(total=0, notes=("Nothing was asked criterion by criterion.",))
    why = reasons(asked)
    rows = [_row(each, items, why.get(id, "")) for id, each in asked.items()]
    useless = sorted((row for row in rows if row.reason), key=lambda row: -row.asked)
    shown = rows if len(rows) <= MAX_ROWS else sorted(rows, key=lambda row: -row.asked)[:MAX_ROWS]
    return Criteria(
        total=len(rows),
        rows=tuple(shown),
        least_useful=tuple(useless[:MAX_LEAST]),
        useless=len(useless),
        notes=tuple(_notes(rows, len(shown))),
    )


def _notes(rows: Sequence[CriterionRow], shown: int) -> list[str]:
    notes = []
    if shown < len(rows):
        notes.append(f"Of {count(len(rows), 'criterion')} the {shown} that were asked most often are shown.")
    seldom = sum(row.scored < FEW and not row.reason for row in rows)
    if seldom:
        have = "has a score" if seldom == 1 else "have a score each"
        notes.append(
            f"{count(seldom, 'criterion')} {have} of fewer than {FEW} responses: too few to say anything against."
        )
    return notes


def _row(asked: Asked, items: Sequence[Item], reason: str) -> CriterionRow:
    criterion = asked.criterion
    scored = [(items[place], line.score) for place, line in asked.verdicts if line.score is not None]
    scores = np.array([score for _, score in scored], dtype=np.float64)
    systems = _means([(item.system, score) for item, score in scored])
    prompts = _means([(item.group, score) for item, score in scored])
    return CriterionRow(
        text=criterion.text if criterion.check is None else f"{criterion.text} (checked by code)",
        weight=criterion.weight,
        guard=criterion.guard,
        asked=len(asked.verdicts),
        unscored=len(asked.unscored),
        not_applicable=len(asked.verdicts) - len(scored) - len(asked.unscored),
        mean=float(scores.mean()) if scored else None,
        met=float((scores >= 0.5).mean()) if scored and criterion.scale.kind == "binary" else None,
        between_systems=float(np.ptp(systems)) if len(systems) > 1 else None,
        between_prompts=float(np.std(prompts)) if len(prompts) > 1 else None,
        rest=_with_rest(asked),
        reason=reason,
    )


def _means(scores: Sequence[tuple[str, float]]) -> list[float]:
    """The mean score of each name."""
    by_name: dict[str, list[float]] = {}
    for name, score in scores:
        by_name.setdefault(name, []).append(score)
    return [sum(values) / len(values) for values in by_name.values()]


def _with_rest(asked: Asked) -> float | None:
    both = [
        (score, rest) for (_, score), rest in zip(asked.scored, asked.rest, strict=True) if rest is not None
    ]
    if len(both) < ENOUGH:
        return None
    own, others = np.array(both, dtype=np.float64).T
    if np.ptp(own) < 1e-9 or np.ptp(others) < 1e-9:
        return None
    return float(np.corrcoef(own, others)[0, 1])
