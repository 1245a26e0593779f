"""Writes labelled data of the synthetic world: prompts of 3 to 6 wishes with five responses each.

    python -m scripts.refine.world --split test --prompts 300 --seed 0 --out held-out.jsonl

The responses to a prompt miss none, one (three of them) or two of its wishes, different ones where there are enough,
and a response's gold score is the share of wishes that it meets: a rubric that leaves a wish out cannot tell all of
them apart.
The checks of the corpus decide every label. Seeds give different prompts; the words are those of the split.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.train.corpus.kinds import Constraint
from scripts.train.corpus.tasks import Task, new_task, respond
from scripts.train.corpus.words import Split
from touchstone.domain.base import content_hash

MISSED = (0, 1, 1, 1, 2)
"""How many wishes each response misses."""
BESIDE_TOPIC = (2, 3, 4, 5)
"""How many constraints a prompt asks for beside its topic."""
TRIES = 30
"""How often a response is tried for before another prompt is drawn: edits can undo each other."""


def dealt(wishes: int, rng: random.Random) -> list[frozenset[int]]:
    """Which wishes each response misses: dealt out in turn, so that none comes twice before all came once."""
    order = rng.sample(range(wishes), wishes)
    hands, at = [], 0
    for size in MISSED:
        hands.append(frozenset(order[(at + place) % wishes] for place in range(size)))
        at += size
    return hands


def _response(task: Task, wishes: Sequence[Constraint], missed: frozenset[int]) -> str | None:
    """A response that misses exactly these wishes (0 is the topic), or None where none was found."""
    wanted = [place not in missed for place in range(len(wishes))]
    off_topic = [] if wanted[0] else [(task.topic, False)]
    for _ in range(TRIES):
        text = respond(task, wanted[1:], off_topic)
        if [wish.check(text) for wish in wishes] == wanted:
            return text
    return None


def row(split: Split, rng: random.Random) -> dict[str, Any]:
    """One prompt with its five responses, in the form of a dataset's row; `constraints` are what it asks for."""
    while True:
        task = new_task(split, rng, BESIDE_TOPIC)
        wishes = (task.topic, *task.asked)
        if len(wishes) <= min(BESIDE_TOPIC):
            continue
        responses = []
        for missed in dealt(len(wishes), rng):
            if (text := _response(task, wishes, missed)) is None:
                break
            responses.append({"response": text, "score": round(1 - len(missed) / len(wishes), 6)})
        if len(responses) < len(MISSED):
            continue
        rng.shuffle(responses)
        return {
            "group": content_hash(task.prompt, 12),
            "prompt": task.prompt,
            "responses": responses,
            "score_min": 0,
            "score_max": 1,
            "constraints": [wish.canonical() for wish in wishes],
        }


def rows(split: Split, prompts: int, seed: int) -> list[dict[str, Any]]:
    """So many different prompts with their responses; fewer give the first ones."""
    rng = random.Random(f"refine {split} {seed}")
    made: dict[str, dict[str, Any]] = {}
    while len(made) < prompts:
        drawn = row(split, rng)
        made.setdefault(drawn["group"], {"id": f"{split}-{seed}-{len(made):04d}", **drawn})
    return list(made.values())


def write(path: Path, split: Split, prompts: int, seed: int) -> None:
    """Writes the rows as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in rows(split, prompts, seed))
    path.write_text("".join(lines), "utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes the file."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--split", choices=("train", "test"), default="test")
    options.add_argument("--prompts", type=int, default=300)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--out", type=Path, required=True)
    chosen = options.parse_args(arguments)
    write(chosen.out, chosen.split, chosen.prompts, chosen.seed)


if __name__ == "__main__":
    main()
