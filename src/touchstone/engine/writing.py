"""Constrained generation: many texts written side by side, each by its own grammar, seed and temperature."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from touchstone.engine.constraint import Alphabet, Grammar
from touchstone.engine.context import Floats
from touchstone.engine.decode import Decoder, Item, last_of
from touchstone.engine.labels import LabelTrie, Tokens
from touchstone.engine.predictions import spread
from touchstone.engine.reading import Job
from touchstone.engine.tree import Node, Read, Tree


class Writer:
    """One text being written. What it chooses depends on its own logits, seed and grammar alone.

    A token is chosen first and checked against the grammar then; only when it is rejected the grammar is applied
    to the whole vocabulary, and the choice is made again among the allowed tokens.
    """

    def __init__(self, job: Job, alphabet: Alphabet) -> None:
        assert job.request.writing
        self.job = job
        self.tokens: list[int] = []
        self.undecoded: list[int] = []
        """The last token, while it is chosen and not decoded."""
        self._task = job.request.writing
        self._alphabet = alphabet
        self._random = np.random.default_rng(self._task.seed)
        self._grammar = Grammar(self._task.grammar, alphabet)

    @property
    def finished(self) -> bool:
        """Whether the text is done."""
        return self.job.finish is not None

    @property
    def stopped(self) -> bool:
        """Whether the text ends as it has to."""
        return (self.job.text or "").endswith(self._task.stop)

    def advance(self, row: Floats) -> None:
        """Chooses the next token from its logits (n_vocab,); sets the job's text and finish when that is all."""
        if self.job.prompt.labels:
            self.job.entropies.append(spread(row)[1])
        token = self._choose(row + self._alphabet.banned)
        self.undecoded = []
        self.job.generated += 1
        if token is None or token in self._alphabet.ends:
            self._finish("stop")
            return
        self.tokens.append(token)
        self.undecoded = [token]
        self._grammar.accept(token)
        if self._grammar.ended():
            self._finish("stop")
        elif len(self.tokens) >= self._task.max_tokens:
            self._finish("length")

    def close(self) -> None:
        """Frees the grammar."""
        self._grammar.close()

    def _choose(self, scores: NDArray[np.float32]) -> int | None:
        """The next token; None where the grammar allows none."""
        token = self._pick(scores)
        if self._grammar.allowed(np.array([token], np.int32))[0]:
            return token
        scores[~self._grammar.allowed(self._alphabet.all)] = -np.inf
        return self._pick(scores) if np.isfinite(scores).any() else None

    def _pick(self, scores: NDArray[np.float32]) -> int:
        if self._task.temperature <= 0:
            return int(scores.argmax())
        weights = np.exp((scores.astype(np.float64) - scores.max()) / self._task.temperature)
        sums = np.cumsum(weights)
        return int(np.searchsorted(sums, self._random.random() * sums[-1], side="right"))

    def _finish(self, how: str) -> None:
        vocab = self._alphabet.vocab
        self.job.text = b"".join(map(vocab.piece, self.tokens)).decode("utf-8", "ignore")
        self.job.finish = how


def write(decoder: Decoder, writers: Sequence[tuple[Writer, int, int]]) -> int:
    """Finishes the texts side by side and reads the labels after them; returns the prompt tokens decoded.

    `writers`: (a writer that has its first token, its sequence, the position after the prompt). The sequences
    are released.
    """
    active = [entry for entry in writers if not entry[0].finished]
    while active:
        items = []
        for writer, sequence, start in active:
            tokens = np.array(writer.undecoded, np.int32)
            items.append(Item(tokens, start + len(writer.tokens) - 1, sequence, last_of(tokens)))
        for number, _, row in decoder.decode(items):
            active[number][0].advance(row)
        active = [entry for entry in active if not entry[0].finished]
    return _read_labels(decoder, writers)


def _read_labels(decoder: Decoder, writers: Sequence[tuple[Writer, int, int]]) -> int:
    """Decodes what follows the texts and reads the labels there, where a text came to its verdict."""
    asked = []
    for entry in writers:
        if entry[0].job.prompt.labels and entry[0].stopped:
            asked.append(entry)
        else:
            decoder.release(entry[1])
    items = []
    for writer, sequence, start in asked:
        tokens = np.array([*writer.undecoded, *writer.job.prompt.then], np.int32)
        items.append(
            Item(tokens, start + len(writer.tokens) - len(writer.undecoded), sequence, last_of(tokens))
        )
    for number, _, row in decoder.decode(items):
        asked[number][0].job.read((), row)
    decoded = sum(len(writer.job.prompt.then) for writer, _, _ in asked)
    paths = [
        (writer.job, path, item)
        for (writer, _, _), item in zip(asked, items, strict=True)
        for path in _longest(writer.job.prompt.labels)
    ]
    while paths:
        now, paths = paths[: decoder.free_sequences], paths[decoder.free_sequences :]
        decoded += _read_paths(decoder, now)
    for _, sequence, _ in asked:
        decoder.release(sequence)
    return decoded


def _longest(labels: LabelTrie | None) -> list[Tokens]:
    """The label continuations that no other one begins with."""
    continuations = labels.continuations if labels else ()
    inner = {longer[:end] for longer in continuations for end in range(1, len(longer))}
    return [path for path in continuations if path not in inner]


def _read_paths(decoder: Decoder, paths: Sequence[tuple[Job, Tokens, Item]]) -> int:
    """Reads the labels' distributions along the paths, after items that were decoded."""
    tree = Tree()
    bases: dict[Job, tuple[Node, int]] = {}
    for job, path, item in paths:
        base, _ = bases.setdefault(job, (Node(item.tokens, item.start, tree.root, 0, 0), item.sequence))
        for end in range(1, len(path) + 1):
            node = tree.insert(np.array(path[:end], np.int32), 0, below=base)
            if not node.reads:
                node.reads.append(Read(job, path[:end]))
    return decoder.levels(
        [
            (node, decoder.fork(sequence))
            for base, sequence in bases.values()
            for node in base.children.values()
        ],
        children=lambda node: list(node.children.values()),
        read=lambda one, row: one.job.read(one.prefix or (), row),
        keeps=lambda node: 0,
        kept=lambda node, sequences: None,
    )
