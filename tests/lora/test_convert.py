"""Conversion of adapters without PyTorch: what is written, and what is refused."""

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors import TensorSpec, serialize_file

from tests.lora.adapters import random_matrices, write_config, write_peft
from tests.lora.logits import logits
from tests.tiny_gguf import build
from touchstone.catalogue import BUNDLED
from touchstone.errors import InputError
from touchstone.lora import convert_peft, extra, read_adapter
from touchstone.lora.gguf_header import read_header

BASE = BUNDLED / "demo-generator.gguf"
UP = "base_model.model.model.layers.0.mlp.up_proj"


def stored(path: Path, name: str) -> np.ndarray[Any, Any]:
    """A tensor of an adapter in F32 or F16."""
    tensor = read_header(path).tensors[name]
    kind = np.dtype(np.float32 if tensor.kind == 0 else np.float16)
    with path.open("rb") as file:
        file.seek(tensor.offset)
        return np.frombuffer(file.read(int(np.prod(tensor.shape)) * kind.itemsize), kind).reshape(
            tensor.shape
        )


def test_the_file_says_what_it_is_and_what_it_was_made_for(tmp_path: Path) -> None:
    folder = write_peft(tmp_path / "peft", BASE)
    facts = read_adapter(convert_peft(folder, tmp_path / "a.gguf", base=BASE, base_sha256="0" * 64))
    assert (facts.architecture, facts.alpha, facts.base_name) == ("llama", 8.0, "org/base")
    assert facts.base_sha256 == "0" * 64
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.gguf"]


def test_a_base_on_somebodys_disk_is_not_written_down(tmp_path: Path) -> None:
    for number, place in enumerate(("/home/somebody/model", "./model", "model", "", None)):
        folder = write_peft(tmp_path / str(number), BASE, base_model_name_or_path=place)
        facts = read_adapter(convert_peft(folder, tmp_path / "a.gguf", base=BASE))
        assert facts.base_name == read_header(BASE).text("general.name")


def test_every_module_becomes_a_pair_of_matrices(tmp_path: Path) -> None:
    matrices = random_matrices(BASE)
    folder = write_peft(tmp_path / "peft", BASE, matrices)
    for kind, apart in (("f32", 0.0), ("f16", 2e-4)):
        path = convert_peft(folder, tmp_path / "a.gguf", base=BASE, kind=kind)  # type: ignore[arg-type]
        assert len(read_header(path).tensors) == len(matrices)
        assert np.allclose(
            stored(path, "blk.0.ffn_up.weight.lora_b"), matrices[f"{UP}.lora_B.weight"], atol=apart
        )
        assert np.allclose(
            stored(path, "blk.0.ffn_up.weight.lora_a"), matrices[f"{UP}.lora_A.weight"], atol=apart
        )


def test_brain_floats_are_read_as_they_are(tmp_path: Path) -> None:
    matrices = random_matrices(BASE)
    halves = {name: (values.view(np.uint32) >> 16).astype(np.uint16) for name, values in matrices.items()}
    write_config(tmp_path / "peft")
    told = {
        name: TensorSpec(dtype="bfloat16", shape=each.shape, data_ptr=each.ctypes.data, data_len=each.nbytes)
        for name, each in halves.items()
    }
    serialize_file(told, str(tmp_path / "peft" / "adapter_model.safetensors"), None)
    path = convert_peft(tmp_path / "peft", tmp_path / "a.gguf", base=BASE, kind="f32")
    found, wanted = stored(path, "blk.0.ffn_up.weight.lora_b"), matrices[f"{UP}.lora_B.weight"]
    assert np.array_equal(found.view(np.uint32), wanted.view(np.uint32) & 0xFFFF0000)


def test_the_same_adapter_gives_the_same_file(tmp_path: Path) -> None:
    folder = write_peft(tmp_path / "peft", BASE)
    first, second = (convert_peft(folder, tmp_path / name, base=BASE) for name in ("a.gguf", "b.gguf"))
    assert first.read_bytes() == second.read_bytes()


def test_an_alpha_of_one_module_alone_is_folded_into_it(tmp_path: Path) -> None:
    matrices = random_matrices(BASE)
    folder = write_peft(tmp_path / "peft", BASE, matrices, alpha_pattern={r"layers\.0\.mlp\.up_proj": 24})
    path = convert_peft(folder, tmp_path / "a.gguf", base=BASE, kind="f32")
    assert read_adapter(path).alpha == 8.0
    wanted = matrices[f"{UP}.lora_B.weight"] * np.float32(3)
    assert np.array_equal(stored(path, "blk.0.ffn_up.weight.lora_b"), wanted)


