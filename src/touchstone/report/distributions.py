"""How scores, preferences, label mass and entropy lie."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from touchstone.report.contents import Binned, Preferences, Quantiles, Spread
from touchstone.report.material import Item

BINS = 10
"""The equal parts of 0..1 that a histogram has; the last one holds 1."""

LABEL_MASS = "label mass"
LEAST_ENTROPY = 0.1
"""The scale of entropy reaches at least so far, so that what is next to none does not fill it."""

SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def spreads(items: Sequence[Item]) -> tuple[Spread, ...]:
    """Each system's scores, those with the most items first; pairs all in one, as the score of A."""
    by_system: dict[str, list[Item]] = {}
    for item in items:
        name = "all pairs, score of A" if item.data.pairwise else item.system
        by_system.setdefault(name, []).append(item)
    found = [_spread(name, inside) for name, inside in by_system.items()]
    return tuple(sorted(found, key=lambda each: -each.items))


def _spread(name: str, items: Sequence[Item]) -> Spread:
    scores = np.array([item.line.score for item in items if item.line.score is not None], dtype=np.float64)
    bins, _ = np.histogram(scores, bins=BINS, range=(0.0, 1.0))
    quartiles = np.quantile(scores, (0.25, 0.5, 0.75)).tolist() if len(scores) else None
    return Spread(
        name=name,
        items=len(items),
        unscored=sum(item.line.unscored is not None for item in items),
        mean=float(scores.mean()) if len(scores) else None,
        quartiles=quartiles,
        bins=tuple(bins.tolist()),
    )


def preferences(items: Sequence[Item]) -> Preferences | None:
    """How often A, B and tie are preferred; None where no pairs were judged."""
    pairs = [item for item in items if item.data.pairwise]
    if not pairs:
        return None
    counted = Counter(item.line.preference for item in pairs if item.line.unscored is None)
    orders = [[line.preference for line in item.direct] for item in pairs]
    both = [each for each in orders if len(each) == 2 and None not in each]
    return Preferences(
        a=counted["A"],
        b=counted["B"],
        tie=counted["tie"],
        unscored=sum(item.line.unscored is not None for item in pairs),
        both_orders=len(both),
        consistent=sum(first == second for first, second in both),
    )


def sureness(items: Sequence[Item]) -> tuple[Quantiles, ...]:
    """The quantiles of label mass and entropy over all direct verdicts that were read."""
    return tuple(
        Quantiles(name=name, values=tuple(np.quantile(values, SHARES).tolist()))
        for name, values in _read(items).items()
    )


def binned_sureness(items: Sequence[Item]) -> tuple[Binned, ...]:
    """Label mass (of 0..1) and entropy (of 0 to the highest there is), counted over the same verdicts."""
    found = []
    for name, values in _read(items).items():
        high = 1.0 if name == LABEL_MASS else max(*values, LEAST_ENTROPY)
        bins, _ = np.histogram(np.clip(values, 0.0, high), bins=BINS, range=(0.0, high))
        median = float(np.median(values))
        found.append(Binned(name=name, low=0.0, high=high, median=median, bins=tuple(bins.tolist())))
    return tuple(found)


def _read(items: Sequence[Item]) -> dict[str, list[float]]:
    """Label mass and entropy of each verdict that has them; without those that no verdict has."""
    verdicts = [line for item in items for line in item.direct]
    read = {
        LABEL_MASS: [line.label_mass for line in verdicts if line.label_mass is not None],
        "entropy (nats)": [line.entropy for line in verdicts if line.entropy is not None],
    }
    return {name: values for name, values in read.items() if values}
