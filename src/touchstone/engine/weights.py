"""A model's weights in memory: loading them, their adapter, and what is known about their sizes."""

import ctypes
import os
from pathlib import Path
from typing import Any

from touchstone.engine.llama import Vocab, api, check_file, clear_log, complaint, load_weights
from touchstone.engine.settings import Adapter
from touchstone.errors import InputError


class Model:
    """A model's weights and what is known about them."""

    def __init__(
        self, path: Path, *, gpu_layers: int, extra_bufts: bool, adapter: Adapter | None = None
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
        self._adapter = adapter
        self._loaded_adapter = self._load_adapter(adapter.path) if adapter else None
        self.adapter_bytes = adapter.path.stat().st_size if adapter else 0
        """What the adapter takes: unlike weights, it is not mapped from its file."""

    def _load_adapter(self, path: Path) -> Any:
        try:
            check_file(path)
            clear_log()
            loaded = api.llama_adapter_lora_init(self.pointer, os.fsencode(path))
            if not loaded:
                raise InputError(
                    f"cannot load the adapter {path}: {complaint()}", "give a LoRA made for this model"
                )
        except InputError:
            self.close()
            raise
        return loaded

    def apply_adapter(self, context: Any) -> None:
        """Makes a context use the adapter, where there is one."""
        if self._adapter:
            adapters = (api.llama_adapter_lora_p_ctypes * 1)(self._loaded_adapter)
            scales = (ctypes.c_float * 1)(self._adapter.scale)
            api.llama_set_adapters_lora(context, adapters, 1, scales)

    def close(self) -> None:
        """Frees the weights (and the adapter with them)."""
        if self.pointer:
            api.llama_model_free(self.pointer)
            self.pointer = None
