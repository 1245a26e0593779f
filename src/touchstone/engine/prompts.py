"""From a request to token ids: the chat template's frame, untrusted pieces, labels, and the over-long rule."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from touchstone.domain.engine import Failure, Label, Request
from touchstone.engine.context import Ints
from touchstone.engine.labels import LabelTrie, label_trie
from touchstone.engine.llama import Vocab
from touchstone.engine.settings import EngineSettings
from touchstone.engine.template import chat_frame
from touchstone.engine.tokens import Encoder
from touchstone.errors import InputError

CUT_MARK = " [...] "
"""What stands where the middle of an over-long piece was cut out."""

_MEMO_TOKENS, _ENTRY_TOKENS = 200_000, 100
"""Texts come again soon or not at all, so that few are kept. What an entry takes beside its tokens counts as some."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A request in tokens. `then` follows the written text; `labels` are read after that, or after `tokens`.

    `writes`: a text is to be written after `tokens`. `truncated`: how many of the cut piece's tokens are missing.
    `scored`: where the tokens stand that are to be predicted, and `written`: those of text that was given as written.
    """

    tokens: Ints
    then: Ints
    labels: LabelTrie | None
    writes: bool = False
    truncated: int = 0
    scored: tuple[slice, ...] = ()
    written: slice | None = None

    @property
    def tail(self) -> int:
        """Tokens decoded after written text (`then` and label continuations), or the labels' after a prompt."""
        return len(self.then) + (len(self.labels.continuations) if self.labels else 0)


class Prompter:
    """Makes prompts for one model. Pieces are memoised, so that shared text is tokenised once."""

    def __init__(self, settings: EngineSettings, vocab: Vocab, n_ctx: int) -> None:
        self._encoder = Encoder(vocab)
        self._n_ctx = n_ctx
        self._overlong = settings.overlong
        self.template = settings.chat_template or vocab.template or ""
        bos, eos = (vocab.text(token) if token >= 0 else "" for token in (vocab.bos, vocab.eos))
        name = settings.path.name
        frame = chat_frame(self.template, settings.template_args, model=name, bos=bos, eos=eos)
        self._opening = np.array(self._encoder.opening(frame.prefix), np.int32)
        self._closing = np.array(self._encoder.trusted(frame.suffix + settings.answer_prefix), np.int32)
        self._mark = np.array(self._encoder.plain(CUT_MARK), np.int32)
        self._memo: OrderedDict[str, Ints] = OrderedDict()
        self._memo_tokens = 0
        self._tries: dict[tuple[tuple[Label, ...], str], LabelTrie] = {}

    def prompt(self, request: Request) -> Prompt | Failure:
        """The request in tokens, or why it cannot be asked.

        ValueError: labels after written text need `then` or `stop`.
        """
        try:
            return self._build(request)
        except InputError as error:
            return Failure(error.message)

    def _build(self, request: Request) -> Prompt | Failure:
        writing = request.writing
        if writing and request.labels and not (writing.then or writing.stop):
            raise ValueError("labels after written text need `then` or `stop`")
        then = self._plain(writing.then) if writing and request.labels else np.empty(0, np.int32)
        labels = self._labels(request) if request.labels else None
        try:
            pieces = [self._plain(piece) for piece in request.content]
        except InputError as error:
            return Failure(error.message)
        start, written = self._plain(request.start), self._plain(request.written)
        writes = writing is not None and not request.written
        after = (writing.max_tokens if writing and writes else len(written)) + len(then) + _depth(labels)
        fixed = len(self._opening) + len(self._closing) + len(start) + after
        total = fixed + sum(map(len, pieces))
        truncated = 0
        if total > self._n_ctx:
            cut = self._cut(pieces, request.cut, total - self._n_ctx)
            if cut is None:
                return Failure(f"too long: {total} tokens, the context holds {self._n_ctx}")
            pieces, truncated = cut
        tokens = np.concatenate([self._opening, *pieces, self._closing, start])
        places = _places(len(self._opening), pieces)
        scored = tuple(places[number] for number in request.scored)
        if writes or not request.written:
            return Prompt(tokens, then, labels, writes, truncated, scored)
        place = slice(len(tokens), len(tokens) + len(written))
        tokens = np.concatenate([tokens, written, then])
        return Prompt(tokens, then[:0], labels, False, truncated, scored, place)

    def _cut(self, pieces: Sequence[Ints], which: int | None, excess: int) -> tuple[list[Ints], int] | None:
        """The pieces with the middle of one taken out, and how many tokens that were; None where not allowed."""
        if self._overlong == "refuse" or which is None:
            return None
        kept = len(pieces[which]) - excess - len(self._mark)
        if kept < 0:
            return None
        piece, tail = pieces[which], kept // 2
        short = np.concatenate([piece[: kept - tail], self._mark, piece[len(piece) - tail :]])
        return [*pieces[:which], short, *pieces[which + 1 :]], len(piece) - kept

    def _plain(self, text: str) -> Ints:
        """The ids of untrusted text; the least recently used are forgotten."""
        if (known := self._memo.get(text)) is not None:
            self._memo.move_to_end(text)
            return known
        ids = np.array(self._encoder.plain(text), np.int32)
        self._memo[text] = ids
        self._memo_tokens += len(ids) + _ENTRY_TOKENS
        while self._memo_tokens > _MEMO_TOKENS and len(self._memo) > 1:
            self._memo_tokens -= len(self._memo.popitem(last=False)[1]) + _ENTRY_TOKENS
        return ids

    def _labels(self, request: Request) -> LabelTrie:
        writing = request.writing
        before = (writing.then or writing.stop) if writing else request.start
        key = request.labels, before
        if key not in self._tries:
            self._tries[key] = label_trie(request.labels, self._encoder, after=before)
        return self._tries[key]


def _places(start: int, pieces: Sequence[Ints]) -> list[slice]:
    """Where the tokens of each piece stand."""
    ends = [start + int(end) for end in np.cumsum([len(piece) for piece in pieces])]
    return [slice(end - len(piece), end) for end, piece in zip(ends, pieces, strict=True)]


def _depth(labels: LabelTrie | None) -> int:
    """The most tokens that are decoded after each other to read the labels."""
    return max((len(prefix) for prefix in labels.continuations), default=0) if labels else 0
