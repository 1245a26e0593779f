"""The tokenizer: byte-level BPE with the splitting rule that llama.cpp knows as "qwen2".

A word splits into the same pieces wherever it stands: merges are learned on runs of one class of character (letters,
digits, one punctuation mark, spaces), and only then may a space join the first piece of a word. A model that has to
find a quoted word again in running text meets the same tokens, or their twins with a space before.
"""

import json
import random
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from scripts.train.corpus.real import real_text
from scripts.train.learning.trees import SPECIALS
from scripts.train.lessons.rows import draw_row
from scripts.train.settings import EVERYTHING

PRE_TOKENIZER = "qwen2"
_RULE = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_CLASSES = r"\p{L}+|\p{N}|([^\s\p{L}\p{N}])\1*|[\r\n]+|[^\S\r\n]+"
_SPACE = "\u0120"
"""How byte-level BPE writes a space."""
_TWINS = 0.35
"""The share of the vocabulary that is kept for pieces with a space before."""
_LABELS = ("Yes", "No", "Unknown", "Skip", "Tie", "A", "B")


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
    learned = _learn(texts, round(vocabulary * (1 - _TWINS)))
    return _with_spaces(learned, texts, vocabulary)


def _split_by(tokenizer: Tokenizer, rule: str) -> None:
    split = pre_tokenizers.Split(Regex(rule), behavior="isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )


def split_words(tokenizer: Tokenizer) -> None:
    """Makes the tokenizer split text as the finished one does."""
    _split_by(tokenizer, _RULE)


def _learn(texts: Sequence[str], vocabulary: int) -> Tokenizer:
    """Merges within runs of one class of character."""
    tokenizer = Tokenizer(models.BPE())
    _split_by(tokenizer, _CLASSES)
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIALS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def _with_spaces(learned: Tokenizer, texts: Sequence[str], vocabulary: int) -> Tokenizer:
    """The same merges and, after all of them, those of a space with the pieces that follow one most often."""
    followers: Counter[str] = Counter()
    for encoding in learned.encode_batch(list(texts)):
        pieces = encoding.tokens
        followers.update(
            piece
            for space, piece in pairwise(pieces)
            if space == _SPACE and piece[0] not in "\u0120\u010a\u010d"
        )
    state = json.loads(learned.to_str())["model"]
    words, merges = dict(state["vocab"]), [tuple(pair) for pair in state["merges"]]
    for piece, _ in followers.most_common(vocabulary - len(words)):
        words[_SPACE + piece] = len(words)
        merges.append((_SPACE, piece))
    tokenizer = Tokenizer(models.BPE(words, merges))
    tokenizer.add_special_tokens(list(SPECIALS))
    split_words(tokenizer)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def alike(tokenizer: Tokenizer) -> list[int]:
    """For each token the one that says the same without a space before and in small letters, or itself."""
    numbers: dict[str, int] = tokenizer.get_vocab()
    words = sorted(numbers, key=lambda word: numbers[word])
    return [
        numbers.get(word.removeprefix(_SPACE).lower() or word, number) for number, word in enumerate(words)
    ]
