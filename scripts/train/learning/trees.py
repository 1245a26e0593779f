"""Token trees: questions that share their beginning, with the answers to learn, as one row of training."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tokenizers import Tokenizer

from touchstone.domain.engine import Request

START, END, PAD = "<|im_start|>", "<|im_end|>", "<|endoftext|>"
SPECIALS = (PAD, START, END)
"""The special tokens; their places are their ids."""
TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] }}"
    "{{ '<|im_end|>\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
_LISTED, _ASKED = re.compile(r"(\d+)\. "), re.compile(r"\n\n### Criterion\nNumber (\d+)")
"""How the product's prompts number a listed criterion, and ask for one."""
NONE, TEXT, RESPONSE, WRITTEN, VERDICT = range(5)
"""What a token counts as: nothing, text, text of the response that is judged, text to be written, a verdict."""


@dataclass(frozen=True, slots=True)
class Target:
    """Text that the model has to give after a request: its pieces, each with what it counts as."""

    pieces: tuple[tuple[str, int], ...]
    name: str = ""
    """What the verdict is about, for the evaluation's tables."""


@dataclass(slots=True)
class Branch:
    """One question's tokens after the shared ones, each with what it counts as, and the verdict's name."""

    tokens: list[int]
    marks: list[int]
    items: list[int]
    name: str


@dataclass(slots=True)
class Tree:
    """A shared beginning and its branches."""

    tokens: list[int]
    marks: list[int]
    items: list[int]
    """For each token, which listed criterion it belongs to (from 1), or which it asks for (negative); else 0."""
    branches: list[Branch] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.tokens) + sum(len(branch.tokens) for branch in self.branches)


class Encoder:
    """Turns requests into tokens exactly as the engine does: the template trusted, every piece by itself."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.ids = lru_cache(maxsize=4096)(self._ids)
        newline = self._ids("\n")
        start, self.end = SPECIALS.index(START), SPECIALS.index(END)
        self.before = [start, *self._ids("user\n")]
        self.after = [self.end, *newline, start, *self._ids("assistant\n")]

    def _ids(self, text: str) -> tuple[int, ...]:
        return tuple(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def prompt(self, request: Request) -> tuple[list[int], list[int]]:
        """The prompt's tokens and marks, up to where the answer begins (with the request's `start`)."""
        tokens, marks = list(self.before), [NONE] * len(self.before)
        for index, piece in enumerate(request.content):
            ids = self.ids(piece)
            tokens += ids
            judged = request.content[index - 1].strip().startswith("### Response")
            marks += [NONE if index == 0 else RESPONSE if judged else TEXT] * len(ids)
        tail = [*self.after, *self.ids(request.start)] if request.start else self.after
        return tokens + tail, marks + [NONE] * len(tail)

    def sequence(self, request: Request, target: Target) -> tuple[list[int], list[int]]:
        """Prompt and target as one sequence. A verdict is one token, or an error."""
        tokens, marks = self.prompt(request)
        for text, mark in target.pieces:
            ids = (self.end,) if text == END else self.ids(text)
            if mark == VERDICT and len(ids) != 1:
                raise ValueError(f"the verdict {text!r} is not one token")
            tokens += ids
            marks += [mark] * len(ids)
        return tokens, marks

    def items(self, request: Request, length: int) -> list[int]:
        """For the first `length` tokens of a sequence, the `items` of a tree."""
        items, number = [0] * len(self.before), 0
        for piece in request.content:
            listed, asked = _LISTED.fullmatch(piece), _ASKED.fullmatch(piece)
            if listed:
                number = int(listed[1])
            elif asked:
                number = -int(asked[1])
            elif piece == "\n":
                number = 0
            size = len(self.ids(piece))
            items += [0] * (size - 1) + [number] if asked else [number] * size
        return items + [min(0, number)] * (length - len(items))

    def tree(self, pairs: Sequence[tuple[Request, Target]]) -> Tree:
        """The requests with their targets as one tree."""
        rows = [(*self.sequence(request, target), target.name) for request, target in pairs]
        shared = min(len(tokens) for tokens, _, _ in rows) - 1
        first = rows[0][0]
        for tokens, _, _ in rows[1:]:
            shared = next((i for i in range(shared) if tokens[i] != first[i]), shared)
        if len(rows) == 1:
            shared = len(self.before)
        items = [self.items(request, len(row[0])) for (request, _), row in zip(pairs, rows, strict=True)]
        tree = Tree(first[:shared], rows[0][1][:shared], items[0][:shared])
        tree.branches = [
            Branch(tokens[shared:], marks[shared:], numbers[shared:], name)
            for (tokens, marks, name), numbers in zip(rows, items, strict=True)
        ]
        return tree
