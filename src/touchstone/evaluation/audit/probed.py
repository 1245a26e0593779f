"""What verdicts do when responses are padded, or damaged and then made to sound sure of themselves."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from touchstone.evaluation.audit.association import MIN_GROUPS, Test
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Numbers, Undefined
from touchstone.evaluation.statistics.jackknife import mean

Probe = Literal["padding", "confident-wrong"]

NOTICED = 0.05
"""By so much at least the score of damaged responses must fall; less, and the rubric does not notice."""

_TOLD: dict[Probe, str] = {"padding": "padded", "confident-wrong": "confident but wrong"}


@dataclass(frozen=True, eq=False)
class Probed:
    """The same verdicts before and after a change: of criterion `about` (from 0), or the scores (None). All (n,).

    `meant`: the criterion asks in so many words for something that the change alters.
    """

    probe: Probe
    about: int | None
    before: Numbers
    after: Numbers
    groups: tuple[str, ...]
    meant: bool = False


def probe_figures(probed: Probed) -> tuple[list[Figure], list[Test]]:
    """The share that is credited as it was, and changed; the mean change, which is tested.

    A criterion is tested for a rise; of a damage, the score also for falling by less than NOTICED.
    """
    n, told, probe = len(probed.before), _TOLD[probed.probe], probed.probe
    if n == 0:
        return [], []
    codes = np.unique(np.array(probed.groups, dtype=object), return_inverse=True)[1].astype(np.int64)
    change = probed.after - probed.before
    figures = []
    for name, values, which in (("before", probed.before, "as they are"), ("after", probed.after, told)):
        label = f"pass rate of responses {which} ({told} ones beside them)" if name == "before" else ""
        label = label or f"pass rate of {told} responses"
        share = float((values >= 0.5).mean())
        figures.append(Figure(name=f"{probe}_{name}", label=label, value=share, n=n))
    name, label = f"{probe}_change", f"mean change of the verdict, {told}"
    try:
        found = mean(change, codes)
    except Undefined as reason:
        return [
            *figures,
            Figure(name=name, label=label, value=float(change.mean()), n=n, note=str(reason)),
        ], []
    figures.append(Figure(name=name, label=label, value=found.value, low=found.low, high=found.high, n=n))
    if found.groups < MIN_GROUPS:
        return figures, []
    unnoticed = probe == "confident-wrong" and probed.about is None
    p = found.p_above(-NOTICED) if unnoticed else found.p()
    return figures, [Test(probe, probed.about, found, p, meant=probed.meant)]
