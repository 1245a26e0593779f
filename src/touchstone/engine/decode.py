"""Decoding many runs of tokens in packed micro-batches, and whole subtrees level by level."""

import heapq
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchstone.engine.context import Context, Floats, Ints
from touchstone.engine.tree import Node, Read
from touchstone.errors import Interrupted


@dataclass(frozen=True, slots=True)
class Item:
    """Tokens to be decoded at positions `start` and on of a sequence.

    `wanted`: 1 for those after which the distribution is wanted, 0 for the others.
    """

    tokens: Ints
    start: int
    sequence: int
    wanted: NDArray[np.int8]


def last_of(tokens: Ints) -> NDArray[np.int8]:
    """What is `wanted` where it is the distribution after all tokens."""
    flags = np.zeros(len(tokens), np.int8)
    flags[-1] = 1
    return flags


class Decoder:
    """Decodes into a context, and hands out its sequences."""

    def __init__(self, context: Context, stop: threading.Event) -> None:
        self.context = context
        self._stop = stop
        self._free = list(range(context.n_seq))

    @property
    def free_sequences(self) -> int:
        """How many sequences nobody holds."""
        return len(self._free)

    def fork(self, source: int | None) -> int:
        """A new sequence, empty or with what `source` holds."""
        sequence = heapq.heappop(self._free)
        if source is not None:
            self.context.fork(source, sequence)
        return sequence

    def release(self, sequence: int) -> None:
        """Empties a sequence and takes it back."""
        self.context.free(sequence)
        heapq.heappush(self._free, sequence)

    def decode(self, items: Sequence[Item]) -> Iterator[tuple[int, int, Floats]]:
        """Decodes the items, packed; yields (number of the item, of its token, the row of logits) for wanted ones.

        A row is valid until the next is asked for. Raises Interrupted between micro-batches or within one.
        """
        if not items:
            return
        tokens = np.concatenate([item.tokens for item in items])
        positions = np.concatenate(
            [np.arange(i.start, i.start + len(i.tokens), dtype=np.int32) for i in items]
        )
        lengths = [len(item.tokens) for item in items]
        sequences = np.repeat(np.array([item.sequence for item in items], np.int32), lengths)
        flags = np.concatenate([item.wanted for item in items])
        owners = iter(
            [(number, int(at)) for number, item in enumerate(items) for at in np.flatnonzero(item.wanted)]
        )
        for cut in self._cuts(flags):
            if self._stop.is_set():
                raise Interrupted
            for row in self.context.decode(tokens[cut], positions[cut], sequences[cut], flags[cut]):
                yield (*next(owners), row)

    def _cuts(self, flags: NDArray[np.int8]) -> Iterator[slice]:
        """Micro-batches: at most n_batch tokens, and rows of logits for at most n_seq of them."""
        wanted = np.flatnonzero(flags)
        start = done = 0
        while start < len(flags):
            end = min(start + self.context.n_batch, len(flags))
            if done + self.context.n_seq < len(wanted):
                end = min(end, int(wanted[done + self.context.n_seq]))
            yield slice(start, end)
            done += int(np.count_nonzero(flags[start:end]))
            start = end

    def levels(
        self,
        roots: Sequence[tuple[Node, int]],
        children: Callable[[Node], Sequence[Node]],
        read: Callable[[Read, Floats], None],
        keeps: Callable[[Node], int],
        kept: Callable[[Node, list[int]], None],
    ) -> int:
        """Decodes subtrees level by level, siblings and cousins packed; returns the number of tokens decoded.

        `roots`: nodes with a sequence of their own that holds all before them. `children`: which of a node's to go
        into. `read` takes what is read at a node. `keeps` says how many sequences at a node's end are wanted for
        going on, and `kept` gets them; every other sequence is released.
        """
        level, count = list(roots), 0
        while level:
            count += sum(len(node.tokens) for node, _ in level)
            items = [Item(node.tokens, node.start, sequence, node.rows()) for node, sequence in level]
            for number, at, row in self.decode(items):
                take(level[number][0], at, row, read)
            level = [pair for entry in level for pair in self._branch(*entry, children, keeps, kept)]
        return count

    def _branch(
        self,
        node: Node,
        sequence: int,
        children: Callable[[Node], Sequence[Node]],
        keeps: Callable[[Node], int],
        kept: Callable[[Node, list[int]], None],
    ) -> list[tuple[Node, int]]:
        """Gives each child, and whoever goes on from the node's end, a sequence. The last one takes the node's."""
        below = list(children(node))
        wanted = keeps(node) + len(below)
        if not wanted:
            self.release(sequence)
            return []
        sequences = [*(self.fork(sequence) for _ in range(wanted - 1)), sequence]
        kept(node, sequences[len(below) :])
        return list(zip(below, sequences, strict=False))


def take(node: Node, at: int, row: Floats, read: Callable[[Read, Floats], None]) -> None:
    """Does what is to be done with the distribution after the node's token `at`."""
    node.predict(at, row)
    if at == len(node.tokens) - 1:
        for one in node.reads:
            read(one, row)
