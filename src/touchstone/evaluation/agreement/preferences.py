"""Agreement on preferences: which of two responses is better."""

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np

from touchstone.domain.dataset import Preference
from touchstone.evaluation.agreement.align import PreferenceItem
from touchstone.evaluation.agreement.beside import OtherRun, beside_figures
from touchstone.evaluation.agreement.ceiling import ceiling, judge_as_annotator
from touchstone.evaluation.agreement.classes import kappa_figures, prevalence_figures
from touchstone.evaluation.report import Figure, Section
from touchstone.evaluation.statistics.basics import Codes, Numbers
from touchstone.evaluation.statistics.correlations import between_systems
from touchstone.evaluation.statistics.figures import Figures, parts_of
from touchstone.evaluation.statistics.measures import accuracy, mean

_NAMES: tuple[Preference, ...] = ("A", "tie", "B")
"""In this order a tie is half way between the other two."""

_TIE = _NAMES.index("tie")

_ON_TIES = (
    "one half where just one of label and verdict is a tie",
    "pairs whose label is a tie are left out; a verdict that is one counts one half",
)

Others = Sequence[tuple[OtherRun, Sequence[PreferenceItem]]]


def preference_section(items: Sequence[PreferenceItem], seed: int, others: Others = ()) -> Section:
    """Agreement of the judged pairs that have a label; position consistency of all. `others`: other runs' pairs."""
    all_figures = Figures([item.group for item in items], seed)
    labelled = [row for row, item in enumerate(items) if item.label is not None]
    compared = [row for row in labelled if items[row].judged is not None]
    said = [item.annotators for item in items]
    section = Section(
        kind="preferences",
        labelled=len(labelled),
        compared=len(compared),
        unscored=len(labelled) - len(compared),
        not_applicable=0,
        groups=len({items[row].group for row in compared}),
        coverage=len(compared) / len(labelled) if labelled else None,
        figures=_consistency(items, all_figures),
        ceiling=ceiling(all_figures.on(labelled), [said[row] for row in labelled]),
    )
    if not compared:
        return section
    pairs = _Pairs([items[row] for row in compared], all_figures.on(compared))
    judge = judge_as_annotator(
        pairs.figures, [item.annotators for item in pairs.items], [str(item.judged) for item in pairs.items]
    )
    return section.model_copy(
        update={
            "figures": (*_agreement(pairs), *section.figures),
            "prevalence": prevalence_figures(pairs.figures, pairs.labels, pairs.judged, _NAMES),
            "beside": _beside(pairs, others),
            "baselines": _baselines(pairs),
            "ceiling": (*section.ceiling, *judge),
            "parts": (*_parts(pairs, "subset"), *_parts(pairs, "system")),
        }
    )


class _Pairs:
    """Compared pairs with their labels and verdicts as codes."""

    def __init__(self, items: Sequence[PreferenceItem], figures: Figures) -> None:
        self.items, self.figures = items, figures
        self.labels = _codes([item.label for item in items])
        self.judged = _codes([item.judged for item in items])

    def on(self, rows: Sequence[int]) -> "_Pairs":
        """Some of the pairs."""
        return _Pairs([self.items[row] for row in rows], self.figures.on(rows))


def _codes(preferences: Sequence[Preference | None]) -> Codes:
    return np.array([_NAMES.index(each) for each in preferences if each is not None], dtype=np.int64)


def _worth(codes: Codes) -> Numbers:
    """What A has of the win: 1, one half of a tie, 0."""
    return 1 - codes / 2


def _by_ties(
    pairs: _Pairs, judged: Codes, name: str, title: str, notes: Sequence[str] = ("", "", "")
) -> tuple[Figure, ...]:
    """Accuracy three times: with ties as a class, as one half, and left out."""
    decided = np.flatnonzero(pairs.labels != _TIE)
    half = 1 - np.abs(_worth(pairs.labels) - _worth(judged))
    as_class, as_half, left_out = notes
    return (
        pairs.figures.make(name, f"{title}, tie as a class", accuracy(pairs.labels, judged), as_class),
        pairs.figures.make(f"{name}_half", f"{title}, tie as one half", mean(half), as_half),
        pairs.figures.on(decided).make(
            f"{name}_decided", f"{title}, ties left out", mean(half[decided]), left_out
        ),
    )


