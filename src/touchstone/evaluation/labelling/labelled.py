"""A run against the labels that people gave it: how often the judge agrees with them, and the run's pass rate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from touchstone.domain.label import Item, Label
from touchstone.domain.results import ResultLine
from touchstone.evaluation.agreement.ceiling import ceiling, judge_as_annotator
from touchstone.evaluation.agreement.classes import kappa_figures, prevalence_figures
from touchstone.evaluation.labelling.label_agreement import Said, annotator_figures, majority
from touchstone.evaluation.labelling.pass_section import pass_section
from touchstone.evaluation.labelling.verdicts import Verdict, verdicts
from touchstone.evaluation.report import Figure, Section
from touchstone.evaluation.statistics.figures import Figures, parts_of
from touchstone.evaluation.statistics.measures import accuracy, mean


@dataclass(frozen=True, slots=True)
class _Answered:
    """An item with what each annotator said of it, the label of most of them, and the judge's label."""

    group: str
    subset: str | None
    said: Said
    people: str | None
    judge: str | None


def label_sections(
    lines: Sequence[ResultLine],
    labels: Sequence[Label],
    groups: Mapping[str, str],
    subsets: Mapping[str, str | None],
    *,
    seed: int,
) -> tuple[Section, ...]:
    """The sections "labels" (judge and annotators) and "pass rate" of a run; none where no label counts.

    `groups` and `subsets` are by sample id; an unknown sample is a group of its own. Labels marked `seen` are left
    out and counted, and so are labels of what `lines` do not judge. Only labels with an inclusion probability, those
    of the random sample, are in the pass rates.
    """
    judged = verdicts(lines)
    known = [label for label in labels if label.item in judged]
    blind = [label for label in known if not label.seen]
    if not blind:
        return ()
    said = blind_labels(judged, labels)
    items = [
        _Answered(
            groups.get(item[0], item[0]), subsets.get(item[0]), each, majority(each), judged[item].label
        )
        for item, each in said.items()
    ]
    left_out = {
        "labels given with the verdict in sight": len(known) - len(blind),
        "labels of what was not judged": len(labels) - len(known),
        "items without a majority": sum(item.people is None for item in items),
    }
    notes = [f"{what}, left out: {count}" for what, count in left_out.items() if count]
    drawn = [label for label in blind if label.inclusion is not None]
    rates = pass_section(judged, drawn, groups, subsets)
    return (_agreement(items, notes, seed), *([rates] if rates else []))


def blind_labels(judged: Mapping[Item, Verdict], labels: Sequence[Label]) -> dict[Item, dict[str, str]]:
    """What each annotator said of each item, of what was judged and without the verdict in sight."""
    said: dict[Item, dict[str, str]] = {}
    for label in labels:
        if label.item in judged and not label.seen:
            said.setdefault(label.item, {})[label.annotator] = label.label
    return said


def _agreement(items: Sequence[_Answered], notes: Sequence[str], seed: int) -> Section:
    """The judge against the majority, people against each other."""
    compared = [item for item in items if item.people and item.judge]
    return Section(
        kind="labels",
        labelled=len(items),
        compared=len(compared),
        unscored=sum(item.judge is None for item in items),
        not_applicable=0,
        groups=len({item.group for item in compared}),
        coverage=len(compared) / len(items),
        ceiling=_ceiling(items, seed),
        **_compared(compared, [*_on_majority(items), *notes], seed),
    )


def _on_majority(items: Sequence[_Answered]) -> list[str]:
    annotators = {name for item in items for name in item.said}
    return ["against the label of most annotators"] if len(annotators) > 1 else []


def _compared(items: Sequence[_Answered], notes: Sequence[str], seed: int) -> dict[str, tuple[Figure, ...]]:
    """The figures of items that have a label and a verdict."""
    names = sorted({name for item in items for name in (item.people, item.judge) if name})
    codes = {name: code for code, name in enumerate(names)}
    people = np.array([codes[item.people or ""] for item in items], dtype=np.int64)
    judge = np.array([codes[item.judge or ""] for item in items], dtype=np.int64)
    figures = Figures([item.group for item in items], seed)
    same = figures.make("label_accuracy", "accuracy over labels", accuracy(people, judge), "; ".join(notes))
    if not items:
        return {"figures": (same,)}
    commonest = int(np.bincount(people).argmax())
    return {
        "figures": (same, *kappa_figures(figures, people, judge, names)),
        "prevalence": prevalence_figures(figures, people, judge, names),
        "baselines": (
            figures.make(
                "commonest_label",
                f"always the commonest label ({names[commonest]})",
                mean((people == commonest).astype(np.float64)),
            ),
        ),
        "parts": tuple(
            figures.on(rows).make(name, f"accuracy, {label}", accuracy(people[rows], judge[rows]))
            for name, label, rows in parts_of(
                items, "subset", lambda item: (item.subset,) if item.subset else ()
            )
        ),
    }


def _ceiling(items: Sequence[_Answered], seed: int) -> tuple[Figure, ...]:
    """How well people agree with each other, and the judge with each of them where several labelled an item."""
    figures = Figures([item.group for item in items], seed)
    answers = [list(item.said.values()) for item in items]
    judged = [row for row, item in enumerate(items) if item.judge]
    return (
        *ceiling(figures, answers),
        *annotator_figures(figures, [item.said for item in items]),
        *judge_as_annotator(
            figures.on(np.array(judged, dtype=np.int64)),
            [answers[row] for row in judged],
            [items[row].judge or "" for row in judged],
        ),
    )
