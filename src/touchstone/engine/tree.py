"""The prefix tree of all requests of a run: every token position that has to be decoded, once.

Edges hold runs of tokens and split where requests part, to the token. What is read at the end of a node (a label
distribution, the start of a written answer) hangs at the node.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from touchstone.engine.context import Floats, Ints
from touchstone.engine.labels import Tokens
from touchstone.engine.predictions import Predictions, spread
from touchstone.engine.reading import Job

_NONE: Ints = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Read:
    """What is wanted of the distribution after a node: the labels' after `prefix`, or (None) written text."""

    job: Job
    prefix: Tokens | None


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """A run of tokens at positions `start` and on. `shared`: several units need it; `last` of them is the last
    to be answered (negative: none, it only shapes the tree).

    While the node is decoded and kept in the KV cache, `sequence` holds all tokens from the root to its end and
    `cells` are what goes with it when it is freed. `predicted`: how its tokens were predicted, where that is
    wanted of one of them.
    """

    tokens: Ints
    start: int
    parent: "Node | None"
    owner: int
    last: int
    shared: bool = False
    children: dict[int, "Node"] = field(default_factory=dict)
    reads: list[Read] = field(default_factory=list)
    sequence: int | None = None
    cells: int = 0
    predicted: Predictions | None = None

    @property
    def end(self) -> int:
        """The position after the last token."""
        return self.start + len(self.tokens)

    @property
    def place(self) -> tuple[int, ...]:
        """Where the node hangs, by the first tokens of the nodes from the root: the same in equal trees."""
        steps: list[int] = []
        node: Node | None = self
        while node is not None and node.parent is not None:
            steps.append(int(node.tokens[0]))
            node = node.parent
        return tuple(reversed(steps))

    def touch(self, unit: int) -> None:
        """Notes that a unit needs the node. All touches of a unit come together."""
        self.shared |= unit != self.owner
        self.owner = unit
        self.last = max(self.last, unit)

    def want(self, places: Iterable[slice]) -> None:
        """Asks for the predictions of the tokens at these positions of the path from the root to this node's end."""
        node: Node | None = self
        wanted = np.zeros(self.end, np.bool_)
        for place in places:
            wanted[place] = True
        wanted[:1] = False
        while node is not None:
            mine = wanted[node.start : node.end]
            if mine.any():
                node.predicted = node.predicted or Predictions.none(len(node.tokens))
                node.predicted.wanted |= mine
            node = node.parent

    def rows(self) -> NDArray[np.int8]:
        """After which of the node's tokens (1) the distribution is read."""
        flags = np.zeros(len(self.tokens), np.int8)
        if self.predicted:
            flags[:-1] = self.predicted.wanted[1:]
        flags[-1:] = bool(self.reads) or any(
            child.predicted and child.predicted.wanted[0] for child in self.children.values()
        )
        return flags

    def predict(self, at: int, row: Floats) -> None:
        """Takes what the distribution (logits, n_vocab) after the node's token `at` says of the wanted ones next."""
        last = at == len(self.tokens) - 1
        below = [(child, 0) for child in self.children.values()] if last else [(self, at + 1)]
        wanted = [(node, place) for node, place in below if node.predicted and node.predicted.wanted[place]]
        if wanted:
            logprobs, entropy = spread(row)
            for node, place in wanted:
                assert node.predicted
                node.predicted.logprobs[place] = logprobs[node.tokens[place]]
                node.predicted.entropies[place] = entropy

    def predictions(self) -> Predictions:
        """Those of all tokens from the root to the node's end."""
        parts: list[Predictions] = []
        node: Node | None = self
        while node is not None:
            parts.append(node.predicted or Predictions.none(len(node.tokens)))
            node = node.parent
        parts.reverse()
        return Predictions(
            np.concatenate([part.wanted for part in parts]),
            np.concatenate([part.logprobs for part in parts]),
            np.concatenate([part.entropies for part in parts]),
        )


class Tree:
    """A prefix tree. `distinct`: its token positions."""

    def __init__(self) -> None:
        self.root = Node(np.empty(0, np.int32), 0, None, 0, 0)
        self.distinct = 0

    def insert(self, tokens: Ints, unit: int, below: Node | None = None) -> Node:
        """The node at whose end the tokens end, counted from the root or from `below`.

        Units are inserted one after the other; a negative number stands for one that is not to be answered.
        """
        node = below or self.root
        at = 0
        while at < len(tokens):
            node.touch(unit)
            child = node.children.get(int(tokens[at]))
            if child is None:
                child = Node(tokens[at:].copy(), node.end, node, unit, unit)
                node.children[int(tokens[at])] = child
                self.distinct += len(child.tokens)
                return child
            same = _common(child.tokens, tokens[at:])
            node = child if same == len(child.tokens) else _split(child, same)
            at += same
        node.touch(unit)
        return node

    def outline(self, job: Job) -> list[Node]:
        """Inserts all token positions of a job; the nodes after its prompt and its labels' continuations."""
        end = self.insert(job.prompt.tokens, job.unit)
        if job.prompt.writes or not job.prompt.labels:
            return [end]
        tails = (np.array(prefix, np.int32) for prefix in job.prompt.labels.continuations)
        return [end, *(self.insert(tail, job.unit, below=end) for tail in tails)]

    def add(self, job: Job) -> tuple[int, list[Node]]:
        """Adds a job with all its reads; its token count (DESIGN's tokens_total) and the nodes that it ends at.

        From here on the tree holds the prompt's tokens, each once, and the job no longer: its own would be many
        times as many.
        """
        prompt = job.prompt
        nodes = self.outline(job)
        if prompt.writes:
            nodes[0].reads.append(Read(job, None))
            self.distinct += prompt.tail
        elif prompt.labels:
            for node, prefix in zip(nodes, prompt.labels.wanted, strict=True):
                node.reads.append(Read(job, prefix))
        if prompt.scored or prompt.written:
            nodes[0].want([*prompt.scored, *([prompt.written] if prompt.written else [])])
            job.end = nodes[0]
        job.prompt = replace(prompt, tokens=_NONE)
        return len(prompt.tokens) + prompt.tail, nodes


def _common(left: Ints, right: Ints) -> int:
    length = min(len(left), len(right))
    different = left[:length] != right[:length]
    return int(different.argmax()) if different.any() else length


def _split(node: Node, at: int) -> Node:
    """Cuts a node in two before its token `at`; returns the new upper part. The lower part stays `node`."""
    assert node.parent
    upper = Node(node.tokens[:at], node.start, node.parent, node.owner, node.last, node.shared)
    node.parent.children[int(upper.tokens[0])] = upper
    if node.predicted:
        parts = node.predicted
        upper.predicted = Predictions(parts.wanted[:at], parts.logprobs[:at], parts.entropies[:at])
        node.predicted = Predictions(parts.wanted[at:], parts.logprobs[at:], parts.entropies[at:])
    node.tokens, node.start, node.parent = node.tokens[at:], node.start + at, upper
    upper.children[int(node.tokens[0])] = node
    return upper
