"""The tokenizer: byte-level BPE with the splitting rule that llama.cpp knows as "qwen2"."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from scripts.train.lessons import draw_row
from scripts.train.settings import EVERYTHING
from scripts.train.trees import SPECIALS

PRE_TOKENIZER = "qwen2"
_RULE = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_LABELS = ("Yes", "No", "Unknown", "Skip", "Tie", "A", "B")


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


def train_tokenizer(vocabulary: int, rows: int, data: Path | None, seed: int) -> Tokenizer:
    """Learns the merges from `rows` rows of the corpus' training split and about as much real text."""
    rng = random.Random(seed)
    texts: list[str] = []
    for _ in range(rows):
        for request, target in draw_row(EVERYTHING, "train", rng):
            texts += request.content[1:]
            texts += [text for text, _ in target.pieces]
    made = sum(map(len, texts))
    texts += real_text(data, rng, made)
    texts += list(_LABELS) * 2000
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_RULE), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIALS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
