"""Long questions: the same tasks among real text, so that prompts reach thousands of tokens.

The real text is read from the file that `keep` wrote; without one, sentences of the corpus take its place.
"""

import dataclasses
import json
import random
from functools import lru_cache
from pathlib import Path

from scripts.train.corpus.real import real_text
from scripts.train.corpus.sentences import new_world
from scripts.train.corpus.tasks import Task, new_task
from scripts.train.corpus.words import Split, part
from scripts.train.lessons.generating import instance_criteria, rubric_target
from scripts.train.lessons.judging import Pairs, binary_pairs, sample_of
from scripts.train.lessons.questions import questions_about
from touchstone.domain.engine import Request
from touchstone.domain.run import Layout
from touchstone.rubrics.prompts import instance_content

KEPT = 3_000_000
"""Characters of real text to keep."""
_HEADS = (
    "Use the background below where it helps.",
    "Here is some background.",
    "For your information, this is what others wrote.",
    "The following notes may help.",
    "Some notes come first.",
    "These notes are background for what others wrote.",
)
_source: Path | None = None


def keep(data: Path | None, path: Path, seed: int) -> None:
    """Writes passages of the real text below the folder `data` to `path`."""
    passages = list(real_text(data, random.Random(f"passages {seed}"), KEPT))
    path.write_text(json.dumps(passages, ensure_ascii=False), "utf-8")


def use(path: Path) -> None:
    """Takes the real text from this file from now on."""
    global _source
    _source = path
    _passages.cache_clear()


@lru_cache
def _passages(split: Split) -> list[str]:
    passages = json.loads(_source.read_text("utf-8")) if _source else []
    return part(passages, split) if len(passages) >= 5 else []


def passage(split: Split, rng: random.Random, words: int) -> str:
    """About that many words of real text in paragraphs."""
    texts: list[str] = []
    while words > 0:
        kept = _passages(split)
        text = rng.choice(kept) if kept else " ".join(new_world(split, rng).sentence() for _ in range(8))
        pieces = text.split(" ")[: max(30, words)]
        texts.append(" ".join(pieces).strip())
        words -= len(pieces)
    return "\n\n".join(texts)


def _padded(task: Task, rng: random.Random, words: int) -> Task:
    """The task with that much real text in its prompt."""
    split = task.world.split
    text = passage(split, rng, words)
    head = rng.choice(part(_HEADS, split))
    prompt = (
        f"{task.prompt}\n\n{head}\n\n{text}" if rng.random() < 0.5 else f"{head}\n\n{text}\n\n{task.prompt}"
    )
    return dataclasses.replace(task, prompt=prompt)


def long_between(split: Split, rng: random.Random, least: int, most: int) -> Pairs:
    """Criteria about a response: its prompt, or itself, holds from `least` to `most` words of real text."""
    task = new_task(split, rng)
    words = rng.randint(least, most)
    response, questions = questions_about(task, rng, split)
    if rng.random() < 0.7:
        task = _padded(task, rng, words)
    else:
        text = passage(split, rng, words)
        response, questions = questions_about(task, rng, split, around=text)
    layout: Layout = "leaf" if rng.random() < 0.6 else "trunk"
    return binary_pairs(sample_of(task), response, questions, layout)


def long(split: Split, rng: random.Random) -> Pairs:
    """A long question for training."""
    return long_between(split, rng, 300, 1300)


def long_rubric(split: Split, rng: random.Random) -> Pairs:
    """The rubric of a prompt that holds real text."""
    task = _padded(new_task(split, rng, (1, 2, 3, 4)), rng, rng.randint(100, 1000))
    return [
        (
            Request(instance_content(sample_of(task))),
            rubric_target(instance_criteria(task), "instance rubric"),
        )
    ]


ROWS = {"long": long, "long rubric": long_rubric}
"""The long kinds of row."""
