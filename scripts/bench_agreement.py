"""Checks that speed costs no agreement: verdicts side by side and one at a time, both against the truth.

    python -m scripts.bench_agreement [--rows 300]

The questions are of the held-out split of what the bundled judge learned, so that the truth is known (needs
`touchstone[train]`). Each way of asking answers all of them: one request at a time without anything shared, and side
by side with several sizes of a micro-batch, with flash attention and without.
"""

import argparse
import contextlib
import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.bench.models import BUNDLED
from scripts.train.lessons.rows import draw_row
from touchstone.domain.engine import Answer, Request
from touchstone.engine import EngineSettings, open_engine

MIX = {"brief": 0.3, "leaf": 0.3, "trunk": 0.2, "pairwise": 0.1, "ordinal": 0.1}
ROWS_IN_UNIT = 4


@dataclass(frozen=True, slots=True)
class Way:
    """A way of asking. `n_batch`: tokens in a micro-batch; None leaves it to the product."""

    name: str
    together: bool = True
    n_batch: int | None = None
    flash_attn: bool | None = None


WAYS = (
    Way("one at a time", together=False),
    Way("one at a time, no flash", together=False, flash_attn=False),
    Way("as shipped"),
    Way("batches of 64", n_batch=64),
    Way("batches of 256", n_batch=256),
    Way("no flash attention", flash_attn=False),
)


def rows(count: int) -> list[tuple[list[Request], list[str]]]:
    """Held-out questions that share a beginning, with the right words."""
    rng = random.Random(0)
    drawn = [draw_row(MIX, "test", rng) for _ in range(count)]
    return [([r for r, _ in row], [target.pieces[-1][0] for _, target in row]) for row in drawn]


def ask(way: Way, questions: Sequence[Sequence[Request]]) -> list[dict[str, float]]:
    """Every question's probabilities, by the label's word."""
    settings = EngineSettings(BUNDLED, "bench", flash_attn=way.flash_attn, n_batch=way.n_batch)
    units = [
        [request for row in questions[start : start + ROWS_IN_UNIT] for request in row]
        for start in range(0, len(questions), ROWS_IN_UNIT)
    ]
    runs = [units] if way.together else [[[request]] for unit in units for request in unit]
    with contextlib.closing(open_engine(settings)) as engine:
        answers = [
            (request, answer)
            for run in runs
            for unit, done in zip(run, engine.run(run, threading.Event()), strict=True)
            for request, answer in zip(unit, done.answers, strict=True)
        ]
    return [_by_word(request, answer) for request, answer in answers if isinstance(answer, Answer)]


def _by_word(request: Request, answer: Answer) -> dict[str, float]:
    assert answer.distribution
    return {label.spellings[0]: answer.distribution.probabilities[label.name] for label in request.labels}


def main() -> None:
    """Asks in every way and prints accuracy, verdicts that differ, and the largest difference."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=300)
    options = parser.parse_args()
    drawn = rows(options.rows)
    truth = [word for _, words in drawn for word in words]
    questions = [row for row, _ in drawn]
    first: list[dict[str, float]] = []
    print(f"{len(truth)} verdicts\n{'':<26}{'right, %':>10}{'verdicts that differ':>22}{'largest |dp|':>14}")
    for way in WAYS:
        found = ask(way, questions)
        assert len(found) == len(truth)
        first = first or found
        chosen, before = ([max(each, key=each.__getitem__) for each in some] for some in (found, first))
        right = 100 * sum(map(str.__eq__, chosen, truth)) / len(truth)
        differ = sum(map(str.__ne__, chosen, before))
        gap = max(abs(p - q[w]) for each, q in zip(found, first, strict=True) for w, p in each.items())
        print(f"{way.name:<26}{right:>10.2f}{differ:>22}{gap:>14.4f}", flush=True)


if __name__ == "__main__":
    main()
