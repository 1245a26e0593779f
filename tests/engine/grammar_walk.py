"""Writes random text under a grammar, token by token, with llama.cpp's own grammar sampler."""

import ctypes
import random
from typing import Any

import llama_cpp as api
import numpy as np

from touchstone.engine.llama import Vocab


class GrammarWalk:
    """A grammar at work on a vocabulary: which tokens may come next, and taking one."""

    def __init__(self, vocab: Vocab, grammar: str) -> None:
        self.vocab = vocab
        self._sampler: Any = api.llama_sampler_init_grammar(vocab._vocab, grammar.encode(), b"root")
        assert self._sampler, "llama.cpp refused the grammar"

    def allowed(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """The ids that may come next."""
        count = self.vocab.n_tokens
        data = (api.llama_token_data * count)()
        view = np.ctypeslib.as_array(data)
        view["id"] = np.arange(count)
        candidates = api.llama_token_data_array(data, count, -1, False)
        api.llama_sampler_apply(self._sampler, ctypes.byref(candidates))
        return view["id"][np.isfinite(view["logit"])].astype(np.int64)

    def take(self, token: int) -> None:
        api.llama_sampler_accept(self._sampler, token)

    def close(self) -> None:
        api.llama_sampler_free(self._sampler)


def random_text(vocab: Vocab, grammar: str, seed: int, limit: int = 4000) -> str:
    """A random text of the grammar's language. Fails where it does not end within `limit` tokens."""
    walk = GrammarWalk(vocab, grammar)
    choose, written = random.Random(seed), b""
    for _ in range(limit):
        token = choose.choice(walk.allowed().tolist())
        if vocab.is_eog(token):
            walk.close()
            return written.decode("utf-8", "replace")
        written += vocab.piece(token)
        walk.take(token)
    raise AssertionError(f"the grammar did not end: {written[-200:]!r}")
