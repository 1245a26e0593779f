"""The sizes chosen for a model and a machine."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from touchstone.engine import EngineSettings, memory
from touchstone.engine.llama import Vocab, open_vocab
from touchstone.engine.memory import Plan, plan
from touchstone.errors import InputError

MakePlan = Callable[..., Plan]


@pytest.fixture
def sizes(tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[MakePlan]:
    """Plans for a tiny model on a machine with so many free bytes, and so many on its GPU (None: no GPU)."""
    vocabs: list[Vocab] = []

    def make(arch: str = "llama", free: int = 8 << 30, gpu: int | None = None, **settings: object) -> Plan:
        monkeypatch.setattr(memory.psutil, "virtual_memory", lambda: SimpleNamespace(available=free))
        monkeypatch.setattr(memory, "gpu_memory", lambda: gpu)
        vocabs.append(open_vocab(tiny(arch)))
        return plan(EngineSettings(tiny(arch), "hash", **settings), vocabs[-1])  # type: ignore[arg-type]

    yield make
    for vocab in vocabs:
        vocab.close()


def test_enough_memory(sizes: MakePlan) -> None:
    """The model's own context (4096), room for branches, and an exact price: 2 layers, 2 heads of 16, K and V."""
    chosen = sizes()
    assert (chosen.n_ctx, chosen.cells, chosen.gpu_layers) == (4096, 4096 + memory.BRANCHES, 0)
    assert chosen.bytes == chosen.cells * 2 * 2 * 2 * 16 * 2
    assert sizes(kv_type="f32").bytes == 2 * chosen.bytes


def test_little_memory(sizes: MakePlan) -> None:
    """Branches give way first, then the context is halved, down to a limit."""
    weights = 700_000
    assert sizes(free=weights + 2 * 5000 * 256).n_ctx == 4096
    chosen = sizes(free=weights + 2 * 3000 * 256)
    assert chosen.n_ctx == 2048
    assert chosen.cells >= chosen.n_ctx
    with pytest.raises(InputError, match="context of 1024 tokens"):
        sizes(free=weights)
    with pytest.raises(InputError, match="context of 3000 tokens"):
        sizes(free=weights + 2 * 2000 * 256, n_ctx=3000)


def test_what_the_user_sets(sizes: MakePlan) -> None:
    chosen = sizes(n_ctx=500, kv_cells=600, threads=3, gpu_layers=1)
    assert (chosen.n_ctx, chosen.cells, chosen.threads, chosen.gpu_layers) == (500, 768, 3, 1)


def test_gpu(sizes: MakePlan) -> None:
    """All layers where they fit, what fits where they do not, none where the user says so."""
    assert sizes(gpu=8 << 30).gpu_layers >= 2
    assert sizes(gpu=8 << 30, gpu_layers=0).gpu_layers == 0
    assert sizes(gpu=100 << 20).gpu_layers == 0
    assert sizes(gpu=int((288 << 20) / 0.85) + 600_000).gpu_layers == 1


def test_recurrent_states(sizes: MakePlan) -> None:
    """A recurrent model has no KV cells to pay for, but a state for each branch."""
    chosen = sizes("mamba")
    assert chosen.bytes == chosen.n_seq * 4 * 2 * 128 * (16 + 8)
