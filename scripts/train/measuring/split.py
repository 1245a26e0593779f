"""Writes rows of the bundled judge's held-out split as labelled data: its home, for whatever measures a judge.

python -m scripts.train.measuring.split --rows 2000 --out held-out.jsonl

A row is a prompt, a response and one criterion with its label (1 met, 0 not met), made of words and sentences that
training never saw. Questions whose answer is "cannot tell" or "not applicable" are left out.
"""

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.train.corpus.tasks import new_task
from scripts.train.lessons.questions import questions_about

LABELS = {"Yes": 1, "No": 0}
A_RESPONSE = 4
"""The most criteria about one response."""


def held_out(rows: int, seed: int) -> Iterator[dict[str, Any]]:
    """So many rows; of the prompts half are short and half usual, as in the judge's evaluation."""
    rng = random.Random(f"held out {seed}")
    made = task_number = 0
    while made < rows:
        usual = task_number % 2 == 1
        task = new_task("test", rng) if usual else new_task("test", rng, (0, 1, 2), most=3)
        response, questions = questions_about(task, rng, "test", probes=4)
        labelled = [question for question in questions if question[1] in LABELS]
        for criterion, word, _, kind in rng.sample(labelled, min(A_RESPONSE, len(labelled), rows - made)):
            yield {
                "id": f"held-out-{made}",
                "prompt": task.prompt,
                "response": response,
                "rubric": {"criteria": criterion.text},
                "score": LABELS[word],
                "score_min": 0,
                "score_max": 1,
                "subset": kind,
                "group": f"task-{task_number}",
            }
            made += 1
        task_number += 1


def main() -> None:
    """Writes the file."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--rows", type=int, default=2000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--out", type=Path, required=True)
    chosen = options.parse_args()
    with chosen.out.open("w", encoding="utf-8") as file:
        for row in held_out(chosen.rows, chosen.seed):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
