"""How much memory a model may use: layers on the GPU, the context's length, its KV cells and batch sizes."""

import os
from dataclasses import dataclass

import psutil

from touchstone.engine.llama import Vocab, gpu_memory
from touchstone.engine.settings import EngineSettings
from touchstone.engine.weights import Model
from touchstone.errors import InputError

LONGEST = 8192
"""The longest prompt with its answer, in tokens, where neither the user nor the model sets a lower limit."""

BRANCHES = 8192
"""KV cells for branches beside the longest path, where memory allows: what is written side by side lives there."""

SHARE = 0.5
"""The share of the memory left beside the weights that the KV cache may take."""

_BYTES = {"f32": 4.0, "f16": 2.0, "q8_0": 34 / 32}
_SCORES_BYTES = 256 << 20
_LOGITS_BYTES = 96 << 20
_STATES_BYTES = 1 << 30
_ALL_LAYERS = 999


@dataclass(frozen=True, slots=True)
class Plan:
    """The sizes of a context. `n_ctx`: the longest path; `cells`: KV cells; `n_seq`: branches at once."""

    n_ctx: int
    cells: int
    n_seq: int
    n_batch: int
    bytes: int


def choose_gpu_layers(settings: EngineSettings, vocab: Vocab) -> int:
    """How many layers go to the GPU: what the user says, else as many as fit (all of them if possible)."""
    if settings.gpu_layers != "auto":
        return settings.gpu_layers
    free = gpu_memory()
    if not free:
        return 0
    weights = settings.path.stat().st_size
    room = free * 0.85 - _LOGITS_BYTES - _SCORES_BYTES
    if weights * 1.3 <= room:
        return _ALL_LAYERS
    layers = int(vocab.meta(f"{vocab.meta('general.architecture')}.block_count", "0"))
    return max(0, int(layers * room / (weights * 1.3)))


def choose_threads(settings: EngineSettings) -> int:
    """Physical cores, of those this process may use: hyper-threads slow matrix products down."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return settings.threads or min(psutil.cpu_count(logical=False) or usable, usable)


def plan(settings: EngineSettings, model: Model, *, on_gpu: bool) -> Plan:
    """The sizes for this model on this machine. Raises InputError where not even a short prompt fits."""
    per_cell = _cell_bytes(model, settings.kv_type)
    free = gpu_memory() if on_gpu else psutil.virtual_memory().available - model.weights_bytes
    room = int(max(free or 0, 0) * SHARE)
    n_seq = _sequences(model)
    longest = settings.n_ctx or min(model.n_ctx_train or LONGEST, LONGEST)
    cells = settings.kv_cells or longest + BRANCHES
    if per_cell and not settings.kv_cells:
        cells = min(cells, room // per_cell)
    if settings.n_ctx is None:
        longest = min(longest, cells)
    if cells < max(longest, 256):
        raise InputError(
            f"a context of {max(longest, 256)} tokens needs {max(longest, 256) * per_cell >> 20} MiB, "
            f"{room >> 20} MiB are free for it",
            "close other programs, set a smaller n_ctx in models.toml, or use a smaller model",
        )
    cells = cells // 256 * 256 if not settings.kv_cells else -(-cells // 256) * 256
    longest = min(longest, cells)
    return Plan(longest, cells, n_seq, _batch(model, cells), cells * per_cell + n_seq * _state_bytes(model))


def _cell_bytes(model: Model, kv_type: str) -> int:
    """Bytes one token takes in the KV cache; too many for hybrid models, whose recurrent layers keep none."""
    if not model.attends:
        return 0
    head = model.head_size or model.n_embd // max(model.n_head, 1)
    return int(2 * model.n_layer * (model.n_head_kv or model.n_head) * head * _BYTES[kv_type])


def _state_bytes(model: Model) -> int:
    """Bytes of one sequence's recurrent state, in 32-bit floats."""
    return 4 * model.n_layer * model.state_size if model.recurs else 0


def _sequences(model: Model) -> int:
    """As many branches as logits, and recurrent states, have room for: llama.cpp reserves a row for each."""
    most = _LOGITS_BYTES // (4 * model.vocab.n_tokens)
    if state := _state_bytes(model):
        most = min(most, _STATES_BYTES // state)
    return max(8, min(255, most))


def _batch(model: Model, cells: int) -> int:
    """Tokens in one decode: 512, or fewer where the attention scores of so many would not fit."""
    scores = 4 * max(model.n_head, 1) * cells
    return max(64, min(512, _SCORES_BYTES // scores // 64 * 64))
