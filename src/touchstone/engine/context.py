"""A llama.cpp context: one KV cache shared by many sequences, decoding into it, forking and freeing."""

import ctypes
import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from touchstone.engine.llama import api, clear_log, complaint
from touchstone.engine.weights import Model
from touchstone.errors import InputError, Interrupted, TouchstoneError

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

PADDING = 8
"""The most cells that padding takes in the KV cache, for the time of a decode."""

_ABORTED = 2


class Context:
    """A KV cache of `cells` that `n_seq` sequences share, and decoding in it, `n_batch` tokens at most
    (a multiple of four).

    One sequence more is kept for padding. On a CPU what a token gives depends on how many are decoded
    with it, unless these are a multiple of four and at least eight (the matrix kernels treat the rest in
    another way): batches are filled up to that. Not for recurrent models, which decode equal lengths together.
    """

    def __init__(
        self,
        model: Model,
        *,
        cells: int,
        n_seq: int,
        n_batch: int,
        kv_type: str,
        flash_attn: int,
        threads: int,
    ) -> None:
        params = api.llama_context_default_params()
        params.n_ctx = cells
        params.n_batch = params.n_ubatch = n_batch
        params.n_seq_max = params.n_outputs_max = n_seq + 1
        params.n_outputs_max_per_seq = 0
        params.kv_unified = params.swa_full = True
        params.flash_attn_type = flash_attn
        params.type_k = params.type_v = getattr(api, f"GGML_TYPE_{kv_type.upper()}")
        params.n_threads = params.n_threads_batch = threads
        self.n_seq, self.n_batch, self._pads = n_seq, n_batch, not model.recurs
        self._abort = ctypes.create_string_buffer(16)
        params.abort_callback = ctypes.cast(_strlen(), api.ggml_abort_callback)
        params.abort_callback_data = ctypes.addressof(self._abort)
        clear_log()
        self._context = api.llama_init_from_model(model.pointer, params)
        if not self._context:
            raise InputError(
                f"no room for a context of {cells} tokens: {complaint()}",
                "set a smaller n_ctx, or use a smaller model",
            )
        model.apply_adapter(self._context)
        self._memory = api.llama_get_memory(self._context)
        self.cells: int = api.llama_n_ctx(self._context)
        self._n_vocab = model.vocab.n_tokens
        room = n_batch
        self._batch = api.llama_batch_init(room, 0, 1)
        self._tokens = np.ctypeslib.as_array(self._batch.token, (room,))
        self._positions = np.ctypeslib.as_array(self._batch.pos, (room,))
        self._wanted = np.ctypeslib.as_array(self._batch.logits, (room,))
        rows = ctypes.cast(self._batch.seq_id, ctypes.POINTER(ctypes.c_void_p))
        self._sequences = np.zeros(room, np.int32)
        np.ctypeslib.as_array(self._batch.n_seq_id, (room,))[:] = 1
        self._own_rows = [rows[index] for index in range(room)]
        for index in range(room):
            rows[index] = self._sequences.ctypes.data + 4 * index

    def decode(self, tokens: Ints, positions: Ints, sequences: Ints, wanted: NDArray[np.int8]) -> Floats:
        """Decodes at most n_batch tokens; the logits (wanted tokens, n_vocab), valid until the next decode.

        Raises Interrupted where `abort` was called.
        """
        count = len(tokens)
        filled = max(8, -(-count // 4) * 4) if self._pads else count
        self._tokens[:count], self._tokens[count:filled] = tokens, tokens[0]
        self._positions[:count], self._positions[count:filled] = positions, range(filled - count)
        self._sequences[:count], self._sequences[count:filled] = sequences, self.n_seq
        self._wanted[:count], self._wanted[count:filled] = wanted, 0
        self._batch.n_tokens = filled
        clear_log()
        status = api.llama_decode(self._context, self._batch)
        if filled > count:
            self.free(self.n_seq)
        if status == _ABORTED:
            raise Interrupted
        if status:
            raise TouchstoneError(f"llama.cpp could not decode (status {status}): {complaint()}")
        rows = int(np.count_nonzero(wanted))
        if not rows:
            api.llama_synchronize(self._context)
            return np.empty((0, self._n_vocab), np.float32)
        return np.ctypeslib.as_array(api.llama_get_logits(self._context), (rows, self._n_vocab))

    def fork(self, source: int, target: int) -> None:
        """Makes the empty sequence `target` a copy of `source`."""
        api.llama_memory_seq_cp(self._memory, source, target, -1, -1)

    def free(self, sequence: int) -> None:
        """Removes a whole sequence."""
        api.llama_memory_seq_rm(self._memory, sequence, -1, -1)

    def clear(self) -> None:
        """Removes every sequence, and takes back `abort`."""
        self._abort.value = b""
        api.llama_memory_clear(self._memory, False)

    def abort(self) -> None:
        """Ends a decode under way within milliseconds (on the CPU), from any thread."""
        self._abort.value = b"!"

    def close(self) -> None:
        """Frees the context."""
        if self._context:
            rows = ctypes.cast(self._batch.seq_id, ctypes.POINTER(ctypes.c_void_p))
            for index, row in enumerate(self._own_rows):
                rows[index] = row
            api.llama_batch_free(self._batch)
            api.llama_free(self._context)
            self._context = None


def _strlen() -> Any:
    """The C library's strlen, as an abort callback that never enters Python.

    llama.cpp calls it for every graph node with the address of our flag: an empty string gives 0 (go on), a
    string of one character gives 1 (stop).
    """
    return (ctypes.cdll.msvcrt if os.name == "nt" else ctypes.CDLL(None)).strlen
