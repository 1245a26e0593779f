"""A random sample of a run's items: fixed by a seed, growing without changing, drawn from each stratum by itself.

Items are ordered by a keyed hash (a seeded permutation): the first n of that order are a simple random sample
without replacement, and those of a larger n begin with them.
"""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping

from touchstone.domain.base import content_hash
from touchstone.domain.label import Item, Sampled, SamplePlan
from touchstone.errors import InputError


def draw(items: Mapping[Item, str | None], plan: SamplePlan, run: str) -> list[Sampled]:
    """The sample of `items` (item to stratum) in the order in which it is to be labelled.

    Strata get places in proportion to their size N_h, and at least one each; an item's inclusion probability is
    n_h / N_h. The sample of a larger plan begins with that of a smaller one. It holds all items where there are no
    more of them than are asked for. Raises InputError for a sample of fewer items than there are strata.
    """
    strata: dict[str | None, list[Item]] = {}
    for item, stratum in items.items():
        strata.setdefault(stratum, []).append(item)
    if plan.size < len(strata):
        raise InputError(
            f"{plan.size} items cannot be drawn from {len(strata)} subsets",
            f"ask for at least -n {len(strata)}, or leave --by out",
        )
    sizes = {stratum: len(inside) for stratum, inside in strata.items()}
    order = [stratum for _, stratum in zip(range(plan.size), _turns(sizes), strict=False)]
    ranked = {
        stratum: iter(sorted(inside, key=lambda item: _rank(item, plan.seed, run)))
        for stratum, inside in strata.items()
    }
    drawn = Counter(order)
    return [
        Sampled(item=next(ranked[stratum]), stratum=stratum, inclusion=drawn[stratum] / sizes[stratum])
        for stratum in order
    ]


def _turns(sizes: Mapping[str | None, int]) -> Iterator[str | None]:
    """The strata in the order in which they give an item: each once, then by the method of Sainte-Laguë.

    A divisor method never takes a place away when there are more of them, which largest remainders do.
    """
    by_size = sorted(sizes, key=lambda stratum: (-sizes[stratum], stratum or ""))
    yield from by_size
    queue = [(-sizes[stratum] / 3, place, 1) for place, stratum in enumerate(by_size) if sizes[stratum] > 1]
    heapq.heapify(queue)
    while queue:
        _, place, given = heapq.heappop(queue)
        stratum, given = by_size[place], given + 1
        yield stratum
        if given < sizes[stratum]:
            heapq.heappush(queue, (-sizes[stratum] / (2 * given + 1), place, given))


def shown_swapped(item: Item, seed: int, run: str) -> bool:
    """Whether the pair's second response is shown first: a coin that falls the same way every time."""
    return int(_hash("order", item, seed, run), 16) % 2 == 1


def _rank(item: Item, seed: int, run: str) -> str:
    return _hash("rank", item, seed, run)


def _hash(what: str, item: Item, seed: int, run: str) -> str:
    return content_hash([what, seed, run, *item])
