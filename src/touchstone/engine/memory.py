"""How much of the machine a model may use: layers on the GPU, the context's length, KV cells, batch sizes.

All of it is chosen from the file's metadata, before the weights are loaded, so that counting tokens alone
knows the same context as the full engine. Sizes that depend on free memory change in steps of two, so that a
little more or less of it changes nothing.
"""

import os
from dataclasses import dataclass

import psutil

from touchstone.engine.llama import Vocab, gpu_memory
from touchstone.engine.settings import EngineSettings
from touchstone.errors import InputError

LONGEST, SHORTEST = 8192, 1024
"""The longest prompt with its answer that is allowed for: halved until it fits the memory, or refused."""

BRANCHES = 8192
"""KV cells beside the longest path, where memory allows: what is written side by side lives there."""

BATCH = 512
"""Tokens in one decode."""

SHARE = 0.5
"""The share of the memory left beside the weights that the KV cache may take."""

_CELL_BYTES = {"f32": 4.0, "f16": 2.0, "q8_0": 34 / 32}
_SCORES_BYTES = 256 << 20, 1 << 30
_LOGITS_BYTES = 32 << 20
_STATES_SHARE = 0.2
_ALL_LAYERS = 999


@dataclass(frozen=True, slots=True)
class Plan:
    """The sizes of a context. `n_ctx`: the longest path in tokens; `cells`: of the KV cache; `n_seq`: branches
    at once; `n_batch`: tokens in one decode; `bytes`: what KV cache and recurrent states take."""

    n_ctx: int
    cells: int
    n_seq: int
    n_batch: int
    gpu_layers: int
    threads: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Room:
    """Free memory in bytes: the machine's own, and the graphics cards' (None: this build uses none)."""

    main: int
    gpu: int | None

    @classmethod
    def now(cls) -> "Room":
        """What is free at this moment."""
        return cls(psutil.virtual_memory().available, gpu_memory())

    def with_more(self, main: int, gpu: int) -> "Room":
        """This room with so many bytes more (or fewer) in each place that there is."""
        return Room(max(self.main + main, 0), None if self.gpu is None else max(self.gpu + gpu, 0))


class _Sizes:
    """A model's sizes as its metadata gives them. Where layers differ the metadata is a list and not read:
    then the estimates are too high, never too low."""

    def __init__(self, vocab: Vocab) -> None:
        arch = vocab.meta("general.architecture")

        def number(key: str) -> int:
            return int(vocab.meta(f"{arch}.{key}", "0"))

        self.n_vocab = vocab.n_tokens
        self.n_layer = number("block_count")
        self.n_ctx_train = number("context_length")
        self.inner = number("ssm.inner_size")
        self.state = self.inner * (number("ssm.state_size") + 2 * number("ssm.conv_kernel"))
        embd = number("embedding_length")
        self.n_head = number("attention.head_count") or embd // 64
        self.attends = vocab.meta(f"{arch}.attention.head_count") != "0"
        heads = number("attention.head_count_kv") or self.n_head
        self.kv = heads * (number("attention.key_length") or embd // max(self.n_head, 1))

    def cell_bytes(self, kv_type: str) -> int:
        """Bytes that one token takes in the KV cache."""
        return int(2 * self.n_layer * self.kv * _CELL_BYTES[kv_type]) if self.attends else 0

    def state_bytes(self) -> int:
        """Bytes of one sequence's recurrent state, in 32-bit floats."""
        return 4 * self.n_layer * self.state


def plan(settings: EngineSettings, vocab: Vocab, room: Room | None = None) -> Plan:
    """The sizes for this model in the room given, else in what this machine has free now.

    Raises InputError where not even a short prompt fits.
    """
    sizes, room = _Sizes(vocab), room or Room.now()
    weights = _weights(settings)
    layers = _gpu_layers(settings, sizes, weights, room.gpu)
    on_gpu = room.gpu is not None and layers >= sizes.n_layer
    free = (room.gpu or 0) - weights if on_gpu else room.main - weights
    per_cell = sizes.cell_bytes(settings.kv_type)
    n_seq = _sequences(sizes, free)
    affordable = int(max(free, 0) * SHARE) // per_cell if per_cell else LONGEST + BRANCHES
    n_ctx = settings.n_ctx or min(sizes.n_ctx_train or LONGEST, LONGEST)
    while settings.n_ctx is None and affordable < n_ctx and n_ctx // 2 >= SHORTEST:
        n_ctx //= 2
    if affordable < n_ctx:
        raise InputError(
            f"a context of {n_ctx} tokens needs {n_ctx * per_cell >> 20} MiB, "
            f"and {affordable * per_cell >> 20} MiB are free for it",
            "close other programs, set a smaller n_ctx in models.toml, or use a smaller model",
        )
    branches = BRANCHES
    while branches > 256 and n_ctx + branches > affordable:
        branches //= 2
    cells = max(settings.kv_cells or n_ctx + branches, n_ctx + 8)
    cells = -(-cells // 256) * 256
    total = cells * per_cell + n_seq * sizes.state_bytes()
    scores = settings.flash_attn is False and not on_gpu
    n_batch = settings.n_batch or (_batch(sizes, cells, weights) if scores else BATCH)
    return Plan(n_ctx, cells, n_seq, n_batch, layers, _threads(settings), total)


def _weights(settings: EngineSettings) -> int:
    """Bytes of the model's file and of its LoRA's. InputError where one is gone."""
    paths = [settings.path, *([settings.adapter.path] if settings.adapter else [])]
    try:
        return sum(path.stat().st_size for path in paths)
    except OSError as error:
        raise InputError(f"cannot read {error.filename}: {error.strerror}", "check the path") from None


def _gpu_layers(settings: EngineSettings, sizes: _Sizes, weights: int, free: int | None) -> int:
    """The layers on the GPU: what the user says, else as many as fit, all of them if possible."""
    if settings.gpu_layers != "auto":
        return settings.gpu_layers
    room = (free or 0) * 0.85 - _LOGITS_BYTES - _SCORES_BYTES[0]
    if room <= 0:
        return 0
    return _ALL_LAYERS if weights * 1.3 <= room else int(sizes.n_layer * room / (weights * 1.3))


def _threads(settings: EngineSettings) -> int:
    """Physical cores, of those this process may use: hyper-threads slow matrix products down."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return settings.threads or min(psutil.cpu_count(logical=False) or usable, usable)


def _sequences(sizes: _Sizes, free: int) -> int:
    """As many branches as logits and recurrent states have room for: llama.cpp reserves a row for each."""
    most = max(8, min(255, _LOGITS_BYTES // (4 * sizes.n_vocab)))
    if state := sizes.state_bytes():
        while most > 8 and most * state > free * _STATES_SHARE:
            most //= 2
    return max(8, most)


def _batch(sizes: _Sizes, cells: int, weights: int) -> int:
    """Tokens in one decode on a CPU without flash attention: as many as can be, or fewer where their attention
    scores would take more than an eighth of what the weights take."""
    least, most = _SCORES_BYTES
    room = max(least, min(most, weights // 8))
    return max(64, min(BATCH, room // (4 * max(sizes.n_head, 1) * cells) // 64 * 64))
