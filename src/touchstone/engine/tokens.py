"""Text to token ids: untrusted text that can never become a control token, and the template's trusted text.

Switching special-token parsing off is not enough: llama.cpp then still matches USER_DEFINED tokens, and its
merges can build the text of any other token. So untrusted text is cut inside every occurrence of the text of
a special token before it is tokenised, and each stretch is checked: its tokens must be ordinary and spell the
stretch byte for byte. What fails the check is cut further, down to single characters in byte tokens.

White space and single characters that are USER_DEFINED (runs of spaces and newlines in GPT-NeoX and Gemma
vocabularies, letters in DeepSeek's) stay whole: they are ordinary text to the model, and cutting them would
spell paragraphs in a way it never saw.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from touchstone.engine.llama import Vocab
from touchstone.errors import InputError

UNKNOWN, UNUSED, CONTROL, USER_DEFINED, LSTRIP, RSTRIP = 1, 2, 8, 16, 128, 256
_NO_VOCABULARY = 0
"""llama.cpp's vocabulary type of models without text; asked to tokenise, it ends the process."""
_SPECIAL = UNKNOWN | UNUSED | CONTROL | USER_DEFINED

_ANCHOR = "\x01"
"""Put before text that must get no space of SentencePiece's: no vocabulary merges it with what follows."""

_KEY = 8
"""Special texts are found by their first characters: cutting a little too often does no harm."""

_LONGEST = 1000
"""Longer text is tokenised in stretches: the regular expressions of some pre-tokenisers recurse for every
character of a run and overflow the stack (40,000 times "a" ends the process)."""

_SPACE_MARK = "▁"
"""SentencePiece writes a space so; where llama.cpp does too, the character itself is spelled in bytes."""

_PROBE = "Aé漢🙂 a\t\n\n▁\x01ﬁ Å"


