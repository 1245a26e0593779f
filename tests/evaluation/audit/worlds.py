"""Material with known merit: what is planted is known, and nothing else is there to find."""

from dataclasses import replace

import numpy as np

from touchstone.domain.rubric import Criterion
from touchstone.evaluation.audit.material import Material
from touchstone.evaluation.statistics.basics import Numbers


def clean(seed: int, groups: int = 40, per: int = 4, criteria: int = 5, *, noisy: float = 0.0) -> Material:
    """Verdicts that follow merit; merit, length and formatting differ by prompt and system, length goes with merit.

    `noisy`: the labels' own noise, in standard deviations of merit.
    """
    random = np.random.default_rng(seed)
    n = groups * per
    prompt, system = np.repeat(np.arange(groups), per), np.tile(np.arange(per), groups)
    merit = (
        random.normal(0, 0.6, per)[system] + random.normal(0, 0.5, groups)[prompt] + random.normal(0, 0.6, n)
    )
    length = 4 + 0.4 * merit + random.normal(0, 0.3, per)[system] + random.normal(0, 0.5, n)
    marks = np.log1p(random.poisson(np.exp(random.normal(0, 1, groups))[prompt]))
    odds = (
        3 * merit[:, None] * random.uniform(0.3, 1, criteria)
        + random.normal(0, 0.8, (groups, criteria))[prompt]
    )
    met = random.random((n, criteria)) < 1 / (1 + np.exp(-odds))
    sure = random.beta(8, 1, (n, criteria))
    labels = 0.5 + 0.15 * (merit + noisy * merit.std() * random.normal(0, 1, n))
    return material(
        np.where(met, sure, 1 - sure),
        labels,
        length,
        marks,
        [f"p{p}" for p in prompt],
        [f"s{s}" for s in system],
    )


def material(
    credit: Numbers, quality: Numbers, lengths: Numbers, marks: Numbers, groups: list[str], systems: list[str]
) -> Material:
    """The material of one rubric whose criteria weigh the same."""
    n, k = credit.shape
    return Material(
        criteria=tuple(Criterion(text=f"Criterion {number}.") for number in range(1, k + 1)),
        rubrics=("r",) * k,
        numbers=tuple(range(1, k + 1)),
        groups=tuple(groups),
        systems=tuple(systems),
        lengths=lengths,
        formatting=marks,
        credit=credit,
        scores=credit.mean(axis=1),
        without=np.stack([np.delete(credit, one, axis=1).mean(axis=1) for one in range(k)], axis=1),
        quality=quality,
        own=np.full((n, k), np.nan),
        pairs=np.zeros((0, 2), dtype=np.int64),
    )


def with_criterion(given: Material, credit: Numbers) -> Material:
    """The material with one more criterion, whose verdicts are these."""
    together = np.concatenate([given.credit, credit[:, None]], axis=1)
    systems = [str(system) for system in given.systems]
    made = material(together, given.quality, given.lengths, given.formatting, list(given.groups), systems)
    return replace(made, own=np.full(together.shape, np.nan))
