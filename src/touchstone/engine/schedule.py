"""The order of work: units one after the other, depth first inside a KV budget, subtrees packed into waves.

What several units need is the trunk. Its small parts are decoded first and stay: so every unit finds the
cache in the same state, whichever units were done before it, and gives the same answers. The rest of the
trunk is decoded by itself when a unit comes to it, and stays as long as a later unit needs it and there is
room (there the order of cells, and with it rounding, depends on what was done before); so does a node whose
subtree is too large for one wave, while the work is below it. What is left belongs to one unit alone and is
decoded in waves of whole subtrees, level by level.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from touchstone.engine.constraint import Alphabet
from touchstone.engine.context import PADDING, Context, Floats
from touchstone.engine.decode import Decoder
from touchstone.engine.reading import Job
from touchstone.engine.residence import Residence
from touchstone.engine.tree import Node, Read
from touchstone.engine.view import View
from touchstone.engine.writing import Writer, write

PINNED_TOKENS = 2048
"""The most of the trunk, beside what all units share, that is decoded first and stays: all attend over it."""

WAVE_BATCHES = 4
"""A wave that only reads fills at most so many micro-batches: more would only widen what all attend over."""


@dataclass(slots=True)
class _Wave:
    """Subtrees to be decoded together, each below a node in the cache, and texts to be written with them."""

    roots: list[tuple[Node, Node]] = field(default_factory=list)
    texts: list[tuple[Node, Read]] = field(default_factory=list)
    passed: list[Node] = field(default_factory=list)
    """Nodes in the cache that the unit has done with once the wave is decoded."""
    cells: int = 0
    width: int = 0
    writes: bool = False


class Schedule:
    """Decodes a prefix tree unit by unit. `computed`: prompt tokens decoded so far."""

    def __init__(self, decoder: Decoder, context: Context, alphabet: Alphabet, root: Node) -> None:
        self._decoder = decoder
        self._cache = Residence(decoder, context.cells - PADDING, root, self._read)
        self._wave_tokens = WAVE_BATCHES * context.n_batch
        self._alphabet = alphabet
        self._root = root
        self._writers: dict[Job, Writer] = {}
        self._computed = 0

    @property
    def computed(self) -> int:
        """Prompt tokens decoded."""
        return self._computed + self._cache.computed

    def pin_trunk(self) -> None:
        """Decodes what all units share, and of the rest of the trunk the smallest parts, as far as room goes."""
        top = list(self._root.children.values())
        cells = min(PINNED_TOKENS, self._cache.budget // 4) + (len(top[0].tokens) if len(top) == 1 else 0)
        chosen: list[Node] = []
        border = [(len(node.tokens), node.place, node) for node in top if node.shared]
        heapq.heapify(border)
        while border and len(chosen) < self._decoder.free_sequences // 2:
            length, _, node = heapq.heappop(border)
            cells -= length
            if cells < 0:
                break
            chosen.append(node)
            for child in node.children.values():
                if child.shared:
                    heapq.heappush(border, (len(child.tokens), child.place, child))
        self._cache.pin(chosen)

    def run(self, unit: int, ends: Sequence[Node]) -> None:
        """Decodes everything that a unit needs and does its reads. `ends`: the nodes its reads hang at."""
        view = View(unit, self._root, ends)
        stack: list[tuple[Node, Iterator[Node]]] = [(self._root, iter(view.children(self._root)))]
        wave = _Wave()
        while stack:
            node, below = stack[-1]
            child = next(below, None)
            path = [entry[0] for entry in stack]
            if child is None:
                stack.pop()
                wave.passed.append(node)
            elif child.shared or not self._fits(_Wave(), child, view, self._cache.beside(path)):
                if not self._has_room(wave, *self._cache.missing(child)):
                    wave = self._flush(wave, view)
                    self._cache.make_room(*self._cache.missing(child), path)
                self._cache.enter(child)
                stack.append((child, iter(view.children(child))))
                wave = self._start_texts(child, wave, view, [*path, child])
            else:
                if wave.width and not self._fits(wave, child, view, self._cache.used):
                    wave = self._flush(wave, view)
                above, levels = self._cache.missing(node)
                cells, width = above + view.cost(child), levels + view.width(child)
                if not self._has_room(wave, cells, width):
                    self._cache.make_room(cells, width, path)
                self._cache.enter(node)
                wave.roots.append((child, node))
                wave.cells += view.cost(child)
                wave.width += view.width(child)
                wave.writes |= view.writes(child)
        self._flush(wave, view)

    def close(self) -> None:
        """Frees the grammars of texts that were not finished."""
        for writer in self._writers.values():
            writer.close()

    def _fits(self, wave: _Wave, node: Node, view: View, used: int) -> bool:
        """Whether the subtree can join the wave: room for it, and (if nothing is written) some use in it."""
        cells, width = wave.cells + view.cost(node), wave.width + view.width(node)
        if used + cells > self._cache.budget or width > self._decoder.free_sequences:
            return False
        leaf_alone = not wave.width and not view.children(node)
        return leaf_alone or wave.writes or view.writes(node) or cells <= self._wave_tokens

    def _has_room(self, wave: _Wave, cells: int, sequences: int) -> bool:
        room = self._cache.used + wave.cells + cells <= self._cache.budget
        return room and wave.width + sequences <= self._decoder.free_sequences

    def _start_texts(self, node: Node, wave: _Wave, view: View, path: Sequence[Node]) -> _Wave:
        """Lets the texts that start at a node in the cache be written with the wave."""
        for read in view.writings(node):
            cells, width = view.text_room(read)
            if not self._has_room(wave, cells, width):
                wave = self._flush(wave, view)
                self._cache.make_room(cells, width, path)
                self._cache.enter(node)
            wave.texts.append((node, read))
            wave.cells += cells
            wave.width += width
            wave.writes = True
        return wave

    def _flush(self, wave: _Wave, view: View) -> _Wave:
        """Decodes the wave, and frees the nodes passed that no later unit needs. Returns an empty wave."""
        writers: list[tuple[Writer, int, int]] = []

        def start(node: Node, sequences: Sequence[int]) -> None:
            for read, sequence in zip(view.writings(node), sequences, strict=True):
                writers.append((self._writers[read.job], sequence, node.end))

        roots = [(node, self._decoder.fork(parent.sequence)) for node, parent in wave.roots]
        texts = [(node, read, self._decoder.fork(node.sequence)) for node, read in wave.texts]
        self._computed += self._decoder.levels(
            roots,
            children=view.children,
            read=self._read,
            keeps=lambda node: len(view.writings(node)),
            kept=start,
        )
        writers += [(self._writers[read.job], sequence, node.end) for node, read, sequence in texts]
        self._computed += write(self._decoder, writers)
        for writer, _, _ in writers:
            self._writers.pop(writer.job).close()
        for node in wave.passed:
            if node.last <= view.unit:
                self._cache.leave(node)
        return _Wave()

    def _read(self, read: Read, row: Floats) -> None:
        if read.prefix is not None:
            read.job.read(read.prefix, row)
        elif read.job.finish is None and read.job not in self._writers:
            writer = self._writers[read.job] = Writer(read.job, self._alphabet)
            writer.advance(row)
