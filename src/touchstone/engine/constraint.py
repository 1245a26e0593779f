"""Grammars as llama.cpp runs them: which tokens may come next."""

import ctypes
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from touchstone.engine.context import Ints
from touchstone.engine.llama import Vocab, api, clear_log, complaint
from touchstone.errors import TouchstoneError

_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
_AT_ONCE = 8192
"""Tokens put to llama.cpp together: it takes some 300 bytes for each of them."""


class Alphabet:
    """What grammars need to know of a vocabulary, found once."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self.all: Ints = np.arange(vocab.n_tokens, dtype=np.int32)

    @cached_property
    def ends(self) -> frozenset[int]:
        """Tokens that end a generation."""
        return frozenset(token for token in range(self.vocab.n_tokens) if self.vocab.is_eog(token))

    @cached_property
    def banned(self) -> NDArray[np.float32]:
        """Added to logits (n_vocab,): minus infinity for control tokens that do not end the text, else 0."""
        penalty = np.zeros(self.vocab.n_tokens, np.float32)
        for token in range(self.vocab.n_tokens):
            if self.vocab.is_control(token) and token not in self.ends:
                penalty[token] = -np.inf
        return penalty

    @cached_property
    def single_bytes(self) -> Ints:
        """Tokens of one byte: if a grammar takes none of them, it takes no more text."""
        pieces = ((token, self.vocab.piece(token)) for token in range(self.vocab.n_tokens))
        return np.array([token for token, piece in pieces if len(piece) == 1], np.int32)


class Grammar:
    """The state of one grammar (GBNF, rule `root`) after some tokens. Close it when done."""

    def __init__(self, text: str, alphabet: Alphabet) -> None:
        clear_log()
        self._alphabet = alphabet
        self._sampler: Any = api.llama_sampler_init_grammar(alphabet.vocab.pointer, text.encode(), b"root")
        if not self._sampler:
            raise TouchstoneError(f"llama.cpp does not accept the grammar: {complaint()}")

    def allowed(self, tokens: Ints) -> NDArray[np.bool_]:
        """For each of the tokens (n,), whether it may come next."""
        parts = [tokens[start : start + _AT_ONCE] for start in range(0, len(tokens), _AT_ONCE)]
        return np.concatenate([self._allowed(part) for part in parts])

    def _allowed(self, tokens: Ints) -> NDArray[np.bool_]:
        candidates = np.zeros(len(tokens), _CANDIDATE)
        candidates["id"] = tokens
        data = ctypes.cast(candidates.ctypes.data, ctypes.POINTER(api.llama_token_data))
        array = api.llama_token_data_array(data, len(tokens), -1, False)
        api.llama_sampler_apply(self._sampler, ctypes.byref(array))
        return np.asarray(candidates["logit"] == 0.0)

    def accept(self, token: int) -> None:
        """Goes on with a token that is allowed (any other would end the process)."""
        api.llama_sampler_accept(self._sampler, token)

    def ended(self) -> bool:
        """Whether the text is complete and nothing can be added to it."""
        ends = np.array(sorted(self._alphabet.ends), np.int32)
        return bool(self.allowed(ends).any()) and not self.allowed(self._alphabet.single_bytes).any()

    def close(self) -> None:
        """Frees the grammar."""
        if self._sampler:
            api.llama_sampler_free(self._sampler)
            self._sampler = None
