"""Offered checks against the bundled generator's own material: which of its criteria are recognised, and how often
the code that is offered decides as the material's own check does.

    python -m scripts.check_offers [--prompts 400] [--seed 0]
"""

import argparse
import random
from collections import Counter

from scripts.train.corpus.tasks import new_task, respond
from touchstone.domain.check import Check
from touchstone.judging.checks import Checker
from touchstone.rubrics.offers import offer


def measure(prompts: int, seed: int) -> dict[str, Counter[str]]:
    """By kind of constraint: criteria, those offered, and of the decisions on responses how many are the same."""
    rng = random.Random(seed)
    counts: dict[str, Counter[str]] = {}
    with Checker() as checker:
        for _ in range(prompts):
            task = new_task("test", rng)
            wanted = [[rng.random() < 0.5 for _ in task.asked] for _ in range(2)]
            texts = [respond(task, each) for each in wanted]
            for constraint in (task.topic, *task.asked):
                counted = counts.setdefault(constraint.kind.name, Counter())
                counted["criteria"] += 1
                check: Check | None = offer(constraint.canonical())
                if check is None:
                    continue
                counted["offered"] += 1
                for text in texts:
                    counted["decided"] += 1
                    counted["same"] += checker.run(check, text).met == constraint.check(text)
    return counts


def main() -> None:
    """Prints a row for each kind, and the whole."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--prompts", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    counts = measure(options.prompts, options.seed)
    whole: Counter[str] = sum(counts.values(), Counter())
    print("| kind | criteria | offered | decisions | as the material |\n|---|---|---|---|---|")
    for name, counted in [*sorted(counts.items()), ("all", whole)]:
        share = f"{counted['same'] / counted['decided']:.1%}" if counted["decided"] else ""
        print(f"| {name} | {counted['criteria']} | {counted['offered']} | {counted['decided']} | {share} |")


if __name__ == "__main__":
    main()
