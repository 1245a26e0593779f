"""Simulates how often agreement above a threshold with a guarantee is lower than was guaranteed.

    python -m scripts.simulate_guarantee [--runs 1000] [--seed 0] [--json]

Each setting has a large population of groups whose agreement is known. Labels of some groups are drawn, the
calibration is fitted and the threshold chosen from them as `touchstone calibrate` does it, and the calibration's
threshold is then held against the whole population. Exit code 1: in some setting agreement falls under what was
guaranteed in more than 6.4 % of the draws (5 % and what 1,000 draws can be off by).
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from touchstone.evaluation.reliability.calibration import fit, out_of_fold, ranks
from touchstone.evaluation.reliability.threshold import guarantee

MOST = 0.064
POPULATION = 20_000
FEATURES = ("entropy", "base_entropy")
AGREEMENTS = (0.7, 0.8, 0.85, 0.9, 0.95)

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Setting:
    """A kind of data. `groups` with labels are drawn; `skill`: how much the signals tell, `rate`: the logit of
    agreement at their mean.

    `uneven`: groups have 1 to 8 verdicts, else one; larger ones are harder. `alike`: the spread of the logit between
    groups, which no signal tells. `based`: a base model was asked, and lambda is fitted too.
    """

    name: str
    groups: int
    skill: float = 1.2
    rate: float = 1.5
    uneven: bool = False
    alike: float = 0.0
    based: bool = True


SETTINGS = (
    *(Setting("one verdict a group", groups) for groups in (60, 120, 300)),
    Setting("without a base model", 120, based=False),
    Setting("a weak signal", 300, skill=0.3),
    Setting("no signal", 200, skill=0.0),
    *(Setting("uneven groups", groups, uneven=True, alike=1.0) for groups in (60, 120, 300)),
    Setting("uneven, much alike", 150, uneven=True, alike=2.0),
    Setting("isotonic", 1200),
)


@dataclass(frozen=True, slots=True)
class Held:
    """How a guarantee did in a setting: the share of draws with a threshold, that of draws whose threshold was wrong.

    `coverage` and `agreement`: what is above the thresholds in the population, on average.
    """

    setting: str
    groups: int
    asked: float
    found: float
    failed: float
    coverage: float | None
    agreement: float | None

    @property
    def holds(self) -> bool:
        """Whether it failed no more often than it may."""
        return self.failed <= MOST


@dataclass(frozen=True, slots=True)
class Population:
    """Rows of many groups: features (rows, features), the probability of being right, where each group begins."""

    rows: Numbers
    agreement: Numbers
    starts: NDArray[np.int64]


def population(setting: Setting, random: np.random.Generator) -> Population:
    """The population of a setting."""
    sizes = random.integers(1, 9, POPULATION) if setting.uneven else np.ones(POPULATION, dtype=np.int64)
    of = np.repeat(np.arange(POPULATION), sizes)
    entropy = random.gamma(1.5, 0.4, len(of))
    base = 0.5 * entropy + random.gamma(2.0, 0.4, len(of))
    sureness = -(entropy - 0.6) + 0.5 * (base - 1.1)
    shared = random.normal(0, setting.alike, POPULATION) - 0.15 * (sizes - sizes.mean())
    logits = setting.rate + setting.skill * 2.0 * sureness + shared[of]
    columns = [-entropy, base] if setting.based else [-entropy]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    return Population(np.stack(columns, axis=1), special.expit(logits), starts)


def drawn(
    setting: Setting, people: Population, random: np.random.Generator
) -> list[tuple[float, float] | None]:
    """(coverage, agreement) above the threshold in the population, for each of AGREEMENTS; None without one."""
    chosen = random.choice(POPULATION, setting.groups, replace=False)
    rows = np.concatenate([np.arange(people.starts[each], people.starts[each + 1]) for each in chosen])
    groups = [str(each) for each in chosen for _ in range(people.starts[each + 1] - people.starts[each])]
    right = (random.random(len(rows)) < people.agreement[rows]).tolist()
    features = FEATURES[: people.rows.shape[1]]
    calibrator = fit(people.rows[rows], right, features)
    sureness = out_of_fold(people.rows[rows], right, groups, features).ranks
    everywhere = ranks(calibrator, people.rows - people.rows[rows].mean(axis=0))
    found: list[tuple[float, float] | None] = []
    for asked in AGREEMENTS:
        threshold = guarantee(right, sureness, groups, asked).threshold
        above = everywhere >= threshold if threshold is not None else np.zeros(0, dtype=bool)
        found.append((float(above.mean()), float(people.agreement[above].mean())) if above.any() else None)
    return found


def held(setting: Setting, runs: int, seed: int) -> list[Held]:
    """How the guarantees do in `runs` draws of the setting."""
    random = np.random.default_rng(seed)
    people = population(setting, random)
    draws = [drawn(setting, people, random) for _ in range(runs)]
    return [
        _summed(setting, asked, [each[place] for each in draws]) for place, asked in enumerate(AGREEMENTS)
    ]


def _summed(setting: Setting, asked: float, draws: Sequence[tuple[float, float] | None]) -> Held:
    there = [each for each in draws if each is not None]
    return Held(
        setting.name,
        setting.groups,
        asked,
        found=len(there) / len(draws),
        failed=sum(agreement < asked for _, agreement in there) / len(draws),
        coverage=float(np.mean([coverage for coverage, _ in there])) if there else None,
        agreement=float(np.mean([agreement for _, agreement in there])) if there else None,
    )


def table(results: Sequence[Held]) -> str:
    """The results, a line for each setting and agreement; those that fail too often are marked."""
    lines = [
        f"{'setting':<22}{'groups':>7}{'asked':>7}{'found':>8}{'failed':>8}{'coverage':>10}{'agreement':>11}"
    ]
    for each in results:
        above = "" if each.coverage is None else f"{each.coverage:>10.1%}{each.agreement:>11.1%}"
        mark = "" if each.holds else "  *"
        lines.append(
            f"{each.setting:<22}{each.groups:>7}{each.asked:>7.0%}{each.found:>8.1%}{each.failed:>8.1%}{above}{mark}"
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
    results = [each for setting in SETTINGS for each in held(setting, options.runs, options.seed)]
    print(json.dumps([asdict(each) for each in results], indent=2) if options.json else table(results))
    return 0 if all(each.holds for each in results) else 1


if __name__ == "__main__":
    sys.exit(main())
