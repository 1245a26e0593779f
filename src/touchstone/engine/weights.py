"""A model's weights in memory: loading them, their adapter, and what is known about their sizes."""

import ctypes
import os
from pathlib import Path
from typing import Any

from touchstone.engine.llama import Vocab, api, check_file, clear_log, complaint, load_weights
from touchstone.errors import InputError


class Model:
    """A model's weights and what is known about them."""

    def __init__(
        self, path: Path, *, gpu_layers: int, extra_bufts: bool, adapter: Path | None = None
    ) -> None:
        self.pointer = load_weights(path, gpu_layers=gpu_layers, extra_bufts=extra_bufts)
        self.vocab = Vocab(self.pointer)
        buffer = ctypes.create_string_buffer(256)
        api.llama_model_desc(self.pointer, buffer, len(buffer))
        self.description = buffer.value.decode("utf-8", "replace")
        self.parameters: int = api.llama_model_n_params(self.pointer)
        self.layers: int = api.llama_model_n_layer(self.pointer)
        self.weights_bytes: int = api.llama_model_size(self.pointer)
        self.recurs = bool(
            api.llama_model_is_recurrent(self.pointer) or api.llama_model_is_hybrid(self.pointer)
        )
        self._adapter = self._load_adapter(adapter) if adapter else None

    def _load_adapter(self, path: Path) -> Any:
        check_file(path)
        clear_log()
        adapter = api.llama_adapter_lora_init(self.pointer, os.fsencode(path))
        if not adapter:
            raise InputError(
                f"cannot load the adapter {path}: {complaint()}", "give a LoRA made for this model"
            )
        return adapter

    def apply_adapter(self, context: Any) -> None:
        """Makes a context use the adapter, where there is one."""
        if self._adapter:
            adapters = (api.llama_adapter_lora_p_ctypes * 1)(self._adapter)
            api.llama_set_adapters_lora(context, adapters, 1, (ctypes.c_float * 1)(1.0))

    def close(self) -> None:
        """Frees the weights (and the adapter with them)."""
        if self.pointer:
            api.llama_model_free(self.pointer)
            self.pointer = None