def test_what_comes_out_is_the_base_with_its_matrices_changed(tmp_path: Path) -> None:
    """llama.cpp with the adapter against llama.cpp with B A added to the base's own matrices."""
    base = build(tmp_path / "base.gguf", vocab="bpe")
    matrices = random_matrices(base, spread=0.2)
    folder = write_peft(tmp_path / "peft", base, matrices)
    adapter = convert_peft(folder, tmp_path / "a.gguf", base=base, kind="f32")
    merged = tmp_path / "merged.gguf"
    merged.write_bytes(base.read_bytes())
    header = read_header(base)
    with merged.open("r+b") as file:
        for name, tensor in header.tensors.items():
            if f"{name}.lora_a" in read_header(adapter).tensors:
                change = (
                    stored(adapter, f"{name}.lora_b") @ stored(adapter, f"{name}.lora_a") * np.float32(8 / 4)
                )
                file.seek(tensor.offset)
                weights = np.frombuffer(file.read(4 * change.size), np.float32).reshape(change.shape)
                file.seek(tensor.offset)
                file.write((weights + change).astype(np.float32).tobytes())
    tokens = [20, 30, 40, 50, 60, 70]
    wanted = logits(merged, tokens)
    assert np.abs(logits(base, tokens, adapter) - wanted).max() < 1e-3
    assert np.abs(logits(base, tokens) - wanted).max() > 0.5


Spoil = Callable[[Path], None]


def config(**fields: Any) -> Spoil:
    return lambda folder: write_config(folder, **fields)


def text(file: str, content: bytes) -> Spoil:
    return lambda folder: (folder / file).write_bytes(content) and None


def tensors(**replaced: np.ndarray[Any, Any] | None) -> Spoil:
    """Other matrices in one place: `lora_A` and `lora_B` of layer 0's up_proj, or whole names with __ for dots."""

    def spoil(folder: Path) -> None:
        matrices = random_matrices(BASE)
        for name, values in replaced.items():
            key = f"{UP}.{name}.weight" if name in ("lora_A", "lora_B") else name.replace("__", ".")
            matrices.pop(key, None)
            if values is not None:
                matrices[key] = values
        write_peft(folder, BASE, matrices)

    return spoil


def cut(folder: Path) -> None:
    path = folder / "adapter_model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])


WEIGHTS = random_matrices(BASE)
A, B = WEIGHTS[f"{UP}.lora_A.weight"], WEIGHTS[f"{UP}.lora_B.weight"]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: (folder / "adapter_config.json").unlink(), "adapter_config.json cannot be read"),
        (
            lambda folder: (folder / "adapter_model.safetensors").unlink(),
            "adapter_model.safetensors cannot be",
        ),
        (text("adapter_config.json", b"{"), "not valid JSON"),
        (text("adapter_config.json", b"\xff\xfe"), "not valid JSON"),
        (text("adapter_config.json", b"[]"), "not a JSON object"),
        (config(peft_type="IA3"), "peft_type is 'IA3'"),
        (config(use_dora=True), "'use_dora' is set"),
        (config(modules_to_save=["lm_head"]), "'modules_to_save' is set"),
        (config(trainable_token_indices=[1]), "'trainable_token_indices' is set"),
        (config(fan_in_fan_out=True), "'fan_in_fan_out' is set"),
        (config(of_a_later_version={"x": 1}), "'of_a_later_version' is set"),
        (config(**{"\x1b[31m": 1}), r"'\x1b[31m' is set"),
        (tensors(**{"base_model__\x1b[31m": A}), r"\x1b[31m' is no name"),
        (config(bias="lora_only"), "bias is 'lora_only'"),
        (config(init_lora_weights="pissa_niter_4"), "changes the base model's weights"),
        (config(r=8), "has rank 4, and adapter_config.json says 8"),
        (config(rank_pattern={"up_proj": 2}), "has rank 4, and adapter_config.json says 2"),
        (config(rank_pattern=["up_proj"]), "rank_pattern cannot be read"),
        (config(alpha_pattern={"(": 2}), "alpha_pattern cannot be read"),
        (config(lora_alpha="8"), "lora_alpha is '8', not a number"),
        (config(lora_alpha=None), "lora_alpha is None, not a number"),
        (config(lora_alpha=True), "lora_alpha is True, not a number"),
        (config(lora_alpha=0), "lora_alpha is 0"),
        (text("adapter_model.safetensors", b""), "is damaged"),
        (text("adapter_model.safetensors", b"\xff" * 64), "is damaged"),
        (cut, "is damaged"),
        (tensors(lora_A=None), "up_proj has no lora_A"),
        (tensors(lora_A=A[:, :-1]), "is for a matrix of"),
        (tensors(lora_B=B[:-1]), "is for a matrix of"),
        (tensors(lora_B=B[:, :-1].copy()), "do not fit together"),
        (tensors(lora_A=A.reshape(-1)), "do not fit together"),
        (tensors(lora_A=np.full_like(A, np.nan)), "not finite"),
        (tensors(lora_A=A.astype(np.int32)), "is stored as I32"),
        (tensors(lora_A=np.full_like(A, 1e6)), "too large for float16"),
        (tensors(base_model__model__model__embed_tokens__weight=A), "embed_tokens.weight is no LoRA matrix"),
        (tensors(base_model__model__model__embed_tokens__lora_embedding_A=A), "is no LoRA matrix"),
        (tensors(base_model__model__model__norm__weight=A[0]), "is no LoRA matrix"),
        (
            lambda folder: _rename(folder, "mlp.up_proj", "mlp.experts.0.up_proj"),
            "experts.0.up_proj, which cannot",
        ),
        (lambda folder: _rename(folder, "layers.0.mlp.up_proj", "layers.77.mlp.up_proj"), "no tensor blk.77"),
        (lambda folder: _rename(folder, "layers.0.mlp.up_proj", "layers.-1.mlp.up_proj"), "which cannot"),
        (lambda folder: _rename(folder, "model.layers.0.mlp.up_proj", "lm_head"), "no tensor output.weight"),
        (lambda folder: write_peft(folder, BASE, {}), "holds no LoRA matrices"),
    ],
)
def test_refused(tmp_path: Path, spoil: Spoil, message: str) -> None:
    folder = write_peft(tmp_path / "peft", BASE)
    spoil(folder)
    with pytest.raises(InputError) as error:
        convert_peft(folder, tmp_path / "out" / "a.gguf", base=BASE)
    assert message in error.value.message
    assert error.value.remedy
    assert not list((tmp_path / "out").glob("*")), "nothing half written"


