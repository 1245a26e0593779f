"""Evaluation on the held-out split: verdicts by kind, with intervals, and generated rubrics."""

import json
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scripts.train.generating import dataset, instance
from scripts.train.lessons import draw_row
from scripts.train.readers import Reader
from scripts.train.settings import JUDGE
from scripts.train.trees import VERDICT, WRITTEN
from touchstone.judging.prompts import BINARY_LABELS

RESAMPLES = 400


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict: the row it is of, what it is about, how it was asked, what was right, and what was said."""

    row: int
    name: str
    form: str
    right: str
    probabilities: Mapping[str, float]

    @property
    def said(self) -> str:
        """The likeliest label."""
        return max(self.probabilities, key=lambda word: self.probabilities[word])


def judge_verdicts(reader: Reader, rows: int, seed: int) -> list[Verdict]:
    """The judge's verdicts on `rows` rows of held-out wordings, topics and keywords."""
    rng = random.Random(f"check {seed}")
    verdicts = []
    for row in range(rows):
        pairs = draw_row(JUDGE, "test", rng)
        for (request, target), probabilities in zip(pairs, reader.verdicts(pairs), strict=True):
            right = next(text for text, mark in target.pieces if mark == VERDICT)
            layout = (
                "trunk" if any("\n\n### Criterion\nNumber" in piece for piece in request.content) else "leaf"
            )
            criterion = request.labels == BINARY_LABELS
            form = ("reason" if request.writing else layout) if criterion else "other"
            verdicts.append(Verdict(row, target.name, form, right, probabilities))
    return verdicts


def balanced(verdicts: Sequence[Verdict]) -> float:
    """The mean, over the right labels that occur, of the share of them that was said."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for verdict in verdicts:
        hits[verdict.right].append(verdict.said == verdict.right)
    return float(np.mean([np.mean(values) for values in hits.values()]))


def with_interval(verdicts: Sequence[Verdict], seed: int) -> dict[str, float]:
    """Balanced accuracy with a 95 % bootstrap interval that resamples rows."""
    rows: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        rows[verdict.row].append(verdict)
    groups = list(rows.values())
    rng = random.Random(seed)
    values = [
        balanced([v for group in rng.choices(groups, k=len(groups)) for v in group]) for _ in range(RESAMPLES)
    ]
    low, high = np.quantile(values, (0.025, 0.975))
    return {"value": balanced(verdicts), "low": float(low), "high": float(high), "verdicts": len(verdicts)}


def calibration_error(verdicts: Sequence[Verdict], bins: int = 10) -> float:
    """Expected calibration error of the probability of the label that was said."""
    confidence = np.array([verdict.probabilities[verdict.said] for verdict in verdicts])
    right = np.array([verdict.said == verdict.right for verdict in verdicts])
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[places == i].mean() - right[places == i].mean()) * (places == i).mean()
        for i in set(places)
    ]
    return float(sum(gaps))


def judge_report(verdicts: Sequence[Verdict], seed: int) -> dict[str, Any]:
    """Everything measured of a judge: all kinds together, each kind, each form."""
    named: dict[str, list[Verdict]] = defaultdict(list)
    forms: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        named[verdict.name].append(verdict)
        forms[verdict.form].append(verdict)
    criteria = [verdict for verdict in verdicts if verdict.form != "other"]
    return {
        "criteria": with_interval(criteria, seed),
        "calibration error": calibration_error(criteria),
        "forms": {
            form: with_interval(group, seed) for form, group in sorted(forms.items()) if form != "other"
        },
        "kinds": {name: with_interval(group, seed) for name, group in sorted(named.items())},
    }


def generator_report(reader: Reader, rows: int, seed: int) -> dict[str, Any]:
    """The generator on held-out prompts: what parses, what was found, what was never asked, what is twice."""
    rng = random.Random(f"check {seed}")
    report: dict[str, Any] = {}
    for name, lesson in (("instance", instance), ("dataset", dataset)):
        rows_here = rows if lesson is instance else max(1, rows // 4)
        pairs = [lesson("test", rng)[0] for _ in range(rows_here)]
        texts = reader.write([request for request, _ in pairs])
        wanted = [next(text for text, mark in target.pieces if mark == WRITTEN) for _, target in pairs]
        report[name] = _compare([json.loads(text)["criteria"] for text in wanted], texts)
    return report


def _compare(wanted: Sequence[list[str]], texts: Sequence[str]) -> dict[str, float]:
    parsed, found, asked, strange, written, twice = 0, 0, 0, 0, 0, 0
    for expected, text in zip(wanted, texts, strict=True):
        asked += len(expected)
        try:
            criteria = json.loads(text)["criteria"]
        except (ValueError, KeyError, TypeError):
            continue
        parsed += 1
        found += len(set(expected) & set(criteria))
        strange += sum(text not in expected for text in criteria)
        written += len(criteria)
        twice += len(criteria) - len(set(criteria))
    return {
        "rubrics": len(texts),
        "parsed": parsed / len(texts),
        "found": found / asked,
        "not asked": strange / max(1, written),
        "duplicates": twice / max(1, written),
    }
