"""One unit's part of the prefix tree: its nodes, what each subtree costs, and how wide it is."""

from collections.abc import Iterable, Sequence

from touchstone.engine.tree import Node, Read


class View:
    """The nodes on the paths of one unit's requests, with their children in the order of the requests."""

    def __init__(self, unit: int, root: Node, ends: Iterable[Node]) -> None:
        self.unit = unit
        self._children: dict[Node, list[Node]] = {root: []}
        for end in ends:
            self._add(end)
        self._cost: dict[Node, int] = {}
        self._width: dict[Node, int] = {}
        self._writes: dict[Node, bool] = {}
        for node in sorted(self._children, key=lambda node: node.end, reverse=True):
            self._measure(node)

    def _add(self, node: Node) -> None:
        known = node in self._children
        self._children.setdefault(node, [])
        while not known and node.parent is not None:
            parent = node.parent
            known = parent in self._children
            self._children.setdefault(parent, []).append(node)
            node = parent

    def _measure(self, node: Node) -> None:
        below = self._children[node]
        rooms = [self.text_room(read) for read in self.writings(node)]
        texts, sequences = sum(cells for cells, _ in rooms), sum(width for _, width in rooms)
        self._cost[node] = len(node.tokens) + texts + sum(self._cost[child] for child in below)
        self._width[node] = max(1, sequences + sum(self._width[child] for child in below))
        self._writes[node] = bool(rooms) or any(self._writes[child] for child in below)

    def children(self, node: Node) -> Sequence[Node]:
        """The node's children that the unit needs."""
        return self._children[node]

    def writings(self, node: Node) -> list[Read]:
        """The unit's texts that start at the node's end."""
        return [read for read in node.reads if read.prefix is None and read.job.unit == self.unit]

    @staticmethod
    def text_room(read: Read) -> tuple[int, int]:
        """(KV cells, sequences) that a text, and the labels read after it, may take at most."""
        task, prompt = read.job.request.writing, read.job.prompt
        assert task
        branches = bool(prompt.labels and prompt.labels.continuations)
        return task.max_tokens + prompt.tail, 2 if branches else 1

    def cost(self, node: Node) -> int:
        """The KV cells that the subtree takes when it is decoded whole."""
        return self._cost[node]

    def width(self, node: Node) -> int:
        """The most sequences that the subtree takes at once."""
        return self._width[node]

    def writes(self, node: Node) -> bool:
        """Whether text is written somewhere in the subtree."""
        return self._writes[node]