class Encoder:
    """Text to token ids for one vocabulary. Raises InputError for one that cannot spell every text.

    `adds_space`: the vocabulary's own tokeniser begins text with a space (SentencePiece), so its models
    answer " 1".
    """

    def __init__(self, vocab: Vocab) -> None:
        if vocab.kind == _NO_VOCABULARY:
            raise InputError("the model has no vocabulary", "use a chat model")
        self.vocab = vocab
        self._pieces: dict[int, bytes] = {}
        self.adds_space = b"".join(map(vocab.piece, vocab.tokenize("a", special=False))).startswith(b" ")
        self._anchor = vocab.tokenize(_ANCHOR, special=False) if self.adds_space else []
        self._forbidden, texts = self._special_tokens()
        self._cuts = _cut_pattern(texts, lossy="" if self._keeps(_SPACE_MARK) else _SPACE_MARK)
        self.plain(_PROBE)

    def plain(self, text: str) -> list[int]:
        """The ids of untrusted text. They spell exactly its UTF-8 bytes (of a lone surrogate, its three).

        Raises InputError for a character without tokens in the vocabulary (a few old ones lack rare bytes).
        """
        ids: list[int] = []
        start = 0
        for match in self._cuts.finditer(text):
            if match.lastgroup == "bytes":
                ids += self._stretch(text[start : match.start()])
                ids += self._bytes(match.group())
            else:
                ids += self._stretch(text[start : match.end()])
            start = match.end()
        return [*ids, *self._stretch(text[start:])]

    def trusted(self, text: str) -> list[int]:
        """The ids of trusted text that continues a prompt. Special tokens' texts become those tokens."""
        if not self.adds_space:
            return self.vocab.tokenize(text, special=True)
        return self.vocab.tokenize(_ANCHOR + text, special=True)[len(self._anchor) :]

    def opening(self, text: str) -> list[int]:
        """The ids of the trusted text that begins a prompt, after BOS where the vocabulary wants it."""
        ids = self.vocab.tokenize(text, special=True)
        if self.vocab.add_bos and self.vocab.bos >= 0 and ids[:1] != [self.vocab.bos]:
            ids.insert(0, self.vocab.bos)
        return ids

    def spell(self, ids: list[int]) -> bytes:
        """The bytes that the ids stand for, special tokens as their text, nothing stripped."""
        pieces = self._pieces
        for token in ids:
            if token not in pieces:
                pieces[token] = self.vocab.piece(token)
        return b"".join([pieces[token] for token in ids])

    def _keeps(self, text: str) -> bool:
        return self.spell(self._raw(text)) == text.encode("utf-8")

    def _special_tokens(self) -> tuple[frozenset[int], list[str]]:
        """The ids untrusted text must not contain, and their texts."""
        forbidden, texts = [], []
        for token in range(self.vocab.n_tokens):
            attributes = self.vocab.attributes(token)
            if not attributes & _SPECIAL:
                continue
            text = self.vocab.text(token)
            harmless = attributes & USER_DEFINED and not attributes & (LSTRIP | RSTRIP)
            if harmless and not self.adds_space and (text.isspace() or len(text) == 1):
                continue
            forbidden.append(token)
            texts.append(text)
        return frozenset(forbidden), [text for text in texts if text]

    def _stretch(self, text: str) -> Iterator[int]:
        start = 0
        while len(text) - start > _LONGEST:
            end = _boundary(text, start)
            yield from self._checked(text[start:end])
            start = end
        if start < len(text):
            yield from self._checked(text[start:])

    def _checked(self, text: str) -> list[int]:
        """The ids of a stretch, or of its halves where they are not what they should be."""
        ids = self._raw(text)
        if self._forbidden.isdisjoint(ids) and self.spell(ids) == text.encode("utf-8"):
            return ids
        if len(text) == 1:
            return self._bytes(text)
        middle = len(text) // 2
        return self._checked(text[:middle]) + self._checked(text[middle:])

    def _raw(self, text: str) -> list[int]:
        """llama.cpp's ids of the text, without the space it may put before."""
        if not self.adds_space:
            return self.vocab.tokenize(text, special=False)
        if text.startswith(" ") and len(text) > 1:
            return self.vocab.tokenize(text[1:], special=False)
        return self.vocab.tokenize(_ANCHOR + text, special=False)[len(self._anchor) :]

    def _bytes(self, text: str) -> list[int]:
        try:
            return [self._byte_tokens[byte] for byte in text.encode("utf-8", "surrogatepass")]
        except KeyError as error:
            raise InputError(
                f"the model's vocabulary cannot spell the text {text[:8]!r}",
                "use a model whose vocabulary has byte tokens (every current chat model has)",
            ) from error

    @cached_property
    def _byte_tokens(self) -> dict[int, int]:
        """The ordinary token that stands for each single byte."""
        allowed = (token for token in range(self.vocab.n_tokens) if token not in self._forbidden)
        pieces = ((self.vocab.piece(token), token) for token in allowed)
        return {piece[0]: token for piece, token in pieces if len(piece) == 1}


def _cut_pattern(texts: list[str], lossy: str) -> re.Pattern[str]:
    """Matches what is spelled in bytes (group "bytes"), and the first character of every special text."""
    single = "".join(sorted({text for text in texts if len(text) == 1})) + lossy
    keys = sorted({text[:_KEY] for text in texts if len(text) > 1}, key=lambda key: (-len(key), key))
    cut = f"|(?={'|'.join(map(re.escape, keys))})(?s:.)" if keys else ""
    return re.compile(f"(?P<bytes>[\ud800-\udfff{re.escape(single)}]+){cut}")


def _boundary(text: str, start: int) -> int:
    """Where to end a stretch from `start`: before the last single space in reach, else after all of it."""
    end = start + _LONGEST
    space = text.rfind(" ", start + 1, end)
    while space >= 0:
        if not text[space - 1].isspace() and not text[space + 1].isspace():
            return space
        space = text.rfind(" ", start + 1, space)
    return end
