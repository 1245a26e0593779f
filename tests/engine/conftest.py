"""Tiny models and a plain decoder to compare the engine with."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import gguf
import numpy as np
import pytest

from tests.tiny_gguf import build
from touchstone.domain.engine import Answer, Failure, Request, UnitAnswers
from touchstone.engine import EngineSettings, LlamaEngine
from touchstone.engine.context import Context
from touchstone.engine.weights import Model

MakeEngine = Callable[..., LlamaEngine]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A tiny random-weight model of an architecture and vocabulary, built once."""
    folder = tmp_path_factory.mktemp("tiny")

    def make(arch: str = "llama", vocab: str = "spm", quant: str = "F32") -> Path:
        path = folder / f"{arch}-{vocab}-{quant}.gguf"
        kind = gguf.GGMLQuantizationType[quant]
        return path if path.exists() else build(path, arch, vocab=vocab, seed=3, quant=kind)

    return make


@pytest.fixture
def engine(tiny: Callable[..., Path]) -> Iterator[MakeEngine]:
    """Opens engines with 32-bit KV cache and no flash attention, and closes them."""
    opened: list[LlamaEngine] = []

    def make(arch: str = "llama", vocab: str = "spm", quant: str = "F32", **settings: object) -> LlamaEngine:
        chosen = {"n_ctx": 2048, "kv_type": "f32", "flash_attn": False, "threads": 1, **settings}
        opened.append(LlamaEngine(EngineSettings(tiny(arch, vocab, quant), "hash", **chosen)))  # type: ignore[arg-type]
        return opened[-1]

    yield make
    for one in opened:
        one.close()


class Plain:
    """One plain decode for each prompt: what the engine must agree with."""

    def __init__(self, path: Path) -> None:
        self._model = Model(path, gpu_layers=0, extra_bufts=True)
        self._context = Context(
            self._model, cells=4096, n_seq=1, n_batch=512, kv_type="f32", flash_attn=0, threads=1
        )

    def probabilities(self, tokens: Sequence[int]) -> np.ndarray:
        """The next-token distribution (n_vocab,) after the tokens."""
        self._context.clear()
        ids = np.array(tokens, np.int32)
        row = np.empty(0)
        for start in range(0, len(ids), 512):
            part = ids[start : start + 512]
            wanted = np.zeros(len(part), np.int8)
            wanted[-1] = 1
            places = np.arange(start, start + len(part), dtype=np.int32)
            row = self._context.decode(part, places, np.zeros(len(part), np.int32), wanted)[0].astype(
                np.float64
            )
        weights = np.exp(row - row.max())
        return np.asarray(weights / weights.sum())

    def close(self) -> None:
        self._context.close()
        self._model.close()


@pytest.fixture
def plain(tiny: Callable[..., Path]) -> Iterator[Callable[..., Plain]]:
    """Opens plain decoders and closes them."""
    opened: list[Plain] = []

    def make(arch: str = "llama", vocab: str = "spm") -> Plain:
        opened.append(Plain(tiny(arch, vocab)))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def ask(
    engine: LlamaEngine, *units: Sequence[Request], also: Mapping[int, Sequence[Request]] = {}
) -> list[UnitAnswers]:
    """Runs the units to the end."""
    return list(engine.run(units, threading.Event(), also))


def answers(engine: LlamaEngine, *units: Sequence[Request]) -> list[Answer]:
    """The answers to all requests of all units; none may fail."""
    found = [answer for unit in ask(engine, *units) for answer in unit.answers]
    assert not [answer for answer in found if isinstance(answer, Failure)]
    return [answer for answer in found if isinstance(answer, Answer)]