def _rename(folder: Path, old: str, new: str) -> None:
    matrices = random_matrices(BASE)
    for half in ("A", "B"):
        name = f"{UP}.lora_{half}.weight"
        matrices[name.replace(old, new)] = matrices.pop(name)
    write_peft(folder, BASE, matrices)


def test_other_architectures_are_refused_with_what_is_supported(tmp_path: Path) -> None:
    folder = write_peft(tmp_path / "peft", BASE)
    base = build(tmp_path / "gemma.gguf", "gemma2")
    with pytest.raises(InputError, match="architecture 'gemma2' cannot") as error:
        convert_peft(folder, tmp_path / "a.gguf", base=base)
    assert "Llama and Mistral, Qwen2 and Qwen2.5, Qwen3" in error.value.remedy


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    folder = write_peft(tmp_path / "peft", BASE)
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        convert_peft(folder, tmp_path / "file" / "a.gguf", base=BASE)


def test_without_the_libraries_it_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError) as error:
        extra.require("no_such_library")
    assert error.value.remedy == "pip install 'touchstone-judge[adapters]'"


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_any_damage_is_refused_or_leaves_a_readable_adapter(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = write_peft(tmp_path_factory.mktemp("peft"), BASE)
    path = folder / data.draw(st.sampled_from(["adapter_model.safetensors", "adapter_config.json"]))
    whole = bytearray(path.read_bytes())
    whole[data.draw(st.integers(0, min(len(whole), 4000) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))] if data.draw(st.booleans()) else whole)
    with contextlib.suppress(InputError):
        read_adapter(convert_peft(folder, folder / "a.gguf", base=BASE))


def test_json_config_of_a_real_adapter_is_understood(tmp_path: Path) -> None:
    """All fields that PEFT 0.21 writes for a plain LoRA."""
    fields = {
        "alora_invocation_tokens": None,
        "alpha_pattern": {},
        "arrow_config": None,
        "auto_mapping": None,
        "base_model_name_or_path": "Qwen/Qwen3-14B",
        "bias": "none",
        "corda_config": None,
        "ensure_weight_tying": False,
        "eva_config": None,
        "exclude_modules": None,
        "fan_in_fan_out": False,
        "inference_mode": True,
        "init_lora_weights": True,
        "layer_replication": None,
        "layers_pattern": None,
        "layers_to_transform": None,
        "loftq_config": {},
        "lora_bias": False,
        "lora_dropout": 0.05,
        "megatron_config": None,
        "megatron_core": "megatron.core",
        "modules_to_save": None,
        "peft_version": "0.21.2",
        "qalora_group_size": 16,
        "rank_pattern": {},
        "revision": None,
        "target_modules": ["q_proj", "up_proj"],
        "target_parameters": None,
        "task_type": "CAUSAL_LM",
        "trainable_token_indices": None,
        "use_dora": False,
        "use_qalora": False,
        "use_rslora": False,
    }
    folder = write_peft(tmp_path / "peft", BASE, **fields)
    assert json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))["qalora_group_size"] == 16
    facts = read_adapter(convert_peft(folder, tmp_path / "a.gguf", base=BASE))
    assert facts.base_name == "Qwen/Qwen3-14B"
