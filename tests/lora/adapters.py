"""Small random adapters, written as PEFT writes them (without PEFT)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from safetensors.numpy import save_file

from tests.gguf_metadata import read_metadata, write_metadata
from touchstone.lora.gguf_header import read_header

MODULES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def write_config(folder: Path, **fields: Any) -> None:
    """adapter_config.json with the fields that matter."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {"peft_type": "LORA", "r": 4, "lora_alpha": 8, "base_model_name_or_path": "org/base", **fields}
    (folder / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")


def random_matrices(
    base: Path, *, rank: int = 4, spread: float = 0.05, seed: int = 0
) -> dict[str, np.ndarray[Any, Any]]:
    """Random lora_A and lora_B for every linear layer of a GGUF model."""
    header = read_header(base)
    random = np.random.default_rng(seed)
    matrices = {}
    for layer in range(int(header.metadata[f"{header.text('general.architecture')}.block_count"])):
        for theirs, ours in MODULES.items():
            rows, columns = header.tensors[f"blk.{layer}.{ours}.weight"].shape
            name = f"base_model.model.model.layers.{layer}.{theirs}"
            matrices[f"{name}.lora_A.weight"] = random.normal(0, spread, (rank, columns)).astype(np.float32)
            matrices[f"{name}.lora_B.weight"] = random.normal(0, spread, (rows, rank)).astype(np.float32)
    return matrices


def write_peft(
    folder: Path, base: Path, matrices: Mapping[str, np.ndarray[Any, Any]] | None = None, **fields: Any
) -> Path:
    """A PEFT folder with random matrices for the base, or with those given."""
    write_config(folder, **fields)
    found = random_matrices(base) if matrices is None else dict(matrices)
    save_file(found, folder / "adapter_model.safetensors")
    return folder


def in_f32(source: Path, target: Path) -> Path:
    """Another quantisation of the same weights."""
    metadata = read_metadata(source)
    writer = gguf.GGUFWriter(target, metadata.pop("general.architecture").value)
    metadata.pop("general.file_type")
    write_metadata(writer, metadata)
    writer.add_file_type(0)
    for tensor in gguf.GGUFReader(source).tensors:
        writer.add_tensor(tensor.name, gguf.quants.dequantize(tensor.data, tensor.tensor_type))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return target
