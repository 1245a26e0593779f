"""Real text: read from JSON-lines files, for the tokenizer and to pad long prompts."""

import json
import random
from collections.abc import Iterator
from pathlib import Path


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def real_text(folder: Path | None, rng: random.Random, characters: int) -> Iterator[str]:
    """Texts from the JSON-lines files below a folder, in random order, up to a number of characters."""
    files = sorted(folder.rglob("*.jsonl")) if folder else []
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    rng.shuffle(lines)
    for line in lines:
        for text in _strings(json.loads(line)):
            if len(text) > 40:
                yield text
                characters -= len(text)
        if characters < 0:
            return
