"""What a cascade of two judges is worth on labelled data: accuracy and cost by the share escalated, random beside it.

    python -m scripts.bench_cascade labelled.jsonl [--first demo-weak] [--second demo-judge] [--base] [--limit N]

Both judges really judge everything, once (--escalate-share 1): what the first is sure of and the second says to it is
all that a curve takes. `scripts.train.measuring.split` writes the bundled judge's held-out split as such data. Exit
code 1: the second judge's accuracy is not reached within one point at half, or random is as good at some share
from 10 to 90 %.
"""

import argparse
import sys
import tempfile
import threading
from pathlib import Path

from touchstone.domain.run import Finished, RunSpec
from touchstone.evaluation.reliability.cascade import Cascade
from touchstone.paths import Home
from touchstone.runner import run_judge
from touchstone.runner.results.cascade import cascade_of
from touchstone.runner.results.stored import read_stored
from touchstone.store import open_store

MARGIN, MOST = 0.01, 0.5
"""How near to the second judge's accuracy a cascade has to come, and the share escalated that it may take."""


def cascade(spec: RunSpec, folder: Path) -> Cascade:
    """Judges the data with both judges in a fresh home, and gives the curve."""
    home = Home(folder)
    *_, end = run_judge(home, spec, threading.Event())
    assert isinstance(end, Finished)
    with open_store(home.database) as store:
        found = cascade_of(store, read_stored(store, store.run(end.run)))
    if found is None:
        sys.exit("nothing in the data has a label")
    return found


def show(found: Cascade) -> bool:
    """Prints the curve; whether it holds what a cascade should."""
    print(
        f"{found.first}, then {found.second}: {found.labelled:,} labelled decisions of {found.groups:,} prompts\n"
    )
    print("| escalated | accuracy | 95 % interval | at random | gain | tokens | seconds |")
    print("|---:|---:|---|---:|---:|---:|---:|")
    best = found.points[-1].accuracy.value or 0.0
    enough: float | None = None
    better = True
    for point in found.points:
        figure, chance = point.accuracy, point.random
        assert figure.value is not None
        assert chance is not None
        assert chance.value is not None
        gain = figure.value - chance.value
        span = "" if figure.low is None else f"{figure.low:.3f} to {figure.high:.3f}"
        print(
            f"| {point.share:.0%} | {figure.value:.4f} | {span} | {chance.value:.4f} | {gain:+.4f} "
            f"| {point.tokens:,} | {point.seconds:.1f} |"
        )
        better &= gain > 0 or not 0.1 <= round(point.share, 6) <= 0.9
        if enough is None and figure.value >= best - MARGIN:
            enough = point.share
    print(f"\nwithin one point of {found.second} from {enough:.0%} on (at most {MOST:.0%} are wanted)")
    print(f"better than random at every share from 10 to 90 %: {'yes' if better else 'no'}")
    return better and enough is not None and enough <= MOST


def main() -> int:
    """Runs the cascade that is asked for and prints its curve."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data")
    parser.add_argument("--first", default="demo-weak")
    parser.add_argument("--second", default="demo-judge")
    parser.add_argument("--protocol", default="criteria", choices=["criteria", "holistic", "pairwise"])
    parser.add_argument("--rubric")
    parser.add_argument("--base", action="store_true", help="order by S = H_base - H_judge")
    parser.add_argument("--limit", type=int)
    chosen = parser.parse_args()
    spec = RunSpec(
        kind="judge",
        data=chosen.data,
        limit=chosen.limit,
        protocol=chosen.protocol,
        rubric=chosen.rubric,
        judge=chosen.first,
        base=chosen.base,
        escalate_to=chosen.second,
        escalate_share=1.0,
        allow_unscored=1.0,
    )
    with tempfile.TemporaryDirectory() as folder:
        return 0 if show(cascade(spec, Path(folder))) else 1


if __name__ == "__main__":
    sys.exit(main())
