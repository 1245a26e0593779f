"""A model's logits under llama.cpp, through the engine's own loading of weights and adapters."""

import contextlib
from pathlib import Path
from typing import Any

import numpy as np

from touchstone.engine import Adapter
from touchstone.engine.context import Context
from touchstone.engine.weights import Model

Logits = np.ndarray[Any, np.dtype[np.float32]]


def logits(path: Path, tokens: list[int], adapter: Path | None = None, scale: float = 1.0) -> Logits:
    """[tokens, vocabulary], with the adapter at that scale; KV cache in 32-bit floats, no flash attention."""
    lora = Adapter(adapter, "", scale) if adapter else None
    sizes = {"cells": 256, "n_seq": 1, "n_batch": 256, "threads": 1}
    with (
        contextlib.closing(Model(path, gpu_layers=0, extra_bufts=False, adapter=lora)) as model,
        contextlib.closing(Context(model, kv_type="f32", flash_attn=0, **sizes)) as context,  # type: ignore[arg-type]
    ):
        count = len(tokens)
        positions, sequence = np.arange(count, dtype=np.int32), np.zeros(count, np.int32)
        wanted = np.zeros(count, np.int8)
        rows = []
        for at in range(count):  # a row at a time: the context gives out as many as it has sequences
            wanted[:] = 0
            wanted[at] = 1
            rows.append(context.decode(np.array(tokens, np.int32), positions, sequence, wanted)[0].copy())
            context.clear()
        return np.stack(rows)
