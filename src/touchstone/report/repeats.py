"""Criteria that say what another one has said: their verdicts correlate on the responses that both judged."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

SAME = 0.9
"""Above this correlation two criteria tell the same."""

SHARED = 10
"""With fewer responses in common nothing is said."""

MAX_COMPARED = 200
"""Of more criteria than this those with the most verdicts are compared."""

Column = Sequence[tuple[int, float]]
"""A criterion's scores: (number of the response, score)."""


def repeats(columns: Mapping[str, Column], kept: Collection[str]) -> Iterator[tuple[str, str, float, int]]:
    """(criterion, the other one that it repeats, their correlation, responses in common), each criterion once.

    Of two, the later one repeats the earlier, unless it is one of `kept`; two of those repeat nothing.
    """
    order = {id: place for place, id in enumerate(columns)}
    chosen = sorted(columns, key=lambda id: -len(columns[id]))[:MAX_COMPARED]
    names = sorted(chosen, key=order.__getitem__)
    if len(names) < 2:
        return
    correlations, shared = _correlations([columns[name] for name in names])
    found: set[str] = set()
    for early in range(len(names)):
        for late in range(early + 1, len(names)):
            if not correlations[early, late] > SAME:
                continue
            first, second = names[early], names[late]
            if second in kept:
                first, second = second, first
            if second in kept or found & {first, second}:
                continue
            found.add(second)
            yield second, first, float(correlations[early, late]), int(shared[early, late])


def _correlations(columns: Sequence[Column]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Pearson's correlation of every two columns over the rows they share, and how many those are.

    NaN where there are fewer than SHARED, or one of the two does not vary there.
    """
    rows = 1 + max(place for column in columns for place, _ in column)
    values, there = np.zeros((rows, len(columns))), np.zeros((rows, len(columns)))
    for number, column in enumerate(columns):
        places, scores = (np.array(each) for each in zip(*column, strict=True))
        # Centred, so that the sums of squares below lose no digits.
        values[places, number] = scores - scores.mean()
        there[places, number] = 1.0
    shared = there.T @ there
    with np.errstate(divide="ignore", invalid="ignore"):
        means = values.T @ there / shared
        variances = (values**2).T @ there / shared - means**2
        products = values.T @ values / shared - means * means.T
        found = products / np.sqrt(variances * variances.T)
    usable = (shared >= SHARED) & (variances > 1e-9) & (variances.T > 1e-9)
    return np.where(usable, found, np.nan), shared.astype(np.int64)
