"""Checks that the intervals of `touchstone evaluate` hold: simulated judges and labels whose true figures are known.

    python -m scripts.simulate_statistics [--simulations 1000] [--groups 40 150] [--world pairs scores] [--json]

Prompts are of uneven size (1 to 12 items, 3.4 on average), and items of one prompt are alike. Each simulation draws
prompts, makes the whole section of the report as the product does, and notes for every figure whether its 95 %
interval holds the truth, which is the figure of 60,000 prompts. The bar is 93 to 97 % of 1,000 simulations. The
Monte Carlo error of a true 95 % is then 0.7 points (one standard error), so that one figure in 300 would be outside
by chance: what is outside is simulated four times as often and judged anew. Where a figure has an interval in fewer
than 1,000, the bar is as many standard errors wide. Intervals of under 20 prompts, which the report itself calls a
rough guide, do not count. Exit code 1: a figure is outside of the bar.
"""

import argparse
import json
import os
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context
from unittest import mock

import numpy as np

from scripts.simulated_worlds import WORLDS
from touchstone.evaluation.report import Figure, Section
from touchstone.evaluation.statistics.figures import ROUGH

TRUTH_GROUPS = 60_000
BAR = 0.02
"""How far coverage may be from 95 % in 1,000 simulations."""

NEAR = 1e-9
"""What rounding may take from an interval."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often a figure's intervals held the truth, of those that were given."""

    world: str
    groups: int
    figure: str
    truth: float
    given: int
    coverage: float
    width: float
    holds: bool


def figures_of(section: Section) -> list[Figure]:
    """All figures of a section."""
    every = (section.figures, section.prevalence, section.beside, section.baselines, section.ceiling)
    return [figure for figures in (*every, section.parts) for figure in figures]


def truth(world: str) -> dict[str, float]:
    """The figures of very many prompts; their intervals are not computed."""
    with mock.patch(
        "touchstone.evaluation.statistics.figures.draw", lambda groups, _: np.ones((2, groups), np.int32)
    ):
        section = WORLDS[world](np.random.default_rng(0), TRUTH_GROUPS, 0)
    return {figure.name: figure.value for figure in figures_of(section) if figure.value is not None}


def simulate(world: str, groups: int, seed: int) -> list[tuple[str, float, float]]:
    """(figure, low, high) of the intervals of one simulation, without those that are called a rough guide."""
    section = WORLDS[world](np.random.default_rng((groups, seed)), groups, seed)
    return [
        (figure.name, figure.low, figure.high)
        for figure in figures_of(section)
        if figure.low is not None and figure.high is not None and ROUGH not in figure.note
    ]


def coverages(world: str, groups: int, simulations: int, processes: int) -> list[Coverage]:
    """The coverage of every figure of a world; of those outside of the bar, in four times as many simulations."""
    true = truth(world)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as run:
        given = _intervals(run, world, groups, range(1, simulations + 1))
        found = {name: _coverage(world, groups, name, true[name], each) for name, each in given.items()}
        if not all(each.holds for each in found.values()):
            more = _intervals(run, world, groups, range(simulations + 1, 4 * simulations + 1))
            for name in [name for name, each in found.items() if not each.holds]:
                found[name] = _coverage(world, groups, name, true[name], given[name] + more[name])
    return list(found.values())


def _intervals(
    run: ProcessPoolExecutor, world: str, groups: int, seeds: range
) -> dict[str, list[tuple[float, float]]]:
    """The intervals of every figure."""
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for told in run.map(partial(simulate, world, groups), seeds, chunksize=10):
        for name, low, high in told:
            found[name].append((low, high))
    return found


def _coverage(
    world: str, groups: int, figure: str, true: float, intervals: list[tuple[float, float]]
) -> Coverage:
    low, high = np.array(intervals).T
    share = float(np.mean((low <= true + NEAR) & (high >= true - NEAR)))
    allowed = BAR * max(1.0, (1000 / len(intervals)) ** 0.5)
    return Coverage(
        world=world,
        groups=groups,
        figure=figure,
        truth=true,
        given=len(intervals),
        coverage=share,
        width=float(np.mean(high - low)),
        holds=abs(share - 0.95) <= allowed + NEAR,
    )


def main() -> int:
    """Simulates, and prints the coverage of every figure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--simulations", type=int, default=1000)
    parser.add_argument("--groups", type=int, nargs="+", default=[40, 150])
    parser.add_argument("--world", nargs="+", choices=list(WORLDS), default=list(WORLDS))
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = [
        each
        for world in options.world
        for groups in options.groups
        for each in coverages(world, groups, options.simulations, options.processes)
    ]
    if options.json:
        print(json.dumps([asdict(each) for each in found], indent=1))
    else:
        print(
            f"{'world':<8}{'groups':>6}  {'figure':<34}{'truth':>8}{'given':>7}{'width':>8}{'coverage, %':>13}"
        )
        for each in found:
            flag = "" if each.holds else "  outside"
            print(
                f"{each.world:<8}{each.groups:>6}  {each.figure:<34}{each.truth:>8.3f}{each.given:>7}"
                f"{each.width:>8.3f}{100 * each.coverage:>13.1f}{flag}"
            )
    outside = [each for each in found if not each.holds]
    print(f"{len(found)} figures, {len(outside)} outside", file=sys.stderr)
    return 1 if outside else 0


if __name__ == "__main__":
    sys.exit(main())
