"""A judge's verdicts on known questions, and the figures of lists of them. No PyTorch."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from scripts.train.learning.trees import VERDICT
from scripts.train.lessons.judging import Pairs
from scripts.train.measuring.measures import Array, Figure, estimate, mean, ratio, share
from touchstone.domain.engine import Request

LEAST = 5
"""A label that was right less often than this does not count in a balanced accuracy."""
BINS = 10
TURNED = {"A": "B", "B": "A", "Tie": "Tie"}


Answers = Sequence[Mapping[str, float]]
"""The probabilities of the labels' words, for each question of a row."""


class Reader(Protocol):
    """Something that gives verdicts and writes rubrics."""

    def verdicts(self, rows: Sequence[Pairs]) -> list[Answers]:
        """For each row the answers to its questions, in order."""
        ...

    def write(self, requests: Sequence[Request]) -> list[str]:
        """The written answers."""
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict: the row it is of, its place there, the part of the evaluation, its kind, what was right and said.

    Rows are what is resampled: verdicts of one row share a response. `usual`: the row is no longer than the judge's
    usual rows and no shorter.
    """

    row: str
    place: int
    part: str
    name: str
    usual: bool
    right: str
    probabilities: Mapping[str, float]

    @property
    def said(self) -> str:
        """The likeliest label."""
        return max(self.probabilities, key=lambda word: self.probabilities[word])

    @property
    def hit(self) -> bool:
        """Whether the right label was said."""
        return self.said == self.right


@dataclass(frozen=True, slots=True)
class Case:
    """Questions of one row for one part of the evaluation."""

    row: str
    part: str
    pairs: Pairs
    usual: bool = True

    def verdicts(self, answers: Answers) -> list[Verdict]:
        """The answers beside what was right."""
        found = []
        for place, ((_, target), probabilities) in enumerate(zip(self.pairs, answers, strict=True)):
            right = next(text for text, mark in target.pieces if mark == VERDICT)
            found.append(Verdict(self.row, place, self.part, target.name, self.usual, right, probabilities))
        return found


def ask(reader: Reader, cases: Sequence[Case]) -> list[Verdict]:
    """The reader's verdicts on all cases."""
    rows = reader.verdicts([case.pairs for case in cases])
    return [v for case, answers in zip(cases, rows, strict=True) for v in case.verdicts(answers)]


Verdicts = Sequence[Verdict]


def _rows(verdicts: Verdicts) -> list[str]:
    return [verdict.row for verdict in verdicts]


def accuracy(verdicts: Verdicts) -> Figure:
    """The share of right verdicts."""
    return share(_rows(verdicts), [verdict.hit for verdict in verdicts])


def balanced(verdicts: Verdicts) -> Figure:
    """The mean, over the labels that were right at least `LEAST` times, of the share of them that was said."""
    counts = Counter(verdict.right for verdict in verdicts)
    labels = [label for label, count in counts.items() if count >= LEAST] or list(counts)
    right = np.array([[v.right == label for label in labels] for v in verdicts], dtype=np.float64)
    hits = right * np.array([[v.hit] for v in verdicts])

    def value(sums: Array) -> Array:
        shares = ratio(sums[:, : len(labels)], sums[:, len(labels) :])
        return ratio(np.nansum(shares, axis=1), (~np.isnan(shares)).sum(axis=1))

    return estimate(_rows(verdicts), np.hstack([hits, right]), value)


def _calibration(verdicts: Verdicts, times: int, again: int) -> Figure:
    """Calibration error less so many `times` what chance adds to each bin's squared gap (`again`: in a resample)."""
    confidence = np.array([verdict.probabilities[verdict.said] for verdict in verdicts])
    hits = np.array([verdict.hit for verdict in verdicts])
    bins = np.eye(BINS)[np.minimum((confidence * BINS).astype(int), BINS - 1)]
    gaps, chance = bins * (confidence - hits)[:, None], bins * (confidence * (1 - confidence))[:, None]

    def value(sums: Array, times: int = times) -> Array:
        squared = sums[:, :BINS] ** 2 - times * sums[:, BINS : 2 * BINS]
        return ratio(np.sqrt(np.maximum(squared, 0)).sum(axis=1), sums[:, -1])

    columns = np.hstack([gaps, chance, np.ones((len(hits), 1))])
    return estimate(_rows(verdicts), columns, value, "", again=lambda sums: value(sums, again))


def calibration(verdicts: Verdicts) -> Figure:
    """Expected calibration error of the probability of what was said, in bins of a tenth, less what chance adds.

    From each bin's squared gap its variance under perfect calibration is taken; a resample has it twice.
    """
    return _calibration(verdicts, 1, 2)


def plain_calibration(verdicts: Verdicts) -> Figure:
    """Expected calibration error as it is usually given, with what chance adds."""
    return _calibration(verdicts, 0, 0)


def level_error(verdicts: Verdicts) -> Figure:
    """The mean distance between the level that was said and the right one."""
    return mean(_rows(verdicts), [abs(int(verdict.said) - int(verdict.right)) for verdict in verdicts])


def same_questions(ones: Verdicts, others: Verdicts) -> list[tuple[Verdict, Verdict]]:
    """The pairs of verdicts on the same question of the same row."""
    known = {(verdict.row, verdict.place): verdict for verdict in others}
    return [(one, known[one.row, one.place]) for one in ones if (one.row, one.place) in known]


def difference(pairs: Sequence[tuple[Verdict, Verdict]]) -> Figure:
    """The first ones' accuracy less the second ones'."""
    return mean([one.row for one, _ in pairs], [float(one.hit) - other.hit for one, other in pairs], "points")


def changed(pairs: Sequence[tuple[Verdict, Verdict]]) -> Figure:
    """The share of pairs in which something else was said."""
    return share([one.row for one, _ in pairs], [one.said != other.said for one, other in pairs])


def consistency(verdicts: Verdicts) -> Figure:
    """The share of pairs whose two orders name the same better one."""
    first = {verdict.row: verdict for verdict in verdicts if verdict.place == 0}
    second = {verdict.row: verdict for verdict in verdicts if verdict.place == 1}
    return share(list(first), [first[row].said == TURNED[second[row].said] for row in first])


def matched_difference(ones: Verdicts, others: Verdicts) -> Figure:
    """The accuracy of `ones` less that of `others`, of which each kind weighs as much as it does among `ones`."""
    names = sorted({verdict.name for verdict in ones} & {verdict.name for verdict in others})
    chosen = [(v, side) for side, group in enumerate((ones, others)) for v in group if v.name in names]
    kinds = len(names)
    columns = np.zeros((len(chosen), 4 * kinds))
    for line, (verdict, side) in enumerate(chosen):
        place = 2 * side * kinds + names.index(verdict.name)
        columns[line, [place, place + kinds]] = verdict.hit, 1

    def value(sums: Array) -> Array:
        hits, cases, other_hits, other_cases = np.split(sums, 4, axis=1)
        weights = np.where(other_cases > 0, cases, 0)
        gaps = ratio(hits, cases) - ratio(other_hits, other_cases)
        return ratio(np.nansum(gaps * weights, axis=1), weights.sum(axis=1))

    return estimate([verdict.row for verdict, _ in chosen], columns, value, "points")
