"""The prefix tree as a data structure."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from touchstone.engine.tree import Node, Tree

SEQUENCES = st.lists(st.lists(st.integers(0, 3), max_size=12), max_size=25)


def path(node: Node | None) -> list[int]:
    tokens: list[int] = []
    while node is not None:
        tokens = node.tokens.tolist() + tokens
        node = node.parent
    return tokens


@given(SEQUENCES)
def test_positions_are_the_different_prefixes(sequences: list[list[int]]) -> None:
    tree = Tree()
    nodes = [tree.insert(np.array(tokens, np.int32), unit) for unit, tokens in enumerate(sequences)]
    assert [path(node) for node in nodes] == sequences
    assert all(node.end == len(tokens) for node, tokens in zip(nodes, sequences, strict=True))
    assert tree.distinct == len({tuple(s[: n + 1]) for s in sequences for n in range(len(s))})


@given(SEQUENCES)
def test_nodes_know_the_units_that_need_them(sequences: list[list[int]]) -> None:
    tree = Tree()
    nodes = [tree.insert(np.array(tokens, np.int32), unit) for unit, tokens in enumerate(sequences)]
    for node in nodes:
        while node.parent is not None:
            prefix = path(node)
            units = [unit for unit, tokens in enumerate(sequences) if tokens[: len(prefix)] == prefix]
            assert (node.shared, node.last) == (len(units) > 1, units[-1])
            node = node.parent
