"""Which prompts a refinement learns from, which ones each round's gate sees, and which only the last figures do.

By group, so that no prompt is on two sides; drawn by a hash of seed and group, so that the file's order has no say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from touchstone.domain.base import content_hash
from touchstone.domain.dataset import Sample
from touchstone.errors import InputError

TRAINING, LAST = 0.5, 0.2
"""The shares of the groups that are learned from, and that only the last figures see; the gates have the rest."""

LEAST_GROUPS = 20
"""With fewer no gate could tell anything: each round's would see two or three prompts."""


@dataclass(frozen=True, slots=True)
class Split:
    """The samples of each part; every round has a gate of its own, fresh prompts all of them."""

    training: tuple[Sample, ...]
    gates: tuple[tuple[Sample, ...], ...]
    last: tuple[Sample, ...]


def split_samples(samples: Sequence[Sample], rounds: int, seed: int) -> Split:
    """Splits by group. Raises InputError where there are too few of them."""
    groups = sorted({sample.group for sample in samples}, key=lambda group: content_hash([seed, group]))
    if len(groups) < max(LEAST_GROUPS, 5 * rounds):
        raise InputError(
            f"{len(groups)} different prompts are too few to refine on: half are learned from, the others are for "
            f"{rounds} gates and the last figures",
            f"give a file of {max(LEAST_GROUPS, 5 * rounds)} prompts at the very least; hundreds tell something",
        )
    learned, last = round(TRAINING * len(groups)), round(LAST * len(groups))
    between = groups[learned : len(groups) - last]
    cuts = [round(number * len(between) / rounds) for number in range(rounds + 1)]
    gates = [between[low:high] for low, high in pairwise(cuts)]
    return Split(
        _of(samples, groups[:learned]),
        tuple(_of(samples, gate) for gate in gates),
        _of(samples, groups[len(groups) - last :]),
    )


def _of(samples: Sequence[Sample], groups: Sequence[str]) -> tuple[Sample, ...]:
    wanted = set(groups)
    return tuple(sample for sample in samples if sample.group in wanted)
