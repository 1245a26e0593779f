"""Checks the rule by which a report card tells fair probes from others, on criteria whose truth a program decides.

    python -m scripts.check_probes [--responses 400]

Held-out responses of the bundled judge's material are changed by every probe and damage. For each criterion the table
says how many changed texts the rule calls a fair test, and in how many of these the truth changed all the same; and
how many of those that it leaves out would have changed.
"""

import argparse
import random
from collections import Counter

from scripts.train.corpus.kinds import KINDS, Constraint
from scripts.train.corpus.tasks import new_task
from scripts.train.lessons.questions import questions_about
from touchstone.judging.probes import CONTROL, DAMAGES, PROBES, Aim, is_about, is_fair

AIM = Aim("answer Yes", "Yes")


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--responses", type=int, default=400)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    counted: Counter[tuple[str, bool, bool]] = Counter()
    by_kind: Counter[tuple[str, str]] = Counter()
    rng = random.Random(f"probes {chosen.seed}")
    for _ in range(chosen.responses):
        task = new_task("test", rng)
        response, _questions = questions_about(task, rng, "test")
        constraints = [Constraint(kind, kind.probe(response, task.world)) for kind in KINDS.values()]
        for change in (CONTROL, *PROBES, *DAMAGES):
            text = change.apply(response, AIM, chosen.seed)
            if text is None:
                continue
            for constraint in constraints:
                criterion = constraint.criterion(rng, "test")
                if change in DAMAGES and is_about(criterion, change.family):
                    continue
                fair = is_fair(response, text, criterion)
                changed = constraint.check(response) != constraint.check(text)
                counted[change.name, fair, changed] += 1
                if fair and changed:
                    by_kind[change.name, constraint.kind.name] += 1
    print(f"{'change':20} {'fair':>7} {'truth changed':>14}   {'left out':>8} {'would have':>11}")
    for change in (CONTROL, *PROBES, *DAMAGES):
        cells = []
        for fair in (True, False):
            turned, kept = (counted[change.name, fair, changed] for changed in (True, False))
            cells += [turned + kept, f"{turned / max(1, turned + kept):.2%}"]
        print(f"{change.name:20} {cells[0]:7} {cells[1]:>14}   {cells[2]:8} {cells[3]:>11}")
    for (name, kind), count in by_kind.most_common(25):
        print(f"  {name}: {kind} {count}")


if __name__ == "__main__":
    main()
