"""Which nodes of the prefix tree are in the KV cache, and what goes when room is needed."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from touchstone.engine.context import Floats
from touchstone.engine.decode import Decoder, Item, take
from touchstone.engine.tree import Node, Read
from touchstone.errors import TouchstoneError


class Residence:
    """The nodes that are decoded and kept, each with a sequence of its own.

    `used`: their cells, of the `budget` that they and the wave being decoded have together. `computed`: tokens
    decoded to bring nodes in.
    """

    def __init__(
        self, decoder: Decoder, budget: int, root: Node, read: Callable[[Read, Floats], None]
    ) -> None:
        self._decoder = decoder
        self._root = root
        self._read = read
        self._nodes: dict[Node, None] = {}
        self._pinned: set[Node] = set()
        self.budget = budget
        self.used = 0
        self.computed = 0

    def missing(self, node: Node) -> tuple[int, int]:
        """(cells, sequences) that bringing the node in would take."""
        chain = self._chain(node)
        return sum(len(one.tokens) for one in chain), min(1, len(chain))

    def enter(self, node: Node) -> None:
        """Brings a node in. There must be room. Ancestors that had to go are decoded again on its sequence."""
        chain = self._chain(node)
        if not chain:
            return
        top = chain[0].parent
        node.sequence = self._decoder.fork(top.sequence if top else None)
        node.cells = sum(len(one.tokens) for one in chain)
        self._nodes[node] = None
        self.used += node.cells
        self.computed += node.cells
        items = [
            Item(one.tokens, one.start, node.sequence, np.zeros_like(one.tokens, np.int8))
            for one in chain[:-1]
        ]
        items.append(Item(node.tokens, node.start, node.sequence, node.rows()))
        for number, at, row in self._decoder.decode(items):
            take(chain[number], at, row, self._read)

    def pin(self, nodes: Sequence[Node]) -> None:
        """Brings nodes in to stay, each below its parent, those of a level packed. They go only in need."""
        self._pinned.update(nodes)
        level = [node for node in nodes if node.parent is self._root]
        while level:
            items = []
            for node in level:
                assert node.parent
                node.sequence = self._decoder.fork(node.parent.sequence)
                node.cells = len(node.tokens)
                self._nodes[node] = None
                items.append(Item(node.tokens, node.start, node.sequence, node.rows()))
            self.used += sum(node.cells for node in level)
            self.computed += sum(node.cells for node in level)
            for number, at, row in self._decoder.decode(items):
                take(level[number], at, row, self._read)
            parents = set(level)
            level = [node for node in nodes if node.parent in parents]

    def free(self, node: Node) -> None:
        """Takes a node out, where it is in."""
        if node.sequence is not None:
            self._decoder.release(node.sequence)
            self.used -= node.cells
            node.sequence, node.cells = None, 0
            del self._nodes[node]

    def beside(self, path: Sequence[Node]) -> int:
        """The cells of pinned nodes and of those on `path`: what stays when all others go."""
        return sum(node.cells for node in {*self._pinned, *path})

    def leave(self, node: Node) -> None:
        """Takes out a node that no later unit needs, unless it is pinned."""
        if node not in self._pinned:
            self.free(node)

    def make_room(self, cells: int, sequences: int, path: Sequence[Node]) -> None:
        """Takes out nodes that are not on the path, until there is room; the youngest first, as they hang lowest.

        Where sequences are still short, ancestors give up theirs. They are decoded again when work returns to them.
        """
        on_path = set(path)
        for node in [node for node in reversed(self._nodes) if node not in on_path]:
            if self.used + cells <= self.budget and sequences <= self._decoder.free_sequences:
                return
            self.free(node)
        resident = [node for node in path if node.sequence is not None]
        for upper, lower in pairwise(resident):
            if sequences <= self._decoder.free_sequences:
                break
            lower.cells += upper.cells  # they stay in the cache as part of the lower node's sequence
            self.used += upper.cells
            self.free(upper)
        if self.used + cells > self.budget or sequences > self._decoder.free_sequences:
            raise TouchstoneError(f"the KV cache of {self.budget} tokens is too small for one branch")

    def _chain(self, node: Node) -> list[Node]:
        """The node and those above it that are not in, from the top."""
        chain: list[Node] = []
        one: Node | None = node
        while one is not None and one is not self._root and one.sequence is None:
            chain.append(one)
            one = one.parent
        return chain[::-1]
