"""Conversion of adapters without PyTorch: what is written, and what is refused."""

from pathlib import Path

import numpy as np
import pytest

from tests.lora.adapters import random_matrices, write_peft
from touchstone.catalogue import BUNDLED
from touchstone.errors import InputError
from touchstone.lora import convert_peft, read_adapter
from touchstone.lora.gguf_header import read_header

BASE = BUNDLED / "demo-generator.gguf"


def test_the_file_says_what_it_is_and_what_it_was_made_for(tmp_path: Path) -> None:
    folder = write_peft(tmp_path / "peft", BASE)
    facts = read_adapter(convert_peft(folder, tmp_path / "a.gguf", base=BASE, base_sha256="0" * 64))
    assert (facts.architecture, facts.alpha, facts.base_name) == ("llama", 8.0, "org/base")
    assert facts.base_sha256 == "0" * 64
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.gguf"]


def test_every_module_becomes_a_pair_of_matrices(tmp_path: Path) -> None:
    matrices = random_matrices(BASE)
    folder = write_peft(tmp_path / "peft", BASE, matrices)
    header = read_header(convert_peft(folder, tmp_path / "a.gguf", base=BASE, kind="f32"))
    assert len(header.tensors) == len(matrices)
    stored = header.tensors["blk.1.ffn_down.weight.lora_b"]
    with header.path.open("rb") as file:
        file.seek(stored.offset)
        values = np.frombuffer(file.read(4 * int(np.prod(stored.shape))), np.float32).reshape(stored.shape)
    assert np.array_equal(values, matrices["base_model.model.model.layers.1.mlp.down_proj.lora_B.weight"])


def test_the_same_adapter_gives_the_same_file(tmp_path: Path) -> None:
    folder = write_peft(tmp_path / "peft", BASE)
    first, second = (convert_peft(folder, tmp_path / name, base=BASE) for name in ("a.gguf", "b.gguf"))
    assert first.read_bytes() == second.read_bytes()


def test_a_module_that_the_base_has_in_another_shape_is_refused(tmp_path: Path) -> None:
    matrices = random_matrices(BASE)
    name = "base_model.model.model.layers.0.mlp.up_proj.lora_A.weight"
    folder = write_peft(tmp_path / "peft", BASE, {**matrices, name: matrices[name][:, :-1]})
    with pytest.raises(InputError, match=r"layers\.0\.mlp\.up_proj is for a matrix of"):
        convert_peft(folder, tmp_path / "a.gguf", base=BASE)
    assert not (tmp_path / "a.gguf").exists()
