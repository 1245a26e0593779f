"""What the plots of a stored run show: all of it computed here, from the run's lines, its data and its labels."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.domain.run import RunInfo
from touchstone.errors import Interrupted
from touchstone.paths import Home
from touchstone.runner.results.comparison import part_of
from touchstone.runner.results.reporting import run_data
from touchstone.runner.results.stored import StoredRun, judging_run, on_labels, read_stored
from touchstone.store import open_store

if TYPE_CHECKING:
    from touchstone.evaluation.agreement.confusion import Confusion
    from touchstone.evaluation.comparing.comparison import SystemResult
    from touchstone.report.contents import Binned, CriterionRow, Preferences, Spread


@dataclass(frozen=True, slots=True)
class RunCharts:
    """The numbers of a run's plots; a part is empty where there is nothing to plot.

    `criteria`: those that are met least first; `criteria_total`: how many there are, also those that are not among
    them.
    """

    run: RunInfo
    spreads: "tuple[Spread, ...]"
    preferences: "Preferences | None"
    systems: "tuple[SystemResult, ...]"
    criteria: "tuple[CriterionRow, ...]"
    criteria_total: int
    confusions: "tuple[Confusion, ...]"
    sureness: "tuple[Binned, ...]"
    notices: tuple[str, ...]


def run_charts(home: Home, ref: str, *, seed: int = 0, stop: threading.Event | None = None) -> RunCharts:
    """The numbers behind the plots of a run (an id, the beginning of one, or "latest"). It takes seconds.

    Raises InputError for a run that judged nothing, and for data that can no longer be read; Interrupted when `stop`
    is set.
    """
    with open_store(home.database) as store:
        stored = read_stored(store, judging_run(store, ref))
    return charts_of(stored, seed=seed, stop=stop or threading.Event())


def charts_of(stored: StoredRun, *, seed: int, stop: threading.Event) -> RunCharts:
    """As `run_charts`, of a run that was read already."""
    # SciPy and scikit-learn take a second to load: no other command waits for them.
    from touchstone.evaluation.agreement.confusion import confusions
    from touchstone.evaluation.comparing.compare import system_results
    from touchstone.report.criteria import criteria_of
    from touchstone.report.distributions import binned_sureness, preferences, spreads
    from touchstone.report.material import items_of

    def go_on() -> None:
        if stop.is_set():
            raise Interrupted

    go_on()
    items = [item for data in run_data([stored]) for item in items_of(data)]
    go_on()
    systems = system_results([part_of(stored)], rubrics=stored.rubrics, seed=seed)
    go_on()
    criteria = criteria_of(items)
    go_on()
    matrices = confusions(stored.dataset, stored.lines, rubrics=stored.rubrics, labels=stored.labels)
    return RunCharts(
        run=stored.run,
        spreads=spreads(items),
        preferences=preferences(items),
        systems=systems,
        criteria=tuple(sorted(criteria.rows, key=_least_met_first)),
        criteria_total=criteria.total,
        confusions=matrices,
        sureness=binned_sureness(items),
        notices=tuple(on_labels(stored.run, changed=stored.changed)),
    )


def _least_met_first(row: "CriterionRow") -> tuple[bool, float]:
    """The sort key: criteria without a score come last."""
    return (row.share is None, row.share or 0.0)
