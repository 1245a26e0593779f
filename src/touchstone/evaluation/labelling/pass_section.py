"""The section "pass rate": the share of a run that passes, as judged and as the labels of its sample correct it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from touchstone.domain.label import Item, Label
from touchstone.evaluation.labelling.pass_rate import (
    Estimate,
    LabelledRun,
    as_judged,
    from_labels,
    prediction_powered,
    rogan_gladen,
)
from touchstone.evaluation.labelling.verdicts import Verdict
from touchstone.evaluation.report import Figure, Section
from touchstone.evaluation.statistics.basics import Codes, Numbers, Undefined

_ESTIMATES: tuple[tuple[str, str, Callable[[LabelledRun], Estimate]], ...] = (
    ("pass_rate_judged", "as judged", as_judged),
    ("pass_rate_labels", "of the labels alone", from_labels),
    ("pass_rate_rogan_gladen", "corrected (Rogan-Gladen)", rogan_gladen),
    ("pass_rate_ppi", "prediction-powered", prediction_powered),
)
_NAMED = {"met", "not met", "A", "B", "tie"}


def pass_section(
    judged: Mapping[Item, Verdict],
    labels: Sequence[Label],
    groups: Mapping[str, str],
    subsets: Mapping[str, str | None],
) -> Section | None:
    """The rates of a run's verdicts, and of the labels of its random sample (those with an inclusion probability).

    Verdicts and labels outside the pass rate are left out and counted. Where annotators differ, an item passes in
    part: by the mean of what they said. None where nothing was drawn, or no verdict is inside.
    """
    decided = {item: verdict for item, verdict in judged.items() if verdict.decided is not None}
    if not labels or not decided:
        return None
    said: dict[Item, list[float]] = defaultdict(list)
    outside: list[str] = []
    for label in labels:
        worth = judged[label.item].worth
        if label.item in decided and label.label in worth:
            said[label.item].append(worth[label.label])
        elif label.item in decided:
            outside.append(label.label)
    run = _labelled_run(decided, said, {label.item: label for label in labels}, groups, subsets)
    told = {
        "pass_rate_judged": [
            f"of {len(judged):,} verdicts",
            *_passing(decided.values()),
            *_outside(v.label for v in judged.values() if v.decided is None),
        ],
        "pass_rate_labels": _outside(outside),
    }
    drawn = {label.item for label in labels}
    return Section(
        kind="pass rate",
        labelled=len(drawn),
        compared=len(said),
        unscored=sum(judged[item].label is None for item in drawn),
        not_applicable=sum(judged[item].label is not None and item not in said for item in drawn),
        groups=len({groups.get(item[0], item[0]) for item in said}),
        coverage=len(said) / len(drawn),
        figures=tuple(
            _figure(name, title, estimate, run, told.get(name, [])) for name, title, estimate in _ESTIMATES
        ),
    )


def _labelled_run(
    decided: Mapping[Item, Verdict],
    said: Mapping[Item, Sequence[float]],
    labels: Mapping[Item, Label],
    groups: Mapping[str, str],
    subsets: Mapping[str, str | None],
) -> LabelledRun:
    """The verdicts and labels as arrays; groups and strata are numbered in order of appearance."""
    stratified = any(label.stratum is not None for label in labels.values())
    rows = {item: row for row, item in enumerate(decided)}
    strata = _codes((subsets.get(item[0]) or "") if stratified else "" for item in decided)
    drawn = np.array([rows[item] for item in said], dtype=np.int64)
    raw = np.array([1 / (labels[item].inclusion or 1.0) for item in said], dtype=np.float64)
    return LabelledRun(
        groups=_codes(groups.get(item[0], item[0]) for item in decided),
        strata=strata,
        predicted=np.array([verdict.predicted for verdict in decided.values()]),
        decided=np.array([float(verdict.decided or 0) for verdict in decided.values()]),
        rows=drawn,
        passed=np.array([np.mean(worth) for worth in said.values()], dtype=np.float64),
        weights=_scaled(raw, strata[drawn], strata),
    )


def _codes(names: Iterable[str]) -> Codes:
    codes: dict[str, int] = {}
    return np.array([codes.setdefault(name, len(codes)) for name in names], dtype=np.int64)


def _scaled(weights: Numbers, drawn: Codes, strata: Codes) -> Numbers:
    """How many verdicts each label stands for: weights (1 / inclusion probability) scaled to the stratum's size.

    So the sample counts right too while only a part of it is labelled.
    """
    sizes = np.bincount(strata)
    stands = np.bincount(drawn, weights=weights, minlength=len(sizes))
    scaled: Numbers = weights * sizes[drawn] / stands[drawn]
    return scaled


def _figure(
    name: str, title: str, estimate: Callable[[LabelledRun], Estimate], run: LabelledRun, told: Sequence[str]
) -> Figure:
    size = len(run.decided) if estimate is as_judged else len(run.rows)
    try:
        found = estimate(run)
    except Undefined as reason:
        return Figure(name=name, label=title, n=size, note="; ".join([*told, str(reason)]))
    notes = [*told, *([found.note] if found.note else [])]
    return Figure(
        name=name,
        label=title,
        value=found.value,
        low=found.low,
        high=found.high,
        n=size,
        note="; ".join(notes),
    )


def _passing(decided: Iterable[Verdict]) -> list[str]:
    """What counts as passing, where it does not go without saying."""
    labels = {label for verdict in decided for label in verdict.worth}
    told = ["the share of A, a tie one half"] if "tie" in labels else []
    return [*told, *(["a level from the middle of its scale on passes"] if labels - _NAMED else [])]


def _outside(labels: Iterable[str | None]) -> list[str]:
    counted = Counter(label or "unscored" for label in labels)
    return (
        [f"outside: {', '.join(f'{count:,} {label}' for label, count in counted.items())}"] if counted else []
    )
