"""Checks by simulation what `touchstone compare` promises: how often it errs, finds a difference, covers the truth.

    python scripts/simulate_comparisons.py [--simulations 1000] [--groups 30 60 150] [--json]

Every simulation makes datasets and result lines of known truth, with prompts in groups of uneven size that share
what favours one system or the other, and compares them by the product's own code. Exit code 1: a system is said to
differ from itself in over 6.4 %, a difference of the detectable size is found in under 77 %, or an interval covers
the truth in less than 93 or more than 97 % (bounds for 1,000 simulations; fewer allow for their own error).
"""

import argparse
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median

import numpy as np

from touchstone.domain.dataset import Dataset, Response, Sample
from touchstone.domain.results import ResultLine
from touchstone.evaluation import Comparison, Figure, Versus, compare
from touchstone.evaluation.comparing.bradley_terry import strengths
from touchstone.evaluation.comparing.meetings import Part

MOST_FALSE, LEAST_FOUND, COVERED = 0.064, 0.77, (0.93, 0.97)
WORTH = {"a": 0.6, "b": 0.1, "c": -0.2, "d": -0.5}


@dataclass(frozen=True, slots=True)
class Check:
    """A share of simulations, and the bounds that it should lie in."""

    name: str
    groups: int
    share: float
    low: float
    high: float
    simulations: int

    @property
    def slack(self) -> float:
        """What fewer than 1,000 simulations may be off by: the growth of two standard errors."""
        spread = 2 * math.sqrt(0.05 * 0.95)
        return max(0.0, spread / math.sqrt(self.simulations) - spread / math.sqrt(1000))

    @property
    def holds(self) -> bool:
        """Whether the share is within the bounds."""
        return self.low - self.slack <= self.share <= self.high + self.slack


def _sample(group: int, number: int, texts: dict[str, str]) -> Sample:
    responses = tuple(Response(id=system, text=text, system=system) for system, text in texts.items())
    return Sample(
        id=f"{group}-{number}", prompt=f"prompt {group}-{number}", group=f"g{group}", responses=responses
    )


def _dataset(samples: Sequence[Sample]) -> Dataset:
    return Dataset(path="simulated", digest="0" * 64, samples=tuple(samples), rows=len(samples))


def scored(random: np.random.Generator, groups: int, difference: float) -> Part:
    """Two systems scored on prompts in groups; the mean of x is that of y plus `difference`."""
    samples, lines = [], []
    for group in range(groups):
        shared, leaning = random.uniform(-0.1, 0.1), random.exponential(0.1) - 0.1
        for number in range(int(random.integers(1, 6))):
            sample = _sample(group, number, {"x": "x", "y": "y"})
            hard = shared + random.uniform(-0.1, 0.1)
            for system, shift in (("x", difference + leaning), ("y", 0.0)):
                score = 0.5 + hard + shift + random.uniform(-0.15, 0.15)
                lines.append(
                    ResultLine(
                        run="r", sample_id=sample.id, response_id=system, protocol="criteria", score=score
                    )
                )
            samples.append(sample)
    return Part("r", "data", _dataset(samples), lines)


def played(random: np.random.Generator, groups: int, worth: dict[str, float]) -> Part:
    """Systems in pairs: the log-odds of a win are the difference in worth, plus what the group is partial to."""
    samples, lines = [], []
    systems = list(worth)
    for group in range(groups):
        partial = dict(zip(systems, random.normal(0, 0.7, len(systems)), strict=True))
        for number in range(int(random.integers(1, 4))):
            sample = _sample(group, number, {system: system for system in systems})
            samples.append(sample)
            for place, a in enumerate(systems):
                for b in systems[place + 1 :]:
                    odds = worth[a] + partial[a] - worth[b] - partial[b]
                    drawn = random.random()
                    preference = (
                        "tie" if drawn < 0.1 else "A" if random.random() < 1 / (1 + math.exp(-odds)) else "B"
                    )
                    line = {
                        "run": "r",
                        "sample_id": sample.id,
                        "response_id": f"{a}|{b}",
                        "preference": preference,
                    }
                    lines.append(ResultLine.model_validate({**line, "protocol": "pairwise"}))
    return Part("r", "data", _dataset(samples), lines)


