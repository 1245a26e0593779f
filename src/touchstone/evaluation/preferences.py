"""Agreement on preferences: which of two responses is better."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from touchstone.domain.dataset import Preference
from touchstone.evaluation.align import PreferenceItem
from touchstone.evaluation.figures import Figures, Rows, annotator_agreement, parts_of
from touchstone.evaluation.report import Figure, Section
from touchstone.evaluation.statistics import Codes, accuracy, kappa, mean

_CODES: dict[Preference | None, int] = {"A": 0, "B": 1, "tie": 2}
_TIE = _CODES["tie"]


def preference_section(items: Sequence[PreferenceItem], seed: int) -> Section:
    """Accuracy and kappa over A, B and tie, accuracy where people did not tie, consistency, baselines."""
    labelled = [item for item in items if item.label is not None]
    compared = [item for item in labelled if item.judged is not None]
    return Section(
        kind="preferences",
        labelled=len(labelled),
        compared=len(compared),
        unscored=len(labelled) - len(compared),
        not_applicable=0,
        groups=len({item.group for item in compared}),
        coverage=len(compared) / len(labelled) if labelled else None,
        figures=(*_agreement(compared, seed), *_orders(items, seed)) if compared else _orders(items, seed),
        baselines=_baselines(compared, seed) if compared else (),
        ceiling=(
            *annotator_agreement(
                [item.annotators for item in labelled], [item.group for item in labelled], seed
            ),
            *_with_annotators(compared, seed),
        ),
        parts=_by_subset(compared, seed),
    )


def _codes(preferences: Sequence[Preference | None]) -> Codes:
    return np.array([_CODES[each] for each in preferences], dtype=np.int64)


def _figures(items: Sequence[PreferenceItem], seed: int) -> Figures:
    return Figures([item.group for item in items], seed)


def _accuracy(
    items: Sequence[PreferenceItem], judged: Sequence[Preference | None], seed: int, name: str, label: str
) -> Figure:
    labels, codes = _codes([item.label for item in items]), _codes(judged)
    return _figures(items, seed).make(name, label, lambda rows: accuracy(labels[rows], codes[rows]))


def _agreement(items: Sequence[PreferenceItem], seed: int) -> tuple[Figure, ...]:
    judged = [item.judged for item in items]
    labels, codes = _codes([item.label for item in items]), _codes(judged)
    decided = labels != _TIE
    credit = np.where(codes == _TIE, 0.5, (labels == codes).astype(np.float64))

    def without_ties(rows: Rows) -> float:
        return mean(credit[rows][decided[rows]])

    ties = f"{int((~decided).sum())} labels and {int((codes == _TIE).sum())} verdicts are ties"
    figures = _figures(items, seed)
    made = [
        _accuracy(items, judged, seed, "accuracy", "accuracy (A, B or tie)").model_copy(
            update={"note": ties}
        ),
        figures.make(
            "accuracy_decided",
            "accuracy where the label is not a tie",
            without_ties,
            f"{int(decided.sum())} labels; a judge's tie counts one half",
        ),
        figures.make(
            "kappa",
            "Cohen's kappa",
            lambda rows: kappa(labels[rows], codes[rows], 3),
            "tie is a class of its own",
        ),
    ]
    averaged = [item for item in items if item.by_logits is not None]
    if averaged:
        label = "accuracy, orders averaged as logarithms"
        made.append(
            _accuracy(averaged, [item.by_logits for item in averaged], seed, "accuracy_logits", label)
        )
    return tuple(made)


def _orders(items: Sequence[PreferenceItem], seed: int) -> tuple[Figure, ...]:
    both = [item for item in items if item.consistent is not None]
    if not both:
        return ()
    same = np.array([float(bool(item.consistent)) for item in both])
    return (
        _figures(both, seed).make(
            "position_consistency",
            "position consistency",
            lambda rows: mean(same[rows]),
            "both orders prefer the same; labelled or not",
        ),
    )


def _with_annotators(items: Sequence[PreferenceItem], seed: int) -> tuple[Figure, ...]:
    """What the ceiling is to be compared with: the judge as one more annotator."""
    several = [item for item in items if len(item.annotators) > 1]
    if not several:
        return ()
    agree = np.array(
        [sum(each == item.judged for each in item.annotators) / len(item.annotators) for item in several]
    )
    label = "judge and annotator agree"
    note = "the mean over annotators"
    return (_figures(several, seed).make("judge_annotators", label, lambda rows: mean(agree[rows]), note),)


def _baselines(items: Sequence[PreferenceItem], seed: int) -> tuple[Figure, ...]:
    counted = Counter(item.label for item in items)
    commonest = max(_CODES, key=lambda label: counted[label])
    always_a: list[Preference | None] = ["A"] * len(items)
    return (
        _accuracy(items, always_a, seed, "always_a", "always A"),
        _accuracy(
            items, [commonest] * len(items), seed, "commonest", f"always the commonest label ({commonest})"
        ),
        _accuracy(items, [item.longer for item in items], seed, "longer", "the longer response"),
    )


def _by_subset(items: Sequence[PreferenceItem], seed: int) -> tuple[Figure, ...]:
    made = []
    for name, label, inside in parts_of(items, "subset", lambda item: item.subset):
        judged = [item.judged for item in inside]
        made.append(_accuracy(inside, judged, seed, name, f"accuracy, {label}"))
    return tuple(made)
