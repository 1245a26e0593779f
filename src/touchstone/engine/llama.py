"""llama.cpp: the only module that imports llama_cpp. Its log, loading files, vocabularies.

`weights` and `context` wrap the rest through `api`.
"""

import ctypes
import os
import re
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from touchstone.errors import InputError

# OpenMP's threads wait for each other by spinning for milliseconds, after every node of the graph. Where another
# program uses a core that costs 10 times the work itself; after a short spin they should sleep instead.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")
import llama_cpp

api: Any = llama_cpp

_MAGIC = b"GGUF"
_REMEDY = "the file may be damaged, or newer than this llama.cpp; pull it again: touchstone models pull NAME"
_NO_VOCABULARY = "tokenizer.ggml.model"
_REMEDY_LORA = "if it is a LoRA, lay it over its model: touchstone models add NAME MODEL --adapter FILE"
_ERROR_LEVEL = 4
_GPU_DEVICE = 1
_log: deque[str] = deque(maxlen=50)


def _keep_log(level: int, text: bytes, _data: Any) -> None:
    """Keeps llama.cpp's errors for our own messages instead of letting it write to stderr."""
    if level == _ERROR_LEVEL:
        _log.append(text.decode("utf-8", "replace").strip())


_callback = api.llama_log_callback(_keep_log)  # kept alive: llama.cpp holds only its address
api.llama_log_set(_callback, ctypes.c_void_p(0))
api.llama_backend_init()


def clear_log() -> None:
    """Forgets earlier complaints: called before what may fail."""
    _log.clear()


def complaint() -> str:
    """The first thing llama.cpp complained about since the log was last cleared, without its function's name."""
    line = next((line for line in _log if line), "llama.cpp gave no reason")
    return re.sub(r"^\w+: (error loading model: )?", "", line)


def check_file(path: Path) -> None:
    """Raises InputError where `path` cannot be a GGUF model."""
    remedy = "give the path of a GGUF file, or pull the model again: touchstone models pull NAME"
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise InputError(f"cannot read the model {path}: {error.strerror}", remedy) from error
    if magic != _MAGIC:
        raise InputError(f"{path} is not a GGUF model file", remedy)


def load_weights(
    path: Path, *, vocab_only: bool = False, gpu_layers: int = 0, extra_bufts: bool = True
) -> Any:
    """A llama_model pointer, for the caller to free. Raises InputError for a file llama.cpp cannot load."""
    check_file(path)
    params = api.llama_model_default_params()
    params.vocab_only = vocab_only
    params.n_gpu_layers = gpu_layers
    params.use_extra_bufts = extra_bufts
    clear_log()
    model = api.llama_model_load_from_file(os.fsencode(path), params)
    if not model:
        said = complaint()
        raise InputError(
            f"cannot load the model {path}: {said}", _REMEDY_LORA if _NO_VOCABULARY in said else _REMEDY
        )
    return model


class Vocab:
    """A model's vocabulary: text to token ids and back. `owned`: it frees the model when closed."""

    def __init__(self, model: Any, *, owned: bool = False) -> None:
        self._model = model
        self._owned = owned
        self._vocab = self.pointer = api.llama_model_get_vocab(model)
        self.n_tokens: int = api.llama_vocab_n_tokens(self._vocab)
        self.kind: int = api.llama_vocab_type(self._vocab)
        self.bos: int = api.llama_vocab_bos(self._vocab)
        self.eos: int = api.llama_vocab_eos(self._vocab)
        self.eot: int = api.llama_vocab_eot(self._vocab)
        self.add_bos: bool = api.llama_vocab_get_add_bos(self._vocab)
        default = "true" if self.kind == api.LLAMA_VOCAB_TYPE_SPM else "false"
        self.add_space_prefix: bool = self.meta("tokenizer.ggml.add_space_prefix", default) == "true"
        template = api.llama_model_chat_template(model, None)
        self.template: str | None = template.decode("utf-8", "replace") if template else None

    def meta(self, key: str, default: str = "") -> str:
        """A value of the file's metadata as text, or `default`."""
        buffer = ctypes.create_string_buffer(256)
        length = api.llama_model_meta_val_str(self._model, key.encode(), buffer, len(buffer))
        return buffer.value.decode("utf-8", "replace") if length >= 0 else default

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        """The text's token ids, no BOS or EOS added. `special`: a control token's text becomes that token."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 2
        while True:
            buffer = (ctypes.c_int32 * room)()
            count = api.llama_tokenize(self._vocab, data, len(data), buffer, room, False, special)
            if count >= 0:
                return buffer[:count]
            room = -count

    def piece(self, token: int) -> bytes:
        """The bytes a token stands for; a special token's own text."""
        room = 64
        while True:
            buffer = ctypes.create_string_buffer(room)
            length = api.llama_token_to_piece(self._vocab, token, buffer, room, 0, True)
            if length >= 0:
                return buffer.raw[:length]
            room = -length

    def detokenize(self, tokens: Sequence[int]) -> bytes:
        """The bytes of a sequence of tokens, special ones rendered as text."""
        ids = (ctypes.c_int32 * len(tokens))(*tokens)
        room = 8 * len(tokens) + 16
        while True:
            buffer = ctypes.create_string_buffer(room)
            length = api.llama_detokenize(self._vocab, ids, len(tokens), buffer, room, False, True)
            if length >= 0:
                return buffer.raw[:length]
            room = -length

    def is_eog(self, token: int) -> bool:
        """Whether the token ends a generation (end of turn, of text)."""
        return bool(api.llama_vocab_is_eog(self._vocab, token))

    def is_control(self, token: int) -> bool:
        """Whether the token is a control token."""
        return bool(api.llama_vocab_is_control(self._vocab, token))

    def attributes(self, token: int) -> int:
        """The token's attribute bits: 2 unused, 4 normal, 8 control, 16 user-defined, 32 byte."""
        return int(api.llama_vocab_get_attr(self._vocab, token))

    def text(self, token: int) -> str:
        """The token as the vocabulary spells it (with its space and byte markers)."""
        return (api.llama_vocab_get_text(self._vocab, token) or b"").decode("utf-8", "replace")

    def close(self) -> None:
        """Frees the model where this vocabulary owns it. The vocabulary cannot be used afterwards."""
        if self._owned:
            api.llama_model_free(self._model)
            self._owned = False


def open_vocab(path: Path) -> Vocab:
    """The vocabulary of a GGUF file, without its weights. Raises InputError for a file that won't load."""
    return Vocab(load_weights(path, vocab_only=True), owned=True)


def library_version() -> str:
    """The llama-cpp-python release and what its library was built with."""
    return f"llama-cpp-python {api.__version__}; {api.llama_print_system_info().decode()}"


def gpu_memory() -> int | None:
    """Free bytes on the GPUs together; None without GPU support in this build."""
    if not api.llama_supports_gpu_offload():
        return None
    lib = ctypes.CDLL(api.llama_cpp._lib._name)
    lib.ggml_backend_dev_get.restype = ctypes.c_void_p
    lib.ggml_backend_dev_count.restype = ctypes.c_size_t
    total = 0
    for index in range(lib.ggml_backend_dev_count()):
        device = ctypes.c_void_p(lib.ggml_backend_dev_get(ctypes.c_size_t(index)))
        if lib.ggml_backend_dev_type(device) == _GPU_DEVICE:
            free, size = ctypes.c_size_t(), ctypes.c_size_t()
            lib.ggml_backend_dev_memory(device, ctypes.byref(free), ctypes.byref(size))
            total += free.value
    return total
