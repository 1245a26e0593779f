"""The gate: on fresh prompts, is the new generator better than its parent, surely enough to take its place?"""

from collections.abc import Callable, Sequence

from touchstone.domain.base import Value
from touchstone.domain.meeting import Meeting
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Undefined
from touchstone.evaluation.statistics.means import grouped_mean
from touchstone.refine.measuring import Measured, Prompted
from touchstone.refine.rewards import Told

LONGER = 0.10
"""A new generator's rubrics may have so many more words than its parent's, as a share of those."""
MORE_REDUNDANT = 0.02
"""By how much the mean share of criteria that nearly repeat another may rise."""
MORE_FAILURES = 0.02
"""By how much the share of prompts without a rubric may rise."""


class Decision(Value):
    """Whether the new generator takes its parent's place; `reasons` against it, none where it does.

    `figures`: what was compared, each with its 95 % interval by prompts. `unchecked`: what could not be.
    """

    promoted: bool
    reasons: tuple[str, ...]
    unchecked: tuple[str, ...]
    figures: tuple[Figure, ...]

    def figure(self, name: str) -> Figure | None:
        """The figure of that name."""
        return next((each for each in self.figures if each.name == name), None)


def decide(child: Measured, parent: Measured, meetings: Sequence[Meeting], seed: int) -> Decision:
    """Decides. `meetings`: what the meta-judge says of the two rubrics of each prompt, the child's named first.

    With labels the difference in agreement counts, else the meta-judge's preference; its interval must lie above 0.
    """
    labelled = any(each.told for each in child.prompts)
    figures = [
        *_agreements(child, parent, seed),
        *_preferences(child, meetings, seed),
        *_sizes(child, parent, seed),
    ]
    found = {each.name: each for each in figures}
    reasons, unchecked = [], []
    main = found.get("difference" if labelled else "preference")
    if main is None or main.low is None:
        reasons.append("too few prompts for an interval")
    elif main.low <= 0:
        what = "agreement with the labels" if labelled else "the meta-judge's preference"
        reasons.append(
            f"{what} is not surely better: {main.value:+.3f} ({main.low:+.3f} to {main.high:+.3f})"
        )
    second = found.get("second difference")
    if second is None:
        unchecked.append(
            "a second judge: none was named (--second-judge)" if labelled else "a second judge: no labels"
        )
    elif second.high is not None and second.high < 0:
        reasons.append(f"the second judge finds it worse: {second.value:+.3f} (at most {second.high:+.3f})")
    if child.words > parent.words * (1 + LONGER):
        reasons.append(f"its rubrics are longer: {child.words:.0f} words instead of {parent.words:.0f}")
    if child.redundancy > parent.redundancy + MORE_REDUNDANT:
        reasons.append(
            f"its rubrics repeat themselves more: {child.redundancy:.1%} of the criteria instead of "
            f"{parent.redundancy:.1%}"
        )
    if child.failed > parent.failed + MORE_FAILURES:
        reasons.append(
            f"it writes no rubric for {child.failed:.1%} of the prompts, its parent for {parent.failed:.1%}"
        )
    return Decision(
        promoted=not reasons, reasons=tuple(reasons), unchecked=tuple(unchecked), figures=tuple(figures)
    )


def agreement(measured: Measured, seed: int, name: str = "agreement", second: bool = False) -> Figure | None:
    """The share of labelled pairs that come out right with the rubrics, by the (second) judge; None without any."""
    values, groups = _rights(measured.prompts, _second if second else _told)
    return _mean(name, "agreement with the labels", values, groups, seed) if values else None


def compared(child: Measured, parent: Measured, seed: int, *, second: bool = False) -> Figure | None:
    """The difference in agreement on the same pairs, child less parent; None where there are none."""
    of = _second if second else _told
    (mine, groups), (theirs, _) = _rights(child.prompts, of), _rights(parent.prompts, of)
    if not mine or len(mine) != len(theirs):
        return None
    values = [one - other for one, other in zip(mine, theirs, strict=True)]
    by = ", by the second judge" if second else ""
    return _mean(
        "second difference" if second else "difference", f"difference in agreement{by}", values, groups, seed
    )


def _agreements(child: Measured, parent: Measured, seed: int) -> list[Figure]:
    found = [
        compared(child, parent, seed),
        compared(child, parent, seed, second=True),
    ]
    return [each for each in found if each is not None]


def _preferences(child: Measured, meetings: Sequence[Meeting], seed: int) -> list[Figure]:
    """The mean outcome of the meetings (-1..1, 1: the child always wins), and how often both orders agree."""
    groups = {each.sample: each.group for each in child.prompts}
    if len(meetings) != len(groups):
        return []
    named = list(zip(meetings, groups.values(), strict=True))
    outcomes = [(float(each.outcome), group) for each, group in named if each.outcome is not None]
    agreed = [(float(each.agrees), group) for each, group in named if each.agrees is not None]
    return [
        _mean(name, label, [value for value, _ in values], [group for _, group in values], seed)
        for name, label, values in (
            ("preference", "the meta-judge's preference for the new one", outcomes),
            ("orders agree", "meetings in which both orders agree", agreed),
        )
        if values
    ]


def _sizes(child: Measured, parent: Measured, seed: int) -> list[Figure]:
    pairs = list(zip(child.prompts, parent.prompts, strict=True))
    groups = [each.group for each in child.prompts]
    measures: list[tuple[str, str, Callable[[Prompted], float]]] = [
        ("words", "difference in words of a rubric", lambda each: each.words),
        ("criteria", "difference in criteria of a rubric", lambda each: each.criteria),
        ("redundancy", "difference in criteria that repeat another", lambda each: each.redundancy),
    ]
    return [
        _mean(name, label, [of(one) - of(other) for one, other in pairs], groups, seed)
        for name, label, of in measures
    ]


def _told(each: Prompted) -> tuple[Told, ...]:
    return each.told


def _second(each: Prompted) -> tuple[Told, ...]:
    return each.second


def _rights(
    prompts: Sequence[Prompted], of: Callable[[Prompted], tuple[Told, ...]]
) -> tuple[list[float], list[str]]:
    """Of each labelled pair whether it comes out right (1, 0, a half), and its group."""
    return [told.right for each in prompts for told in of(each)], [
        each.group for each in prompts for _ in of(each)
    ]


def _mean(name: str, label: str, values: Sequence[float], groups: Sequence[str], seed: int) -> Figure:
    import numpy as np

    try:
        mean = grouped_mean(np.array(values), groups, seed)
    except Undefined as reason:
        value = sum(values) / len(values) if values else None
        return Figure(name=name, label=label, value=value, n=len(values), note=str(reason))
    return Figure(name=name, label=label, value=mean.value, low=mean.low, high=mean.high, n=len(values))
