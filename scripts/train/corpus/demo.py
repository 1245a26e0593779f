"""The demo's dataset: held-out prompts with three responses each, of known quality."""

import json
import random
from pathlib import Path
from typing import Any

from scripts.train.corpus.stories import Story, story, told
from scripts.train.corpus.tasks import Task, add_wording, draw_constraints, respond
from touchstone.domain.base import content_hash

PROMPTS = 36
TRIES = 40


def _share(task: Task, text: str) -> float:
    checks = [constraint.check(text) for constraint in (task.topic, *task.asked)]
    return sum(checks) / len(checks)


def _row(number: int, task: Task, rng: random.Random) -> dict[str, Any] | None:
    """The task with a response that meets all, one that misses one thing, one that misses most; or None."""
    asked = len(task.asked)
    slip = rng.randrange(asked)
    careful = respond(task, [True] * asked, tries=TRIES)
    hasty = respond(task, [i != slip for i in range(asked)], tries=TRIES)
    off_topic = [(task.topic, False)] if rng.random() < 0.4 else []
    careless = respond(task, [False] * asked, off_topic, tries=TRIES)
    texts = {"careful": careful, "hasty": hasty, "careless": careless}
    scores = [_share(task, text) for text in texts.values()]
    if scores[0] < 1 or not scores[0] > scores[1] > scores[2] or scores[2] > 0.5:
        return None
    responses = [
        {"system": system, "response": text, "score": round(score, 4)}
        for (system, text), score in zip(texts.items(), scores, strict=True)
    ]
    return {
        "id": f"demo-{number:02d}",
        "group": content_hash(task.prompt, 12),
        "prompt": task.prompt,
        "responses": responses,
        "score_min": 0,
        "score_max": 1,
    }


def _task(number: int, rng: random.Random) -> Task:
    """A task on a held-out topic (in turn) with two to four constraints in held-out wordings."""
    topics = told()
    world: Story = story(topics[number % len(topics)], rng)
    asked = tuple(draw_constraints(world, rng.choice((2, 3, 3, 4))))
    return Task(world, add_wording(world, rng.choice(world.asks), asked), asked)


def write_demo(path: Path, seed: int) -> None:
    """Writes the demo's prompts, from the test split, as JSON lines. The scores are what the checks say."""
    rng = random.Random(f"demo {seed}")
    rows: list[dict[str, Any]] = []
    while len(rows) < PROMPTS:
        row = _row(len(rows) + 1, _task(len(rows), rng), rng)
        if row and sum(len(response["response"]) for response in row["responses"]) < 1800:
            rows.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
