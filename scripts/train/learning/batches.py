"""Batches: token trees of similar length as padded tensors, with the mask that keeps branches apart."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch

from scripts.train.corpus.words import Split
from scripts.train.learning.trees import NONE, RESPONSE, TEXT, VERDICT, WRITTEN, Encoder, Tree
from scripts.train.lessons.rows import draw_row

STRETCHED, FARTHEST = 0.15, 4000
"""The share of rows with a jump in their positions, and the last position that it may reach."""
Row = tuple[list[int], ...]
"""Tokens, positions, marks, source places, branch numbers and items of a tree."""
WEIGHTS = {NONE: 0.0, TEXT: 0.05, RESPONSE: 0.05, WRITTEN: 0.5, VERDICT: 2.0}


@dataclass(frozen=True, slots=True)
class Batch:
    """`tokens`, `positions`, `marks`: [rows, length]; `mask`: [rows, 1, length, length], 0 where one may look.

    `source[r, i]` is the place whose prediction is tokens[r, i] (the token before it in its own branch).
    """

    tokens: torch.Tensor
    positions: torch.Tensor
    mask: torch.Tensor
    marks: torch.Tensor
    source: torch.Tensor
    branches: torch.Tensor
    """[rows, length]: 0 for shared tokens, the branch's number for the others, -1 for padding."""
    items: torch.Tensor
    """[rows, length]: the `items` of the trees."""
    names: tuple[tuple[str, ...], ...]
    size: int
    """Tokens without the padding."""


def _flat(tree: Tree) -> Row:
    size = len(tree.tokens)
    tokens, marks, items = list(tree.tokens), list(tree.marks), list(tree.items)
    positions, source, branch = list(range(size)), [max(0, i - 1) for i in range(size)], [0] * size
    for number, part in enumerate(tree.branches, start=1):
        start, length = len(tokens), len(part.tokens)
        tokens += part.tokens
        marks += part.marks
        items += part.items
        positions += range(size, size + length)
        source += [size - 1, *range(start, start + length - 1)]
        branch += [number] * length
    return tokens, positions, marks, source, branch, items


def _stretched(row: Row, size: int, rng: random.Random) -> Row:
    """The row with a jump in its positions somewhere among its `size` shared tokens (arXiv 2309.10400).

    It shows the model the distances of long texts at the price of short ones.
    """
    tokens, positions, *others = row
    start, jump = rng.randrange(1, max(2, size)), rng.randint(1, FARTHEST - len(tokens))
    return tokens, [p + jump * (p >= start) for p in positions], *others


def collate(trees: Sequence[Tree], rng: random.Random | None = None) -> Batch:
    """The trees as one batch; with a source of chance, some with a jump in their positions."""
    longest = max(map(len, trees))
    rows = [_flat(tree) for tree in trees]
    if rng:
        rows = [
            _stretched(row, len(tree.tokens), rng)
            if rng.random() < STRETCHED and len(tree) < FARTHEST // 2
            else row
            for row, tree in zip(rows, trees, strict=True)
        ]
    tokens, positions, marks, source, branch, items = (
        torch.tensor([row[i] + [fill] * (longest - len(row[i])) for row in rows])
        for i, fill in enumerate((0, 0, NONE, 0, -1, 0))
    )
    same = (branch[:, None, :] == 0) | (branch[:, None, :] == branch[:, :, None])
    causal = torch.ones(longest, longest, dtype=torch.bool).tril()
    mask = torch.zeros(len(trees), 1, longest, longest).masked_fill_(
        ~(same & causal)[:, None], torch.finfo(torch.float32).min
    )
    names = tuple(tuple(part.name for part in tree.branches) for tree in trees)
    return Batch(tokens, positions, mask, marks, source, branch, items, names, sum(map(len, trees)))


def draw_tree(
    encoder: Encoder, mix: Mapping[str, float], split: Split, longest: int, rng: random.Random
) -> Tree:
    """A tree of a row of the mix, of at most `longest` tokens."""
    while True:
        tree = encoder.tree(draw_row(mix, split, rng))
        while len(tree) > longest and len(tree.branches) > 1:
            tree.branches.pop()
        if len(tree) <= longest:
            return tree


def training_batches(
    encoder: Encoder, mix: Mapping[str, float], size: int, longest: int, seed: str, first: int
) -> Iterator[Batch]:
    """Batches of about `size` tokens from number `first` on; each depends on seed and number alone."""
    group = 16
    for block in range(first // group, 1 << 40):
        rng = random.Random(f"{seed}:{block}")
        trees: list[Tree] = []
        while sum(map(len, trees)) < size * group:
            trees.append(draw_tree(encoder, mix, "train", longest, rng))
        trees.sort(key=len)
        batches: list[list[Tree]] = [[]]
        for tree in trees:
            if batches[-1] and len(tree) * (len(batches[-1]) + 1) > size:
                batches.append([])
            batches[-1].append(tree)
        rng.shuffle(batches)
        for index in range(group):
            if block * group + index >= first:
                yield collate(batches[index % len(batches)], rng)
