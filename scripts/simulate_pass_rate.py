"""Simulates how often the intervals of pass rates from few labels hold the truth.

    python -m scripts.simulate_pass_rate [--runs 1000] [--seed 0] [--json]

Each simulated run has a known pass rate, a judge that errs (leniently, and alike within a prompt where prompts are
clustered), and a random sample of labels. Exit code 1: an interval of 95 % holds the true rate in less than 93 or
more than 97 % of the runs.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from touchstone.evaluation.labelling.pass_rate import (
    Estimate,
    LabelledRun,
    as_judged,
    from_labels,
    prediction_powered,
    rogan_gladen,
)
from touchstone.evaluation.statistics.basics import Undefined

LEAST, MOST = 0.93, 0.97
ESTIMATES: dict[str, Callable[[LabelledRun], Estimate]] = {
    "as judged": as_judged,
    "labels alone": from_labels,
    "Rogan-Gladen": rogan_gladen,
    "prediction-powered": prediction_powered,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A kind of run. `rate`: the true pass rate; `skill`: how far a passing and a failing verdict are apart.

    `clustered`: prompts have 2 to 8 verdicts that pass, and are misjudged, alike; else one. `by_subset`: a quarter of
    the prompts pass half as often, and half of the labels are drawn from them.
    """

    name: str
    labels: int
    rate: float = 0.75
    prompts: int = 150
    clustered: bool = True
    by_subset: bool = False
    skill: float = 1.0


SETTINGS = (
    *(Setting("single", labels, prompts=600, clustered=False) for labels in (60, 100, 200)),
    *(Setting("clustered", labels) for labels in (60, 100, 200)),
    Setting("60 prompts", 60, prompts=60),
    Setting("40 prompts", 120, prompts=40),
    *(Setting("most pass", labels, rate=0.88) for labels in (100, 200)),
    *(Setting("weak judge", labels, rate=0.6, skill=0.6) for labels in (100, 200)),
    *(Setting("by subset", labels, by_subset=True) for labels in (60, 120)),
)


@dataclass(frozen=True, slots=True)
class Covered:
    """How an estimate did in a setting: the share of intervals that hold the truth, their width, runs without one."""

    setting: str
    labels: int
    estimate: str
    coverage: float
    width: float
    bias: float
    undefined: int

    @property
    def holds(self) -> bool:
        """Whether the interval holds the truth about as often as it says."""
        return LEAST <= self.coverage <= MOST


def simulated(setting: Setting, random: np.random.Generator) -> tuple[LabelledRun, float]:
    """(a run with its labels, its true rate)."""
    sizes = random.integers(2, 9, setting.prompts) if setting.clustered else np.ones(setting.prompts, int)
    groups = np.repeat(np.arange(setting.prompts), sizes)
    rare = (
        np.arange(setting.prompts) < setting.prompts // 4
        if setting.by_subset
        else np.zeros(setting.prompts, bool)
    )
    rates = np.where(rare, setting.rate / 2, setting.rate)
    passing = random.beta(2 * rates, 2 * (1 - rates)) if setting.clustered else rates
    truth = random.random(len(groups)) < passing[groups]
    lean = 0.3 + (random.normal(0, 0.7, setting.prompts) if setting.clustered else np.zeros(setting.prompts))
    score = np.where(truth, setting.skill, -setting.skill) + lean[groups] + random.normal(0, 1, len(groups))
    predicted = 1 / (1 + np.exp(-1.5 * score))
    rows, weights = _drawn(rare[groups], setting, random)
    run = LabelledRun(
        groups,
        rare[groups].astype(int),
        predicted,
        (predicted >= 0.5).astype(float),
        rows,
        truth[rows].astype(float),
        weights,
    )
    return run, float(rates.mean())


def _drawn(rare: np.ndarray, setting: Setting, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """(the labelled rows, how many verdicts each of them stands for)."""
    if not setting.by_subset:
        return random.choice(len(rare), setting.labels, replace=False), np.ones(setting.labels)
    half = setting.labels // 2
    strata = [np.flatnonzero(rare), np.flatnonzero(~rare)]
    drawn = [random.choice(stratum, half, replace=False) for stratum in strata]
    return np.concatenate(drawn), np.repeat([len(stratum) / half for stratum in strata], half)


def judged_rate(setting: Setting) -> float:
    """What the judge's share of passing verdicts is in the long run: what its interval has to hold."""
    random = np.random.default_rng(12345)
    many = [simulated(setting, random)[0].decided for _ in range(2000)]
    return float(np.concatenate(many).mean())


def covered(setting: Setting, runs: int, seed: int) -> list[Covered]:
    """How each estimate does in `runs` simulations of the setting."""
    random = np.random.default_rng(seed)
    found: dict[str, list[tuple[Estimate, float]]] = {name: [] for name in ESTIMATES}
    as_judged_rate = judged_rate(setting)
    for _ in range(runs):
        run, truth = simulated(setting, random)
        for name, estimate in ESTIMATES.items():
            try:
                found[name].append((estimate(run), as_judged_rate if estimate is as_judged else truth))
            except Undefined:
                continue
    return [_summed(setting, name, each, runs) for name, each in found.items()]


def _summed(setting: Setting, name: str, found: Sequence[tuple[Estimate, float]], runs: int) -> Covered:
    spans = [(each.low, each.high, truth) for each, truth in found if each.low is not None]
    held = [low <= truth <= high for low, high, truth in spans if high is not None]
    return Covered(
        setting.name,
        setting.labels,
        name,
        coverage=float(np.mean(held)),
        width=float(np.mean([high - low for low, high, _ in spans if high is not None])),
        bias=float(np.mean([each.value - truth for each, truth in found])),
        undefined=runs - len(held),
    )


def table(found: Sequence[Covered]) -> str:
    """The results, a line for each setting and estimate; those outside 93 to 97 % are marked."""
    lines = [f"{'setting':<13}{'labels':>7}  {'estimate':<20}{'holds':>7}{'width':>8}{'bias':>8}{'none':>6}"]
    for each in found:
        mark = "" if each.holds else "  *"
        lines.append(
            f"{each.setting:<13}{each.labels:>7}  {each.estimate:<20}{each.coverage:>7.1%}"
            f"{each.width:>8.3f}{each.bias:>+8.3f}{each.undefined:>6}{mark}"
        )
    return "\n".join(lines)


def main() -> int:
    """Simulates all settings and prints how they did; gives the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = [each for setting in SETTINGS for each in covered(setting, options.runs, options.seed)]
    print(json.dumps([asdict(each) for each in found], indent=2) if options.json else table(found))
    return 0 if all(each.holds for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