def true_strengths() -> dict[str, float]:
    """What Bradley-Terry strengths tend to for the systems of `played`."""
    random = np.random.default_rng(99)
    systems = list(WORTH)
    partial = random.normal(0, 0.7, (200_000, len(systems)))
    wins = np.zeros((len(systems), len(systems)))
    for i, a in enumerate(systems):
        for j, b in enumerate(systems):
            if i != j:
                odds = WORTH[a] - WORTH[b] + partial[:, i] - partial[:, j]
                wins[i, j] = 200_000 * (0.05 + 0.9 * float((1 / (1 + np.exp(-odds))).mean()))
    return dict(zip(systems, strengths(wins).tolist(), strict=True))


def _of_x(comparison: Comparison) -> Versus:
    """The one pair, as x against y."""
    (pair,) = comparison.pairs
    if pair.system == "x":
        return pair
    difference, wins = pair.difference, pair.win_rate
    low, high, value = difference.low or 0.0, difference.high or 0.0, difference.value or 0.0
    return pair.model_copy(
        update={
            "word": {"better": "worse", "worse": "better"}.get(pair.word, pair.word),
            "difference": difference.model_copy(update={"value": -value, "low": -high, "high": -low}),
            "win_rate": wins.model_copy(
                update={
                    "value": 1 - (wins.value or 0),
                    "low": 1 - (wins.high or 0),
                    "high": 1 - (wins.low or 0),
                }
            ),
        }
    )


def _covered(figures: Sequence[Figure], truth: float) -> float:
    """The share of the figures whose interval holds the truth."""
    held = [
        figure.low <= truth <= figure.high for figure in figures if figure.low is not None and figure.high
    ]
    return sum(held) / len(figures)


def check_scores(groups: int, simulations: int) -> list[Check]:
    """A system against itself, and against one that differs by the detectable size."""
    random = np.random.default_rng(groups)
    same = [_of_x(compare([scored(random, groups, 0.0)], seed=n)) for n in range(simulations)]
    false = sum(pair.word != "cannot tell" for pair in same) / simulations
    size = median(pair.detectable or 0.0 for pair in same)
    other = [_of_x(compare([scored(random, groups, size)], seed=n)) for n in range(simulations)]
    found = sum(pair.word == "better" for pair in other) / simulations
    wins = _of_x(compare([scored(np.random.default_rng(0), 3000, size)])).win_rate.value or 0.0
    covered = {
        "no difference": _covered([pair.difference for pair in same], 0.0),
        "a difference": _covered([pair.difference for pair in other], size),
        "the share of prompts won": _covered([pair.win_rate for pair in other], wins),
    }
    return [
        Check("differs from itself", groups, false, 0.0, MOST_FALSE, simulations),
        Check("detectable difference found", groups, found, LEAST_FOUND, 1.0, simulations),
        *(Check(f"{what} covered", groups, share, *COVERED, simulations) for what, share in covered.items()),
    ]


def check_games(groups: int, simulations: int) -> list[Check]:
    """Bradley-Terry strengths of four systems, and the share of wins of the best against the worst."""
    random = np.random.default_rng(groups + 1)
    truth = true_strengths()
    covered = dict.fromkeys(truth, 0)
    for number in range(simulations):
        comparison = compare([played(random, groups, WORTH)], seed=number)
        for system in comparison.systems:
            assert system.strength
            assert system.strength.low is not None
            assert system.strength.high is not None
            covered[system.name] += system.strength.low <= truth[system.name] <= system.strength.high
    return [
        Check(f"strength of {name} covered", groups, count / simulations, *COVERED, simulations)
        for name, count in covered.items()
    ]


def main() -> int:
    """Simulates and prints a table or one JSON value."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--simulations", type=int, default=1000)
    parser.add_argument("--groups", type=int, nargs="+", default=[30, 60, 150])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    checks = []
    for groups in options.groups:
        for check in (check_scores, check_games):
            for made in check(groups, options.simulations):
                checks.append(made)
                if not options.json:
                    word = "holds" if made.holds else "DOES NOT HOLD"
                    print(f"{made.groups:5} groups  {made.name:34} {made.share:.3f}  {word}", flush=True)
    if options.json:
        print(json.dumps([{**asdict(check), "holds": check.holds} for check in checks]))
    return int(not all(check.holds for check in checks))


if __name__ == "__main__":
    sys.exit(main())