def _agreement(pairs: _Pairs) -> tuple[Figure, ...]:
    a, b = ([item.systems[side] for item in pairs.items] for side in (0, 1))
    twice = np.tile(np.arange(len(pairs.items)), 2)
    labels, judged = (
        np.concatenate([_worth(codes), 1 - _worth(codes)]) for codes in (pairs.labels, pairs.judged)
    )
    tied = [np.count_nonzero(codes == _TIE) for codes in (pairs.labels, pairs.judged)]
    ties = f"ties among the labels: {tied[0]}, among the verdicts: {tied[1]}"
    return (
        *_by_ties(pairs, pairs.judged, "accuracy", "accuracy", (ties, *_ON_TIES)),
        *kappa_figures(pairs.figures, pairs.labels, pairs.judged, _NAMES),
        *_by_order(pairs),
        *between_systems(pairs.figures.on(twice), [*a, *b], labels, judged),
    )


def _by_order(pairs: _Pairs) -> tuple[Figure, ...]:
    """What the two orders of a pair change; nothing where they were not read."""
    read = [row for row, item in enumerate(pairs.items) if item.by_logits is not None]
    if not read:
        return ()
    both = pairs.on(read)
    by_logits = _codes([item.by_logits for item in both.items])
    as_ties = np.where([bool(item.consistent) for item in both.items], both.judged, _TIE)
    label = "accuracy, orders averaged as logarithms"
    title = "inconsistent pairs as ties"
    turned = f"pairs that become ties: {np.count_nonzero(as_ties != both.judged)}"
    return (
        both.figures.make("accuracy_logits", label, accuracy(both.labels, by_logits), "tie as a class"),
        *_by_ties(both, as_ties, "accuracy_inconsistent", title, (turned, "", "")),
    )


def _consistency(items: Sequence[PreferenceItem], figures: Figures) -> tuple[Figure, ...]:
    both = [row for row, item in enumerate(items) if item.consistent is not None]
    if not both:
        return ()
    same = np.array([float(bool(items[row].consistent)) for row in both])
    note = "both orders prefer the same; labelled or not"
    return (figures.on(both).make("position_consistency", "position consistency", mean(same), note),)


def _baselines(pairs: _Pairs) -> tuple[Figure, ...]:
    counted = Counter(item.label for item in pairs.items)
    commonest = max(_NAMES, key=lambda label: counted[label])
    count = len(pairs.items)
    longer = _codes([item.longer for item in pairs.items])
    return (
        *_by_ties(pairs, _codes(["A"] * count), "always_a", "always A"),
        *_by_ties(
            pairs, _codes([commonest] * count), "commonest", f"always the commonest label ({commonest})"
        ),
        *_by_ties(pairs, longer, "longer", "longer wins"),
    )


def _beside(pairs: _Pairs, others: Others) -> tuple[Figure, ...]:
    found: list[tuple[OtherRun, dict[Hashable, float]]] = [
        (run, {item.key: float(_NAMES.index(item.judged)) for item in items if item.judged})
        for run, items in others
    ]
    return beside_figures(
        pairs.figures,
        [item.key for item in pairs.items],
        found,
        [float(code) for code in pairs.judged],
        lambda rows, judged: accuracy(pairs.labels[rows], np.array(judged, dtype=np.int64)),
        "accuracy",
    )


def _parts(pairs: _Pairs, kind: str) -> tuple[Figure, ...]:
    def names(item: PreferenceItem) -> Sequence[str]:
        among = (item.subset,) if kind == "subset" else item.systems
        return [name for name in among if name is not None]

    return tuple(
        pairs.figures.on(rows).make(
            name, f"accuracy, {label}", accuracy(pairs.labels[rows], pairs.judged[rows])
        )
        for name, label, rows in parts_of(pairs.items, kind, names)
    )
