"""A labelled set as arrays: what people said, what the judge said, and how well the two agree."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from touchstone.domain.dataset import Dataset, Preference
from touchstone.domain.results import ResultLine
from touchstone.evaluation.agreement.align import PreferenceItem, ScoreItem
from touchstone.evaluation.agreement.evaluate import judged_items
from touchstone.evaluation.statistics.basics import Codes, Numbers
from touchstone.evaluation.statistics.measures import Measure, Totals, accuracy
from touchstone.evaluation.statistics.ranks import Concordance, Spearman

Kind = Literal["preferences", "binary", "scores"]
_WORTH: dict[Preference, float] = {"A": 1.0, "tie": 0.5, "B": 0.0}
NAMES: dict[Kind, str] = {"preferences": "accuracy", "binary": "accuracy", "scores": "Spearman"}
"""How agreement of each kind is measured."""


@dataclass(frozen=True, eq=False)
class Compared:
    """The labelled items of a set that have a verdict.

    Labels and verdicts are in 0..1; of a pair they are what A has of the win.

    `cues`: what a rule that cannot read would go by: the longer response of a pair, else the length.
    `labelled`: how many items have a label, judged or not.
    """

    kind: Kind
    keys: tuple[Hashable, ...]
    groups: tuple[str, ...]
    labels: Numbers
    judged: Numbers
    cues: Numbers
    labelled: int

    def on(self, rows: Sequence[int]) -> "Compared":
        """Some of the items."""
        chosen = np.array(rows, dtype=np.int64)
        return Compared(
            self.kind,
            tuple(self.keys[row] for row in chosen),
            tuple(self.groups[row] for row in chosen),
            self.labels[chosen],
            self.judged[chosen],
            self.cues[chosen],
            len(chosen),
        )

    @property
    def prompts(self) -> int:
        """How many groups the items are of."""
        return len(set(self.groups))

    def agreement(self, judged: Numbers | None = None) -> Measure:
        """Accuracy where labels are classes (a tie is one), else Spearman's correlation; of these verdicts."""
        judged = self.judged if judged is None else judged
        if self.kind == "scores":
            return Spearman(self.labels, judged)
        return accuracy(self._classes(self.labels), self._classes(judged))

    def order(self, judged: Numbers | None = None) -> Measure:
        """How often the better of two is judged the better one: the figure that all kinds of sets share.

        Of pairs: the share of decided labels that the verdict agrees with, a tie counting one half. Of scores: the
        concordance over all pairs of items with different labels. A coin gives one half.
        """
        judged = self.judged if judged is None else judged
        if self.kind != "preferences":
            return Concordance(self.labels, judged)
        decided = (self.labels != _WORTH["tie"]).astype(np.float64)
        return Totals(
            np.stack([decided, decided * (1 - np.abs(self.labels - judged))], axis=1),
            lambda totals: totals[:, 1] / totals[:, 0],
            "all labels are ties",
        )

    def commonest_share(self) -> float:
        """The share of the verdicts that are the commonest one: 1 says nothing about anything.

        Scores count by the nearest quarter of 0..1.
        """
        classes = np.rint(4 * self.judged) if self.kind == "scores" else self._classes(self.judged)
        return float(np.unique(classes, return_counts=True)[1].max() / len(classes))

    def baselines(self) -> dict[str, Numbers]:
        """Verdicts of rules that read nothing, by name."""
        count = len(self.keys)
        if self.kind == "preferences":
            commonest, _ = Counter(self.labels.tolist()).most_common(1)[0]
            return {
                "always A": np.ones(count),
                "the commonest label": np.full(count, commonest),
                "the longer one": self.cues,
            }
        if self.kind == "binary":
            commonest, _ = Counter((self.labels >= 0.5).tolist()).most_common(1)[0]
            return {"the commonest label": np.full(count, float(commonest))}
        return {"the longer, the better": self.cues, "the shorter, the better": -self.cues}

    def _classes(self, values: Numbers) -> Codes:
        if self.kind == "preferences":
            return np.rint(2 * values).astype(np.int64)
        return (values >= 0.5).astype(np.int64)


def compared(dataset: Dataset, lines: Sequence[ResultLine]) -> Compared:
    """The labelled items of a set beside the verdicts in these lines."""
    pairs, scores = judged_items(dataset, lines)
    labelled = [item for item in pairs if item.label is not None]
    return _of_pairs(labelled) if labelled else _of_scores(scores)


def _of_pairs(items: Sequence[PreferenceItem]) -> Compared:
    read = [(item, item.label, item.judged) for item in items if item.label and item.judged]
    return Compared(
        "preferences",
        tuple(item.key for item, _, _ in read),
        tuple(item.group for item, _, _ in read),
        np.array([_WORTH[label] for _, label, _ in read]),
        np.array([_WORTH[judged] for _, _, judged in read]),
        np.array([_WORTH[item.longer] for item, _, _ in read]),
        len(items),
    )


def _of_scores(items: Sequence[ScoreItem]) -> Compared:
    read = [(item, item.judged) for item in items if item.judged is not None]
    binary = {(item.label.score_min, item.label.score_max) for item in items} == {(0.0, 1.0)}
    binary = binary and all(item.label.score in (0.0, 1.0) for item in items)
    return Compared(
        "binary" if binary else "scores",
        tuple(item.key for item, _ in read),
        tuple(item.group for item, _ in read),
        np.array([item.label.share for item, _ in read]),
        np.array([judged for _, judged in read]),
        np.array([float(item.length) for item, _ in read]),
        len(items),
    )
